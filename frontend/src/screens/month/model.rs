//! A month of a placement as a grid of days, Monday first: for the site, which signs it, and the case circle, which confirms it.
use shared::id::PlacementId;
use shared::model::{
    Attendance, Body, Correction, DayEntry, Kind, MeetingState, Placement, Settlement, Sheet,
    SheetState, Statement,
};
use shared::ordered::Set;
use shared::state::{Rows as _, State, find};
use shared::time::{Day, Month};

use crate::screens::site::model::runs_on;

/// How a day looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// The placement does not run on it.
    Outside,
    /// It has not come.
    Ahead,
    /// Nothing is said.
    Open,
    /// This holds.
    Holds(Attendance),
    /// Two sides differ.
    Disputed,
}

impl Cell {
    /// A placement's day, with what was said of it.
    #[must_use]
    pub fn of(placement: &Placement, entry: Option<&DayEntry>, day: Day, today: Day) -> Self {
        if !runs_on(placement, day) {
            Self::Outside
        } else if let Some(entry) = entry.filter(|entry| entry.is_disputed()) {
            debug_assert!(entry.holds().is_none());
            Self::Disputed
        } else if let Some(holds) = entry.and_then(DayEntry::holds) {
            Self::Holds(holds)
        } else if day > today {
            Self::Ahead
        } else {
            Self::Open
        }
    }
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellModel {
    /// The day.
    pub day: Day,
    /// How it looks.
    pub cell: Cell,
    /// Whether a correction holds.
    pub is_corrected: bool,
    /// Whether it is today.
    pub is_today: bool,
    /// Whether a meeting is planned on it, or was held.
    pub has_meeting: bool,
}

/// What is to be done with the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthStep {
    /// It is not over.
    NotOver {
        /// From this day it can be signed.
        from: Day,
    },
    /// It can be signed.
    ToAttest,
    /// It is signed and can be confirmed.
    ToConfirm,
    /// It is signed, but days are disputed.
    Disputed,
    /// All is done.
    Done,
    /// The placement did not run in it.
    Nothing,
}

/// The screen's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthModel {
    /// The placement.
    pub placement: PlacementId,
    /// The month.
    pub month: Month,
    /// Empty places before the first day, 0–6.
    pub blanks: u8,
    /// Its days.
    pub cells: Vec<CellModel>,
    /// How far it has come.
    pub state: SheetState,
    /// What comes next.
    pub step: MonthStep,
    /// Days present.
    pub days_present: u32,
    /// Minutes present.
    pub minutes_present: u32,
    /// Days away.
    pub days_absent: u32,
    /// Disputed days.
    pub days_disputed: u32,
    /// Working days that have come and have no answer.
    pub days_open: u32,
}

impl MonthModel {
    /// A placement's month.
    #[must_use]
    pub fn of(state: &State, id: PlacementId, month: Month, today: Day) -> Option<Self> {
        let placement = find::placement(state, id)?;
        let sheet = find::sheet(state, Sheet::id_of(id, month));
        let meetings = meeting_days(state, id);
        let mut model = Self {
            placement: id,
            month,
            blanks: month.first_day().weekday() - 1,
            cells: Vec::new(),
            state: sheet.map_or(SheetState::Open, |sheet| sheet.state),
            step: MonthStep::Nothing,
            days_present: 0,
            minutes_present: 0,
            days_absent: 0,
            days_disputed: 0,
            days_open: 0,
        };
        for number in 1..=31 {
            let Some(day) = month.day(number) else {
                continue;
            };
            let entry = sheet.and_then(|sheet| sheet.day(day));
            let cell = Cell::of(placement, entry, day, today);
            model.count(cell, day);
            let is_corrected = entry.is_some_and(|entry| !entry.corrections.is_empty());
            model.cells.push(CellModel {
                day,
                cell,
                is_corrected,
                is_today: day == today,
                has_meeting: meetings.contains(&day),
            });
        }
        model.step = model.next_step(placement.state.served(), today);
        Some(model)
    }

    fn count(&mut self, cell: Cell, day: Day) {
        match cell {
            Cell::Holds(Attendance::Present { minutes }) => {
                self.days_present += 1;
                self.minutes_present += u32::from(minutes.get());
            }
            Cell::Holds(Attendance::Absent { .. }) => self.days_absent += 1,
            Cell::Disputed => self.days_disputed += 1,
            Cell::Open if day.weekday() <= 5 => self.days_open += 1,
            Cell::Open | Cell::Outside | Cell::Ahead => {}
        }
    }

    fn next_step(&self, served: Option<(Day, Option<Day>)>, today: Day) -> MonthStep {
        let Some((from, to)) = served else {
            return MonthStep::Nothing;
        };
        if from > self.month.last_day() || to.is_some_and(|to| to < self.month.first_day()) {
            return MonthStep::Nothing;
        }
        let last = to.map_or(self.month.last_day(), |to| to.min(self.month.last_day()));
        match self.state {
            SheetState::Confirmed { .. } => MonthStep::Done,
            SheetState::Attested { .. } if self.days_disputed > 0 => MonthStep::Disputed,
            SheetState::Attested { .. } => MonthStep::ToConfirm,
            SheetState::Open if today < last => MonthStep::NotOver { from: last },
            SheetState::Open => MonthStep::ToAttest,
        }
    }
}

/// Days with a meeting, as far as this reader is told.
fn meeting_days(state: &State, id: PlacementId) -> Set<Day> {
    let of = |kind| state.children(kind, id.uuid()).into_iter();
    let all = of(Kind::Meeting).chain(of(Kind::MeetingCard));
    all.filter_map(|entity| match &entity.body {
        Body::Meeting(meeting) => match meeting.state {
            MeetingState::Planned { on, .. } | MeetingState::Held { on } => Some(on),
            MeetingState::Cancelled { .. } => None,
        },
        Body::MeetingCard(card) => Some(card.on),
        _ => None,
    })
    .collect()
}

/// Everything that was said of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayModel {
    /// Statements in the order they were taken.
    pub statements: Vec<Statement>,
    /// The decision.
    pub settled: Option<Settlement>,
    /// Corrections, the last one holds.
    pub corrections: Vec<Correction>,
    /// Whether somebody has to decide.
    pub is_disputed: bool,
    /// Whether the trainee says that it is not right.
    pub is_objected: bool,
}

/// What was said of a day.
#[must_use]
pub fn day_of(state: &State, placement: PlacementId, day: Day) -> DayModel {
    let entry = find::sheet(state, Sheet::id_of(placement, day.in_month()))
        .and_then(|sheet| sheet.day(day));
    entry.map_or_else(DayModel::default, |entry| DayModel {
        statements: entry.statements.clone(),
        settled: entry.settled.clone(),
        corrections: entry.corrections.clone(),
        is_disputed: entry.is_disputed(),
        is_objected: entry.is_objected(),
    })
}

#[cfg(test)]
mod tests {
    use shared::model::{AbsenceReason, Signature};
    use shared::time::Millis;

    use super::*;
    use crate::screens::sample::{Sample, day};

    fn month(sample: &Sample, month: &str, today: &str) -> MonthModel {
        MonthModel::of(
            &sample.state,
            sample.placement,
            Month::parse(month).unwrap(),
            day(today),
        )
        .unwrap()
    }

    #[test]
    fn a_day_that_the_trainee_alone_objects_to_is_disputed() {
        let sample = Sample::running("2026-11-02").present("2026-11-20", 480);
        let of = |sample: &Sample| day_of(&sample.state, sample.placement, day("2026-11-20"));
        let said = of(&sample);
        assert!(!said.is_disputed && !said.is_objected);
        let said = of(&sample.objected("2026-11-20"));
        assert!(said.is_disputed && said.is_objected && said.statements.len() == 1);
    }

    #[test]
    fn the_grid_begins_on_monday_and_has_every_day() {
        let model = month(&Sample::running("2026-11-02"), "2026-11", "2026-11-24");
        assert_eq!((model.blanks, model.cells.len()), (6, 30));
        assert_eq!(model.cells[0].cell, Cell::Outside);
        assert_eq!(model.cells[1].cell, Cell::Open);
        assert_eq!(model.cells[29].cell, Cell::Ahead);
        assert_eq!(model.days_open, 17);
    }

    #[test]
    fn the_next_step_follows_the_signatures_and_the_disputes() {
        let signature = Signature {
            by: shared::id::UserId::from(uuid::Uuid::nil()),
            at: Millis(0),
        };
        let open = Sample::running("2026-10-01");
        assert_eq!(
            month(&open, "2026-10", "2026-10-30").step,
            MonthStep::NotOver {
                from: day("2026-10-31")
            }
        );
        assert_eq!(
            month(&open, "2026-10", "2026-10-31").step,
            MonthStep::ToAttest
        );
        let attested = open.signed("2026-10-01", SheetState::Attested { attest: signature });
        assert_eq!(
            month(&attested, "2026-10", "2026-11-02").step,
            MonthStep::ToConfirm
        );
        let disputed = attested
            .present("2026-10-05", 480)
            .authority_says("2026-10-05", AbsenceReason::Sick);
        assert_eq!(
            month(&disputed, "2026-10", "2026-11-02").step,
            MonthStep::Disputed
        );
        assert_eq!(
            month(&disputed, "2026-09", "2026-11-02").step,
            MonthStep::Nothing
        );
    }
}
