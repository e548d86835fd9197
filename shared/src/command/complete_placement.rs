//! The placement was served to its planned end or longer.
use serde::{Deserialize, Serialize};

use super::occupancy::{free_needs, is_free};
use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{Entity, PlacementState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompletePlacement {
    /// Which.
    pub placement: PlacementId,
    /// Last day; on or after the planned last day.
    pub on: Day,
}

impl Act for CompletePlacement {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::placement_needs(self.placement, rows, needs);
        free_needs(self.placement, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        match placement.state {
            PlacementState::Completed { on, .. } if on == self.on => return Ok(()),
            PlacementState::Planned
            | PlacementState::Started { .. }
            | PlacementState::EndedEarly { .. }
            | PlacementState::Completed { .. }
            | PlacementState::DidNotStart { .. } => rules::is_state(placement, "started")?,
        }
        rules::is_not_own_placement(ctx, view.rows(), placement)?;
        if self.on > ctx.day {
            return Err(Refusal::DayInFuture { day: self.on });
        }
        super::ctx::in_order(placement.planned_end, self.on)
    }
    /// Days after the planned end must not fall into somebody else's time in the slot, nor into the person's own in another.
    fn check_full(&self, _ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        let over = (placement.planned_end.plus_days(1), self.on);
        is_free(view.rows(), self.placement, placement, over)
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::placement(rows, self.placement)
            && let PlacementState::Started { on } = found.state
        {
            let mut placement = found.clone();
            placement.state = PlacementState::Completed {
                started: on,
                on: self.on,
            };
            out.put(Entity::new(self.placement, placement));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{EndPlacementEarly, GrantMembership, PlanPlacement};
    use crate::model::{EndReason, Role};
    use crate::testing::cast::{id, said, user};
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    fn complete(trainee: &str, on: &str) -> CompletePlacement {
        CompletePlacement {
            placement: placement(trainee),
            on: day(on),
        }
    }

    #[test]
    fn a_placement_is_completed_on_its_planned_last_day_or_later() {
        let world = World::cast();
        for who in ["Hanna", "Malin"] {
            check(
                &world,
                who,
                DAY,
                complete("Bilal", "2026-03-14"),
                Comes::Applied,
            );
            check(&world, who, DAY, complete("Bilal", DAY), Comes::Applied);
        }
        for who in ["Henrik", "Stig", "Nora", "Karin", "Agda"] {
            check(
                &world,
                who,
                DAY,
                complete("Bilal", DAY),
                refused(Refusal::NotAllowed),
            );
        }
        let (from, to) = (day("2026-03-14"), day("2026-03-13"));
        let early = refused(Refusal::DatesReversed { from, to });
        check(&world, "Hanna", DAY, complete("Bilal", "2026-03-13"), early);
        let future = refused(Refusal::DayInFuture {
            day: day("2026-03-17"),
        });
        check(
            &world,
            "Hanna",
            DAY,
            complete("Bilal", "2026-03-17"),
            future,
        );
    }

    #[test]
    fn who_stands_with_the_contractor_sets_no_dates_of_what_is_served() {
        let also = |at: &str| GrantMembership {
            membership: id("second role"),
            user: user("Hanna"),
            name: said("Hanna"),
            organisation: id(&format!("org {at}")),
            role: Role::ContractorAdministrator,
            sites: crate::ordered::Set::new(),
            from: day("2026-02-01"),
            to: None,
        };
        let reason = EndReason::GotJob;
        for (at, expect) in [
            ("Norrbygg", refused(Refusal::OwnPromise)),
            ("Undermark", refused(Refusal::OwnPromise)),
            ("Ostbygg", Comes::Applied),
        ] {
            let world = World::cast().given("Agda", DAY, also(at));
            let (placement, on) = (placement("Amina"), day("2026-02-20"));
            let early = EndPlacementEarly {
                placement,
                on,
                reason,
            };
            check(&world, "Hanna", DAY, early, expect.clone());
            check(&world, "Hanna", DAY, complete("Bilal", DAY), expect);
        }
    }

    #[test]
    fn days_after_the_planned_end_are_nobody_elses() {
        let plan = |slot: &str, trainee: &str| PlanPlacement {
            placement: id("next"),
            slot: id(slot),
            candidate: id(trainee),
            starts: day("2026-03-16"),
            ends: day("2026-06-20"),
        };
        let (from, to) = (day("2026-03-16"), day("2026-06-20"));
        let own = find::placement(&World::cast().state, placement("Bilal")).map(|p| p.slot);
        for (next, expect) in [
            ("Elif", refused(Refusal::SlotTaken { from, to })),
            ("Bilal", refused(Refusal::NotPossible)),
        ] {
            let mut plan = plan("Skolan 4", next);
            if next == "Elif" {
                plan.slot = own.unwrap();
            }
            let world = World::cast().given("Hanna", DAY, plan);
            check(&world, "Hanna", DAY, complete("Bilal", DAY), expect);
            check(
                &world,
                "Hanna",
                DAY,
                complete("Bilal", "2026-03-15"),
                Comes::Applied,
            );
        }
    }

    #[test]
    fn a_completed_placement_stays_as_it_is() {
        let done = World::cast().given("Hanna", DAY, complete("Bilal", DAY));
        check(
            &done,
            "Malin",
            DAY,
            complete("Bilal", DAY),
            Comes::Duplicate,
        );
        let is = "completed".to_owned();
        let no = refused(Refusal::PlacementState { is });
        check(&done, "Malin", DAY, complete("Bilal", "2026-03-15"), no);
        let none = CompletePlacement {
            placement: id("none"),
            on: day(DAY),
        };
        check(
            &done,
            "Malin",
            DAY,
            none,
            refused(Refusal::NotFound {
                kind: crate::model::Kind::Placement,
            }),
        );
    }
}
