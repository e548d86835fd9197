//! Moves a planned meeting to another day or time.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, meeting_rules, sheet_rules as rules};
use crate::id::{MeetingId, PlacementId};
use crate::model::MeetingState;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::time::Day;
use crate::time_of_day::TimeOfDay;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoveMeeting {
    /// Which.
    pub meeting: MeetingId,
    /// About this placement.
    pub placement: PlacementId,
    /// To this day.
    pub on: Day,
    /// And this time, when one is agreed.
    pub at: Option<TimeOfDay>,
}

impl Act for MoveMeeting {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        meeting_rules::needs(self.placement, self.meeting, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        match meeting_rules::meeting(view.rows(), self.placement, self.meeting)?.state {
            MeetingState::Planned { .. } => Ok(()),
            MeetingState::Held { .. } | MeetingState::Cancelled { .. } => Err(Refusal::MeetingOver),
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Ok(found) = meeting_rules::meeting(rows, self.placement, self.meeting) {
            let mut meeting = found.clone();
            let (on, at) = (self.on, self.at);
            meeting.state = MeetingState::Planned { on, at };
            out.put(meeting_rules::entity(self.meeting, meeting));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{CancelMeeting, PlanMeeting};
    use crate::model::{Kind, MeetingKind};
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn planned() -> World {
        let plan = PlanMeeting {
            meeting: id("meeting"),
            placement: placement("Amina"),
            kind: MeetingKind::Visit,
            on: day("2026-03-20"),
            at: None,
        };
        World::cast().given("Hanna", DAY, plan)
    }
    fn to(on: &str) -> MoveMeeting {
        MoveMeeting {
            meeting: id("meeting"),
            placement: placement("Amina"),
            on: day(on),
            at: TimeOfDay::parse("09:30").ok(),
        }
    }

    #[test]
    fn a_planned_meeting_is_moved_by_the_case_circle() {
        let world = planned();
        check(&world, "Hanna", DAY, to("2026-03-24"), Comes::Applied);
        let no = Comes::Refused(Refusal::NotAllowed);
        check(&world, "Stig", DAY, to("2026-03-24"), no);
    }

    #[test]
    fn what_is_over_or_of_somebody_else_is_not_moved() {
        let cancel = CancelMeeting {
            meeting: id("meeting"),
            placement: placement("Amina"),
        };
        let world = planned();
        let other = MoveMeeting {
            placement: placement("Bilal"),
            ..to("2026-03-24")
        };
        let kind = Kind::Meeting;
        check(
            &world,
            "Hanna",
            DAY,
            other,
            Comes::Refused(Refusal::NotFound { kind }),
        );
        check(&world, "Hanna", DAY, cancel.clone(), Comes::Applied);
        let over = world.given("Hanna", DAY, cancel);
        check(
            &over,
            "Hanna",
            DAY,
            to("2026-03-24"),
            Comes::Refused(Refusal::MeetingOver),
        );
    }
}
