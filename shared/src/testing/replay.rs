//! A fixed log of commands and what it comes to. The same log is run natively and in WASM; both must give `STATE_HASH`, else
//! devices and server do not agree. The log is made from a fixed seed, and each kind of command is applied in
//! it at least once.
use super::cast::{PEOPLE, beginning, first_right, id, today, user};
use super::{Dice, Scene, any};
use crate::command::{Command, Executed, run_full};
use crate::id::{ReplicaId, UserId};
use crate::model::{Entity, Key, Kind};
use crate::state::State;
use crate::time::{Day, Millis};
use crate::wire::{CommandRef, Hash, canonical};

/// Commands of the log that follow the beginning.
pub const LOG_LEN: usize = 1_300;

/// What the log comes to. A change of a command or of the cast changes it: say so in the commit.
pub const STATE_HASH: &str = "b25550229fabe2828e22e4c9ea05420e7e998e28844d138ee6dac06f315bd0fe";

/// An instant on a day: noon UTC.
#[must_use]
pub fn noon(day: Day) -> Millis {
    let epoch = Day::new(2000, 1, 1).unwrap_or(Day::MIN);
    Millis((10_957 + epoch.days_until(day)) * 86_400_000 + 43_200_000)
}

/// What each kind of command came to in the log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Applied.
    pub changed: Vec<&'static str>,
    /// Refused.
    pub refused: usize,
}

/// One applied or refused command of the log.
#[derive(Clone, Debug)]
pub struct Logged {
    /// Who.
    pub actor: UserId,
    /// When.
    pub at: Millis,
    /// What.
    pub command: Command,
}

/// Runs the beginning; the first administrator's right is there only while it runs.
#[must_use]
pub fn begin() -> State {
    let mut state = State::new();
    let right = Entity::new(id::<uuid::Uuid>("first right"), first_right());
    state.put(right);
    for (no, (actor, day, command)) in (1_u64..).zip(beginning()) {
        run(&mut state, no, actor, noon(day), &command);
    }
    state.remove(Key::new(Kind::Membership, id::<uuid::Uuid>("first right")));
    state
}

fn run(state: &mut State, no: u64, actor: UserId, at: Millis, command: &Command) -> Executed {
    let cmd = CommandRef {
        replica: id::<ReplicaId>("replica"),
        no,
    };
    let ver = i64::try_from(no).unwrap_or(i64::MAX);
    run_full(state, command, actor, cmd, at, 60, ver)
}

/// The log and the state that it leaves.
#[must_use]
pub fn log() -> (Vec<Logged>, State, Tally) {
    let mut dice = Dice::new(2026);
    let mut state = begin();
    let people: Vec<UserId> = PEOPLE.iter().map(|person| user(person.name)).collect();
    let mut told = Vec::new();
    let mut tally = Tally::default();
    for step in 0..LOG_LEN {
        let day = today().plus_days(i64::try_from(step / 8).unwrap_or(0));
        let (name, make) = any(&mut dice);
        for _ in 0..20 {
            let Some(me) = dice.pick(&people) else {
                continue;
            };
            let scene = Scene {
                rows: &state,
                me,
                today: day,
                people: &people,
            };
            let Some(command) = make(&mut dice, &scene) else {
                continue;
            };
            let no = 1_000 + told.len() as u64;
            let executed = run(&mut state, no, me, noon(day), &command);
            told.push(Logged {
                actor: me,
                at: noon(day),
                command,
            });
            match executed {
                Executed::Changed(_) => {
                    tally.changed.push(name);
                    break;
                }
                Executed::Nothing => {}
                Executed::Refused(_) => tally.refused += 1,
            }
        }
    }
    (told, state, tally)
}

/// The hash of a state: canonical JSON of all rows in key order.
#[must_use]
pub fn state_hash(state: &State) -> Hash {
    let mut text = String::new();
    for entity in state.iter() {
        let key = entity.key();
        let body = entity.body.to_value().unwrap_or_default();
        text.push_str(&format!(
            "{}|{}|{}|{}\n",
            key.kind.as_str(),
            key.id,
            entity.ver,
            canonical(&body)
        ));
    }
    Hash::of(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::KINDS;
    use crate::state::Rows;

    #[test]
    fn every_command_has_a_generator_and_is_applied_in_the_log() {
        let (_, state, tally) = log();
        for kind in KINDS {
            assert!(
                super::super::generator(kind.name).is_some(),
                "add a generator for {} in shared/src/testing",
                kind.name
            );
            assert!(
                tally.changed.contains(&kind.name),
                "{} is never applied in the log",
                kind.name
            );
        }
        assert!(tally.refused > 50, "the log shows refusals too");
        assert_eq!(state_hash(&state).to_string(), STATE_HASH);
    }

    /// A command that builds on one which was refused waits for the rows that it would have made: those are named, all of them, and no
    /// other.
    #[test]
    fn a_command_names_the_rows_that_begin_with_it() {
        let mut state = begin();
        let (told, ..) = log();
        let mut begun = 0;
        for (no, logged) in (1_000_u64..).zip(told) {
            let makes = logged.command.makes();
            let lacking: Vec<Key> = makes
                .iter()
                .copied()
                .filter(|key| state.get(*key).is_none())
                .collect();
            let before = state.clone();
            let executed = run(&mut state, no, logged.actor, logged.at, &logged.command);
            let Executed::Changed(changes) = executed else {
                continue;
            };
            let new: Vec<Key> = changes.0.iter().map(Entity::key).collect();
            let new: Vec<Key> = new
                .into_iter()
                .filter(|key| before.get(*key).is_none())
                .filter(|key| ![Kind::Sheet, Kind::Contact].contains(&key.kind))
                .collect();
            begun += new.len();
            assert!(
                new.iter().all(|key| makes.contains(key)),
                "{logged:?}: {new:?}"
            );
            assert!(
                lacking.iter().all(|key| new.contains(key)),
                "{logged:?}: {lacking:?}"
            );
        }
        assert!(begun > 100, "{begun} rows begin in the log");
    }

    #[test]
    fn the_beginning_is_applied_whole() {
        let state = begin();
        assert_eq!(
            state
                .iter()
                .filter(|e| e.key().kind == Kind::Placement)
                .count(),
            4
        );
        assert_eq!(
            state
                .iter()
                .filter(|e| e.key().kind == Kind::Membership)
                .count(),
            PEOPLE.len()
        );
    }
}
