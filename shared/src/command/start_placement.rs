//! The trainee has started.
use serde::{Deserialize, Serialize};

use super::plan_placement::{person_is_free, person_needs};
use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{Body, Entity, Kind, PlacementState};
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
        if let Some(placement) = find::placement(rows, self.placement) {
            person_needs(placement.candidate, rows, needs);
            needs.push(Need::Under(Kind::Placement, placement.slot.uuid()));
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
        if self.on > ctx.day {
            return Err(Refusal::DayInFuture { day: self.on });
        }
        super::ctx::in_order(self.on, placement.planned_end)
    }
    /// A start before the planned day must not fall into somebody else's time in the slot, nor into the person's own in another.
    fn check_full(&self, _ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        for entity in view.rows().children(Kind::Placement, placement.slot.uuid()) {
            if let Body::Placement(other) = &entity.body
                && entity.id != self.placement.uuid()
                && let Some((from, to)) = other.occupies()
                && from <= placement.planned_end
                && self.on <= to
            {
                return Err(Refusal::SlotTaken { from, to });
            }
        }
        let days = (self.on, placement.planned_end);
        person_is_free(view.rows(), placement.candidate, self.placement, days)
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::placement(rows, self.placement) {
            let mut placement = found.clone();
            placement.state = PlacementState::Started { on: self.on };
            out.put(Entity::new(self.placement, placement));
        }
    }
}
