//! Corrects a day after the month was attested, with a reason. A disputed day is settled first: a correction must not end a
//! dispute in the contractor's favour. A correction by the contractor opens a confirmed month again,
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
        // The contractor corrects as the contractor; nobody does for the authority what they promised for the contractor.
        if rules::side(ctx, view.rows(), &sheet) == Side::Authority {
            rules::is_not_own_promise(ctx, view.rows(), &sheet)?;
        }
        let Some(entry) = sheet.day(self.day) else {
            return Ok(());
        };
        if entry.is_disputed() {
            let days = vec![self.day.day_of_month()];
            return Err(Refusal::DaysDisputed { days });
        }
        let is_said = entry.holds() == Some(self.attendance);
        if !is_said && entry.corrections.len() >= DayEntry::CORRECTIONS_MAX {
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
        let side = rules::side(ctx, rows, &sheet);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{AttestMonth, ConfirmMonth, GrantMembership, RecordAttendance};
    use crate::model::Role;
    use crate::testing::cast::{id, said, user};
    use crate::testing::world::{Comes, World, absent, check, day, placement, present};

    const DAY: &str = "2026-02-10";
    const MARCH: &str = "2026-03-02";
    fn correct(attendance: Attendance) -> CorrectAttendance {
        CorrectAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance,
            reason: said("Fel dag skrevs"),
        }
    }
    fn record(minutes: i64) -> RecordAttendance {
        RecordAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(minutes),
            replaces: None,
        }
    }
    fn attest(world: World) -> World {
        let month = day(DAY).in_month();
        world.given(
            "Stig",
            MARCH,
            AttestMonth {
                placement: placement("Amina"),
                month,
            },
        )
    }
    fn confirm(world: World) -> World {
        let month = day(DAY).in_month();
        world.given(
            "Hanna",
            MARCH,
            ConfirmMonth {
                placement: placement("Amina"),
                month,
            },
        )
    }

    #[test]
    fn the_contractors_administrator_and_the_caseworker_correct_after_the_attest() {
        let signed = attest(World::cast().given("Stig", DAY, record(480)));
        for who in ["Nora", "Hanna"] {
            check(&signed, who, MARCH, correct(present(240)), Comes::Applied);
            check(&signed, who, MARCH, correct(present(480)), Comes::Duplicate);
        }
        for who in ["Stig", "Sara", "Olle", "Henrik", "Malin", "Agda"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&signed, who, MARCH, correct(present(240)), no);
        }
        let hidden = correct(absent(AbsenceReason::NotShown));
        check(
            &signed,
            "Nora",
            MARCH,
            hidden,
            Comes::Refused(Refusal::ReasonMissing),
        );
    }

    #[test]
    fn before_the_attest_and_outside_the_placement_nothing_is_corrected() {
        let no = Comes::Refused(Refusal::MonthNotAttested {
            month: day(DAY).in_month(),
        });
        check(
            &World::cast(),
            "Nora",
            MARCH,
            correct(present(240)),
            no.clone(),
        );
        let open = World::cast().given("Stig", DAY, record(480));
        check(&open, "Hanna", MARCH, correct(present(240)), no);
        let before = CorrectAttendance {
            day: day("2026-01-19"),
            ..correct(present(60))
        };
        let no = Refusal::DayOutsidePlacement {
            day: day("2026-01-19"),
            started: Some(day("2026-01-20")),
            ended: None,
        };
        check(&open, "Nora", MARCH, before, Comes::Refused(no));
        let late = CorrectAttendance {
            day: day("2026-03-03"),
            ..correct(present(60))
        };
        let no = Refusal::DayInFuture {
            day: day("2026-03-03"),
        };
        check(&open, "Nora", MARCH, late, Comes::Refused(no));
    }

    #[test]
    fn a_disputed_day_is_settled_and_not_corrected_away() {
        let disputed =
            World::cast()
                .given("Stig", DAY, record(480))
                .given("Hanna", DAY, record(60));
        for who in ["Nora", "Hanna"] {
            let no = Comes::Refused(Refusal::DaysDisputed { days: vec![10] });
            check(
                &attest(disputed.clone()),
                who,
                MARCH,
                correct(present(480)),
                no,
            );
        }
    }

    #[test]
    fn only_the_contractors_correction_opens_a_confirmed_month_again() {
        let confirmed = confirm(attest(World::cast().given("Stig", DAY, record(480))));
        let state = |who: &str, world: &World| {
            let world = world.clone().given(who, MARCH, correct(present(240)));
            world.sheet("Amina", DAY).state.code()
        };
        assert_eq!(state("Hanna", &confirmed), "confirmed");
        assert_eq!(state("Nora", &confirmed), "attested");
        // A caseworker who has since taken a role with the contractor speaks for the contractor.
        let grant = GrantMembership {
            membership: id("second role"),
            user: user("Hanna"),
            name: said("Hanna"),
            organisation: id("org Norrbygg"),
            role: Role::ContractorAdministrator,
            sites: crate::ordered::Set::new(),
            from: day("2026-01-01"),
            to: None,
        };
        assert_eq!(
            state("Hanna", &confirmed.given("Agda", MARCH, grant)),
            "attested"
        );
    }

    #[test]
    fn a_day_is_corrected_twenty_times_and_no_more() {
        let mut world = attest(World::cast().given("Stig", DAY, record(480)));
        for minutes in 1..=20 {
            world = world.given("Nora", MARCH, correct(present(minutes)));
        }
        let full = Comes::Refused(Refusal::TooMany { max: 20 });
        check(&world, "Nora", MARCH, correct(present(21)), full);
        check(
            &world,
            "Nora",
            MARCH,
            correct(present(20)),
            Comes::Duplicate,
        );
    }
}
