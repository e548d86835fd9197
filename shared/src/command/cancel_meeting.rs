//! Calls a planned meeting off.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, meeting_rules, sheet_rules as rules};
use crate::id::{MeetingId, PlacementId};
use crate::model::MeetingState;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelMeeting {
    /// Which.
    pub meeting: MeetingId,
    /// About this placement.
    pub placement: PlacementId,
}

impl Act for CancelMeeting {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        meeting_rules::needs(self.placement, self.meeting, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        match meeting_rules::meeting(view.rows(), self.placement, self.meeting)?.state {
            MeetingState::Planned { .. } | MeetingState::Cancelled { .. } => Ok(()),
            MeetingState::Held { .. } => Err(Refusal::MeetingOver),
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Ok(found) = meeting_rules::meeting(rows, self.placement, self.meeting) {
            let mut meeting = found.clone();
            let on = meeting.state.on();
            meeting.state = MeetingState::Cancelled { on };
            out.put(meeting_rules::entity(self.meeting, meeting));
        }
    }
}
