//! One placement: what this person may do with it, and which month is shown first.

use shared::id::PlacementId;
use shared::model::{
    Body, EndReason, Kind, NoStartReason, Placement, PlacementState, Role, SheetState,
};
use shared::ordered::Set;
use shared::state::{Rows, State, find};
use shared::time::{Day, Month};

use crate::replica::Me;
use crate::screens::frame::model::is;

/// Reasons that can be given for an early end.
pub const END_REASONS: [EndReason; 8] = [
    EndReason::GotJob,
    EndReason::Studies,
    EndReason::Illness,
    EndReason::TraineeLeft,
    EndReason::ContractorEnded,
    EndReason::DidNotSuit,
    EndReason::WorkEnded,
    EndReason::Other,
];
/// Reasons that can be given for a start that never came.
pub const NO_START_REASONS: [NoStartReason; 4] = [
    NoStartReason::DidNotCome,
    NoStartReason::TraineeDeclined,
    NoStartReason::ContractorWithdrew,
    NoStartReason::Other,
];

/// What may be done, as far as this device knows; the server judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct May {
    /// Start, end, complete.
    pub steer: bool,
    /// Say what was on a day, settle, confirm.
    pub verify: bool,
    /// Correct after the signature.
    pub correct: bool,
}

/// What a person may do with a placement.
#[must_use]
pub fn may(state: &State, me: &Me, placement: &Placement) -> May {
    let in_circle = find::candidate(state, placement.candidate)
        .is_some_and(|candidate| candidate.caseworkers.contains(&me.user));
    let case = in_circle && is(me, Role::Caseworker);
    let contractor = find::contract(state, placement.contract).is_some_and(|contract| {
        let own = |(_, m): &(_, shared::model::Membership)| {
            m.role == Role::ContractorAdministrator && m.organisation == contract.contractor
        };
        me.memberships.iter().any(own)
    });
    May {
        steer: case || is(me, Role::MatchingOfficer),
        verify: case,
        correct: case || contractor,
    }
}

/// Months that the placement has reached, newest first.
#[must_use]
pub fn months(placement: &Placement, today: Day) -> Vec<Month> {
    let Some((from, to)) = placement.state.served() else {
        return Vec::new();
    };
    let last = to.unwrap_or(today).min(today).max(from);
    let mut months = Set::new();
    let mut month = from.in_month();
    while month.first_day() <= last {
        months.insert(month);
        month = month.first_day().plus_months(1).in_month();
    }
    months.into_iter().rev().collect()
}

/// The month to begin with: one with a dispute, else one that waits for confirmation, else the newest.
#[must_use]
pub fn first_month(
    state: &State,
    id: PlacementId,
    placement: &Placement,
    today: Day,
) -> Option<Month> {
    let sheets: Vec<_> = state
        .children(Kind::Sheet, id.uuid())
        .into_iter()
        .filter_map(|entity| {
            if let Body::Sheet(sheet) = &entity.body {
                Some(sheet)
            } else {
                None
            }
        })
        .collect();
    let disputed = sheets
        .iter()
        .find(|sheet| !sheet.disputed_days().is_empty())
        .map(|sheet| sheet.month);
    let waiting = sheets
        .iter()
        .find(|sheet| matches!(sheet.state, SheetState::Attested { .. }))
        .map(|sheet| sheet.month);
    disputed
        .or(waiting)
        .or_else(|| months(placement, today).first().copied())
}

/// What comes next in a placement's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Start it, or tell that it did not start.
    Start,
    /// End it early; from its planned last day it can be completed.
    End {
        /// Whether the planned end has come.
        can_complete: bool,
    },
    /// Nothing.
    Nothing,
}

/// What comes next.
#[must_use]
pub fn next(placement: &Placement, today: Day) -> Next {
    match placement.state {
        PlacementState::Planned => Next::Start,
        PlacementState::Started { .. } => Next::End {
            can_complete: placement.planned_end <= today,
        },
        PlacementState::EndedEarly { .. }
        | PlacementState::Completed { .. }
        | PlacementState::DidNotStart { .. } => Next::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use shared::model::AbsenceReason;

    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn the_month_with_a_dispute_is_shown_first() {
        let sample = Sample::running("2026-09-15")
            .present("2026-10-05", 480)
            .authority_says("2026-10-05", AbsenceReason::Sick);
        let placement = find::placement(&sample.state, sample.placement).unwrap();
        let today = day("2026-11-24");
        let first = first_month(&sample.state, sample.placement, placement, today);
        assert_eq!(first, Some(Month::parse("2026-10").unwrap()));
        assert_eq!(months(placement, today).len(), 3);
        assert_eq!(
            next(placement, today),
            Next::End {
                can_complete: false
            }
        );
        assert_eq!(
            next(placement, day("2027-01-14")),
            Next::End { can_complete: true }
        );
    }
}
