//! The trainee checks in on the site's tablet. It tells the supervisor who is there; it is no statement of presence, for the one
//! who promised states that and the case circle verifies it.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{CheckIn, SheetState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckInTrainee {
    /// Whose day.
    pub placement: PlacementId,
    /// The day of the tablet; no other can be checked in to.
    pub day: Day,
}

impl Act for CheckInTrainee {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::needs(self.placement, self.day.in_month(), rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        if find::site(view.rows(), placement.site).is_none_or(|site| site.check_in == CheckIn::Off)
        {
            return Err(Refusal::CheckInOff);
        }
        if self.day < ctx.day {
            return Err(Refusal::DayPast { day: self.day });
        }
        rules::day_is_served(ctx, placement, self.day)?;
        let month = self.day.in_month();
        match rules::sheet(view.rows(), self.placement, month).map(|sheet| sheet.state) {
            Some(SheetState::Open) | None => Ok(()),
            Some(SheetState::Attested { .. } | SheetState::Confirmed { .. }) => {
                Err(Refusal::MonthAttested { month })
            }
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) else {
            return;
        };
        let entry = rules::entry(&mut sheet, self.day);
        // The first time counts: the card is shown again when somebody is not sure.
        if entry.trainee.checked_in.is_none() {
            entry.trainee.checked_in = Some(ctx.at);
            out.put(rules::entity(sheet));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{AttestMonth, RecordAttendance, RetractAttendance, SetCheckIn};
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day, placement, present};

    const DAY: &str = "2026-03-16";
    fn check_in(on: &str) -> CheckInTrainee {
        CheckInTrainee {
            placement: placement("Amina"),
            day: day(on),
        }
    }
    fn wanted() -> World {
        let on = SetCheckIn {
            site: id("Norr"),
            check_in: CheckIn::On,
        };
        World::cast().given("Nora", DAY, on)
    }

    #[test]
    fn a_trainee_checks_in_once_today_where_the_site_wants_it() {
        check(
            &World::cast(),
            "Stig",
            DAY,
            check_in(DAY),
            Comes::Refused(Refusal::CheckInOff),
        );
        let world = wanted();
        check(&world, "Stig", DAY, check_in(DAY), Comes::Applied);
        let past = Comes::Refused(Refusal::DayPast {
            day: day("2026-03-13"),
        });
        check(&world, "Stig", DAY, check_in("2026-03-13"), past);
        let future = Comes::Refused(Refusal::DayInFuture {
            day: day("2026-03-17"),
        });
        check(&world, "Stig", DAY, check_in("2026-03-17"), future);
        check(
            &world,
            "Sune",
            DAY,
            check_in(DAY),
            Comes::Refused(Refusal::NotAllowed),
        );
        let done = world.given("Stig", DAY, check_in(DAY));
        check(&done, "Sara", DAY, check_in(DAY), Comes::Duplicate);
    }

    #[test]
    fn it_is_no_statement_and_outlives_one_that_is_taken_back() {
        let world = wanted().given("Stig", DAY, check_in(DAY));
        let entry = |world: &World| world.sheet("Amina", DAY).days[&16].clone();
        assert_eq!(
            (entry(&world).holds(), entry(&world).is_disputed()),
            (None, false)
        );
        let said = RecordAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(480),
            replaces: None,
        };
        let back = RetractAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            replaces: None,
        };
        let world = world.given("Stig", DAY, said).given("Stig", DAY, back);
        assert!(entry(&world).trainee.checked_in.is_some());
    }

    #[test]
    fn an_attested_month_is_closed() {
        let month = day(DAY).in_month();
        let attest = AttestMonth {
            placement: placement("Amina"),
            month,
        };
        let world = wanted().given("Stig", "2026-03-31", attest);
        check(
            &world,
            "Stig",
            "2026-03-31",
            check_in("2026-03-31"),
            Comes::Refused(Refusal::MonthAttested { month }),
        );
    }
}
