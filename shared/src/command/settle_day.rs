//! A caseworker settles a disputed day. All statements stay; the decision stands beside them with its note.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{AbsenceReason, Attendance, Settlement, SheetState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::text::LongText;
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleDay {
    /// Whose day.
    pub placement: PlacementId,
    /// Which day.
    pub day: Day,
    /// What holds.
    pub attendance: Attendance,
    /// Why.
    pub note: LongText,
}

impl Act for SettleDay {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::needs(self.placement, self.day.in_month(), rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        if self.attendance
            == (Attendance::Absent {
                reason: AbsenceReason::NotShown,
            })
        {
            return Err(Refusal::ReasonMissing);
        }
        rules::placement(view.rows(), self.placement)?;
        let month = self.day.in_month();
        let sheet = rules::sheet(view.rows(), self.placement, month);
        if let Some(SheetState::Confirmed { .. }) = sheet.as_ref().map(|s| s.state) {
            return Err(Refusal::MonthConfirmed { month });
        }
        let disputed = sheet.is_some_and(|s| s.day(self.day).is_some_and(|e| e.is_disputed()));
        if disputed {
            Ok(())
        } else {
            Err(Refusal::DayNotDisputed { day: self.day })
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) {
            rules::entry(&mut sheet, self.day).settled = Some(Settlement {
                attendance: self.attendance,
                by: ctx.actor,
                at: ctx.at,
                note: self.note.clone(),
            });
            out.put(rules::entity(sheet));
        }
    }
}
