//! The one writer: it takes the first waiting job, opens a transaction, and goes on with all that wait by then, each in
//! its own savepoint, so that many jobs share one sync to disk and a failing job takes back only itself. Nobody gets
//! an answer before the commit.

use crate::store::batched::BatchedTx;
use crate::store::sql::{SqliteTx, store_error};
use crate::store::{Job, Poke, StoreError, TenantId, run_job};
use sqlx::{Connection, SqliteConnection, query};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{broadcast, mpsc, oneshot};
use tokio::task::JoinHandle;

/// The most jobs that share a commit.
pub const BATCH_MAX: usize = 256;
/// The most jobs that wait; more callers are told that it is full.
pub const QUEUE_MAX: usize = 1024;

#[derive(Clone, Debug, Default)]
pub(super) struct Counters {
    pub jobs: Arc<AtomicU64>,
    pub commits: Arc<AtomicU64>,
}

type Answer = oneshot::Sender<Result<(), StoreError>>;

struct Waiting {
    job: Job,
    answer: Answer,
}

/// The way to the writer.
#[derive(Debug)]
pub(super) struct Queue(Mutex<Option<mpsc::Sender<Waiting>>>);

impl Queue {
    /// Waits for the commit that holds this job.
    pub async fn run(&self, job: Job) -> Result<(), StoreError> {
        let sender = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let (answer, done) = oneshot::channel();
        let waiting = Waiting { job, answer };
        // Whoever comes when so many wait is told so at once: waiting in a second queue would only hide how long it takes.
        match sender.ok_or(StoreError::Closed)?.try_send(waiting) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => return Err(StoreError::Full),
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(StoreError::Closed),
        }
        done.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Lets nobody in any more; the writer ends after those who wait.
    pub fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

pub(super) fn start(
    mut conn: SqliteConnection,
    pokes: broadcast::Sender<Poke>,
    counters: Counters,
) -> (Queue, JoinHandle<()>) {
    let (sender, mut waiting) = mpsc::channel::<Waiting>(QUEUE_MAX);
    let task = tokio::spawn(async move {
        while let Some(first) = waiting.recv().await {
            let mut batch = Batch::default();
            match batch.run(&mut conn, first, &mut waiting).await {
                Ok(()) => batch.answer(&pokes, &counters),
                Err(error) => {
                    // Whatever is left of the transaction must not leak into the next one.
                    query("rollback").execute(&mut conn).await.ok();
                    batch.fail(error);
                }
            }
        }
        conn.close().await.ok();
    });
    (Queue(Mutex::new(Some(sender))), task)
}

#[derive(Default)]
struct Batch {
    /// Whom to answer after the commit, and how their own job ended.
    answers: Vec<(Answer, Result<(), StoreError>)>,
    pokes: BTreeMap<TenantId, i64>,
}

impl Batch {
    /// An error here is the whole transaction's.
    async fn run(
        &mut self,
        conn: &mut SqliteConnection,
        first: Waiting,
        waiting: &mut mpsc::Receiver<Waiting>,
    ) -> Result<(), StoreError> {
        let begun = step(conn, "begin immediate").await;
        let mut tx = BatchedTx::new(SqliteTx::new(&mut *conn));
        let mut next = Some(first);
        while let Some(Waiting { job, answer }) = next {
            let done = match &begun {
                Ok(()) => run_one(&mut tx, &job).await,
                Err(_) => Ok(Ok(())),
            };
            match done {
                Ok(done) => self.answers.push((answer, done)),
                Err(broken) => {
                    self.answers.push((answer, Ok(())));
                    return Err(broken);
                }
            }
            let may_grow = begun.is_ok() && self.answers.len() < BATCH_MAX;
            next = may_grow.then(|| waiting.try_recv().ok()).flatten();
        }
        begun?;
        tx.send().await?;
        self.pokes = tx.pokes();
        step(conn, "commit").await
    }

    /// After the commit. A caller that went away meanwhile needs no answer.
    fn answer(self, pokes: &broadcast::Sender<Poke>, counters: &Counters) {
        let jobs = self.answers.len() as u64;
        counters.jobs.fetch_add(jobs, Ordering::Relaxed);
        counters.commits.fetch_add(1, Ordering::Relaxed);
        for (tenant, seq) in self.pokes {
            pokes.send(Poke { tenant, seq }).ok();
        }
        for (answer, done) in self.answers {
            answer.send(done).ok();
        }
    }

    /// The transaction failed: nobody's work stands, not even that of jobs that went well.
    fn fail(self, error: StoreError) {
        let error = Arc::new(error);
        for (answer, done) in self.answers {
            let done = done.and(Err(StoreError::Commit(error.clone())));
            answer.send(done).ok();
        }
    }
}

/// The inner result is the job's own; the outer error means that the transaction is gone.
async fn run_one(
    tx: &mut BatchedTx<SqliteTx<'_>>,
    job: &Job,
) -> Result<Result<(), StoreError>, StoreError> {
    tx.begin_job();
    let done = run_job(job, tx).await;
    match done {
        Ok(()) => tx.keep_job().await?,
        Err(_) => tx.undo_job().await?,
    }
    Ok(done)
}

async fn step(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    let done = query(sql).execute(conn).await;
    done.map(|_| ()).map_err(store_error)
}
