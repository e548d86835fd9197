//! What holds of every command in every state: worlds grown from seeds, with commands that make sense and commands whose ids and
//! days are swapped for others that an attacker could know. A failing seed is printed by the assertion.
use serde_json::Value;

use super::cast::{PEOPLE, id, said, today, user};
use super::replay::{begin, noon};
use super::world::judge;
use super::{Dice, GENERATORS, Generator, Scene, any};
use crate::command::{AwardTender, Command, Executed, RegisterTender, SetRequirement, run_full};
use crate::id::{ReplicaId, UserId};
use crate::model::{Body, CpvCode, Entity, Nature, PlacesMonths};
use crate::quantity::{Months, Places};
use crate::state::{Rows, State};
use crate::time::{Day, Millis};
use crate::wire::CommandRef;

const SEEDS: u64 = 10;
const STEPS: usize = 160;

/// One step of a random story.
struct Step {
    actor: UserId,
    at: Millis,
    command: Command,
}

/// Ids and days that a device could send in place of the right ones.
fn twisted(dice: &mut Dice, state: &State, command: &Command) -> Option<Command> {
    let ids: Vec<String> = state.iter().map(|row| row.id.to_string()).collect();
    let mut payload = command.payload().ok()?;
    let mut places = Vec::new();
    leaves(&payload, String::new(), &mut places);
    let path = dice.pick(&places)?;
    let leaf = payload.pointer_mut(&path)?;
    let text = leaf.as_str()?.to_owned();
    let new = if uuid::Uuid::parse_str(&text).is_ok() {
        dice.pick(&ids)?
    } else if Day::parse(&text).is_ok() {
        let days = [Day::MIN, Day::MAX, today(), today().plus_days(-30)];
        dice.pick(&days)?.to_string()
    } else {
        text
    };
    *leaf = Value::String(new);
    let kind = command.kind();
    Command::decode(kind.name, kind.v, &payload).ok()
}

fn leaves(value: &Value, path: String, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(name, inner)| leaves(inner, format!("{path}/{name}"), out)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(place, inner)| leaves(inner, format!("{path}/{place}"), out)),
        Value::String(_) => out.push(path),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Tells a random story; `see` gets every step with the state before it, what came of it, and the state after it.
pub(crate) fn tell(
    seed: u64,
    steps: usize,
    mut see: impl FnMut(&State, &Command, UserId, &State),
) -> State {
    let mut dice = Dice::new(seed);
    let mut state = begin();
    award(&mut state);
    let mut people: Vec<UserId> = PEOPLE.iter().map(|person| user(person.name)).collect();
    people.push(user("Nobody"));
    for step in 0..steps {
        let day = match dice.below(40) {
            0 => Day::MAX,
            1 => Day::MIN,
            _ => today().plus_days(i64::try_from(step / 3).unwrap_or(0)),
        };
        let (_, make) = match dice.chance(50) {
            true => any(&mut dice),
            false => dice.pick(GENERATORS).unwrap(),
        };
        for _ in 0..6 {
            let Some(step) = next(&mut dice, &state, &people, day, make) else {
                continue;
            };
            let before = state.clone();
            let done = take(seed, &mut dice, &mut state, &step);
            see(&before, &step.command, step.actor, &state);
            if matches!(done, Executed::Changed(_)) {
                break;
            }
        }
    }
    state
}

/// An awarded tender whose requirements wait for their contracts.
fn award(state: &mut State) {
    let tender = id("tender Simhallen");
    let (places, months_each) = (Places::parse(2).unwrap(), Months::parse(2).unwrap());
    let register = RegisterTender {
        tender,
        title: said("Simhallen"),
        reference: said("TN 2026 Simhallen"),
        notice: None,
        cpv_main: CpvCode::parse("45212200").unwrap(),
        nature: Nature::Works,
        value: None,
        deadline: None,
    };
    let set = |lot: u8| SetRequirement {
        requirement: id(&format!("requirement Simhallen {lot}")),
        tender,
        lot: Some(said(&lot.to_string())),
        terms: PlacesMonths {
            places,
            months_each,
            first_start_by: today(),
        },
    };
    let award = AwardTender {
        tender,
        contractor: id("org Norrbygg"),
        on: today().plus_days(-9),
    };
    let mut told: Vec<Command> = vec![register.into()];
    told.extend((0..6).map(|lot| set(lot).into()));
    told.push(award.into());
    for (no, command) in (1..).zip(&told) {
        let replica = id::<ReplicaId>("replica of Per");
        let (cmd, at) = (CommandRef { replica, no }, noon(today().plus_days(-9)));
        let done = run_full(state, command, user("Per"), cmd, at, 60, 1);
        assert!(matches!(done, Executed::Changed(_)));
    }
}

/// Executes one step and holds it to what is true of every step.
fn take(seed: u64, dice: &mut Dice, state: &mut State, step: &Step) -> Executed {
    let cmd = CommandRef {
        replica: id::<ReplicaId>("replica"),
        no: 5_000 + dice.below(1_000_000),
    };
    let judged = judge(state, step.actor, cmd, step.at, &step.command);
    let before = state.clone();
    let done = run_full(state, &step.command, step.actor, cmd, step.at, 60, 1);
    assert_eq!(done, judged, "seed {seed}");
    let mut other = before.clone();
    let again = run_full(&mut other, &step.command, step.actor, cmd, step.at, 60, 1);
    assert_eq!(
        (&again, &other),
        (&done, &*state),
        "seed {seed}: not determined"
    );
    if !matches!(done, Executed::Changed(_)) {
        assert_eq!(&before, state, "seed {seed}: a no changed something");
    }
    done
}

fn next(
    dice: &mut Dice,
    state: &State,
    people: &[UserId],
    day: Day,
    make: Generator,
) -> Option<Step> {
    let actor = dice.pick(people)?;
    let scene = Scene {
        rows: state,
        me: actor,
        today: day,
        people,
    };
    let mut command = make(dice, &scene)?;
    if dice.chance(35) {
        command = twisted(dice, state, &command)?;
    }
    let at = noon(day);
    Some(Step { actor, at, command })
}

/// What a row is and to whom it belongs: never changed by any command.
fn owner(row: &Entity) -> Vec<uuid::Uuid> {
    match &row.body {
        Body::Organisation(_) | Body::Tender(_) | Body::Candidate(_) | Body::TraineeCard(_) => {
            Vec::new()
        }
        Body::Membership(m) => vec![m.user.uuid(), m.organisation.uuid()],
        Body::Requirement(r) => vec![r.tender.uuid()],
        Body::Contract(c) => vec![c.tender.uuid(), c.requirement.uuid(), c.contractor.uuid()],
        Body::Slot(s) => vec![s.contract.uuid()],
        Body::Site(s) => vec![s.contract.uuid(), s.host.uuid()],
        Body::Placement(p) => vec![
            p.slot.uuid(),
            p.contract.uuid(),
            p.site.uuid(),
            p.candidate.uuid(),
        ],
        Body::Span(s) => vec![s.slot.uuid(), s.contract.uuid(), s.site.uuid()],
        Body::Meeting(m) => vec![
            m.placement.uuid(),
            m.contract.uuid(),
            m.site.uuid(),
            m.candidate.uuid(),
        ],
        Body::MeetingCard(m) => vec![m.placement.uuid()],
        Body::Task(t) => vec![t.placement.uuid(), t.candidate.uuid(), t.by.uuid()],
        Body::Contact(c) => vec![c.user.uuid(), c.organisation.uuid()],
        Body::Sheet(s) => vec![s.placement.uuid(), s.contract.uuid(), s.candidate.uuid()],
    }
}

#[test]
fn needs_name_every_row_that_the_judgement_reads_and_nothing_panics() {
    let mut applied = std::collections::BTreeMap::<&str, u32>::new();
    for seed in 0..SEEDS {
        tell(seed, STEPS, |before, command, _, after| {
            if before != after {
                *applied.entry(command.kind().name).or_default() += 1;
            }
        });
    }
    for kind in crate::command::KINDS {
        assert!(
            applied.contains_key(kind.name),
            "{} never applied: {applied:?}",
            kind.name
        );
    }
}

#[test]
fn no_command_takes_a_row_over_or_makes_it_disappear() {
    for seed in 100..100 + SEEDS {
        tell(seed, STEPS, |before, command, actor, after| {
            for row in before.iter() {
                let Some(now) = after.get(row.key()) else {
                    panic!(
                        "seed {seed}: {} took away {:?}",
                        command.kind().name,
                        row.key()
                    )
                };
                assert_eq!(owner(row), owner(now), "seed {seed}: {command:?}");
                let (Body::Sheet(was), Body::Sheet(is)) = (&row.body, &now.body) else {
                    continue;
                };
                for (number, entry) in &was.days {
                    let others = |sheet: &crate::model::Sheet| {
                        let said = sheet.days.get(number).map(|e| e.statements.clone());
                        let mut said = said.unwrap_or_default();
                        said.retain(|s| s.by != actor && s.side == crate::model::Side::Authority);
                        said
                    };
                    assert_eq!(
                        others(was),
                        others(is),
                        "seed {seed}: what the case circle said stays"
                    );
                    let kept = is.days.get(number).map_or(0, |e| e.corrections.len());
                    assert!(kept >= entry.corrections.len(), "seed {seed}");
                }
            }
        });
    }
}

#[test]
fn a_user_without_a_role_changes_nothing() {
    for seed in 200..200 + SEEDS {
        tell(seed, STEPS, |before, command, actor, after| {
            let has_none = super::world::memberships(before, actor).is_empty();
            assert!(!has_none || before == after, "seed {seed}: {command:?}");
        });
    }
}
