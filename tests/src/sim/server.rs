//! The server of the simulation: the real `accept` over a store that can crash before or after a commit, be restored from a
//! backup, and be asked in small pages.
use std::future::Future;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use backend::accept::{self, AcceptError, Deps, Now, Order};
use backend::store::{Job, MemoryStore, Poke, Store, StoreError, TenantRow, read, write};
use backend::vault::Vault;
use futures::FutureExt;
use shared::id::{Epoch, TenantId, UserId};
use shared::sync::event::{Answer, Request};
use shared::testing::{Dice, cast, replay};
use shared::time::{Day, Millis};
use shared::verdict::Outcome;
use tokio::sync::broadcast;
use uuid::Uuid;

use super::Found;
use super::door::Door;

/// What runs futures: the memory store never waits, a database does.
pub enum Exec {
    /// Polls once.
    Inline,
    /// A runtime.
    Tokio(tokio::runtime::Runtime),
}

impl Exec {
    /// Runs to the end.
    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        match self {
            Self::Inline => work.now_or_never().expect("the memory store never waits"),
            Self::Tokio(runtime) => runtime.block_on(work),
        }
    }
}

const CALM: u8 = 0;
const BEFORE: u8 = 1;
const AFTER: u8 = 2;
const SECOND: u8 = 3;

/// A store whose process can die at a commit.
pub struct CrashStore {
    inner: Arc<dyn Store>,
    mood: AtomicU8,
}

#[async_trait]
impl Store for CrashStore {
    async fn write_job(&self, job: Job) -> Result<(), StoreError> {
        match self.mood.swap(CALM, Ordering::Relaxed) {
            BEFORE => Err(StoreError::Closed),
            AFTER => {
                self.inner.write_job(job).await?;
                Err(StoreError::Closed)
            }
            SECOND => {
                self.mood.store(BEFORE, Ordering::Relaxed);
                self.inner.write_job(job).await
            }
            _ => self.inner.write_job(job).await,
        }
    }
    async fn read_job(&self, job: Job) -> Result<(), StoreError> {
        self.inner.read_job(job).await
    }
    fn pokes(&self) -> broadcast::Receiver<Poke> {
        self.inner.pokes()
    }
    async fn close(&self) {
        self.inner.close().await;
    }
}

/// The server.
pub struct Server {
    pub exec: Exec,
    pub deps: Deps,
    pub tenant: TenantId,
    /// Its clock, which is the world's.
    pub now: Millis,
    /// Its timeline.
    pub epoch: Epoch,
    store: Arc<CrashStore>,
    memory: Option<Arc<MemoryStore>>,
    backup: Option<Arc<MemoryStore>>,
}

/// The tenant of every run.
#[must_use]
pub fn tenant() -> TenantId {
    cast::id("tenant")
}

/// A vault whose random numbers follow from a seed.
#[must_use]
pub fn vault(seed: u64) -> Vault {
    let dice = Mutex::new(Dice::new(seed));
    Vault::with_random([7; 32], move |bytes| {
        let mut dice = dice.lock().unwrap_or_else(PoisonError::into_inner);
        for chunk in bytes.chunks_mut(8) {
            let number = dice.next().to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
        Ok(())
    })
}

impl Server {
    /// Over a copy of a memory store.
    #[must_use]
    pub fn in_memory(seed: u64, from: &MemoryStore) -> Self {
        let memory = Arc::new(Exec::Inline.wait(from.copy()));
        let mut server = Self::over(seed, Exec::Inline, memory.clone());
        server.memory = Some(memory);
        server
    }

    /// Over any store.
    #[must_use]
    pub fn over(seed: u64, exec: Exec, inner: Arc<dyn Store>) -> Self {
        let store = Arc::new(CrashStore {
            inner,
            mood: AtomicU8::new(CALM),
        });
        Self {
            exec,
            deps: Deps {
                store: store.clone(),
                vault: vault(seed),
            },
            tenant: tenant(),
            now: replay::noon(cast::today()),
            epoch: cast::id("epoch"),
            store,
            memory: None,
            backup: None,
        }
    }

    /// Tells the beginning of the story through the real door.
    pub fn begin(&self) -> Found<()> {
        let row = TenantRow {
            id: self.tenant,
            name: "Kommunen".to_owned(),
            created_at: 0,
        };
        let made = self.exec.wait(write(&*self.deps.store, move |tx| {
            let row = row.clone();
            Box::pin(async move { tx.put_tenant(&row).await })
        }));
        made.map_err(|error: StoreError| error.to_string())?;
        for (actor, day, command) in cast::beginning() {
            let order = Order {
                tenant: self.tenant,
                actor,
                command,
                occurred_at: replay::noon(day),
                tz: 60,
                extra: vec![cast::first_right()],
            };
            let kind = order.command.kind().name;
            let now = self.clock();
            let given = self
                .exec
                .wait(accept::execute_local(&self.deps, now, vec![order]))
                .map_err(|error| error.to_string())?;
            if !matches!(given[0].outcome, Outcome::Applied { .. }) {
                return Err(format!("the beginning: {kind} came to {:?}", given[0]));
            }
        }
        Ok(())
    }

    /// What the server's clock says.
    #[must_use]
    pub fn clock(&self) -> Now {
        Now {
            millis: self.now,
            today: Day::at(self.now, 60),
        }
    }

    /// Answers a request as the routes do.
    pub fn answer(&self, user: UserId, request: Request) -> Found<Answer> {
        self.exec.wait(self.door().answer(user, request))
    }

    /// Its door at this moment.
    #[must_use]
    pub fn door(&self) -> Door {
        Door {
            deps: self.deps.clone(),
            now: self.clock(),
            epoch: self.epoch,
        }
    }

    /// The next writes will not go well: before the commit, after it unseen, or between custody and verdict.
    pub fn crash_soon(&self, dice: &mut Dice) {
        let mood = [BEFORE, AFTER, SECOND][dice.index(3)];
        self.store.mood.store(mood, Ordering::Relaxed);
    }

    /// The process starts again: what lay in custody is judged.
    pub fn restart(&self) -> Found<()> {
        self.store.mood.store(CALM, Ordering::Relaxed);
        let now = self.clock();
        let judged = self.exec.wait(accept::judge_leftovers(&self.deps, now));
        judged.map(|_| ()).map_err(|error| error.to_string())
    }

    /// Forgets what has left its scopes, but for the last few numbers; tells how many rows. A store that does not answer forgets nothing.
    pub fn compact(&self, keep: i64, is_floor_set: bool) -> Found<u64> {
        let (deps, tenant) = (&self.deps, self.tenant);
        let forgot = self.exec.wait(async {
            let head = read::<_, StoreError, _>(&*deps.store, move |tx| {
                Box::pin(async move { tx.head(tenant).await })
            });
            let through = head.await?.saturating_sub(keep);
            if is_floor_set {
                return accept::compact_through(deps, tenant, through).await;
            }
            let forgot = write::<_, StoreError, _>(&*deps.store, move |tx| {
                Box::pin(async move { tx.forget_gone(tenant, through, 1_000).await })
            });
            Ok(forgot.await?)
        });
        match forgot {
            Err(AcceptError::Store(_)) => Ok(0),
            forgot => forgot.map_err(|error| error.to_string()),
        }
    }

    /// Takes a backup; false over a database.
    pub fn take_backup(&mut self) -> bool {
        let Some(memory) = &self.memory else {
            return false;
        };
        self.backup = Some(Arc::new(self.exec.wait(memory.copy())));
        true
    }

    /// A copy of what is committed; nothing over a database.
    #[must_use]
    pub fn copy(&self) -> Option<MemoryStore> {
        Some(self.exec.wait(self.memory.as_ref()?.copy()))
    }

    /// Begins a timeline.
    pub fn set_epoch(&mut self, epoch: Uuid) -> Found<()> {
        self.epoch = epoch.into();
        let set = self.exec.wait(write(&*self.deps.store, move |tx| {
            Box::pin(async move { tx.set_epoch(epoch).await })
        }));
        set.map_err(|error: StoreError| error.to_string())
    }

    /// Puts the backup in place of the store, on a new timeline.
    pub fn restore(&mut self, epoch: Uuid) -> Found<bool> {
        let Some(backup) = &self.backup else {
            return Ok(false);
        };
        let memory = Arc::new(self.exec.wait(backup.copy()));
        self.store = Arc::new(CrashStore {
            inner: memory.clone(),
            mood: AtomicU8::new(CALM),
        });
        self.memory = Some(memory);
        self.deps.store = self.store.clone();
        self.set_epoch(epoch)?;
        self.restart()?;
        Ok(true)
    }
}
