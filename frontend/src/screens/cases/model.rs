//! A caseworker's placements, deviations first.
use shared::follow_up::AttendanceSum;
use shared::id::{PlacementId, UserId};
use shared::model::{Body, Kind, PlacementState, SheetState};
use shared::state::{Rows, State, find};
use shared::time::Day;

use crate::screens::names;

/// Why a placement stands high in the list; the first is the most pressing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// Two sides differ.
    Disputed,
    /// It should have started.
    ShouldStart,
    /// It has passed its planned end.
    ShouldEnd,
    /// A signed month waits.
    ToConfirm,
    /// Nothing is said of a working day before today.
    Unanswered,
    /// Nothing.
    None,
}

/// One placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseModel {
    /// Which.
    pub placement: PlacementId,
    /// Who.
    pub name: Option<String>,
    /// Where.
    pub site: Option<String>,
    /// As what.
    pub trade: Option<String>,
    /// How far it has come.
    pub state: PlacementState,
    /// First and last day, planned or real.
    pub days: (Day, Day),
    /// What is wrong.
    pub deviation: Deviation,
    /// Attendance of the last thirty days.
    pub recent: AttendanceSum,
}

/// All placements of the user's candidates: those that run or are to come first, ended ones last.
#[must_use]
pub fn cases(state: &State, user: UserId, today: Day) -> Vec<CaseModel> {
    let rows = state.all(Kind::Placement).into_iter();
    let mut found: Vec<CaseModel> = rows
        .filter_map(|entity| {
            let Body::Placement(placement) = &entity.body else {
                return None;
            };
            find::candidate(state, placement.candidate)
                .filter(|candidate| candidate.caseworkers.contains(&user))?;
            let id = PlacementId::from(entity.id);
            let (from, to) = placement
                .occupies()
                .unwrap_or((placement.planned_start, placement.planned_end));
            Some(CaseModel {
                placement: id,
                name: names::person(state, placement.candidate),
                site: names::site(state, placement.site),
                trade: names::trade(state, placement.slot),
                state: placement.state,
                days: (from, to),
                deviation: deviation(state, id, placement, today),
                recent: AttendanceSum::of(state, id, today.plus_days(-29), today),
            })
        })
        .collect();
    shared::ordered::sort_by(&mut found, |a, b| {
        (is_over(a.state), a.deviation, &a.name, a.placement).cmp(&(
            is_over(b.state),
            b.deviation,
            &b.name,
            b.placement,
        ))
    });
    found
}

/// Whether nothing more happens in a placement.
#[must_use]
pub const fn is_over(state: PlacementState) -> bool {
    match state {
        PlacementState::Planned | PlacementState::Started { .. } => false,
        PlacementState::EndedEarly { .. }
        | PlacementState::Completed { .. }
        | PlacementState::DidNotStart { .. } => true,
    }
}

/// What is wrong with a placement.
#[must_use]
pub fn deviation(
    state: &State,
    id: PlacementId,
    placement: &shared::model::Placement,
    today: Day,
) -> Deviation {
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
    if sheets.iter().any(|sheet| !sheet.disputed_days().is_empty()) {
        return Deviation::Disputed;
    }
    match placement.state {
        PlacementState::Planned if placement.planned_start <= today => {
            return Deviation::ShouldStart;
        }
        PlacementState::Started { .. } if placement.planned_end < today => {
            return Deviation::ShouldEnd;
        }
        PlacementState::Planned
        | PlacementState::Started { .. }
        | PlacementState::EndedEarly { .. }
        | PlacementState::Completed { .. }
        | PlacementState::DidNotStart { .. } => {}
    }
    if sheets
        .iter()
        .any(|sheet| matches!(sheet.state, SheetState::Attested { .. }))
    {
        return Deviation::ToConfirm;
    }
    let unanswered = (1..=7)
        .map(|back| today.plus_days(-back))
        .filter(|day| day.weekday() <= 5)
        .any(|day| {
            crate::screens::site::model::runs_on(placement, day)
                && crate::screens::site::model::entry(state, id, day)
                    .is_none_or(|entry| entry.holds().is_none())
        });
    if unanswered && matches!(placement.state, PlacementState::Started { .. }) {
        Deviation::Unanswered
    } else {
        Deviation::None
    }
}

#[cfg(test)]
mod tests {
    use shared::model::AbsenceReason;

    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn a_dispute_is_told_before_a_missing_answer() {
        let sample = Sample::running("2026-11-02");
        let today = day("2026-11-24");
        assert_eq!(
            cases(&sample.state, sample.caseworker, today)[0].deviation,
            Deviation::Unanswered
        );
        let disputed = sample
            .present("2026-11-20", 480)
            .authority_says("2026-11-20", AbsenceReason::NoShow);
        assert_eq!(
            cases(&disputed.state, disputed.caseworker, today)[0].deviation,
            Deviation::Disputed
        );
    }

    #[test]
    fn only_the_own_cases_are_listed() {
        let sample = Sample::running("2026-11-02");
        assert!(cases(&sample.state, sample.supervisor, day("2026-11-24")).is_empty());
    }
}
