//! PostgreSQL: a pool, one transaction a job, for several server processes over one database. Writers judge one at a time
//! within a tenant because they lock its row first; `seq` is taken from that row, so commits come in its order, which a
//! sequence would not promise. Readers get one snapshot (REPEATABLE READ, READ ONLY).

use super::batched::BatchedTx;
use super::sql::{PostgresTx, must_repeat, store_error};
use super::timeline::{INIT_KEY, INIT_META};
use super::{Job, POKES_MAX, Poke, Store, StoreError, TenantId, run_job};
use async_trait::async_trait;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use uuid::Uuid;

const CONNECTIONS_MAX: u32 = 16;
/// Whoever gets no connection within this time is told that the server is busy.
const ACQUIRE_MAX: Duration = Duration::from_secs(5);
const CHANNEL: &str = "fotfaste_poke";
const ATTEMPTS_MAX: u32 = 8;
const RECONNECT_AFTER: Duration = Duration::from_secs(1);

const BEGIN_WRITE: &str = "begin isolation level read committed";
const BEGIN_READ: &str = "begin isolation level repeatable read read only";

/// The store in a PostgreSQL database.
#[derive(Debug)]
pub struct PostgresStore {
    pool: PgPool,
    pokes: broadcast::Sender<Poke>,
    listener: JoinHandle<()>,
}

impl PostgresStore {
    /// Connects and brings the tables to this version; several processes may do so at once.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options: PgConnectOptions = url.parse().map_err(store_error)?;
        let options = options.application_name("fotfaste").options([
            ("synchronous_commit", "on"),
            ("idle_in_transaction_session_timeout", "60000"),
        ]);
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            .acquire_timeout(ACQUIRE_MAX)
            .connect_with(options)
            .await
            .map_err(store_error)?;
        sqlx::migrate!("migrations/postgres").run(&pool).await?;
        sqlx::query(INIT_META)
            .bind(INIT_KEY)
            .bind(Uuid::new_v4().to_string())
            .execute(&pool)
            .await
            .map_err(store_error)?;
        let pokes = broadcast::channel(POKES_MAX).0;
        let mut listener = PgListener::connect_with(&pool).await.map_err(store_error)?;
        listener.listen(CHANNEL).await.map_err(store_error)?;
        let listener = tokio::spawn(listen(listener, pokes.clone()));
        Ok(Self {
            pool,
            pokes,
            listener,
        })
    }

    /// One run of the job; the second part says whether it is worth another.
    async fn attempt(&self, job: &Job) -> (Result<(), StoreError>, bool) {
        let mut conn = match self.pool.begin_with(BEGIN_WRITE).await {
            Ok(conn) => conn,
            Err(error) => return (Err(store_error(error)), false),
        };
        let mut batched = BatchedTx::new(PostgresTx::new(&mut conn));
        let mut done = run_job(job, &mut batched).await;
        if done.is_ok() {
            done = batched.send().await;
        }
        let pokes = batched.pokes();
        let mut tx = batched.inner;
        tx.pokes = pokes;
        if done.is_ok() {
            done = tx.notify(CHANNEL).await;
        }
        let repeat = tx.must_repeat;
        if done.is_err() {
            // The job's error says more than that of a connection which is lost anyway.
            conn.rollback().await.ok();
            return (done, repeat);
        }
        match conn.commit().await {
            Ok(()) => (Ok(()), false),
            Err(error) => {
                let repeat = must_repeat(&error);
                (Err(store_error(error)), repeat)
            }
        }
    }
}

#[async_trait]
impl Store for PostgresStore {
    async fn write_job(&self, job: Job) -> Result<(), StoreError> {
        let mut attempts = 1;
        loop {
            let (done, repeat) = self.attempt(&job).await;
            if done.is_ok() || !repeat || attempts == ATTEMPTS_MAX {
                return done;
            }
            tokio::time::sleep(Duration::from_millis(1 << attempts)).await;
            attempts += 1;
        }
    }

    async fn read_job(&self, job: Job) -> Result<(), StoreError> {
        let begun = self.pool.begin_with(BEGIN_READ).await;
        let mut snapshot = begun.map_err(store_error)?;
        let done = run_job(&job, &mut PostgresTx::new(&mut snapshot)).await;
        snapshot.rollback().await.map_err(store_error)?;
        done
    }

    fn pokes(&self) -> broadcast::Receiver<Poke> {
        self.pokes.subscribe()
    }

    async fn close(&self) {
        self.listener.abort();
        self.pool.close().await;
    }
}

/// Passes on what all processes tell. What is missed while the connection is down is found by the next pull.
async fn listen(mut listener: PgListener, pokes: broadcast::Sender<Poke>) {
    loop {
        match listener.recv().await {
            Ok(told) => {
                if let Some(poke) = parse(told.payload()) {
                    pokes.send(poke).ok();
                }
            }
            Err(sqlx::Error::PoolClosed) => return,
            Err(error) => {
                tracing::warn!(%error, "poke listener");
                tokio::time::sleep(RECONNECT_AFTER).await;
            }
        }
    }
}

fn parse(payload: &str) -> Option<Poke> {
    let (tenant, seq) = payload.split_once(' ')?;
    let tenant: TenantId = tenant.parse().ok()?;
    let seq = seq.parse().ok()?;
    Some(Poke { tenant, seq })
}
