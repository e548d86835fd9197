//! Something that the case circle has promised to do about a placement, with its day.
use serde::{Deserialize, Serialize};

use crate::id::{CandidateId, PlacementId, UserId};
use crate::text::ShortText;
use crate::time::{Day, Millis};

/// How far a task has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum TaskState {
    /// To do.
    Open,
    /// Done.
    Done {
        /// By whom.
        by: UserId,
        /// When.
        at: Millis,
    },
}
crate::wire::tagged!(TaskState, "state");

impl TaskState {
    /// Stable name of the state.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done { .. } => "done",
        }
    }
}

/// A task. What it says may be sensitive: never shown outside the case circle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// About this placement.
    pub placement: PlacementId,
    /// This trainee.
    pub candidate: CandidateId,
    /// What is to be done.
    pub title: ShortText,
    /// By this day.
    pub due: Day,
    /// Who wrote it down.
    pub by: UserId,
    /// How far it has come.
    pub state: TaskState,
}

impl Task {
    /// Most tasks of one placement.
    pub const OF_PLACEMENT_MAX: usize = 300;
}
