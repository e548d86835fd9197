//! The placement ended before its planned end. Time after the last day is not served; days recorded later are refused with it.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{EndReason, Entity, PlacementState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndPlacementEarly {
    /// Which.
    pub placement: PlacementId,
    /// Last day.
    pub on: Day,
    /// Why.
    pub reason: EndReason,
}

impl Act for EndPlacementEarly {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::placement_needs(self.placement, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        if self.reason == EndReason::NotShown {
            return Err(Refusal::ReasonMissing);
        }
        let placement = rules::placement(view.rows(), self.placement)?;
        let on = match placement.state {
            PlacementState::Started { on } => on,
            PlacementState::EndedEarly { on, reason, .. }
                if on == self.on && reason == self.reason =>
            {
                return Ok(());
            }
            PlacementState::Planned
            | PlacementState::EndedEarly { .. }
            | PlacementState::Completed { .. }
            | PlacementState::DidNotStart { .. } => {
                let is = placement.state.code().to_owned();
                return Err(Refusal::PlacementState { is });
            }
        };
        rules::is_not_own_placement(ctx, view.rows(), placement)?;
        if self.on > ctx.day {
            return Err(Refusal::DayInFuture { day: self.on });
        }
        super::ctx::in_order(on, self.on)?;
        // What ran to its planned end and over is completed, not ended early.
        super::ctx::in_order(self.on, placement.planned_end)
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::placement(rows, self.placement)
            && let PlacementState::Started { on } = found.state
        {
            let mut placement = found.clone();
            placement.state = PlacementState::EndedEarly {
                started: on,
                on: self.on,
                reason: self.reason,
            };
            out.put(Entity::new(self.placement, placement));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    fn end(trainee: &str, on: &str, reason: EndReason) -> EndPlacementEarly {
        EndPlacementEarly {
            placement: placement(trainee),
            on: day(on),
            reason,
        }
    }

    #[test]
    fn what_ran_past_its_planned_end_is_completed_and_not_ended_early() {
        let (from, to) = (day("2026-03-15"), day("2026-03-14"));
        let late = refused(Refusal::DatesReversed { from, to });
        let job = EndReason::GotJob;
        check(
            &World::cast(),
            "Hanna",
            DAY,
            end("Bilal", "2026-03-15", job),
            late,
        );
        check(
            &World::cast(),
            "Hanna",
            DAY,
            end("Bilal", "2026-03-14", job),
            Comes::Applied,
        );
    }

    #[test]
    fn the_caseworker_and_the_matching_officer_end_a_running_placement() {
        let world = World::cast();
        let job = EndReason::GotJob;
        for who in ["Hanna", "Malin"] {
            check(
                &world,
                who,
                DAY,
                end("Amina", "2026-01-20", job),
                Comes::Applied,
            );
        }
        for who in ["Henrik", "Stig", "Nora", "Karin", "Agda"] {
            check(
                &world,
                who,
                DAY,
                end("Amina", DAY, job),
                refused(Refusal::NotAllowed),
            );
        }
        // A protected person's from within the case circle only.
        check(
            &world,
            "Malin",
            DAY,
            end("Dag", DAY, job),
            refused(Refusal::NotAllowed),
        );
        check(&world, "Henrik", DAY, end("Dag", DAY, job), Comes::Applied);
    }

    #[test]
    fn an_end_has_a_reason_and_a_day_that_has_come_after_the_start() {
        let world = World::cast();
        let hidden = end("Amina", DAY, EndReason::NotShown);
        check(
            &world,
            "Hanna",
            DAY,
            hidden,
            refused(Refusal::ReasonMissing),
        );
        let future = refused(Refusal::DayInFuture {
            day: day("2026-03-17"),
        });
        check(
            &world,
            "Hanna",
            DAY,
            end("Amina", "2026-03-17", EndReason::Other),
            future,
        );
        let (from, to) = (day("2026-01-20"), day("2026-01-19"));
        let reversed = refused(Refusal::DatesReversed { from, to });
        check(
            &world,
            "Hanna",
            DAY,
            end("Amina", "2026-01-19", EndReason::Other),
            reversed,
        );
        let ended = world.given("Hanna", DAY, end("Amina", DAY, EndReason::GotJob));
        let is = "ended_early".to_owned();
        let no = refused(Refusal::PlacementState { is });
        check(
            &ended,
            "Hanna",
            DAY,
            end("Amina", DAY, EndReason::Illness),
            no,
        );
        check(
            &ended,
            "Malin",
            DAY,
            end("Amina", DAY, EndReason::GotJob),
            Comes::Duplicate,
        );
        let none = EndPlacementEarly {
            placement: id("none"),
            ..end("Amina", DAY, EndReason::Other)
        };
        check(
            &ended,
            "Malin",
            DAY,
            none,
            refused(Refusal::NotFound {
                kind: crate::model::Kind::Placement,
            }),
        );
    }
}
