//! Over which store a run goes: memory, or a database of its own, which goes with the run.
use std::path::{Path, PathBuf};
use std::sync::Arc;

use backend::store::{PostgresStore, SqliteStore, Store};
use shared::testing::cast;
use tokio::runtime::{Builder, Runtime};

use super::Found;
use super::server::{Exec, Server};
use super::world::World;
use crate::postgres;

/// Which store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Over {
    /// Memory: the only one that is backed up and restored within a run.
    Memory,
    /// SQLite, in a file of this folder.
    Sqlite(PathBuf),
    /// PostgreSQL, with at most so many requests answered at once.
    Postgres { handlers: usize },
}

/// A database, and the server over it at its beginning.
pub struct Opened {
    pub server: Server,
    /// Where it is, when it is PostgreSQL.
    pub url: Option<String>,
}

impl Over {
    /// Makes a database, with the beginning told; nothing in memory.
    pub fn open(&self, seed: u64) -> Found<Option<Opened>> {
        let told = |error: &dyn std::fmt::Display| error.to_string();
        let workers = match self {
            Self::Memory => return Ok(None),
            Self::Postgres { handlers } if *handlers > 1 => 2,
            Self::Sqlite(_) | Self::Postgres { .. } => 1,
        };
        let runtime = Builder::new_multi_thread()
            .worker_threads(workers)
            .enable_all()
            .build()
            .map_err(|error| told(&error))?;
        let (store, url) = match self {
            Self::Sqlite(folder) => (runtime.block_on(sqlite(folder))?, None),
            Self::Memory | Self::Postgres { .. } => {
                let url = runtime.block_on(postgres::database());
                let url = url.ok_or("there is no PostgreSQL")?;
                (runtime.block_on(connected(&url))?, Some(url))
            }
        };
        Ok(Some(Opened {
            server: begun(seed, runtime, store)?,
            url,
        }))
    }
}

async fn sqlite(folder: &Path) -> Found<Arc<dyn Store>> {
    let path = folder.join(format!("{}.db", uuid::Uuid::new_v4()));
    let store = SqliteStore::open(&path).await;
    Ok(Arc::new(store.map_err(|error| error.to_string())?))
}

/// A server process of its own over this database.
pub async fn connected(url: &str) -> Found<Arc<dyn Store>> {
    let store = PostgresStore::open(url).await;
    Ok(Arc::new(store.map_err(|error| error.to_string())?))
}

fn begun(seed: u64, runtime: Runtime, store: Arc<dyn Store>) -> Found<Server> {
    let mut server = Server::over(seed, Exec::Tokio(runtime), store);
    server.set_epoch(cast::id("epoch"))?;
    server.begin()?;
    Ok(server)
}

impl World {
    /// Lets go of the database, and of what was in it.
    pub fn leave(&mut self) -> Found<()> {
        let crowd = self.crowd.take();
        self.server.exec.wait(async {
            if let Some(crowd) = crowd {
                crowd.store.close().await;
            }
            self.server.deps.store.close().await;
            match self.database.take() {
                Some(url) => postgres::drop_database(&url)
                    .await
                    .map_err(|error| format!("{error:#}")),
                None => Ok(()),
            }
        })
    }
}
