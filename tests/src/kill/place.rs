//! The two databases that a killed server leaves. SQLite dies with it; PostgreSQL goes on with what it was told last, and may lose its
//! connections while the server lives.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::{Connection, PgConnection};

use super::image::Image;
use crate::postgres;
use crate::server::Launch;
use crate::wait::until;

/// A dead server's connections work on no longer than this.
const LAST_WORDS_MAX: Duration = Duration::from_secs(30);
const OTHERS: &str =
    "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// Where the data lie.
#[derive(Clone, Debug)]
pub enum Place {
    /// A folder.
    Sqlite(PathBuf),
    /// A database, with its key in a folder.
    Postgres { url: String, folder: PathBuf },
}

impl Place {
    /// A server over a new database, and where its data lie; nothing where PostgreSQL cannot be had.
    ///
    /// # Errors
    /// When no folder can be made.
    pub async fn new(kind: Kind) -> Result<Option<(Launch, Self)>> {
        let launch = Launch::temporary()?;
        let folder = launch.data().context("a folder")?.to_owned();
        if kind == Kind::Sqlite {
            return Ok(Some((launch, Self::Sqlite(folder))));
        }
        let Some(url) = postgres::database().await else {
            return Ok(None);
        };
        let launch = launch.argument("--database").argument(&url);
        Ok(Some((launch, Self::Postgres { url, folder })))
    }

    /// Whether the database is another process, which can be cut off.
    #[must_use]
    pub const fn is_apart(&self) -> bool {
        matches!(self, Self::Postgres { .. })
    }

    /// The data as they lie. The server must be dead or idle.
    ///
    /// # Errors
    /// When they cannot be opened.
    pub async fn image(&self) -> Result<Image> {
        match self {
            Self::Sqlite(folder) => Image::of_folder(folder).await,
            Self::Postgres { url, folder } => Image::of_database(url, folder).await,
        }
    }

    /// Waits until nothing works on for a server that is dead: PostgreSQL ends a commit that it was told of.
    ///
    /// # Errors
    /// When something goes on.
    pub async fn rest(&self) -> Result<()> {
        let Self::Postgres { url, .. } = self else {
            return Ok(());
        };
        let mut conn = PgConnection::connect(url).await?;
        let sql = format!("select count(*) {OTHERS}");
        until("the connections to end", LAST_WORDS_MAX, async || {
            let others = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(sql.clone()));
            Ok((others.fetch_one(&mut conn).await? == 0).then_some(()))
        })
        .await?;
        Ok(conn.close().await?)
    }

    /// Ends every connection to the database, whatever it is doing.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn cut(&self) -> Result<()> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres { url, .. } => {
                let sql = format!("select pg_terminate_backend(pid) {OTHERS}");
                postgres::execute(url, sql).await
            }
        }
    }
}
