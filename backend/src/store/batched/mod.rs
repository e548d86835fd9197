//! A transaction that keeps what it writes in memory, answers its own reads from there, and sends each table with a few statements: before
//! the commit, and before a read that it cannot answer. What a command costs is then not the number of its statements.
//!
//! Savepoints are kept in memory too, and set in the database only before something is sent or written past the memory within them.
//! An error that a write would have met in the database is found before it is taken: what is known tells, or the database is asked.

mod bulk;
mod cache;
mod custody;
mod entities;
mod judged;
mod keys;
mod pass;
mod scopes;
mod tables;
mod timeline;

use std::collections::BTreeMap;

use self::bulk::BulkTx;
use self::cache::{Cache, Slot};
use self::tables::Tables;
use super::{StoreError, TenantId, Tx};

/// Bytes that are kept until they are sent.
const UNSENT_MAX: usize = 4 * 1024 * 1024;
/// Rows that are remembered from one job to the next.
const KNOWN_MAX: usize = 4_096;

/// What lies below.
pub(in crate::store) trait Inner: Tx + BulkTx + Sync {}
impl<T: Tx + BulkTx + Sync> Inner for T {}

type Undo = Box<dyn FnOnce(&mut Tables) + Send + Sync>;
type Table<K, V> = fn(&mut Tables) -> &mut Cache<K, V>;

/// Where a savepoint goes back to.
struct Mark {
    /// How much of the undoing stays.
    undo: usize,
    /// The database has it too.
    is_set: bool,
}

/// See the module.
pub(super) struct BatchedTx<T> {
    pub(super) inner: T,
    tables: Tables,
    undo: Vec<Undo>,
    /// The job's, where jobs share a transaction, and that of a step.
    marks: Vec<Mark>,
    /// Where the step's stands.
    depth: usize,
    unsent: usize,
    /// The database went back once: what it has of what was sent is not known for sure.
    went_back: bool,
}

impl<T: Inner> BatchedTx<T> {
    pub(super) fn new(inner: T) -> Self {
        Self {
            inner,
            tables: Tables::default(),
            undo: Vec::new(),
            marks: Vec::new(),
            depth: 0,
            unsent: 0,
            went_back: false,
        }
    }

    /// A job of several in one transaction begins.
    pub(super) fn begin_job(&mut self) {
        self.set_mark();
        self.depth = self.marks.len();
    }

    /// It went well.
    pub(super) async fn keep_job(&mut self) -> Result<(), StoreError> {
        while !self.marks.is_empty() {
            self.leave_mark().await?;
        }
        self.depth = 0;
        if self.unsent > UNSENT_MAX {
            self.send().await?;
        }
        Ok(())
    }

    /// It did not: nothing of it stays.
    pub(super) async fn undo_job(&mut self) -> Result<(), StoreError> {
        // One that ended within a step has that one's mark still.
        while !self.marks.is_empty() {
            self.go_back().await?;
        }
        self.depth = 0;
        Ok(())
    }

    /// Who is to be told after the commit.
    pub(super) fn pokes(&self) -> BTreeMap<TenantId, i64> {
        let slots = self.tables.seqs.slots.iter();
        let taken = slots.filter(|(_, slot)| slot.is_written);
        taken
            .filter_map(|(tenant, slot)| Some((*tenant, slot.value?)))
            .collect()
    }

    fn set_mark(&mut self) {
        let undo = self.undo.len();
        self.marks.push(Mark {
            undo,
            is_set: false,
        });
    }

    async fn leave_mark(&mut self) -> Result<(), StoreError> {
        if self.marks.pop().is_some_and(|mark| mark.is_set) {
            self.inner.release(self.marks.len()).await?;
        }
        if self.marks.is_empty() {
            self.undo.clear();
        }
        Ok(())
    }

    async fn go_back(&mut self) -> Result<(), StoreError> {
        let Some(mark) = self.marks.pop() else {
            return Ok(());
        };
        for undo in self.undo.split_off(mark.undo).into_iter().rev() {
            undo(&mut self.tables);
        }
        if mark.is_set {
            self.inner.back_to(self.marks.len()).await?;
            self.tables.send_again();
            self.went_back = true;
        }
        Ok(())
    }

    /// Before anything is written to the database itself: the savepoints that are open are set there.
    async fn direct(&mut self) -> Result<(), StoreError> {
        for (depth, mark) in self.marks.iter_mut().enumerate() {
            if !mark.is_set {
                self.inner.mark(depth).await?;
                mark.is_set = true;
            }
        }
        Ok(())
    }

    /// Writes a row in memory.
    fn put<K, V>(&mut self, table: Table<K, V>, key: K, value: V)
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        self.set(table, key, Some(value), true);
    }

    /// Notes what follows from what was written, which is not sent itself.
    fn note<K, V>(&mut self, table: Table<K, V>, key: K, value: V)
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        self.set(table, key, Some(value), false);
    }

    fn set<K, V>(&mut self, table: Table<K, V>, key: K, value: Option<V>, is_unsent: bool)
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        let slots = &mut table(&mut self.tables).slots;
        let was_written = slots.get(&key).is_some_and(|slot| slot.is_written);
        let slot = Slot {
            value,
            is_unsent,
            is_written: is_unsent || was_written,
        };
        let kept = (!self.marks.is_empty()).then(|| key.clone());
        let old = slots.insert(key, slot);
        if let Some(key) = kept {
            self.undo.push(Box::new(move |tables| {
                let slots = &mut table(tables).slots;
                match old {
                    Some(old) => slots.insert(key, old),
                    None => slots.remove(&key),
                };
            }));
        }
    }

    /// Sends all that the database does not have yet.
    pub(super) async fn send(&mut self) -> Result<(), StoreError> {
        self.direct().await?;
        let tables = &self.tables;
        let inner = &mut self.inner;
        inner.set_seqs(&tables.seqs.unsent_pairs()).await?;
        inner.put_entities(&tables.entities.unsent()).await?;
        inner.put_scope_rows(&tables.scopes.unsent()).await?;
        inner.put_digests(&tables.digests.unsent_pairs()).await?;
        let intakes = tables.intakes.unsent();
        let taken = inner.put_intakes(&intakes).await?;
        let mut refused = intakes.len() as u64 - taken.min(intakes.len() as u64);
        let judged = tables.judged.unsent_pairs();
        inner.mark_all_judged(&judged).await?;
        let replicas = tables.replicas.unsent();
        let taken = inner.put_replicas(&replicas).await?;
        refused += replicas.len() as u64 - taken.min(replicas.len() as u64);
        inner.put_verdicts(&tables.verdicts.unsent()).await?;
        let audits = tables.audits.unsent();
        let taken = inner.put_audits(&audits).await?;
        refused += audits.len() as u64 - taken.min(audits.len() as u64);
        inner.put_aliases(&tables.aliases.unsent_pairs()).await?;
        if refused > 0 && !self.went_back {
            return Err(StoreError::Conflict(None));
        }
        self.tables.sent();
        self.unsent = 0;
        self.forget();
        Ok(())
    }

    /// What is sent and will not be asked for again need not be remembered; within a savepoint it may have to be sent again.
    fn forget(&mut self) {
        if !self.marks.is_empty() {
            return;
        }
        let tables = &mut self.tables;
        tables.intakes.slots.clear();
        tables.judged.slots.clear();
        tables.audits.slots.clear();
        tables.verdicts.slots.clear();
        let known = tables.entities.slots.len() + tables.scopes.slots.len();
        if known > KNOWN_MAX {
            let seqs = std::mem::take(&mut tables.seqs);
            self.tables = Tables {
                seqs,
                ..Tables::default()
            };
        }
    }
}
