//! The trainee says "that is not right" of what is recorded of a day. The day is disputed until the statement is another or a
//! caseworker has settled it; nobody has to say why on a tablet that others read.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{Objection, SheetState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::time::Day;
use crate::wire::CommandRef;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectToDay {
    /// Whose day.
    pub placement: PlacementId,
    /// Which day.
    pub day: Day,
    /// The statement that was shown.
    pub to: CommandRef,
}

impl Act for ObjectToDay {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::needs(self.placement, self.day.in_month(), rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        rules::placement(view.rows(), self.placement)?;
        let (day, month) = (self.day, self.day.in_month());
        let nothing = Refusal::NothingToObject { day };
        let sheet = rules::sheet(view.rows(), self.placement, month).ok_or(nothing.clone())?;
        if let SheetState::Confirmed { .. } = sheet.state {
            return Err(Refusal::MonthConfirmed { month });
        }
        match sheet.day(day) {
            Some(entry) if entry.settled.is_some() => Err(Refusal::DaySettled { day }),
            Some(entry) if entry.statements.iter().any(|said| said.cmd == self.to) => Ok(()),
            Some(_) | None => Err(nothing),
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) else {
            return;
        };
        let entry = rules::entry(&mut sheet, self.day);
        if entry
            .trainee
            .objection
            .is_none_or(|known| known.to != self.to)
        {
            entry.trainee.objection = Some(Objection {
                at: ctx.at,
                to: self.to,
            });
            out.put(rules::entity(sheet));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{AttestMonth, ConfirmMonth, RecordAttendance, SettleDay};
    use crate::testing::cast::said;
    use crate::testing::world::{Comes, World, check, day, placement, present};

    const DAY: &str = "2026-03-16";
    fn record(minutes: i64, replaces: Option<CommandRef>) -> RecordAttendance {
        RecordAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(minutes),
            replaces,
        }
    }
    fn recorded() -> World {
        World::cast().given("Stig", DAY, record(240, None))
    }
    fn object(to: CommandRef) -> ObjectToDay {
        ObjectToDay {
            placement: placement("Amina"),
            day: day(DAY),
            to,
        }
    }

    #[test]
    fn a_day_that_is_objected_to_is_disputed_until_it_is_settled() {
        let world = recorded();
        let to = world.last();
        for who in ["Sune", "Ulla", "Nora", "Henrik"] {
            check(
                &world,
                who,
                DAY,
                object(to),
                Comes::Refused(Refusal::NotAllowed),
            );
        }
        let objected = world.given("Sara", DAY, object(to));
        let entry = objected.sheet("Amina", DAY).days[&16].clone();
        assert_eq!((entry.is_disputed(), entry.holds()), (true, None));
        check(&objected, "Sara", DAY, object(to), Comes::Duplicate);
        let settle = SettleDay {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(480),
            note: said("Enligt samtal"),
        };
        let settled = objected.given("Hanna", DAY, settle);
        assert_eq!(
            settled.sheet("Amina", DAY).days[&16].holds(),
            Some(present(480))
        );
        check(
            &settled,
            "Sara",
            DAY,
            object(to),
            Comes::Refused(Refusal::DaySettled { day: day(DAY) }),
        );
    }

    #[test]
    fn a_supervisor_who_says_otherwise_lifts_it_and_it_can_be_said_again() {
        let world = recorded();
        let to = world.last();
        let changed = world
            .given("Sara", DAY, object(to))
            .given("Stig", DAY, record(480, None));
        assert!(!changed.sheet("Amina", DAY).days[&16].is_disputed());
        check(
            &changed,
            "Sara",
            DAY,
            object(to),
            Comes::Refused(Refusal::NothingToObject { day: day(DAY) }),
        );
        let now = changed.last();
        let again = changed.given("Sara", DAY, object(now));
        assert!(again.sheet("Amina", DAY).days[&16].is_disputed());
    }

    #[test]
    fn what_nobody_said_or_the_caseworker_confirmed_is_not_objected_to() {
        let world = recorded();
        let to = world.last();
        let nothing = Comes::Refused(Refusal::NothingToObject { day: day(DAY) });
        check(&World::cast(), "Stig", DAY, object(to), nothing);
        let month = day(DAY).in_month();
        let attest = AttestMonth {
            placement: placement("Amina"),
            month,
        };
        let attested = world.given("Stig", "2026-04-01", attest);
        check(&attested, "Stig", "2026-04-01", object(to), Comes::Applied);
        let confirm = ConfirmMonth {
            placement: placement("Amina"),
            month,
        };
        let confirmed = attested.given("Hanna", "2026-04-01", confirm);
        check(
            &confirmed,
            "Stig",
            "2026-04-01",
            object(to),
            Comes::Refused(Refusal::MonthConfirmed { month }),
        );
    }
}
