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
