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
        replaced(entry, ctx, sheet.site, self.replaces)
            .map(|_| ())
            .ok_or(nothing)
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) else {
            return;
        };
        let site = sheet.site;
        let entry = rules::entry(&mut sheet, self.day);
        let Some(place) = replaced(entry, ctx, site, self.replaces) else {
            return;
        };
        entry.statements.remove(place);
        if entry.is_empty() {
            sheet.days.remove(&self.day.day_of_month());
        }
        out.put(rules::entity(sheet));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::RecordAttendance;
    use crate::testing::world::{Comes, World, check, day, placement, present};

    const DAY: &str = "2026-03-16";
    fn recorded(who: &str) -> World {
        let said = RecordAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(480),
            replaces: None,
        };
        World::cast().given(who, DAY, said)
    }
    fn retract(replaces: Option<CommandRef>) -> RetractAttendance {
        RetractAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            replaces,
        }
    }

    #[test]
    fn an_author_takes_the_own_statement_back_and_a_supervisor_a_seen_one() {
        let world = recorded("Stig");
        check(&world, "Stig", DAY, retract(None), Comes::Applied);
        check(
            &world,
            "Sara",
            DAY,
            retract(Some(world.last())),
            Comes::Applied,
        );
        let retracted = world.given("Stig", DAY, retract(None));
        assert!(retracted.sheet("Amina", DAY).days.is_empty());
    }

    #[test]
    fn nobody_takes_back_what_another_said_unseen_or_for_the_other_side() {
        let nothing = Comes::Refused(Refusal::NothingToRetract { day: day(DAY) });
        let stig = recorded("Stig");
        check(&stig, "Sara", DAY, retract(None), nothing.clone());
        check(
            &stig,
            "Hanna",
            DAY,
            retract(Some(stig.last())),
            nothing.clone(),
        );
        let hanna = recorded("Hanna");
        check(
            &hanna,
            "Stig",
            DAY,
            retract(Some(hanna.last())),
            nothing.clone(),
        );
        check(&World::cast(), "Stig", DAY, retract(None), nothing);
        for who in ["Nora", "Ulla", "Henrik", "Malin"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&stig, who, DAY, retract(Some(stig.last())), no);
        }
    }

    #[test]
    fn nothing_is_taken_back_after_the_month_is_attested_or_the_day_settled() {
        let month = day(DAY).in_month();
        let attest = crate::command::AttestMonth {
            placement: placement("Amina"),
            month,
        };
        let signed = recorded("Stig").given("Stig", "2026-04-01", attest);
        let no = Comes::Refused(Refusal::MonthAttested { month });
        check(&signed, "Stig", "2026-04-01", retract(None), no);
        let other = RecordAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(60),
            replaces: None,
        };
        let settle = crate::command::SettleDay {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(60),
            note: crate::testing::cast::said("Enligt samtal"),
        };
        let settled = recorded("Stig")
            .given("Hanna", DAY, other)
            .given("Hanna", DAY, settle);
        let no = Comes::Refused(Refusal::DaySettled { day: day(DAY) });
        check(&settled, "Stig", DAY, retract(None), no);
    }
}
