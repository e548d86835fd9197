//! Why something could not be read or kept.
use std::fmt;

use web_sys::DomException;

/// Why something could not be read or kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageError {
    /// There is no space.
    Full,
    /// The database does not answer, with what the browser said.
    Broken(String),
    /// The transaction was aborted; nothing of it was written.
    Aborted,
    /// A stored value does not read.
    Unreadable(String),
}

impl StorageError {
    /// The database does not answer.
    #[must_use]
    pub fn broken(why: &str) -> Self {
        Self::Broken(why.to_owned())
    }

    /// What the browser said; nothing, when a transaction was only taken back.
    #[must_use]
    pub fn of(told: Option<DomException>) -> Self {
        let Some(told) = told else {
            return Self::Aborted;
        };
        match told.name().as_str() {
            "QuotaExceededError" => Self::Full,
            "AbortError" => Self::Aborted,
            name => Self::Broken(format!("{name}: {}", told.message())),
        }
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => f.write_str("no space"),
            Self::Broken(why) => write!(f, "the database does not answer: {why}"),
            Self::Aborted => f.write_str("the transaction was aborted"),
            Self::Unreadable(why) => write!(f, "a stored value does not read: {why}"),
        }
    }
}
