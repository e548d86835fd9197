//! What came of a command. A verdict is always given; nothing is dropped in silence.
use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// A remark on an applied command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Other fields of the row changed since the author saw it.
    Parallel,
    /// The same field changed since the author saw it.
    Conflict,
    /// It came more than 72 hours after it was done (trust.md row 12).
    Late,
    /// The device's clock was more than 5 minutes off.
    Clock,
    /// The author's right ended before it came.
    AfterRevocation,
}

impl Flag {
    /// Whether somebody at the office should look at what was done: when, or with what right, it was done is not sure.
    #[must_use]
    pub const fn is_in_doubt(self) -> bool {
        match self {
            Self::Clock | Self::AfterRevocation | Self::Conflict => true,
            Self::Late | Self::Parallel => false,
        }
    }
}

/// Why a command waits for a person or an upgrade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Parked {
    /// This server does not know the kind or its version.
    UnknownKind {
        /// Kind on the wire.
        kind: String,
        /// Version.
        v: u16,
    },
    /// The payload does not read as its kind.
    Undecodable,
    /// Executing it failed inside the server; an administrator sees the reference.
    Internal,
    /// The command that it builds on was refused or waits.
    DependsOn {
        /// That command's number in the same chain.
        no: u64,
    },
    /// The chain of this device has split.
    ReplicaForked,
}
crate::wire::tagged!(Parked, "code", "args");

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Outcome {
    /// Done.
    Applied {
        /// Remarks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        flags: Vec<Flag>,
    },
    /// The same fact was already there.
    Duplicate,
    /// Kept, and waiting for a person or an upgrade.
    Parked {
        /// Why.
        why: Parked,
    },
    /// Refused; kept with its reason.
    Rejected {
        /// Why.
        refusal: Refusal,
    },
}
crate::wire::tagged!(Outcome, "verdict");

impl Outcome {
    /// Stable name.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Applied { .. } => "applied",
            Self::Duplicate => "duplicate",
            Self::Parked { .. } => "parked",
            Self::Rejected { .. } => "rejected",
        }
    }

    /// Under what the office finds it: as `state`, but what was done with a remark that puts it in doubt is `flagged`.
    #[must_use]
    pub fn filed_as(&self) -> &'static str {
        match self {
            Self::Applied { flags } if flags.iter().any(|flag| flag.is_in_doubt()) => "flagged",
            Self::Applied { .. }
            | Self::Duplicate
            | Self::Parked { .. }
            | Self::Rejected { .. } => self.state(),
        }
    }

    /// Whether a person has to look at it.
    #[must_use]
    pub const fn needs_attention(&self) -> bool {
        matches!(self, Self::Parked { .. } | Self::Rejected { .. })
    }
}

/// A verdict as it travels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Of this command of the replica.
    pub cmd_no: u64,
    /// The verdict's own number in the replica's list of verdicts, growing: the cursor `verdicts_after`. 0 for one that was given
    /// in a chain before (`sync::branch`).
    pub no: i64,
    /// The server's sequence number that holds its effect; absent when it had none.
    pub seq: Option<i64>,
    /// What came of it.
    pub outcome: Outcome,
}
