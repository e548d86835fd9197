//! Signs the month on the site, once the month (or the placement's part of it) is over.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{SheetState, Signature};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::time::Month;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttestMonth {
    /// Whose month.
    pub placement: PlacementId,
    /// Which month.
    pub month: Month,
}

impl Act for AttestMonth {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::needs(self.placement, self.month, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        let last = rules::last_day(placement, self.month);
        let first = self.month.first_day();
        match placement.state.served() {
            Some((started, ended))
                if started <= self.month.last_day() && ended.is_none_or(|to| to >= first) => {}
            Some((started, ended)) => {
                return Err(Refusal::DayOutsidePlacement {
                    day: first,
                    started: Some(started),
                    ended,
                });
            }
            None => {
                return Err(Refusal::PlacementState {
                    is: placement.state.code().to_owned(),
                });
            }
        }
        if ctx.day < last {
            return Err(Refusal::MonthNotOver { from: last });
        }
        match rules::sheet(view.rows(), self.placement, self.month).map(|s| s.state) {
            Some(SheetState::Open) | None => Ok(()),
            Some(SheetState::Attested { .. }) => Err(Refusal::MonthAttested { month: self.month }),
            Some(SheetState::Confirmed { .. }) => {
                Err(Refusal::MonthConfirmed { month: self.month })
            }
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(mut sheet) = rules::sheet(rows, self.placement, self.month) {
            sheet.state = SheetState::Attested {
                attest: Signature {
                    by: ctx.actor,
                    at: ctx.at,
                },
            };
            out.put(rules::entity(sheet));
        }
    }
}
