//! Where everything is kept: one trait, three implementations (SQLite, PostgreSQL, memory) held to the same contract
//! test. Work comes as a job, a function that may run more than once: PostgreSQL repeats a whole job after a
//! serialization failure, and SQLite runs many jobs in one commit, so a job must have no effect but through its `Tx`.

mod account;
mod audit;
mod batched;
mod columns;
mod device;
mod entity;
pub mod error;
mod factor;
mod feedback;
mod grant;
mod identity;
mod intake;
mod key;
pub mod memory;
mod open;
pub mod postgres;
mod replica;
pub mod rows;
mod scope;
mod sql;
pub mod sqlite;
mod timeline;
pub mod tx;
mod verdict;

use async_trait::async_trait;
pub use error::StoreError;
use futures::FutureExt;
use futures::future::BoxFuture;
pub use memory::MemoryStore;
pub use open::{FILE_NAME, make_folder, open};
pub use postgres::PostgresStore;
pub use rows::*;
pub use shared::id::TenantId;
pub use sqlite::SqliteStore;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast;
pub use tx::*;

/// How many pokes a slow listener may lie behind before it must look for itself.
const POKES_MAX: usize = 1024;

/// One transaction's work.
pub type Job =
    Arc<dyn for<'t> Fn(&'t mut dyn Tx) -> BoxFuture<'t, Result<(), StoreError>> + Send + Sync>;

/// Something new stands at `seq` of this tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Poke {
    pub tenant: TenantId,
    pub seq: i64,
}

/// A database.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// Runs the job in a transaction of its own and returns after the commit is on disk. On an error nothing is kept.
    async fn write_job(&self, job: Job) -> Result<(), StoreError>;

    /// Runs the job over one consistent snapshot; its writes are refused with [`StoreError::ReadOnly`].
    async fn read_job(&self, job: Job) -> Result<(), StoreError>;

    /// Tells of every tenant that took a new `seq`, after the commit, whichever process wrote it.
    fn pokes(&self) -> broadcast::Receiver<Poke>;

    /// Waits for the running work, then lets go of the database.
    async fn close(&self);
}

/// [`Store::write_job`] with a value out. The caller's own error rolls everything back and comes back as it is.
pub async fn write<T, E, F>(store: &dyn Store, work: F) -> Result<T, E>
where
    F: for<'t> Fn(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let slot = Arc::new(Mutex::new(None));
    let done = store.write_job(carry(work, slot.clone())).await;
    outcome(&slot, done)
}

/// [`Store::read_job`] with a value out.
pub async fn read<T, E, F>(store: &dyn Store, work: F) -> Result<T, E>
where
    F: for<'t> Fn(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    let slot = Arc::new(Mutex::new(None));
    let done = store.read_job(carry(work, slot.clone())).await;
    outcome(&slot, done)
}

type Slot<T, E> = Arc<Mutex<Option<Result<T, E>>>>;

fn carry<T, E, F>(work: F, slot: Slot<T, E>) -> Job
where
    F: for<'t> Fn(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let work = Arc::new(work);
    Arc::new(move |tx| {
        let (work, slot) = (work.clone(), slot.clone());
        Box::pin(async move {
            let result = work(tx).await;
            let end = match &result {
                Ok(_) => Ok(()),
                Err(_) => Err(StoreError::Aborted),
            };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            end
        })
    })
}

/// The job's own error wins over the store's `Aborted`; a failed commit wins over a job that went well.
fn outcome<T, E: From<StoreError>>(
    slot: &Slot<T, E>,
    done: Result<(), StoreError>,
) -> Result<T, E> {
    let result = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    match (done, result) {
        (Ok(()), Some(result)) => result,
        (Err(StoreError::Aborted), Some(Err(error))) => Err(error),
        (Err(error), _) => Err(error.into()),
        (Ok(()), None) => Err(StoreError::Aborted.into()),
    }
}

/// A panic in a job must not take the writer with it.
async fn run_job(job: &Job, tx: &mut dyn Tx) -> Result<(), StoreError> {
    AssertUnwindSafe(job(tx))
        .catch_unwind()
        .await
        .unwrap_or(Err(StoreError::Panicked))
}
