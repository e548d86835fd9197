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
    /// Too many wait already.
    #[error("too many jobs wait")]
    Full,
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

impl StoreError {
    /// Whether the database itself failed: the same may go well later. Else it is what was asked that cannot be done, however often.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Conflict(_) | Self::Missing(_) | Self::Panicked | Self::Corrupt(_) => false,
            Self::Database(error) => !is_of_the_value(error),
            Self::ReadOnly
            | Self::Aborted
            | Self::Commit(_)
            | Self::Setting(_)
            | Self::Full
            | Self::Closed
            | Self::Url
            | Self::Io(_)
            | Self::Migrate(_) => true,
        }
    }
}

/// Whether a statement failed for a value that it was given or found. PostgreSQL: classes 22 (data exception), 23 (integrity) and 54
/// (program limit) of its error codes. SQLite: `SQLITE_TOOBIG` 18, `CONSTRAINT` 19, `MISMATCH` 20, `RANGE` 25, whatever their extension.
fn is_of_the_value(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::RowNotFound
        | sqlx::Error::TypeNotFound { .. }
        | sqlx::Error::ColumnIndexOutOfBounds { .. }
        | sqlx::Error::ColumnNotFound(_)
        | sqlx::Error::ColumnDecode { .. }
        | sqlx::Error::Encode(_)
        | sqlx::Error::Decode(_) => true,
        sqlx::Error::Database(cause) => cause.code().is_some_and(|code| is_value_code(&code)),
        _ => false,
    }
}

fn is_value_code(code: &str) -> bool {
    if code.len() == 5 {
        return ["22", "23", "54"]
            .iter()
            .any(|class| code.starts_with(class));
    }
    code.parse::<u32>()
        .is_ok_and(|code| [18, 19, 20, 25].contains(&(code & 0xFF)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_value_causes_is_told_from_what_the_database_cannot_do() {
        // NUL in a text, a number too large, unique; too big, a constraint with its extension.
        for code in ["22021", "22003", "23505", "18", "1299"] {
            assert!(is_value_code(code), "{code}");
        }
        // Serialization, disk full, connection lost; busy, full, an error of reading with its extension.
        for code in ["40001", "53100", "08006", "5", "13", "266"] {
            assert!(!is_value_code(code), "{code}");
        }
        assert!(StoreError::Closed.is_outage());
        assert!(!StoreError::Panicked.is_outage());
        assert!(StoreError::Database(sqlx::Error::PoolTimedOut).is_outage());
        assert!(!StoreError::Database(sqlx::Error::ColumnNotFound("seq".to_owned())).is_outage());
    }
}
