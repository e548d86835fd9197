//! A command in its envelope: head and hash, its own reading, what it does to the rows of a whole municipality in anybody's name,
//! and its place in a chain that is left.
use std::hint::black_box;
use std::sync::OnceLock;

use serde_json::{Value, json};
use shared::command::{Command, Ctx, Executed, Speaker, execute_full};
use shared::id::ReplicaId;
use shared::state::State;
use shared::sync::branch::{Was, floor, grow, onward};
use shared::sync::envelope::{Envelope, head};
use shared::sync::overlay::preview;
use shared::sync::protocol::RowPut;
use shared::testing::cast::{self, PEOPLE, user};
use shared::testing::replay::log;
use shared::time::Day;
use shared::wire::{CommandRef, canonical, envelope_hash, read_value};

use super::{same, seeds};

fn replica() -> ReplicaId {
    cast::id("sample replica")
}

/// The rows that the fixed log leaves.
fn rows() -> &'static State {
    static ROWS: OnceLock<State> = OnceLock::new();
    ROWS.get_or_init(|| log().1)
}

pub fn feed(bytes: &[u8]) -> bool {
    let Ok(mut value) = shared::wire::read::<Value>(bytes) else {
        return false;
    };
    let told = head(replica(), &value);
    if let Some(told) = told {
        assert_eq!(told.hash, envelope_hash(replica(), &value));
        assert!(head(cast::id("other"), &value).is_none(), "it may be moved");
    }
    // With the hash that it ought to have, so that what lies behind the hash is reached.
    if let Value::Object(fields) = &mut value {
        fields.remove("hash");
        let hash = envelope_hash(replica(), &value);
        value["hash"] = json!(hash.to_string());
    }
    chain(&value);
    let Ok(envelope) = read_value::<Envelope>(&value) else {
        return false;
    };
    same(&envelope);
    let Ok(command) = Command::decode(&envelope.kind, envelope.v, &envelope.payload) else {
        return false;
    };
    black_box(shared::told::told(&envelope.payload));
    does(&envelope, &command);
    true
}

/// Reads the same again, and does the same twice, whoever says it.
fn does(envelope: &Envelope, command: &Command) {
    let payload = command.payload().expect("a payload");
    let again = Command::decode(command.kind().name, command.kind().v, &payload);
    assert_eq!(
        again.as_ref().ok(),
        Some(command),
        "{}",
        canonical(&payload)
    );
    let cmd = CommandRef {
        replica: replica(),
        no: envelope.cmd_no,
    };
    let at = (envelope.occurred_at, envelope.tz);
    for person in PEOPLE {
        let who = user(person.name);
        let once = preview(rows(), (who, envelope.author), cmd, at, command);
        let twice = preview(rows(), (who, envelope.author), cmd, at, command);
        assert_eq!(once, twice, "the same command comes to another end");
        let day = Day::at(at.0, at.1);
        let Ok(speaker) = Speaker::of(rows(), who, envelope.author, day) else {
            continue;
        };
        let ctx = Ctx::new(speaker.actor, cmd, at.0, at.1, speaker.memberships);
        if let Executed::Changed(changes) = execute_full(command, &ctx, rows()) {
            for row in &changes.0 {
                let body = row.body.to_value().expect("a body");
                let read = shared::model::Body::from_value(row.key().kind, &body);
                assert_eq!(read.ok().as_ref(), Some(&row.body), "a row reads otherwise");
                for (_, shown) in shared::scope::scopes(row) {
                    assert!(RowPut::of(&shown).is_ok_and(|put| put.entity() == Some(shown)));
                }
            }
        }
    }
}

/// What becomes of it in a chain that is left: it is whole there, or it is told as damaged.
fn chain(value: &Value) {
    let all = [value.clone(), Value::Null, value.clone()];
    let grown = grow(&[replica()], cast::id("new chain"), 1, &all);
    assert_eq!(grown.envelopes.len(), grown.names.len());
    let last = grown.envelopes.last();
    assert_eq!(
        grown.last.is_some(),
        last.is_some(),
        "sealed anew it does not read"
    );
    if let Some(last) = last {
        let has_place = value.get("was").is_none_or(Value::is_array);
        assert!(
            !has_place || !Was::all(last).is_empty(),
            "it does not say what it was"
        );
    }
    let no = value["cmd_no"].as_u64().unwrap_or_default();
    black_box(grown.lost(1, no, u64::MAX));
    let branches = onward(&[], replica(), no, &all);
    assert!(floor(&onward(&branches, replica(), no.saturating_add(1), &all)) <= no);
}

pub fn seeds() -> Vec<Vec<u8>> {
    seeds::envelopes().iter().map(seeds::bytes).collect()
}
