//! SQLite: readers from a pool, each over its own snapshot, and one writer that puts all waiting jobs into one commit.
//! `synchronous=FULL` on every commit, because a sync to disk is shared by the whole group and a "saved" must be true.

pub mod copy;
mod sound;
mod writer;

use super::sql::{SqliteTx, store_error};
use super::timeline::{INIT_KEY, INIT_META};
use super::{Job, Poke, Store, StoreError, run_job};
use async_trait::async_trait;
pub use sound::is_sound;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinHandle;
use uuid::Uuid;
pub use writer::{BATCH_MAX, QUEUE_MAX};
use writer::{Counters, Queue};

const READERS_MAX: u32 = 8;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
const STATEMENTS_KEPT: usize = 256;

/// How the writer's work was grouped, since the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriterCounts {
    pub jobs: u64,
    pub commits: u64,
}

/// The store in one file.
#[derive(Debug)]
pub struct SqliteStore {
    readers: SqlitePool,
    queue: Queue,
    writer: Mutex<Option<JoinHandle<()>>>,
    counters: Counters,
    pokes: broadcast::Sender<Poke>,
    settings: Vec<(&'static str, String)>,
}

impl SqliteStore {
    /// Opens or makes the file and brings its tables to this version.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .statement_cache_capacity(STATEMENTS_KEPT);
        let mut conn = options.connect().await.map_err(store_error)?;
        sqlx::migrate!("migrations/sqlite").run(&mut conn).await?;
        sqlx::query(INIT_META)
            .bind(INIT_KEY)
            .bind(Uuid::new_v4().to_string())
            .execute(&mut conn)
            .await
            .map_err(store_error)?;
        let settings = promised(&mut conn).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .connect_lazy_with(options.pragma("query_only", "on"));
        let pokes = broadcast::channel(super::POKES_MAX).0;
        let counters = Counters::default();
        let (queue, writer) = writer::start(conn, pokes.clone(), counters.clone());
        Ok(Self {
            readers,
            queue,
            writer: Mutex::new(Some(writer)),
            counters,
            pokes,
            settings,
        })
    }

    /// How many jobs went into how many commits.
    pub fn counts(&self) -> WriterCounts {
        WriterCounts {
            jobs: self.counters.jobs.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
        }
    }

    /// The writer's PRAGMAs as SQLite reports them.
    pub fn settings(&self) -> &[(&'static str, String)] {
        &self.settings
    }
}

/// Asks SQLite what it really does: WAL is refused in silence on some file systems, and then nothing here holds.
async fn promised(conn: &mut SqliteConnection) -> Result<Vec<(&'static str, String)>, StoreError> {
    let wanted = [
        ("journal_mode", "pragma journal_mode", "wal"),
        ("synchronous", "pragma synchronous", "2"),
        ("foreign_keys", "pragma foreign_keys", "1"),
        ("busy_timeout", "pragma busy_timeout", "10000"),
    ];
    let mut settings = Vec::new();
    for (name, sql, value) in wanted {
        let row = sqlx::query(sql).fetch_one(&mut *conn).await;
        let row = row.map_err(store_error)?;
        let found = match sqlx::Row::try_get::<i64, _>(&row, 0) {
            Ok(number) => number.to_string(),
            Err(_) => sqlx::Row::try_get::<String, _>(&row, 0).map_err(store_error)?,
        };
        if found != value {
            return Err(StoreError::Setting(name));
        }
        settings.push((name, found));
    }
    Ok(settings)
}

#[async_trait]
impl Store for SqliteStore {
    async fn write_job(&self, job: Job) -> Result<(), StoreError> {
        self.queue.run(job).await
    }

    async fn read_job(&self, job: Job) -> Result<(), StoreError> {
        let mut conn = self.readers.acquire().await.map_err(store_error)?;
        let mut snapshot = conn.begin().await.map_err(store_error)?;
        let done = run_job(&job, &mut SqliteTx::new(&mut snapshot)).await;
        snapshot.rollback().await.map_err(store_error)?;
        done
    }

    fn pokes(&self) -> broadcast::Receiver<Poke> {
        self.pokes.subscribe()
    }

    async fn close(&self) {
        self.queue.close();
        let writer = match self.writer.lock() {
            Ok(mut writer) => writer.take(),
            Err(poisoned) => poisoned.into_inner().take(),
        };
        if let Some(writer) = writer {
            // A writer that panicked is gone too.
            writer.await.ok();
        }
        self.readers.close().await;
    }
}
