//! Takes one's own statement of a day back, or a colleague's that the author has seen; until the month is attested.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, record_attendance::replaced, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::SheetState;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::time::Day;
use crate::wire::CommandRef;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetractAttendance {
    /// Whose day.
    pub placement: PlacementId,
    /// Which day.
    pub day: Day,
    /// The statement that the author saw.
    #[serde(default)]
    pub replaces: Option<CommandRef>,
}

impl Act for RetractAttendance {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::needs(self.placement, self.day.in_month(), rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        rules::placement(view.rows(), self.placement)?;
        let month = self.day.in_month();
        let nothing = Refusal::NothingToRetract { day: self.day };
        let sheet =
            rules::sheet(view.rows(), self.placement, month).ok_or_else(|| nothing.clone())?;
        if sheet.state != SheetState::Open {
            return Err(Refusal::MonthAttested { month });
        }
        let entry = sheet.day(self.day).ok_or_else(|| nothing.clone())?;
        if entry.settled.is_some() {
            return Err(Refusal::DaySettled { day: self.day });
        }
        replaced(entry, ctx, self.replaces)
            .map(|_| ())
            .ok_or(nothing)
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) else {
            return;
        };
        let entry = rules::entry(&mut sheet, self.day);
        let Some(place) = replaced(entry, ctx, self.replaces) else {
            return;
        };
        entry.statements.remove(place);
        if entry.statements.is_empty() {
            sheet.days.remove(&self.day.day_of_month());
        }
        out.put(rules::entity(sheet));
    }
}
