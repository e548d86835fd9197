//! When the case circle meets a trainee and the workplace next: what is planned, else what the usual rhythm suggests. Surprising
//! choice: the rhythm is data beside its source and refuses nothing; no law sets one, it is agreed for each contract (UHM14).
use crate::id::{MeetingId, PlacementId};
use crate::model::{Body, Kind, MeetingKind, MeetingState, PlacementState};
use crate::state::{Rows, find};
use crate::time::Day;
use crate::time_of_day::TimeOfDay;

/// How often one meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// The first time within so many days of the start.
    pub first_within_days: i64,
    /// What that rests on: ids of the domain's list of sources.
    pub first_source: &'static str,
    /// Then every so many calendar months.
    pub months_between: u32,
    /// What that rests on.
    pub then_source: &'static str,
}

/// The usual one: early, between Vivalla's weekly check-in (ORE3) and what UHM asks to be agreed (UHM14); then monthly, as
/// Trafikverket's reports are (TRV2). Started on 2 November: the first by 16 November; held on the 12th: the next by 12 December.
pub const USUAL: Rhythm = Rhythm {
    first_within_days: 14,
    first_source: "ORE3, UHM14",
    months_between: 1,
    then_source: "TRV2",
};

/// A meeting so near the planned end that no further one is suggested before it, days.
const CLOSING_DAYS: i64 = 7;

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextMeeting {
    /// This one is planned.
    Planned {
        /// Which.
        meeting: MeetingId,
        /// How one meets.
        kind: MeetingKind,
        /// On this day.
        on: Day,
        /// At this time.
        at: Option<TimeOfDay>,
    },
    /// None is planned; the rhythm wants one by this day.
    ToPlan {
        /// The last working day for it.
        by: Day,
    },
}

impl NextMeeting {
    /// Its day.
    #[must_use]
    pub const fn on(self) -> Day {
        match self {
            Self::Planned { on, .. } => on,
            Self::ToPlan { by } => by,
        }
    }
}

/// The next meeting of a placement, as far as its rows are visible here; nothing where none is needed.
#[must_use]
pub fn next_meeting(rows: &dyn Rows, id: PlacementId) -> Option<NextMeeting> {
    let placement = find::placement(rows, id)?;
    let (mut next, mut last) = (None, None::<Day>);
    for entity in rows.children(Kind::Meeting, id.uuid()) {
        let Body::Meeting(meeting) = &entity.body else {
            continue;
        };
        match meeting.state {
            MeetingState::Planned { on, at } => {
                let planned = NextMeeting::Planned {
                    meeting: entity.id.into(),
                    kind: meeting.kind,
                    on,
                    at,
                };
                if next.is_none_or(|other: NextMeeting| on < other.on()) {
                    next = Some(planned);
                }
            }
            // Who only called has not met.
            MeetingState::Held { on } if meeting.kind.is_on_site() => last = last.max(Some(on)),
            MeetingState::Held { .. } | MeetingState::Cancelled { .. } => {}
        }
    }
    next.or_else(|| {
        let start = match placement.state {
            PlacementState::Started { on } => on,
            PlacementState::Planned
            | PlacementState::EndedEarly { .. }
            | PlacementState::Completed { .. }
            | PlacementState::DidNotStart { .. } => return None,
        };
        let by = match last {
            Some(last) if last.plus_days(CLOSING_DAYS) >= placement.planned_end => return None,
            Some(last) => last.plus_months(USUAL.months_between),
            None => start.plus_days(USUAL.first_within_days),
        };
        let by = working_day(by.min(placement.planned_end)).max(start);
        Some(NextMeeting::ToPlan { by })
    })
}

/// The day itself, or the Friday before it.
fn working_day(day: Day) -> Day {
    day.plus_days(i64::from(5_u8.min(day.weekday())) - i64::from(day.weekday()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{CancelMeeting, PlanMeeting, RecordMeeting};
    use crate::model::Note;
    use crate::testing::cast::id;
    use crate::testing::world::{World, day, placement};

    const DAY: &str = "2026-03-16";
    // Amina started on 2026-01-20 and is planned until 2026-04-15.
    fn next(world: &World) -> Option<NextMeeting> {
        next_meeting(&world.state, placement("Amina"))
    }
    fn to_plan(by: &str) -> Option<NextMeeting> {
        Some(NextMeeting::ToPlan { by: day(by) })
    }
    fn held(on: &str, kind: MeetingKind) -> RecordMeeting {
        RecordMeeting {
            meeting: id(on),
            placement: placement("Amina"),
            kind,
            on: day(on),
            note: Note::default(),
        }
    }

    #[test]
    fn the_first_is_early_and_the_next_a_month_after_the_last() {
        let world = World::cast();
        assert_eq!(next(&world), to_plan("2026-02-03"));
        let called = world.given("Hanna", DAY, held("2026-02-02", MeetingKind::PhoneCall));
        assert_eq!(next(&called), to_plan("2026-02-03"), "a call is no meeting");
        let met = called.given(
            "Hanna",
            DAY,
            held("2026-02-02", MeetingKind::Visit).with("visit"),
        );
        assert_eq!(next(&met), to_plan("2026-03-02"));
        // 11 March and a month is a Saturday.
        let again = met.given(
            "Hanna",
            DAY,
            held("2026-03-11", MeetingKind::ThreePartyMeeting),
        );
        assert_eq!(next(&again), to_plan("2026-04-10"));
        let late = World::cast().given(
            "Hanna",
            "2026-04-10",
            held("2026-04-09", MeetingKind::Visit),
        );
        assert_eq!(next(&late), None, "the placement ends within the week");
    }

    #[test]
    fn what_is_planned_comes_before_what_is_suggested() {
        let plan = |name: &str, on: &str| PlanMeeting {
            meeting: id(name),
            placement: placement("Amina"),
            kind: MeetingKind::Visit,
            on: day(on),
            at: None,
        };
        let world = World::cast()
            .given("Hanna", DAY, plan("later", "2026-03-27"))
            .given("Hanna", DAY, plan("sooner", "2026-03-20"));
        assert_eq!(next(&world).map(NextMeeting::on), Some(day("2026-03-20")));
        let cancel = CancelMeeting {
            meeting: id("sooner"),
            placement: placement("Amina"),
        };
        let world = world.given("Hanna", DAY, cancel);
        assert_eq!(next(&world).map(NextMeeting::on), Some(day("2026-03-27")));
    }

    impl RecordMeeting {
        fn with(self, name: &str) -> Self {
            Self {
                meeting: id(name),
                ..self
            }
        }
    }
}
