//! A placement: one person's calendar time in one slot.
use serde::{Deserialize, Serialize};

use super::CardMark;
use crate::id::{CandidateId, ContractId, SiteId, SlotId};
use crate::time::Day;

/// Why a placement ended before its planned end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The trainee got a job.
    GotJob,
    /// The trainee began studies.
    Studies,
    /// Illness.
    Illness,
    /// The trainee left.
    TraineeLeft,
    /// The contractor ended it.
    ContractorEnded,
    /// The work did not suit.
    DidNotSuit,
    /// The work on the site ended.
    WorkEnded,
    /// Other.
    Other,
    /// Not shown to this reader; never in a command.
    NotShown,
}

/// Why a planned placement did not start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoStartReason {
    /// The trainee did not come.
    DidNotCome,
    /// The trainee said no.
    TraineeDeclined,
    /// The contractor withdrew the slot.
    ContractorWithdrew,
    /// Other.
    Other,
    /// Not shown to this reader; never in a command.
    NotShown,
}

/// How far a placement has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum PlacementState {
    /// Agreed, not begun.
    Planned,
    /// Running.
    Started {
        /// First day.
        on: Day,
    },
    /// Ended before its planned end.
    EndedEarly {
        /// First day.
        started: Day,
        /// Last day.
        on: Day,
        /// Why.
        reason: EndReason,
    },
    /// Served to its end.
    Completed {
        /// First day.
        started: Day,
        /// Last day.
        on: Day,
    },
    /// Never begun.
    DidNotStart {
        /// Why.
        reason: NoStartReason,
    },
}
crate::wire::tagged!(PlacementState, "state");

impl PlacementState {
    /// Stable name of the state.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Started { .. } => "started",
            Self::EndedEarly { .. } => "ended_early",
            Self::Completed { .. } => "completed",
            Self::DidNotStart { .. } => "did_not_start",
        }
    }

    /// First and, when it has ended, last day served.
    #[must_use]
    pub const fn served(self) -> Option<(Day, Option<Day>)> {
        match self {
            Self::Planned | Self::DidNotStart { .. } => None,
            Self::Started { on } => Some((on, None)),
            Self::EndedEarly { started, on, .. } | Self::Completed { started, on } => {
                Some((started, Some(on)))
            }
        }
    }

    /// The same for the office: what lies with the trainee is not told (GDPR article 9: it may be health).
    #[must_use]
    pub const fn for_office(self) -> Self {
        match self {
            Self::EndedEarly {
                reason:
                    EndReason::Illness
                    | EndReason::TraineeLeft
                    | EndReason::DidNotSuit
                    | EndReason::Other,
                ..
            } => self.without_reason(),
            Self::EndedEarly { .. }
            | Self::DidNotStart { .. }
            | Self::Planned
            | Self::Started { .. }
            | Self::Completed { .. } => self,
        }
    }

    /// The same without the reasons.
    #[must_use]
    pub const fn without_reason(self) -> Self {
        match self {
            Self::EndedEarly { started, on, .. } => Self::EndedEarly {
                started,
                on,
                reason: EndReason::NotShown,
            },
            Self::DidNotStart { .. } => Self::DidNotStart {
                reason: NoStartReason::NotShown,
            },
            Self::Planned | Self::Started { .. } | Self::Completed { .. } => self,
        }
    }
}

/// A placement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// In this slot.
    pub slot: SlotId,
    /// Of this contract.
    pub contract: ContractId,
    /// On this site.
    pub site: SiteId,
    /// This person.
    pub candidate: CandidateId,
    /// Planned first day.
    pub planned_start: Day,
    /// Planned last day.
    pub planned_end: Day,
    /// How far it has come.
    pub state: PlacementState,
    /// The mark of the trainee's card, where they have one; for the site and the case circle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardMark>,
}

impl Placement {
    /// The days that this placement holds the slot and the person: planned or real, both ends included; none when it never began.
    #[must_use]
    pub fn occupies(&self) -> Option<(Day, Day)> {
        match self.state {
            PlacementState::Planned => Some((self.planned_start, self.planned_end)),
            PlacementState::Started { on } => Some((on, self.planned_end.max(on))),
            PlacementState::EndedEarly { started, on, .. }
            | PlacementState::Completed { started, on } => Some((started, on)),
            PlacementState::DidNotStart { .. } => None,
        }
    }

    /// The same without the person, for figures.
    #[must_use]
    pub fn span(&self) -> Span {
        Span {
            slot: self.slot,
            contract: self.contract,
            site: self.site,
            planned_start: self.planned_start,
            planned_end: self.planned_end,
            state: self.state.without_reason(),
        }
    }
}

/// A placement without the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// In this slot.
    pub slot: SlotId,
    /// Of this contract.
    pub contract: ContractId,
    /// On this site.
    pub site: SiteId,
    /// Planned first day.
    pub planned_start: Day,
    /// Planned last day.
    pub planned_end: Day,
    /// How far it has come, reasons left out.
    pub state: PlacementState,
}
