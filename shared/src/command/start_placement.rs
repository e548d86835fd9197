//! The trainee has started.
use serde::{Deserialize, Serialize};

use super::occupancy::{free_needs, is_free};
use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{Entity, Key, Kind, PlacementState, SlotState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StartPlacement {
    /// Which.
    pub placement: PlacementId,
    /// First day; not after its planned end.
    pub on: Day,
}

impl Act for StartPlacement {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::placement_needs(self.placement, rows, needs);
        free_needs(self.placement, rows, needs);
        if let Some(placement) = find::placement(rows, self.placement) {
            needs.push(Need::Row(Key::new(Kind::Slot, placement.slot)));
        }
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        if placement.state != (PlacementState::Started { on: self.on }) {
            rules::is_state(placement, "planned")?;
        }
        rules::is_not_own_placement(ctx, view.rows(), placement)?;
        if self.on > ctx.day {
            return Err(Refusal::DayInFuture { day: self.on });
        }
        super::ctx::in_order(self.on, placement.planned_end)
    }
    /// A start lies on or after the day that the slot is offered from, and before the planned day it must not fall into somebody else's time in the slot, nor into the person's own in another.
    fn check_full(&self, _ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        if let Some(SlotState::Offered { from, .. }) =
            find::slot(view.rows(), placement.slot).map(|slot| &slot.state)
        {
            super::ctx::in_order(*from, self.on)?;
        }
        let days = (self.on, placement.planned_end);
        is_free(view.rows(), self.placement, placement, days)
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::placement(rows, self.placement) {
            let mut placement = found.clone();
            placement.state = PlacementState::Started { on: self.on };
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

    fn planned(trainee: &str, slot: &str) -> World {
        let plan = PlanPlacement {
            placement: id("new"),
            slot: id(slot),
            candidate: id(trainee),
            starts: day("2026-04-20"),
            ends: day("2026-06-20"),
        };
        World::cast().given("Hanna", "2026-03-16", plan)
    }
    fn start(on: &str) -> StartPlacement {
        StartPlacement {
            placement: id("new"),
            on: day(on),
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn the_caseworker_and_the_matching_officer_start_a_planned_placement() {
        let world = planned("Elif", "Skolan 4");
        for who in ["Hanna", "Malin"] {
            check(
                &world,
                who,
                "2026-04-20",
                start("2026-04-20"),
                Comes::Applied,
            );
            check(
                &world,
                who,
                "2026-06-20",
                start("2026-06-20"),
                Comes::Applied,
            );
        }
        for who in ["Henrik", "Ulla", "Nora", "Agda"] {
            check(
                &world,
                who,
                "2026-04-20",
                start("2026-04-20"),
                refused(Refusal::NotAllowed),
            );
        }
        let future = refused(Refusal::DayInFuture {
            day: day("2026-04-20"),
        });
        check(&world, "Hanna", "2026-04-19", start("2026-04-20"), future);
        let (from, to) = (day("2026-06-21"), day("2026-06-20"));
        let reversed = refused(Refusal::DatesReversed { from, to });
        check(&world, "Hanna", "2026-06-21", start("2026-06-21"), reversed);
    }

    #[test]
    fn nobody_starts_before_the_slot_is_there() {
        let world = planned("Elif", "Skolan 4");
        let offered = find::slot(&world.state, id("Skolan 4")).map(|slot| slot.state.clone());
        let Some(SlotState::Offered { from, .. }) = offered else {
            panic!("Skolan 4 is offered");
        };
        let to = from.plus_days(-1);
        let early = refused(Refusal::DatesReversed { from, to });
        check(&world, "Hanna", "2026-04-20", start(&to.to_string()), early);
        let first = start(&from.to_string());
        check(&world, "Hanna", "2026-04-20", first, Comes::Applied);
    }

    #[test]
    fn a_running_placement_is_not_started_on_another_day() {
        let amina = |on: &str| StartPlacement {
            placement: placement("Amina"),
            on: day(on),
        };
        let world = World::cast();
        check(
            &world,
            "Hanna",
            "2026-03-16",
            amina("2026-01-20"),
            Comes::Duplicate,
        );
        let is = "started".to_owned();
        let no = refused(Refusal::PlacementState { is });
        check(&world, "Hanna", "2026-03-16", amina("2026-01-21"), no);
    }

    #[test]
    fn an_early_start_keeps_clear_of_others_in_the_slot_and_of_the_own_other_slot() {
        let (from, to) = (day("2026-01-20"), day("2026-04-15"));
        let slot = planned("Elif", "Skolan 1");
        let taken = refused(Refusal::SlotTaken { from, to });
        check(&slot, "Hanna", "2026-04-20", start("2026-04-15"), taken);
        check(
            &slot,
            "Hanna",
            "2026-04-20",
            start("2026-04-16"),
            Comes::Applied,
        );
        let person = planned("Amina", "Skolan 4");
        check(
            &person,
            "Hanna",
            "2026-04-20",
            start("2026-04-15"),
            refused(Refusal::NotPossible),
        );
        check(
            &person,
            "Hanna",
            "2026-04-20",
            start("2026-04-16"),
            Comes::Applied,
        );
    }
}
