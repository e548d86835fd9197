//! A copy of the database's file while a server writes to it, and a copy laid in the place of what is there.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, query, query_as, query_scalar};
use uuid::Uuid;

use super::super::sql::store_error;
use super::super::timeline::INIT_KEY;
use super::BUSY_TIMEOUT;
use crate::store::StoreError;

/// What a copy holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Commands in custody.
    pub commands: i64,
    /// Devices that they came from.
    pub devices: usize,
}

/// Copies the database at `live`, as one commit left it, into a new file that only its owner reads; sees that the copy is whole and on
/// the disk, and only then notes for each device how far its commands are in a backup.
///
/// # Errors
/// When there is a file at `to`, or no database at `live`; when the copy is not whole; when the disk fails.
pub async fn copy(live: &Path, to: &Path) -> Result<Copied, StoreError> {
    if to.exists() {
        return Err(std::io::Error::from(std::io::ErrorKind::AlreadyExists).into());
    }
    let mut conn = connect(live).await?;
    // It has its name only when it is whole.
    let part = PathBuf::from(format!("{}.part", to.display()));
    std::fs::remove_file(&part).ok();
    let copied = fill(&mut conn, &part).await;
    let (copied, held) = match copied {
        Ok(copied) => copied,
        Err(error) => {
            std::fs::remove_file(&part).ok();
            return Err(error);
        }
    };
    std::fs::rename(&part, to)?;
    sync_folder(to)?;
    if let Err(error) = note(&mut conn, &held).await {
        // A database of an older build has no place for it, and a busy one may refuse: the backup stands all the same.
        tracing::warn!(error = %error, "devices are not told how far they are in the backup");
    }
    conn.close().await.map_err(store_error)?;
    Ok(copied)
}

/// Devices and how far their commands are in custody.
type Held = Vec<(Vec<u8>, i64)>;

async fn fill(conn: &mut SqliteConnection, part: &Path) -> Result<(Copied, Held), StoreError> {
    // An empty file that is ours alone: SQLite writes into it.
    private(part)?;
    let done = query("vacuum into ?")
        .bind(part.to_string_lossy().into_owned())
        .execute(conn)
        .await;
    done.map_err(store_error)?;
    File::open(part)?.sync_all()?;
    let mut copied = connect(part).await?;
    check(&mut copied).await?;
    let held: Held = query_as("select replica, custody_high from replica")
        .fetch_all(&mut copied)
        .await
        .map_err(store_error)?;
    let commands = query_scalar("select count(*) from intake")
        .fetch_one(&mut copied)
        .await
        .map_err(store_error)?;
    copied.close().await.map_err(store_error)?;
    let devices = held.len();
    Ok((Copied { commands, devices }, held))
}

async fn note(conn: &mut SqliteConnection, held: &[(Vec<u8>, i64)]) -> Result<(), StoreError> {
    let mut tx = conn
        .begin_with("begin immediate")
        .await
        .map_err(store_error)?;
    for (replica, high) in held {
        let done =
            query("update replica set durable_high = ?2 where replica = ?1 and durable_high < ?2")
                .bind(replica)
                .bind(high)
                .execute(&mut *tx)
                .await;
        done.map_err(store_error)?;
    }
    tx.commit().await.map_err(store_error)
}

/// Makes of a copy a database of a timeline of its own, at `to`, which is new: devices that know the timeline before see that
/// something may be missing, and send it again.
///
/// # Errors
/// When `from` is no whole database of this product, there is a file at `to`, or the disk fails.
pub async fn prepare(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut source = File::open(from)?;
    let mut target = private(to)?;
    std::io::copy(&mut source, &mut target)?;
    target.sync_all()?;
    // A database that was not closed has its last commits in a log.
    let log = |file: &Path| PathBuf::from(format!("{}-wal", file.display()));
    if log(from).exists() {
        std::fs::copy(log(from), log(to))?;
    }
    let mut conn = connect(to).await?;
    check(&mut conn).await?;
    let done = query("update meta set value = ?2 where key = ?1")
        .bind(INIT_KEY)
        .bind(Uuid::new_v4().to_string())
        .execute(&mut conn)
        .await
        .map_err(store_error)?;
    if done.rows_affected() != 1 {
        return Err(StoreError::Missing("epoch"));
    }
    conn.close().await.map_err(store_error)?;
    if log(to).exists() {
        return Err(StoreError::Corrupt("log of the database file"));
    }
    sync_folder(to)
}

pub(super) async fn connect(path: &Path) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT);
    options.connect().await.map_err(store_error)
}

pub(super) async fn check(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    let found: String = query_scalar("pragma integrity_check")
        .fetch_one(conn)
        .await
        .map_err(store_error)?;
    if found == "ok" {
        Ok(())
    } else {
        Err(StoreError::Corrupt("database file"))
    }
}

fn private(path: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    Ok(options.open(path)?)
}

/// The name of a file is on the disk when its folder is.
pub fn sync_folder(of: &Path) -> Result<(), StoreError> {
    let folder = of.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or_else(|| Path::new(".")))?.sync_all()?;
    Ok(())
}
