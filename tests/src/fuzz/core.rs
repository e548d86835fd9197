//! The device's side of sync under any answers: a line of the input is an answer, `200 {…}`, and when all were
//! given the last half of them come in turn. The core comes
//! to rest within a bounded number of questions, keeps every command, and its rows add up.
use serde::Serialize;
use serde_json::{Value, json};
use shared::id::{ReplicaId, UserId};
use shared::sync::SyncCore;
use shared::sync::base::{Base, StoredBase, StoredScope};
use shared::sync::envelope;
use shared::sync::event::{Answer, Effect, Event, Identity, Loaded, Moment, Request, What};
use shared::sync::outbox::{StoredEntry, StoredOutbox};
use shared::sync::protocol::{Digest, PushRefusal};
use shared::testing::cast;
use shared::time::Millis;
use std::sync::OnceLock;

use super::seeds;
use crate::authority::{seal, tender};

/// Questions of a round that leads somewhere, beyond three for each answer.
const QUESTIONS_MAX: usize = 200;
const LINES_MAX: usize = 24;
const WAITING: u64 = 3;

pub fn replica() -> ReplicaId {
    cast::id("sample replica")
}

pub fn user() -> UserId {
    cast::user("Per")
}

/// Commands that wait to be sent.
pub fn waiting() -> Vec<StoredEntry> {
    static MADE: OnceLock<Vec<StoredEntry>> = OnceLock::new();
    let make = || {
        let mut last = None;
        let made = (1..=WAITING).map(|no| {
            let number = usize::try_from(no).unwrap_or_default();
            let command = tender(number).expect("a tender").into();
            let value = seal(command, Millis(1), replica(), no, last).expect("sealed");
            last = envelope::head(replica(), &value).map(|head| head.hash);
            StoredEntry::new(value)
        });
        made.collect()
    };
    MADE.get_or_init(make).clone()
}

/// A device that talks, with what it has been asked and told.
pub struct Talk {
    pub core: SyncCore,
    asked: Option<(u64, Request)>,
    timer: Option<u64>,
    questions: usize,
}

impl Talk {
    pub fn open(base: Option<StoredBase>, outbox: StoredOutbox) -> Self {
        let identity = Identity {
            user: user(),
            replica: replica(),
            build: "fuzz".to_owned(),
        };
        let core = SyncCore::open(Loaded {
            identity,
            base,
            outbox,
        });
        Self {
            core,
            asked: None,
            timer: None,
            questions: 0,
        }
    }

    pub fn feed(&mut self, what: What) {
        let at = Moment {
            now: Millis(1_773_662_400_000),
            mono_ms: 5,
            jitter: 9,
        };
        let mut leaves = false;
        for effect in self.core.step(Event { at, what }) {
            match effect {
                Effect::Send { req, request } => {
                    self.questions += 1;
                    self.asked = Some((req, request));
                }
                Effect::Timer { id, .. } => self.timer = Some(id),
                Effect::Branch { .. } => leaves = true,
                Effect::Store { .. }
                | Effect::Saved { .. }
                | Effect::AlreadyThere { .. }
                | Effect::NotSaved { .. }
                | Effect::Refused { .. }
                | Effect::SaveBase(_)
                | Effect::SaveOutbox(_)
                | Effect::Redraw
                | Effect::Tell(_) => {}
            }
        }
        if leaves {
            self.feed(What::NotBranched);
        }
    }

    /// A whole round: every question is answered until there is none.
    pub fn round(&mut self, begin: What, mut answer: impl FnMut(&Request) -> Answer, most: usize) {
        self.questions = 0;
        self.feed(begin);
        while let Some((req, request)) = self.asked.take() {
            assert!(
                self.questions <= most,
                "{} questions without an end",
                self.questions
            );
            let answer = answer(&request);
            self.feed(What::Answered { req, answer });
        }
        assert!(
            !self.core.status().is_syncing,
            "it waits for an answer that nobody was asked for"
        );
    }

    pub fn timer(&mut self) -> What {
        let id = self.timer.take().unwrap_or_default();
        What::Timer { id }
    }
}

/// The rows add up to what is said of them, and what is written of them opens as the same.
pub fn adds_up(base: &Base) {
    for rows in base.scopes().values() {
        let held = rows.rows.values().map(|held| &held.row);
        assert_eq!(Digest::of(held), rows.digest);
    }
    let Some(epoch) = base.epoch() else { return };
    let whole = base.whole(epoch);
    let scopes = whole.scopes.iter().map(|(scope, change)| StoredScope {
        scope: *scope,
        digest: change.digest,
        rows: change.puts.clone(),
    });
    let stored = StoredBase {
        epoch,
        to: whole.to,
        lease_until: whole.lease_until,
        scopes: scopes.collect(),
    };
    let (again, damaged) = Base::open(stored);
    assert!(damaged.is_empty(), "{damaged:?}");
    assert!(again == *base, "what was written opens otherwise");
}

fn line(line: &[u8]) -> (u16, &[u8]) {
    let status = line
        .get(..3)
        .and_then(|text| std::str::from_utf8(text).ok());
    let body = line.get(4..).unwrap_or_default();
    (
        status.and_then(|text| text.parse().ok()).unwrap_or(200),
        body,
    )
}

pub fn feed(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').take(LINES_MAX).collect();
    let stored = StoredOutbox {
        entries: waiting(),
        end: WAITING,
        ..StoredOutbox::default()
    };
    let mut talk = Talk::open(None, stored);
    let (mut at, mut understood, mut damaged) = (0, false, 0);
    let mut answer = |request: &Request| {
        let (status, body) = line(lines.get(at).copied().unwrap_or_default());
        at += 1;
        // A server that says the same again and again: what comes last, in turn.
        if at >= lines.len() {
            at = lines.len() - lines.len().div_ceil(2);
        }
        let answer = Answer::read(request, status, body, None);
        let is_damaged = matches!(answer, Answer::PushRefused(PushRefusal::Malformed { .. }));
        damaged += usize::from(is_damaged);
        understood |= matches!(
            answer,
            Answer::Pushed(_) | Answer::PushRefused(_) | Answer::Pulled(_) | Answer::Page(_)
        );
        answer
    };
    let most = QUESTIONS_MAX + 3 * lines.len();
    talk.round(What::Leads, &mut answer, most);
    talk.round(What::Wake, &mut answer, most);
    let timer = talk.timer();
    talk.round(timer, &mut answer, most);
    // Only what the server calls damaged is left out.
    let kept = talk.core.outbox().entries().count();
    assert!(kept + damaged >= waiting().len(), "{kept} are kept");
    adds_up(talk.core.base());
    understood
}

fn answer(status: u16, body: &impl Serialize) -> Vec<u8> {
    let body = shared::wire::write(body).expect("JSON");
    format!("{status} {body}\n").into_bytes()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut pushed = seeds::message("pushed");
    pushed["custody_high"] = json!(WAITING);
    pushed["verdicts"] = json!([]);
    let mut pulled = seeds::message("pulled");
    pulled["custody_high"] = json!(WAITING);
    pulled["scopes"] = json!([]);
    pulled["scopes_new"] = json!([]);
    let row = seeds::message("page")["rows"][0].clone();
    let mut whole = pulled.clone();
    whole["scopes"] =
        json!([{"id": "o", "from": 0, "through": 4, "puts": [row], "dels": [], "whole": true}]);
    let mut new = pulled.clone();
    new["scopes_new"] = json!([seeds::message("page")["scope"]]);
    let mut last = seeds::message("page");
    last["next"] = Value::Null;
    let hello = answer(200, &seeds::message("hello"));
    let pushed = answer(200, &pushed);
    let pulled_end = answer(200, &pulled);
    let mut all = vec![
        [hello.clone(), pushed.clone(), pulled_end.clone()].concat(),
        [hello.clone(), pushed.clone(), answer(200, &whole)].concat(),
        [
            hello.clone(),
            pushed.clone(),
            answer(200, &new),
            answer(200, &seeds::message("page")),
            answer(200, &last),
            pulled_end.clone(),
        ]
        .concat(),
        [
            hello.clone(),
            pushed.clone(),
            answer(200, &new),
            b"404 {}\n".to_vec(),
            pulled_end.clone(),
        ]
        .concat(),
    ];
    // A scope that is named as new and cannot be fetched, for ever.
    all.push(
        [
            hello.clone(),
            pushed.clone(),
            answer(200, &new),
            b"404 {}\n".to_vec(),
        ]
        .concat(),
    );
    for refused in seeds::message("refused").as_array().into_iter().flatten() {
        all.push(
            [
                hello.clone(),
                answer(409, refused),
                pushed.clone(),
                pulled_end.clone(),
            ]
            .concat(),
        );
    }
    all.extend(super::push::conversation());
    all
}
