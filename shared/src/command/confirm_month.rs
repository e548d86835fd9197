//! Confirms an attested month in the case circle. Nobody confirms what they promised: not the one who attested, and nobody who
//! held a role at the contractor or its subcontractors on any day since the month began.
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
        rules::placement(view.rows(), self.placement)?;
        let not_attested = Refusal::MonthNotAttested { month: self.month };
        let sheet =
            rules::sheet(view.rows(), self.placement, self.month).ok_or(not_attested.clone())?;
        let attest = match sheet.state {
            SheetState::Attested { attest } => attest,
            SheetState::Confirmed { confirm, .. } if confirm.by == ctx.actor => return Ok(()),
            SheetState::Confirmed { .. } => {
                return Err(Refusal::MonthConfirmed { month: self.month });
            }
            SheetState::Open => return Err(not_attested),
        };
        if attest.by == ctx.actor {
            return Err(Refusal::OwnPromise);
        }
        rules::is_not_own_promise(ctx, view.rows(), &sheet)?;
        let days = sheet.disputed_days();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{AttestMonth, GrantMembership, RecordAttendance};
    use crate::model::Role;
    use crate::testing::cast::{id, said, user};
    use crate::testing::world::{Comes, World, check, day, placement, present};

    const FEB: &str = "2026-02-10";
    const MARCH: &str = "2026-03-02";
    fn month() -> Month {
        day(FEB).in_month()
    }
    fn confirm() -> ConfirmMonth {
        ConfirmMonth {
            placement: placement("Amina"),
            month: month(),
        }
    }
    fn attest() -> AttestMonth {
        AttestMonth {
            placement: placement("Amina"),
            month: month(),
        }
    }
    fn record(minutes: i64) -> RecordAttendance {
        RecordAttendance {
            placement: placement("Amina"),
            day: day(FEB),
            attendance: present(minutes),
            replaces: None,
        }
    }
    /// Hanna, who has Amina's case, also holds a role at an organisation.
    fn hanna_at(
        at: &str,
        role: Role,
        site: Option<&str>,
        from: &str,
        to: Option<&str>,
    ) -> GrantMembership {
        GrantMembership {
            membership: id("second role"),
            user: user("Hanna"),
            name: said("Hanna"),
            organisation: id(&format!("org {at}")),
            role,
            sites: site.map(id).into_iter().collect(),
            from: day(from),
            to: to.map(day),
        }
    }

    #[test]
    fn the_caseworker_confirms_and_nobody_else() {
        let signed = World::cast().given("Stig", MARCH, attest());
        check(&signed, "Hanna", MARCH, confirm(), Comes::Applied);
        for who in ["Henrik", "Malin", "Karin", "Stig", "Nora", "Agda", "Per"] {
            check(
                &signed,
                who,
                MARCH,
                confirm(),
                Comes::Refused(Refusal::NotAllowed),
            );
        }
    }

    #[test]
    fn a_month_is_confirmed_once_and_after_it_is_attested() {
        let no = Comes::Refused(Refusal::MonthNotAttested { month: month() });
        check(&World::cast(), "Hanna", MARCH, confirm(), no.clone());
        let open = World::cast().given("Stig", MARCH, record(480));
        check(&open, "Hanna", MARCH, confirm(), no);
        let done = World::cast()
            .given("Stig", MARCH, attest())
            .given("Hanna", MARCH, confirm());
        check(&done, "Hanna", "2026-03-05", confirm(), Comes::Duplicate);
    }

    #[test]
    fn a_month_with_a_disputed_day_is_not_confirmed() {
        let world = World::cast()
            .given("Stig", MARCH, record(480))
            .given("Hanna", MARCH, record(60))
            .given("Stig", MARCH, attest());
        let no = Comes::Refused(Refusal::DaysDisputed { days: vec![10] });
        check(&world, "Hanna", MARCH, confirm(), no);
    }

    #[test]
    fn who_stands_with_the_contractor_does_not_confirm() {
        let own = Comes::Refused(Refusal::OwnPromise);
        let administrator = Role::ContractorAdministrator;
        for (grant, expect) in [
            (
                hanna_at("Norrbygg", administrator, None, "2026-01-01", None),
                own.clone(),
            ),
            (
                hanna_at(
                    "Norrbygg",
                    Role::Supervisor,
                    Some("Norr"),
                    "2026-01-01",
                    None,
                ),
                own.clone(),
            ),
            (
                hanna_at("Undermark", administrator, None, "2026-01-01", None),
                own.clone(),
            ),
            (
                hanna_at(
                    "Undermark",
                    Role::Supervisor,
                    Some("Mark"),
                    "2026-01-01",
                    None,
                ),
                own.clone(),
            ),
            // Stood there in the month; stands there only later, whatever day the device says it is.
            (
                hanna_at(
                    "Norrbygg",
                    administrator,
                    None,
                    "2026-01-01",
                    Some("2026-02-01"),
                ),
                own.clone(),
            ),
            (
                hanna_at("Norrbygg", administrator, None, "2026-03-20", None),
                own,
            ),
            // Left before the month began; stands with somebody else's contract.
            (
                hanna_at(
                    "Norrbygg",
                    administrator,
                    None,
                    "2025-01-01",
                    Some("2026-01-31"),
                ),
                Comes::Applied,
            ),
            (
                hanna_at("Ostbygg", administrator, None, "2026-01-01", None),
                Comes::Applied,
            ),
        ] {
            let world = World::cast()
                .given("Agda", MARCH, grant)
                .given("Stig", MARCH, attest());
            check(&world, "Hanna", MARCH, confirm(), expect);
        }
    }

    #[test]
    fn who_attested_does_not_confirm() {
        let grant = hanna_at(
            "Norrbygg",
            Role::Supervisor,
            Some("Norr"),
            "2026-03-01",
            Some("2026-03-02"),
        );
        let world = World::cast()
            .given("Agda", MARCH, grant)
            .given("Hanna", MARCH, attest());
        check(
            &world,
            "Hanna",
            "2026-03-10",
            confirm(),
            Comes::Refused(Refusal::OwnPromise),
        );
    }
}
