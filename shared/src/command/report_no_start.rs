//! The planned placement did not start: the slot is free again.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{Entity, NoStartReason, PlacementState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportNoStart {
    /// Which.
    pub placement: PlacementId,
    /// Why.
    pub reason: NoStartReason,
}

impl Act for ReportNoStart {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::placement_needs(self.placement, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        if self.reason == NoStartReason::NotShown {
            return Err(Refusal::ReasonMissing);
        }
        let placement = rules::placement(view.rows(), self.placement)?;
        let reason = self.reason;
        if placement.state == (PlacementState::DidNotStart { reason }) {
            Ok(())
        } else {
            rules::is_state(placement, "planned")
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::placement(rows, self.placement) {
            let mut placement = found.clone();
            placement.state = PlacementState::DidNotStart {
                reason: self.reason,
            };
            out.put(Entity::new(self.placement, placement));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::PlanPlacement;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn report(of: PlacementId, reason: NoStartReason) -> ReportNoStart {
        ReportNoStart {
            placement: of,
            reason,
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn a_planned_placement_that_did_not_start_leaves_its_slot_free() {
        let plan = |of: &str, who: &str| PlanPlacement {
            placement: id(of),
            slot: id("Skolan 4"),
            candidate: id(who),
            starts: day("2026-03-16"),
            ends: day("2026-06-20"),
        };
        let world = World::cast().given("Hanna", DAY, plan("new", "Elif"));
        let declined = NoStartReason::TraineeDeclined;
        for who in ["Hanna", "Malin"] {
            check(
                &world,
                who,
                DAY,
                report(id("new"), declined),
                Comes::Applied,
            );
        }
        for who in ["Henrik", "Nora", "Ulla", "Agda"] {
            check(
                &world,
                who,
                DAY,
                report(id("new"), declined),
                refused(Refusal::NotAllowed),
            );
        }
        let hidden = report(id("new"), NoStartReason::NotShown);
        check(
            &world,
            "Hanna",
            DAY,
            hidden,
            refused(Refusal::ReasonMissing),
        );
        let free = world.given("Hanna", DAY, report(id("new"), declined));
        check(
            &free,
            "Hanna",
            DAY,
            report(id("new"), declined),
            Comes::Duplicate,
        );
        let is = "did_not_start".to_owned();
        let other = report(id("new"), NoStartReason::Other);
        check(
            &free,
            "Hanna",
            DAY,
            other,
            refused(Refusal::PlacementState { is }),
        );
        check(&free, "Hanna", DAY, plan("next", "Elif"), Comes::Applied);
    }

    #[test]
    fn a_running_placement_has_started() {
        let is = "started".to_owned();
        let report = report(placement("Amina"), NoStartReason::DidNotCome);
        check(
            &World::cast(),
            "Hanna",
            DAY,
            report,
            refused(Refusal::PlacementState { is }),
        );
    }
}
