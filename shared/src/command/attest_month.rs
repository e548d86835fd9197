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
            Some(SheetState::Attested { attest }) if attest.by == ctx.actor => Ok(()),
            Some(SheetState::Attested { .. }) => Err(Refusal::MonthAttested { month: self.month }),
            Some(SheetState::Confirmed { .. }) => {
                Err(Refusal::MonthConfirmed { month: self.month })
            }
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(mut sheet) = rules::sheet(rows, self.placement, self.month)
            && sheet.state == SheetState::Open
        {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{EndPlacementEarly, PlanPlacement};
    use crate::model::EndReason;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day, placement};

    fn attest(trainee: &str, of: &str) -> AttestMonth {
        AttestMonth {
            placement: placement(trainee),
            month: day(of).in_month(),
        }
    }
    const FEB: &str = "2026-02-01";

    #[test]
    fn the_supervisor_of_the_site_attests_and_nobody_else() {
        let world = World::cast();
        for (who, trainee) in [("Stig", "Amina"), ("Sara", "Amina"), ("Ulla", "Dag")] {
            check(
                &world,
                who,
                "2026-03-01",
                attest(trainee, FEB),
                Comes::Applied,
            );
        }
        for who in ["Hanna", "Nora", "Ulla", "Sune", "Malin", "Agda"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&world, who, "2026-03-01", attest("Amina", FEB), no);
        }
    }

    #[test]
    fn a_month_is_attested_on_its_last_day_and_not_before() {
        let early = Comes::Refused(Refusal::MonthNotOver {
            from: day("2026-02-28"),
        });
        check(
            &World::cast(),
            "Stig",
            "2026-02-27",
            attest("Amina", FEB),
            early,
        );
        check(
            &World::cast(),
            "Stig",
            "2026-02-28",
            attest("Amina", FEB),
            Comes::Applied,
        );
        let end = EndPlacementEarly {
            placement: placement("Amina"),
            on: day("2026-02-10"),
            reason: EndReason::GotJob,
        };
        let ended = World::cast().given("Hanna", "2026-02-10", end);
        check(
            &ended,
            "Stig",
            "2026-02-10",
            attest("Amina", FEB),
            Comes::Applied,
        );
    }

    #[test]
    fn a_month_without_the_trainee_is_not_attested() {
        let outside = |of: &str| {
            Comes::Refused(Refusal::DayOutsidePlacement {
                day: day(of),
                started: Some(day("2026-01-20")),
                ended: None,
            })
        };
        check(
            &World::cast(),
            "Stig",
            "2026-03-01",
            attest("Amina", "2025-12-01"),
            outside("2025-12-01"),
        );
        let plan = PlanPlacement {
            placement: placement("Elif"),
            slot: id("Skolan 2"),
            candidate: id("Elif"),
            starts: day("2026-04-01"),
            ends: day("2026-05-01"),
        };
        let world = World::cast().given("Hanna", "2026-03-16", plan);
        let no = Comes::Refused(Refusal::PlacementState {
            is: "planned".to_owned(),
        });
        check(
            &world,
            "Stig",
            "2026-05-01",
            attest("Elif", "2026-04-01"),
            no,
        );
    }

    #[test]
    fn a_signed_month_is_not_signed_by_another_nor_signed_anew() {
        let signed = World::cast().given("Stig", "2026-03-01", attest("Amina", FEB));
        check(
            &signed,
            "Stig",
            "2026-03-02",
            attest("Amina", FEB),
            Comes::Duplicate,
        );
        let no = Comes::Refused(Refusal::MonthAttested {
            month: day(FEB).in_month(),
        });
        check(&signed, "Sara", "2026-03-02", attest("Amina", FEB), no);
        let confirm = crate::command::ConfirmMonth {
            placement: placement("Amina"),
            month: day(FEB).in_month(),
        };
        let confirmed = signed.given("Hanna", "2026-03-02", confirm);
        let no = Comes::Refused(Refusal::MonthConfirmed {
            month: day(FEB).in_month(),
        });
        check(&confirmed, "Stig", "2026-03-03", attest("Amina", FEB), no);
    }
}
