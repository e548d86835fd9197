//! A caseworker settles a disputed day. All statements stay; the decision stands beside them with its note. Settling verifies
//! what the contractor says, so nobody who stood with the contractor since the month began may do it.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::{PlacementId, UserId};
use crate::model::{AbsenceReason, Attendance, DayEntry, Settlement, SheetState};
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

impl SettleDay {
    /// Whether the same person has already decided the same.
    fn is_said(&self, entry: &DayEntry, actor: UserId) -> bool {
        entry.settled.as_ref().is_some_and(|settled| {
            settled.by == actor
                && settled.attendance == self.attendance
                && settled.note == self.note
        })
    }
}

impl Act for SettleDay {
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
        rules::placement(view.rows(), self.placement)?;
        let month = self.day.in_month();
        let not_disputed = Refusal::DayNotDisputed { day: self.day };
        let sheet = rules::sheet(view.rows(), self.placement, month).ok_or(not_disputed.clone())?;
        rules::is_not_own_promise(ctx, view.rows(), &sheet)?;
        if let SheetState::Confirmed { .. } = sheet.state {
            return Err(Refusal::MonthConfirmed { month });
        }
        match sheet.day(self.day) {
            Some(entry) if entry.is_disputed() => Ok(()),
            Some(entry) if self.is_said(entry, ctx.actor) => Ok(()),
            Some(_) | None => Err(not_disputed),
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) {
            let entry = rules::entry(&mut sheet, self.day);
            if entry.settled.is_some() {
                return;
            }
            entry.settled = Some(Settlement {
                attendance: self.attendance,
                by: ctx.actor,
                at: ctx.at,
                note: self.note.clone(),
            });
            out.put(rules::entity(sheet));
        }
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
    fn settle(attendance: Attendance) -> SettleDay {
        SettleDay {
            placement: placement("Amina"),
            day: day(DAY),
            attendance,
            note: said("Enligt samtal"),
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
    fn disputed() -> World {
        World::cast()
            .given("Stig", DAY, record(480))
            .given("Hanna", DAY, record(60))
    }

    #[test]
    fn the_caseworker_settles_a_disputed_day_before_and_after_the_attest() {
        check(
            &disputed(),
            "Hanna",
            MARCH,
            settle(present(60)),
            Comes::Applied,
        );
        let attest = AttestMonth {
            placement: placement("Amina"),
            month: day(DAY).in_month(),
        };
        let signed = disputed().given("Stig", MARCH, attest);
        check(&signed, "Hanna", MARCH, settle(present(60)), Comes::Applied);
        let settled = signed.given("Hanna", MARCH, settle(present(60)));
        let entry = &settled.sheet("Amina", DAY).days[&10];
        assert_eq!(
            (entry.holds(), entry.statements.len()),
            (Some(present(60)), 2)
        );
        for who in ["Stig", "Nora", "Henrik", "Malin", "Agda"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&disputed(), who, MARCH, settle(present(60)), no);
        }
    }

    #[test]
    fn a_day_without_a_dispute_is_not_settled_nor_is_a_settled_one_settled_otherwise() {
        let no = Comes::Refused(Refusal::DayNotDisputed { day: day(DAY) });
        check(
            &World::cast(),
            "Hanna",
            MARCH,
            settle(present(60)),
            no.clone(),
        );
        let agreed = World::cast().given("Stig", DAY, record(480));
        check(&agreed, "Hanna", MARCH, settle(present(60)), no.clone());
        let settled = disputed().given("Hanna", MARCH, settle(present(60)));
        check(&settled, "Hanna", MARCH, settle(present(480)), no);
        check(
            &settled,
            "Hanna",
            "2026-03-09",
            settle(present(60)),
            Comes::Duplicate,
        );
        let hidden = settle(absent(AbsenceReason::NotShown));
        check(
            &disputed(),
            "Hanna",
            MARCH,
            hidden,
            Comes::Refused(Refusal::ReasonMissing),
        );
    }

    #[test]
    fn a_confirmed_month_is_not_settled() {
        let month = day(DAY).in_month();
        let world = World::cast()
            .given(
                "Stig",
                MARCH,
                AttestMonth {
                    placement: placement("Amina"),
                    month,
                },
            )
            .given(
                "Hanna",
                MARCH,
                ConfirmMonth {
                    placement: placement("Amina"),
                    month,
                },
            );
        let no = Comes::Refused(Refusal::MonthConfirmed { month });
        check(&world, "Hanna", MARCH, settle(present(60)), no);
    }

    #[test]
    fn a_caseworker_with_a_foot_in_the_contractor_does_not_settle_its_dispute() {
        let grant = GrantMembership {
            membership: id("second role"),
            user: user("Hanna"),
            name: said("Hanna"),
            organisation: id("org Undermark"),
            role: Role::ContractorAdministrator,
            sites: crate::ordered::Set::new(),
            from: day("2026-01-01"),
            to: None,
        };
        let world = disputed().given("Agda", MARCH, grant);
        let no = Comes::Refused(Refusal::OwnPromise);
        check(&world, "Hanna", MARCH, settle(present(480)), no);
    }
}
