//! A caseworker's people today: for each placement what needs the caseworker, the most pressing first.
use shared::follow_up::{NextMeeting, next_meeting};
use shared::id::{MeetingId, PlacementId, UserId};
use shared::model::{
    AbsenceReason, Attendance, Body, DayEntry, Kind, MeetingKind, Placement, PlacementState,
    SheetState,
};
use shared::state::{Rows, State, find};
use shared::time::{Day, Month};
use shared::time_of_day::TimeOfDay;

use crate::screens::names;
use crate::screens::placement::tasks::tasks;
use crate::screens::site::model::{entry, runs_on};

/// How many days ahead a start, an end, a meeting or a task is told.
const NEAR_DAYS: i64 = 7;
/// How many days back a missing answer is told.
const UNANSWERED_DAYS: i64 = 7;

/// Why a placement needs the caseworker; the first is the most pressing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deviation {
    /// Two sides differ on so many days.
    Disputed(usize),
    /// It should have started then.
    ShouldStart(Day),
    /// The trainee is away today.
    AwayToday(AbsenceReason),
    /// A planned meeting was not written down.
    MeetingToNote(MeetingId, Day),
    /// No meeting is planned and one was due.
    MeetingLate(Day),
    /// A task was due.
    TaskLate(Day, String),
    /// It has passed its planned end.
    ShouldEnd(Day),
    /// Nothing is said of so many working days before today.
    Unanswered(usize),
    /// A signed month waits.
    ToConfirm(Month),
    /// A meeting is today.
    MeetingToday(MeetingId, MeetingKind, Option<TimeOfDay>),
    /// A meeting is near.
    MeetingSoon(Day, MeetingKind),
    /// A meeting is to be planned.
    MeetingToPlan(Day),
    /// A task is due.
    TaskSoon(Day, String),
    /// It starts.
    Starts(Day),
    /// It ends.
    Ends(Day),
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
    /// What needs somebody, the most pressing first.
    pub deviations: Vec<Deviation>,
}

/// All placements of the user's candidates: those that need somebody first, ended ones last.
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
                deviations: deviations(state, id, placement, today),
            })
        })
        .collect();
    shared::ordered::sort_by(&mut found, |a, b| {
        // Whom nothing waits for stands after the others.
        let rank = |case: &CaseModel| (is_over(case.state), case.deviations.is_empty());
        (rank(a), &a.deviations, &a.name, a.placement).cmp(&(
            rank(b),
            &b.deviations,
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

/// What needs somebody in a placement, the most pressing first.
#[must_use]
pub fn deviations(
    state: &State,
    id: PlacementId,
    placement: &Placement,
    today: Day,
) -> Vec<Deviation> {
    let mut found = Vec::new();
    let near = today.plus_days(NEAR_DAYS);
    let mut disputed = 0;
    for entity in state.children(Kind::Sheet, id.uuid()) {
        let Body::Sheet(sheet) = &entity.body else {
            continue;
        };
        let days = sheet.disputed_days().len();
        disputed += days;
        if days == 0 && matches!(sheet.state, SheetState::Attested { .. }) {
            found.push(Deviation::ToConfirm(sheet.month));
        }
    }
    if disputed > 0 {
        found.push(Deviation::Disputed(disputed));
    }
    match placement.state {
        PlacementState::Planned if placement.planned_start <= today => {
            found.push(Deviation::ShouldStart(placement.planned_start));
        }
        PlacementState::Planned if placement.planned_start <= near => {
            found.push(Deviation::Starts(placement.planned_start));
        }
        PlacementState::Started { .. } => {
            if placement.planned_end < today {
                found.push(Deviation::ShouldEnd(placement.planned_end));
            } else if placement.planned_end <= near {
                found.push(Deviation::Ends(placement.planned_end));
            }
            attendance(state, id, placement, today, &mut found);
        }
        PlacementState::Planned
        | PlacementState::EndedEarly { .. }
        | PlacementState::Completed { .. }
        | PlacementState::DidNotStart { .. } => {}
    }
    match next_meeting(state, id) {
        Some(NextMeeting::Planned {
            meeting,
            kind,
            on,
            at,
        }) => {
            if on < today {
                found.push(Deviation::MeetingToNote(meeting, on));
            } else if on == today {
                found.push(Deviation::MeetingToday(meeting, kind, at));
            } else if on <= near {
                found.push(Deviation::MeetingSoon(on, kind));
            }
        }
        Some(NextMeeting::ToPlan { by }) if by < today => found.push(Deviation::MeetingLate(by)),
        Some(NextMeeting::ToPlan { by }) if by <= near => found.push(Deviation::MeetingToPlan(by)),
        Some(NextMeeting::ToPlan { .. }) | None => {}
    }
    let (open, _done) = tasks(state, id);
    for (_, task) in open {
        let what = task.title.to_string();
        if task.due < today {
            found.push(Deviation::TaskLate(task.due, what));
        } else if task.due <= near {
            found.push(Deviation::TaskSoon(task.due, what));
        }
    }
    shared::ordered::sort_by(&mut found, Ord::cmp);
    found
}

/// Who is away today, and the working days before it of which nothing is said.
fn attendance(
    state: &State,
    id: PlacementId,
    placement: &Placement,
    today: Day,
    found: &mut Vec<Deviation>,
) {
    if let Some(Attendance::Absent { reason }) = entry(state, id, today).and_then(DayEntry::holds) {
        found.push(Deviation::AwayToday(reason));
    }
    let days = (1..=UNANSWERED_DAYS).map(|back| today.plus_days(-back));
    let unanswered = days.filter(|day| {
        // What is disputed has answers, and more than one.
        day.weekday() <= 5
            && runs_on(placement, *day)
            && entry(state, id, *day)
                .is_none_or(|entry| entry.holds().is_none() && !entry.is_disputed())
    });
    let count = unanswered.count();
    if count > 0 {
        found.push(Deviation::Unanswered(count));
    }
}

#[cfg(test)]
mod tests {
    use shared::model::{Entity, Task, TaskState};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day};

    fn of(sample: &Sample, today: &str) -> Vec<Deviation> {
        let cases = cases(&sample.state, sample.caseworker, day(today));
        cases[0].deviations.clone()
    }

    #[test]
    fn a_dispute_is_told_before_a_missing_answer() {
        let sample = Sample::running("2026-11-02");
        // Of the seven days before a Tuesday, five are working days.
        assert_eq!(
            of(&sample, "2026-11-24"),
            [
                Deviation::MeetingLate(day("2026-11-16")),
                Deviation::Unanswered(5)
            ]
        );
        let disputed = sample
            .present("2026-11-20", 480)
            .authority_says("2026-11-20", AbsenceReason::NoShow)
            .authority_says("2026-11-24", AbsenceReason::Sick);
        assert_eq!(
            of(&disputed, "2026-11-24"),
            [
                Deviation::Disputed(1),
                Deviation::AwayToday(AbsenceReason::Sick),
                Deviation::MeetingLate(day("2026-11-16")),
                Deviation::Unanswered(4)
            ]
        );
    }

    #[test]
    fn what_is_near_is_told_and_what_is_far_is_not() {
        let planned = Sample::planned("2026-12-01");
        assert!(of(&planned, "2026-11-20").is_empty());
        assert_eq!(
            of(&planned, "2026-11-24"),
            [Deviation::Starts(day("2026-12-01"))]
        );
        assert_eq!(
            of(&planned, "2026-12-01"),
            [Deviation::ShouldStart(day("2026-12-01"))]
        );
        let mut sample = Sample::planned("2027-02-01");
        for (number, due) in [(1_u128, "2026-11-20"), (2, "2026-11-25"), (3, "2026-12-20")] {
            let task = Task {
                placement: sample.placement,
                candidate: sample.candidate,
                title: Text::parse("Ring").unwrap(),
                due: day(due),
                by: sample.caseworker,
                state: TaskState::Open,
            };
            sample
                .state
                .put(Entity::new(Uuid::from_u128(100 + number), task));
        }
        assert_eq!(
            of(&sample, "2026-11-24"),
            [
                Deviation::TaskLate(day("2026-11-20"), "Ring".to_owned()),
                Deviation::TaskSoon(day("2026-11-25"), "Ring".to_owned())
            ]
        );
    }

    #[test]
    fn only_the_own_cases_are_listed() {
        let sample = Sample::running("2026-11-02");
        assert!(cases(&sample.state, sample.supervisor, day("2026-11-24")).is_empty());
    }
}
