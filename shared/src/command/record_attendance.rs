//! States presence or absence of one day. The author's own statement is changed; a supervisor also changes what a colleague of
//! the contractor's side said, having seen it (`replaces`). Any other different statement stands beside the first, and the day is disputed.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::{PlacementId, SiteId};
use crate::model::{AbsenceReason, Attendance, DayEntry, SheetState, Side, Statement};
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

/// The place of the statement that a new one takes over: the author's own, or for a supervisor of the site the seen one of the
/// contractor's side.
pub(super) fn replaced(
    entry: &DayEntry,
    ctx: &Ctx,
    site: SiteId,
    seen: Option<CommandRef>,
) -> Option<usize> {
    let place = |test: &dyn Fn(&Statement) -> bool| entry.statements.iter().position(test);
    place(&|s| s.by == ctx.actor).or_else(|| {
        place(&|s| ctx.leads(site) && Some(s.cmd) == seen && s.side == Side::Contractor)
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
        let is_new = replaced(entry, ctx, sheet.site, self.replaces).is_none();
        if is_new && entry.statements.len() >= DayEntry::STATEMENTS_MAX {
            return Err(Refusal::TooMany { max: 8 });
        }
        Ok(())
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Some(mut sheet) = rules::sheet(rows, self.placement, self.day.in_month()) else {
            return;
        };
        let (site, side) = (sheet.site, rules::side(ctx, rows, &sheet));
        let entry = rules::entry(&mut sheet, self.day);
        let said = Statement {
            attendance: self.attendance,
            by: ctx.actor,
            side,
            at: ctx.at,
            cmd: ctx.cmd,
        };
        match replaced(entry, ctx, site, self.replaces) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Kind;
    use crate::testing::world::{Comes, World, absent, check, day, placement, present};

    fn record(trainee: &str, on: &str, attendance: Attendance) -> RecordAttendance {
        RecordAttendance {
            placement: placement(trainee),
            day: day(on),
            attendance,
            replaces: None,
        }
    }
    const DAY: &str = "2026-03-16";

    #[test]
    fn a_supervisor_of_the_site_and_the_caseworker_record_a_day() {
        let world = World::cast();
        for who in ["Stig", "Sara", "Hanna"] {
            check(
                &world,
                who,
                DAY,
                record("Amina", DAY, present(480)),
                Comes::Applied,
            );
        }
        for who in [
            "Ulla", "Sune", "Henrik", "Nora", "Malin", "Karin", "Figge", "Agda", "Nobody",
        ] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&world, who, DAY, record("Amina", DAY, present(480)), no);
        }
    }

    #[test]
    fn a_day_outside_the_placement_or_to_come_is_refused() {
        let world = World::cast();
        let outside = |on: &str| {
            Comes::Refused(Refusal::DayOutsidePlacement {
                day: day(on),
                started: Some(day("2026-01-20")),
                ended: None,
            })
        };
        check(
            &world,
            "Stig",
            DAY,
            record("Amina", "2026-01-20", present(1)),
            Comes::Applied,
        );
        check(
            &world,
            "Stig",
            DAY,
            record("Amina", "2026-01-19", present(1)),
            outside("2026-01-19"),
        );
        let future = Refusal::DayInFuture {
            day: day("2026-03-17"),
        };
        check(
            &world,
            "Stig",
            DAY,
            record("Amina", "2026-03-17", present(1)),
            Comes::Refused(future),
        );
        let nobody = Refusal::NotAllowed;
        check(
            &world,
            "Stig",
            DAY,
            record("Nobody", DAY, present(1)),
            Comes::Refused(nobody),
        );
        let hidden = record("Amina", DAY, absent(AbsenceReason::NotShown));
        check(
            &world,
            "Stig",
            DAY,
            hidden,
            Comes::Refused(Refusal::ReasonMissing),
        );
        let kind = Kind::Placement;
        let none = rules::placement(&world.state, placement("Nobody")).map(|_| ());
        assert_eq!(none, Err(Refusal::NotFound { kind }));
    }

    #[test]
    fn two_who_differ_make_the_day_disputed_and_the_author_alone_changes_a_statement() {
        let world = World::cast().given("Stig", DAY, record("Amina", DAY, present(480)));
        check(
            &world,
            "Sara",
            DAY,
            record("Amina", DAY, present(480)),
            Comes::Duplicate,
        );
        let own = world
            .clone()
            .given("Stig", DAY, record("Amina", DAY, present(240)));
        assert_eq!(
            own.sheet("Amina", DAY).days[&16].holds(),
            Some(present(240))
        );
        for who in ["Sara", "Hanna"] {
            let world = world
                .clone()
                .given(who, DAY, record("Amina", DAY, present(240)));
            assert_eq!(world.sheet("Amina", DAY).disputed_days(), [16], "{who}");
            let world = world.given(who, DAY, record("Amina", DAY, present(480)));
            assert!(world.sheet("Amina", DAY).disputed_days().is_empty());
        }
    }

    #[test]
    fn a_seen_statement_is_changed_by_a_supervisor_and_disputed_by_a_caseworker() {
        let world = World::cast().given("Stig", DAY, record("Amina", DAY, present(480)));
        let seen = |world: &World| RecordAttendance {
            replaces: Some(world.last()),
            ..record("Amina", DAY, present(240))
        };
        let sara = world.clone().given("Sara", DAY, seen(&world));
        assert_eq!(sara.sheet("Amina", DAY).days[&16].statements.len(), 1);
        assert_eq!(
            sara.sheet("Amina", DAY).days[&16].holds(),
            Some(present(240))
        );
        let hanna = world.clone().given("Hanna", DAY, seen(&world));
        assert_eq!(hanna.sheet("Amina", DAY).disputed_days(), [16]);
        // Nor does a supervisor wipe out what the case circle said.
        let world = World::cast().given("Hanna", DAY, record("Amina", DAY, present(480)));
        let stig = world.clone().given("Stig", DAY, seen(&world));
        assert_eq!(stig.sheet("Amina", DAY).disputed_days(), [16]);
    }

    #[test]
    fn a_day_takes_eight_statements_and_no_ninth() {
        let mut world = World::cast().given("Stig", DAY, record("Amina", DAY, present(480)));
        let sheet = world.sheet("Amina", DAY);
        for more in 1..8 {
            let mut sheet = world.sheet("Amina", DAY);
            let entry = rules::entry(&mut sheet, day(DAY));
            let mut said = entry.statements[0].clone();
            said.by = crate::testing::cast::user(&format!("Gone {more}"));
            if more < 7 {
                entry.statements.push(said);
            }
            world.state.put(rules::entity(sheet));
        }
        assert_eq!(sheet.days[&16].statements.len(), 1);
        assert_eq!(world.sheet("Amina", DAY).days[&16].statements.len(), 7);
        let world = world.given("Sara", DAY, record("Amina", DAY, present(60)));
        let full = Comes::Refused(Refusal::TooMany { max: 8 });
        check(
            &world,
            "Hanna",
            DAY,
            record("Amina", DAY, present(30)),
            full,
        );
        check(
            &world,
            "Sara",
            DAY,
            record("Amina", DAY, present(30)),
            Comes::Applied,
        );
    }

    #[test]
    fn an_attested_month_and_a_settled_day_take_no_more_statements() {
        let world = World::cast().given("Stig", DAY, record("Amina", "2026-02-10", present(480)));
        let attest = crate::command::AttestMonth {
            placement: placement("Amina"),
            month: day("2026-02-10").in_month(),
        };
        let signed = world.clone().given("Sara", DAY, attest);
        let no = Comes::Refused(Refusal::MonthAttested {
            month: day("2026-02-10").in_month(),
        });
        check(
            &signed,
            "Stig",
            DAY,
            record("Amina", "2026-02-11", present(480)),
            no.clone(),
        );
        check(
            &signed,
            "Hanna",
            DAY,
            record("Amina", "2026-02-10", present(60)),
            no,
        );
        let settle = crate::command::SettleDay {
            placement: placement("Amina"),
            day: day("2026-02-10"),
            attendance: present(480),
            note: crate::testing::cast::said("Enligt samtal"),
        };
        let settled = world
            .given("Hanna", DAY, record("Amina", "2026-02-10", present(60)))
            .given("Hanna", DAY, settle);
        let no = Comes::Refused(Refusal::DaySettled {
            day: day("2026-02-10"),
        });
        check(
            &settled,
            "Stig",
            DAY,
            record("Amina", "2026-02-10", present(30)),
            no,
        );
    }
}
