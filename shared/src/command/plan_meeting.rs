//! Plans a meeting about a placement. The site of the placement is told day, time and kind when somebody comes there.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, meeting_rules, sheet_rules as rules};
use crate::id::{MeetingId, PlacementId};
use crate::model::{Key, Kind, Meeting, MeetingKind, MeetingState, PlacementState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::time::Day;
use crate::time_of_day::TimeOfDay;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanMeeting {
    /// New id.
    pub meeting: MeetingId,
    /// About this placement.
    pub placement: PlacementId,
    /// How one meets.
    pub kind: MeetingKind,
    /// On this day.
    pub on: Day,
    /// At this time, when one is agreed.
    pub at: Option<TimeOfDay>,
}

impl PlanMeeting {
    fn body(&self, rows: &dyn Rows) -> Option<Meeting> {
        let (on, at) = (self.on, self.at);
        let state = MeetingState::Planned { on, at };
        meeting_rules::new_meeting(rows, self.placement, self.kind, state)
    }
}

impl Act for PlanMeeting {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        meeting_rules::needs(self.placement, self.meeting, rows, needs);
        needs.push(Need::Under(Kind::Meeting, self.placement.uuid()));
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Meeting, self.meeting)]
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        if let Some(known) = find::meeting(view.rows(), self.meeting) {
            let is_same = self.body(view.rows()).as_ref() == Some(known);
            let kind = Kind::Meeting;
            return if is_same {
                Ok(())
            } else {
                Err(Refusal::AlreadyExists { kind })
            };
        }
        if let PlacementState::DidNotStart { .. } = placement.state {
            let is = placement.state.code().to_owned();
            return Err(Refusal::PlacementState { is });
        }
        let max = Meeting::OF_PLACEMENT_MAX;
        meeting_rules::has_room(view.rows(), Kind::Meeting, self.placement, max)
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if rows.get(Key::new(Kind::Meeting, self.meeting)).is_some() {
            return;
        }
        if let Some(meeting) = self.body(rows) {
            out.put(meeting_rules::entity(self.meeting, meeting));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn plan(of: &str, on: &str) -> PlanMeeting {
        PlanMeeting {
            meeting: id("meeting"),
            placement: placement(of),
            kind: MeetingKind::ThreePartyMeeting,
            on: day(on),
            at: TimeOfDay::parse("13:00").ok(),
        }
    }

    #[test]
    fn the_case_circle_plans_and_nobody_else() {
        let world = World::cast();
        check(
            &world,
            "Hanna",
            DAY,
            plan("Amina", "2026-03-20"),
            Comes::Applied,
        );
        let no = || Comes::Refused(Refusal::NotAllowed);
        for who in ["Henrik", "Malin", "Karin", "Nora", "Stig", "Agda"] {
            check(&world, who, DAY, plan("Amina", "2026-03-20"), no());
        }
        check(
            &world,
            "Henrik",
            DAY,
            plan("Dag", "2026-03-20"),
            Comes::Applied,
        );
    }

    #[test]
    fn an_id_is_planned_once() {
        let world = World::cast().given("Hanna", DAY, plan("Amina", "2026-03-20"));
        let kind = Kind::Meeting;
        let taken = Comes::Refused(Refusal::AlreadyExists { kind });
        check(
            &world,
            "Hanna",
            DAY,
            plan("Amina", "2026-03-21"),
            taken.clone(),
        );
        check(&world, "Hanna", DAY, plan("Bilal", "2026-03-20"), taken);
        check(
            &world,
            "Hanna",
            DAY,
            plan("Amina", "2026-03-20"),
            Comes::Duplicate,
        );
    }
}
