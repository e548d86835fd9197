//! The store in memory, for the simulation and for tests of what stands above the store. Writers change the tables in
//! place and note how to undo each change, so that a rollback, a panic and a dropped future leave nothing behind;
//! a reader holds the lock, so it sees one snapshot.

mod accounts;
mod audit;
mod commands;
mod devices;
mod entities;
mod factors;
mod feedback;
mod grants;
mod identities;
mod scopes;
mod tables;
mod timeline;

use super::{Job, POKES_MAX, Poke, Store, StoreError, TenantId, run_job};
use async_trait::async_trait;
use std::collections::BTreeMap;
use tables::Tables;
use tokio::sync::{RwLock, broadcast};
use uuid::Uuid;

/// A store that lasts as long as the process.
#[derive(Debug)]
pub struct MemoryStore {
    tables: RwLock<Tables>,
    pokes: broadcast::Sender<Poke>,
}

impl MemoryStore {
    /// An empty store on the timeline `epoch`.
    pub fn new(epoch: Uuid) -> Self {
        Self::over(Tables::new(epoch))
    }

    /// A copy of all that is committed: what a backup would hold.
    pub async fn copy(&self) -> Self {
        Self::over(self.tables.read().await.clone())
    }

    fn over(tables: Tables) -> Self {
        Self {
            tables: RwLock::new(tables),
            pokes: broadcast::channel(POKES_MAX).0,
        }
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn write_job(&self, job: Job) -> Result<(), StoreError> {
        let mut tables = self.tables.write().await;
        let mut tx = MemoryTx::new(Access::Write(&mut tables));
        run_job(&job, &mut tx).await?;
        let pokes = tx.commit();
        drop(tables);
        for (tenant, seq) in pokes {
            // Nobody listening is no error.
            self.pokes.send(Poke { tenant, seq }).ok();
        }
        Ok(())
    }

    async fn read_job(&self, job: Job) -> Result<(), StoreError> {
        let tables = self.tables.read().await;
        run_job(&job, &mut MemoryTx::new(Access::Read(&tables))).await
    }

    fn pokes(&self) -> broadcast::Receiver<Poke> {
        self.pokes.subscribe()
    }

    async fn close(&self) {}
}

enum Access<'t> {
    Read(&'t Tables),
    Write(&'t mut Tables),
}

type Undo = Box<dyn FnOnce(&mut Tables) + Send + Sync>;
type Column<K, V> = fn(&mut Tables) -> &mut BTreeMap<K, V>;

/// A transaction; dropped without a commit, it undoes itself.
struct MemoryTx<'t> {
    access: Access<'t>,
    undo: Vec<Undo>,
    savepoint: Option<(usize, BTreeMap<TenantId, i64>)>,
    pokes: BTreeMap<TenantId, i64>,
}

impl<'t> MemoryTx<'t> {
    fn new(access: Access<'t>) -> Self {
        Self {
            access,
            undo: Vec::new(),
            savepoint: None,
            pokes: BTreeMap::new(),
        }
    }

    fn commit(mut self) -> BTreeMap<TenantId, i64> {
        self.undo.clear();
        std::mem::take(&mut self.pokes)
    }

    fn tables(&self) -> &Tables {
        match &self.access {
            Access::Read(tables) => tables,
            Access::Write(tables) => tables,
        }
    }

    fn put<K, V>(&mut self, column: Column<K, V>, key: K, value: V) -> Result<(), StoreError>
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        let Access::Write(tables) = &mut self.access else {
            return Err(StoreError::ReadOnly);
        };
        let old = column(tables).insert(key.clone(), value);
        self.undo.push(Box::new(move |tables| {
            match old {
                Some(old) => column(tables).insert(key, old),
                None => column(tables).remove(&key),
            };
        }));
        Ok(())
    }

    /// [`MemoryTx::put`] for a key that must be new.
    fn add<K, V>(&mut self, column: Column<K, V>, key: K, value: V) -> Result<(), StoreError>
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        if let Access::Write(tables) = &mut self.access
            && column(tables).contains_key(&key)
        {
            return Err(StoreError::Conflict(None));
        }
        self.put(column, key, value)
    }

    fn remove<K, V>(&mut self, column: Column<K, V>, key: &K) -> Result<(), StoreError>
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        let Access::Write(tables) = &mut self.access else {
            return Err(StoreError::ReadOnly);
        };
        if let Some((key, old)) = column(tables).remove_entry(key) {
            self.undo.push(Box::new(move |tables| {
                column(tables).insert(key, old);
            }));
        }
        Ok(())
    }

    fn undo_to(&mut self, length: usize) {
        if let Access::Write(tables) = &mut self.access {
            for undo in self.undo.split_off(length).into_iter().rev() {
                undo(tables);
            }
        }
    }
}

impl Drop for MemoryTx<'_> {
    fn drop(&mut self) {
        self.undo_to(0);
    }
}

fn page<T>(rows: impl Iterator<Item = T>, limit: i64) -> Vec<T> {
    rows.take(usize::try_from(limit).unwrap_or(0)).collect()
}
