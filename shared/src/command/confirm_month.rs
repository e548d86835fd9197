//! Confirms an attested month in the case circle. Nobody confirms what they promised: not the one who attested, and nobody who
//! holds a role at the contractor or its subcontractors.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{SheetState, Signature};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::time::Month;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmMonth {
    /// Whose month.
    pub placement: PlacementId,
    /// Which month.
    pub month: Month,
}

impl Act for ConfirmMonth {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::needs(self.placement, self.month, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        let sheet = rules::sheet(view.rows(), self.placement, self.month);
        let attest = match sheet.as_ref().map(|s| s.state) {
            Some(SheetState::Attested { attest }) => attest,
            Some(SheetState::Confirmed { .. }) => {
                return Err(Refusal::MonthConfirmed { month: self.month });
            }
            Some(SheetState::Open) | None => {
                return Err(Refusal::MonthNotAttested { month: self.month });
            }
        };
        let promised = find::contract(view.rows(), placement.contract).is_some_and(|contract| {
            ctx.memberships().any(|m| {
                m.organisation == contract.contractor
                    || contract.subcontractors.contains(&m.organisation)
            })
        });
        if attest.by == ctx.actor || promised {
            return Err(Refusal::OwnPromise);
        }
        let days = sheet.map(|s| s.disputed_days()).unwrap_or_default();
        if days.is_empty() {
            Ok(())
        } else {
            Err(Refusal::DaysDisputed { days })
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(mut sheet) = rules::sheet(rows, self.placement, self.month)
            && let SheetState::Attested { attest } = sheet.state
        {
            sheet.state = SheetState::Confirmed {
                attest,
                confirm: Signature {
                    by: ctx.actor,
                    at: ctx.at,
                },
            };
            out.put(rules::entity(sheet));
        }
    }
}
