//! Every reason for a no, with its data. Codes are stable and never reused; the words are the frontend's.
use serde::{Deserialize, Serialize};

use crate::model::Kind;
use crate::time::{Day, Month};

/// Why a command is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Refusal {
    /// The actor holds no role that may do this here.
    NotAllowed,
    /// A row that the command names is not there, or not for this actor to see.
    NotFound {
        /// What kind of row.
        kind: Kind,
    },
    /// The id is taken.
    AlreadyExists {
        /// What kind of row.
        kind: Kind,
    },
    /// It cannot be done, for a reason that the actor may not see; the office finds it by the command's number.
    NotPossible,
    /// A list is at its limit.
    TooMany {
        /// The limit.
        max: u32,
    },
    /// The first day lies after the last.
    DatesReversed {
        /// First.
        from: Day,
        /// Last.
        to: Day,
    },
    /// A day that has not come yet cannot be reported.
    DayInFuture {
        /// The day.
        day: Day,
    },
    /// The day lies before the placement began, after it ended, or the placement is not running.
    DayOutsidePlacement {
        /// The day.
        day: Day,
        /// First day of the placement, when it began.
        started: Option<Day>,
        /// Last day of the placement, when it ended.
        ended: Option<Day>,
    },
    /// The month is signed; only a correction with a reason changes it.
    MonthAttested {
        /// The month.
        month: Month,
    },
    /// The month is not signed yet.
    MonthNotAttested {
        /// The month.
        month: Month,
    },
    /// The month is already confirmed.
    MonthConfirmed {
        /// The month.
        month: Month,
    },
    /// The month (or the placement's part of it) is not over yet.
    MonthNotOver {
        /// From this day it can be signed.
        from: Day,
    },
    /// Disputed days are to be settled first.
    DaysDisputed {
        /// Days of the month.
        days: Vec<u8>,
    },
    /// Nothing is disputed on this day.
    DayNotDisputed {
        /// The day.
        day: Day,
    },
    /// A caseworker has settled this day.
    DaySettled {
        /// The day.
        day: Day,
    },
    /// Nobody has said anything of this day, or not this actor.
    NothingToRetract {
        /// The day.
        day: Day,
    },
    /// The one who promised cannot verify that the promise is kept.
    OwnPromise,
    /// The placement has another state than this needs.
    PlacementState {
        /// The state that it has (`planned`, `started` …).
        is: String,
    },
    /// The slot is held by another placement in these days.
    SlotTaken {
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
    },
    /// The slot has not been offered by the contractor.
    SlotNotOffered,
    /// The number of slot ids differs from the promised places.
    SlotCount {
        /// Promised places.
        places: u16,
    },
    /// The tender is already awarded.
    TenderAwarded,
    /// The tender is not awarded to this contractor.
    NotAwarded,
    /// The organisation is of another kind than this needs.
    OrganisationKind,
    /// The role is not one that this organisation can hold or that the actor may grant.
    RoleNotHere,
    /// Somebody named for the case circle is no caseworker on this day.
    NotACaseworker,
    /// One's own role as administrator is ended by another administrator, so that there is always one left.
    OwnAdministration,
    /// The requirement belongs to another tender.
    OtherTender,
    /// The site belongs to another contract.
    OtherContract,
    /// A reason that only readers without insight see was given.
    ReasonMissing,
    /// Trainees do not check themselves in on this site.
    CheckInOff,
    /// Only today can be checked in to.
    DayPast {
        /// The day.
        day: Day,
    },
    /// The statement that was objected to does not stand any more.
    NothingToObject {
        /// The day.
        day: Day,
    },
    /// A supervisor needs a site; other roles have none.
    SitesMismatch,
    /// Somebody else is named as the author than a supervisor of the tablet's site on this day, or it is no tablet that says so.
    AuthorNotHere,
    /// The meeting was held or called off.
    MeetingOver,
}
crate::wire::tagged!(Refusal, "code", "args");

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> String {
        let value = serde_json::to_value(self).ok();
        value
            .and_then(|v| v.get("code").and_then(|c| c.as_str()).map(str::to_owned))
            .unwrap_or_default()
    }
}
