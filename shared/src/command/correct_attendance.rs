//! Corrects a day after the month was attested, with a reason. A correction by the contractor opens a confirmed month again,
//! so that the case circle looks at it once more.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{AbsenceReason, Attendance, Correction, DayEntry, SheetState, Side};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::text::LongText;
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectAttendance {
    /// Whose day.
    pub placement: PlacementId,
    /// Which day.
    pub day: Day,
    /// What holds.
    pub attendance: Attendance,
    /// Why.
    pub reason: LongText,
}

impl Act for CorrectAttendance {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::needs(self.placement, self.day.in_month(), rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        if self.attendance
            == (Attendance::Absent {
                reason: AbsenceReason::NotShown,
            })
        {
            return Err(Refusal::ReasonMissing);
        }
        let placement = rules::placement(view.rows(), self.placement)?;
        rules::day_is_served(ctx, placement, self.day)?;
        let month = self.day.in_month();
        let sheet = rules::sheet(view.rows(), self.placement, month);
        let Some(sheet) = sheet.filter(|s| s.state != SheetState::Open) else {
            return Err(Refusal::MonthNotAttested { month });
        };
        let full = sheet
            .day(self.day)
            .is_some_and(|e| e.corrections.len() >= DayEntry::CORRECTIONS_MAX);
        if full {
            Err(Refusal::TooMany { max: 20 })
        } else {
            Ok(())
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) else {
            return;
        };
        if sheet.day(self.day).and_then(DayEntry::holds) == Some(self.attendance) {
            return;
        }
        let side = ctx.side();
        rules::entry(&mut sheet, self.day)
            .corrections
            .push(Correction {
                attendance: self.attendance,
                by: ctx.actor,
                side,
                at: ctx.at,
                reason: self.reason.clone(),
            });
        if let (SheetState::Confirmed { attest, .. }, Side::Contractor) = (sheet.state, side) {
            sheet.state = SheetState::Attested { attest };
        }
        out.put(rules::entity(sheet));
    }
}
