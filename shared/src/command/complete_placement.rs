//! The placement was served to its planned end or longer.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{Entity, PlacementState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
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
        if self.on > ctx.day {
            return Err(Refusal::DayInFuture { day: self.on });
        }
        super::ctx::in_order(placement.planned_end, self.on)
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
