//! How somebody lets their side of a disputed day say the same as the other, so that the dispute is over. Surprising choice: where
//! that is not in their hands it is no agreement at all; a screen that offers it then promises what does not come.
use super::{Command, RecordAttendance, RetractAttendance};
use crate::id::{PlacementId, UserId};
use crate::model::{DayEntry, Side, Statement};
use crate::time::Day;
use crate::wire::CommandRef;

/// Who agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Agreeing {
    /// The one.
    pub by: UserId,
    /// Whether they lead the site: then they also speak for a colleague of the contractor's side.
    pub leads: bool,
}

impl Agreeing {
    /// The place of the statement that this person speaks for: the own one, else a colleague's.
    #[must_use]
    pub fn own(self, entry: &DayEntry) -> Option<usize> {
        let place = |test: &dyn Fn(&Statement) -> bool| entry.statements.iter().position(test);
        place(&|said| said.by == self.by)
            .or_else(|| place(&|said| self.leads && said.side == Side::Contractor))
    }

    /// The commands that end the dispute, in order; none where the other side is not of one mind, the trainee objects to what
    /// would stand, or a colleague's statement is in the way that this person cannot change.
    #[must_use]
    pub fn commands(self, entry: &DayEntry, placement: PlacementId, day: Day) -> Vec<Command> {
        self.given(entry, placement, day).unwrap_or_default()
    }

    fn given(self, entry: &DayEntry, placement: PlacementId, day: Day) -> Option<Vec<Command>> {
        let side = entry.statements.get(self.own(entry)?)?.side;
        let (ours, theirs): (Vec<_>, Vec<_>) =
            entry.statements.iter().partition(|said| said.side == side);
        let attendance = theirs.first()?.attendance;
        let is_same = |said: &&Statement| said.attendance == attendance;
        let own = ours.iter().find(|said| said.by == self.by);
        let mut colleagues: Vec<CommandRef> = ours
            .iter()
            .filter(|said| said.by != self.by && !is_same(said))
            .map(|said| said.cmd)
            .collect();
        let may_speak_for = self.leads && side == Side::Contractor || colleagues.is_empty();
        if !theirs.iter().all(is_same) || !may_speak_for {
            return None;
        }
        let retract = |cmd: CommandRef| RetractAttendance {
            placement,
            day,
            replaces: Some(cmd),
        };
        // Whoever has said something changes only that; so it is taken back before a colleague's is changed.
        let last = match (own, colleagues.pop()) {
            (Some(own), None) if is_same(own) => return None,
            (Some(own), None) => own.cmd,
            (None, None) => return None,
            (_, Some(last)) => last,
        };
        let before = own.map(|own| own.cmd).filter(|cmd| *cmd != last);
        let gone: Vec<CommandRef> = before.into_iter().chain(colleagues).collect();
        let objected = entry.objected().map(|said| said.cmd);
        if objected.is_some_and(|cmd| cmd != last && !gone.contains(&cmd)) {
            return None;
        }
        let mut commands: Vec<Command> = gone.into_iter().map(|cmd| retract(cmd).into()).collect();
        let agreed = RecordAttendance {
            placement,
            day,
            attendance,
            replaces: Some(last),
        };
        commands.push(agreed.into());
        Some(commands)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::ObjectToDay;
    use crate::model::Sheet;
    use crate::state::find;
    use crate::testing::cast::user;
    use crate::testing::world::{Comes, World, day, placement, present};

    const DAY: &str = "2026-03-16";
    const LEADS: [(&str, bool); 3] = [("Stig", true), ("Sara", true), ("Hanna", false)];

    fn record(minutes: i64, replaces: Option<CommandRef>) -> RecordAttendance {
        RecordAttendance {
            placement: placement("Amina"),
            day: day(DAY),
            attendance: present(minutes),
            replaces,
        }
    }

    fn entry(world: &World) -> DayEntry {
        world.sheet("Amina", DAY).days[&16].clone()
    }

    fn statements(world: &World) -> Vec<Statement> {
        let sheet = Sheet::id_of(placement("Amina"), day(DAY).in_month());
        let sheet = find::sheet(&world.state, sheet);
        let entry = sheet.and_then(|sheet| sheet.day(day(DAY)));
        entry
            .map(|entry| entry.statements.clone())
            .unwrap_or_default()
    }

    fn commands(world: &World, who: &str, leads: bool) -> Vec<Command> {
        let by = user(who);
        Agreeing { by, leads }.commands(&entry(world), placement("Amina"), day(DAY))
    }

    /// Whoever is offered to agree has ended the dispute when they have; how many were offered.
    fn all_agree(world: &World) -> usize {
        let mut offered = 0;
        for (who, leads) in LEADS {
            let commands = commands(world, who, leads);
            if commands.is_empty() || !entry(world).is_disputed() {
                continue;
            }
            offered += 1;
            let mut after = world.clone();
            for command in commands {
                after = after.given(who, DAY, command);
            }
            let (before, after) = (entry(world), entry(&after));
            assert!(!after.is_disputed(), "{who}: {before:#?} {after:#?}");
        }
        offered
    }

    #[test]
    fn who_agrees_ends_the_dispute_whatever_was_said_before() {
        let mut worlds = vec![World::cast()];
        let (mut disputed, mut offered) = (0, 0);
        for _ in 0..3 {
            let mut next = Vec::new();
            for world in &worlds {
                let statements = statements(world);
                let seen = statements.first().map(|said| said.cmd);
                for (who, _) in LEADS {
                    for said in [record(480, None), record(240, None), record(240, seen)] {
                        let mut after = world.clone();
                        if Comes::from(&after.ask(who, DAY, said)) == Comes::Applied {
                            next.push(after);
                        }
                    }
                }
                for said in statements {
                    let object = ObjectToDay {
                        placement: placement("Amina"),
                        day: day(DAY),
                        to: said.cmd,
                    };
                    let mut after = world.clone();
                    if Comes::from(&after.ask("Stig", DAY, object)) == Comes::Applied {
                        next.push(after);
                    }
                }
            }
            for world in &next {
                disputed += usize::from(entry(world).is_disputed());
                offered += all_agree(world);
            }
            worlds = next;
        }
        assert!(disputed > 100 && offered > 100, "{offered} of {disputed}");
    }

    #[test]
    fn a_supervisor_agrees_for_a_colleague_too_where_the_caseworker_spoke_first() {
        let world = World::cast()
            .given("Hanna", DAY, record(480, None))
            .given("Stig", DAY, record(480, None))
            .given("Sara", DAY, record(240, None));
        // The other side is the caseworker's, not the colleague's.
        for (who, count) in [("Stig", 2), ("Sara", 1)] {
            assert_eq!(commands(&world, who, true).len(), count, "{who}");
        }
        assert_eq!(all_agree(&world), 2);
        // A caseworker cannot agree with a side that is not of one mind.
        assert!(commands(&world, "Hanna", false).is_empty());
    }

    #[test]
    fn nobody_agrees_with_what_the_trainee_objects_to() {
        let hanna = World::cast().given("Hanna", DAY, record(480, None));
        let object = ObjectToDay {
            placement: placement("Amina"),
            day: day(DAY),
            to: hanna.last(),
        };
        let world = hanna
            .given("Sara", DAY, object)
            .given("Stig", DAY, record(240, None));
        assert!(commands(&world, "Stig", true).is_empty());
        // Whoever takes back what was objected to ends it.
        assert_eq!(commands(&world, "Hanna", false).len(), 1);
        assert_eq!(all_agree(&world), 1);
    }
}
