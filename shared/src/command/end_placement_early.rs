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
        if self.on > ctx.day {
            return Err(Refusal::DayInFuture { day: self.on });
        }
        super::ctx::in_order(on, self.on)
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
