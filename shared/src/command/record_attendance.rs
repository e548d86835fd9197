//! States presence or absence of one day. The author's own statement is changed; so is a colleague's on the same site, when the
//! author has seen it (`replaces`). Any other different statement stands beside the first, and the day is disputed.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{AbsenceReason, Attendance, DayEntry, SheetState, Statement};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::time::Day;
use crate::wire::CommandRef;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordAttendance {
    /// Whose day.
    pub placement: PlacementId,
    /// Which day.
    pub day: Day,
    /// What is said.
    pub attendance: Attendance,
    /// The statement that the author saw and means to change.
    #[serde(default)]
    pub replaces: Option<CommandRef>,
}

/// The place of the statement that a new one takes over: the author's own, or the seen one of the same side.
pub(super) fn replaced(entry: &DayEntry, ctx: &Ctx, seen: Option<CommandRef>) -> Option<usize> {
    entry
        .statements
        .iter()
        .position(|s| s.by == ctx.actor)
        .or_else(|| {
            entry
                .statements
                .iter()
                .position(|s| Some(s.cmd) == seen && s.side == ctx.side())
        })
}

impl Act for RecordAttendance {
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
        let Some(sheet) = rules::sheet(view.rows(), self.placement, month) else {
            return Ok(());
        };
        if sheet.state != SheetState::Open {
            return Err(Refusal::MonthAttested { month });
        }
        let Some(entry) = sheet.day(self.day) else {
            return Ok(());
        };
        if entry.settled.is_some() {
            return Err(Refusal::DaySettled { day: self.day });
        }
        let is_new = replaced(entry, ctx, self.replaces).is_none();
        if is_new && entry.statements.len() >= DayEntry::STATEMENTS_MAX {
            return Err(Refusal::TooMany { max: 8 });
        }
        Ok(())
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) else {
            return;
        };
        let entry = rules::entry(&mut sheet, self.day);
        let said = Statement {
            attendance: self.attendance,
            by: ctx.actor,
            side: ctx.side(),
            at: ctx.at,
            cmd: ctx.cmd,
        };
        match replaced(entry, ctx, self.replaces) {
            Some(place) if entry.statements[place].attendance == self.attendance => return,
            Some(place) => entry.statements[place] = said,
            // The same fact from somebody of the same side is already there.
            None if entry
                .statements
                .iter()
                .any(|s| s.attendance == self.attendance && s.side == said.side) =>
            {
                return;
            }
            None => entry.statements.push(said),
        }
        out.put(rules::entity(sheet));
    }
}
