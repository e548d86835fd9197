//! What can go wrong in the store. A refusal of a command is not among it: that is a verdict.

use std::sync::Arc;
use thiserror::Error;

/// The store could not do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A row with this key or unique value is there already, or a row that it points to is not.
    #[error("conflict")]
    Conflict(#[source] Option<sqlx::Error>),
    /// A read job tried to write.
    #[error("read only")]
    ReadOnly,
    /// The thing that must exist does not (a tenant, a savepoint).
    #[error("missing {0}")]
    Missing(&'static str),
    /// The job gave up with an error of its own; nothing was written.
    #[error("job aborted")]
    Aborted,
    /// The job panicked; nothing was written.
    #[error("job panicked")]
    Panicked,
    /// The commit that held this job failed; nothing was written.
    #[error("commit failed")]
    Commit(#[source] Arc<StoreError>),
    /// The database does not do what it was told to (the file system may not support it).
    #[error("database setting {0}")]
    Setting(&'static str),
    /// The store is shutting down.
    #[error("store closed")]
    Closed,
    /// A stored value cannot be read.
    #[error("corrupt {0}")]
    Corrupt(&'static str),
    /// The URL names no database that is known.
    #[error("unknown database url")]
    Url,
    /// A file of the data folder cannot be read or written.
    #[error("data folder")]
    Io(#[from] std::io::Error),
    /// The tables could not be brought to this version.
    #[error("migration")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The database failed.
    #[error("database")]
    Database(#[source] sqlx::Error),
}
