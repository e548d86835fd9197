//! Golden samples of what is on the wire. A sample once landed is never changed: a device that was offline for a year still sends
//! it. A missing one is made by `FOTFASTE_NEW_SAMPLES=1 cargo test -p tests --test wire`; it then belongs to the commit.
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::command::{Command, KINDS};
use shared::id::{Epoch, ReplicaId};
use shared::refusal::Refusal;
use shared::scope::Scope;
use shared::sync::envelope::{Draft, Envelope, Knowledge, head, seal};
use shared::sync::outbox::{EntryState, StoredEntry};
use shared::sync::protocol::{
    Digest, Directive, HelloReply, PullReply, PullRequest, PushRefusal, PushReply, PushRequest,
    Range, RowDel, RowPut, SchemaRange, ScopeDelta, SnapshotPage,
};
use shared::testing::replay::{STATE_HASH, log, noon, state_hash};
use shared::testing::{cast, generator};
use shared::time::Millis;
use shared::verdict::{Flag, Outcome, Parked, Verdict};
use shared::wire::canonical;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wire/samples")
}

fn replica() -> ReplicaId {
    cast::id("sample replica")
}

/// The stored sample, or the one that is made now when new ones are asked for.
fn sample(name: &str, make: impl FnOnce() -> Value) -> Value {
    let path = folder().join(format!("{name}.json"));
    if !path.exists() && std::env::var_os("FOTFASTE_NEW_SAMPLES").is_some() {
        let text = serde_json::to_string_pretty(&make()).unwrap();
        fs::create_dir_all(folder()).unwrap();
        fs::write(&path, text + "\n").unwrap();
    }
    let text = fs::read_to_string(&path).unwrap_or_else(|_| {
        panic!("no sample {name}: run FOTFASTE_NEW_SAMPLES=1 cargo test -p tests --test wire")
    });
    serde_json::from_str(&text).unwrap()
}

fn envelope_of(command: Command) -> Value {
    seal(replica(), 1, None, &draft_of(command)).unwrap()
}

fn draft_of(command: Command) -> Draft {
    Draft {
        command: command.into(),
        author: None,
        occurred_at: noon(cast::today()),
        tz: 60,
        mono_ms: 1_234,
        skew_est_ms: -5,
        base: [(
            "placement/00000000-0000-8000-8000-000000000000".to_owned(),
            41,
        )]
        .into(),
        view: Knowledge {
            schema: 1,
            build: "sample".to_owned(),
            seq: 40,
            epoch: None,
        },
    }
}

#[test]
fn every_command_has_a_generator_and_a_sample_that_reads_and_writes_the_same() {
    let (told, _, _) = log();
    for kind in KINDS {
        assert!(
            generator(kind.name).is_some(),
            "no generator: {}",
            kind.name
        );
        let stored = sample(&format!("{}_v{}", kind.name, kind.v), || {
            let mut of_kind = told.iter().filter(|logged| logged.command.kind() == *kind);
            envelope_of(of_kind.next().unwrap().command.clone())
        });
        let found = head(replica(), &stored);
        assert!(
            found.is_some(),
            "{}: the hash is taken otherwise",
            kind.name
        );
        let envelope: Envelope = serde_json::from_value(stored.clone()).unwrap();
        let command = Command::decode(&envelope.kind, envelope.v, &envelope.payload)
            .unwrap_or_else(|error| panic!("{} does not read: {error:?}", kind.name));
        assert_eq!(
            canonical(&command.payload().unwrap()),
            canonical(&envelope.payload),
            "{} is written otherwise: give it a new version",
            kind.name
        );
        let again = serde_json::to_value(&envelope).unwrap();
        assert_eq!(canonical(&again), canonical(&stored), "{}", kind.name);
    }
}

#[test]
fn samples_of_commands_that_are_gone_are_kept_and_known() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.trim_end_matches(".json");
        let is_command = KINDS
            .iter()
            .any(|kind| stem == format!("{}_v{}", kind.name, kind.v));
        assert!(
            is_command
                || ["verdicts", "refusals", "messages", "outbox", "authored"].contains(&stem),
            "{name} belongs to no command: every version stays readable"
        );
    }
}

/// On a shared tablet an envelope names its author; those of personal devices are the samples of the commands.
#[test]
fn an_envelope_with_an_author_travels_as_its_sample() {
    let (told, _, _) = log();
    let stored = sample("authored", || {
        let is_record = |kind: &str| kind == "record_attendance";
        let mut of_kind = told
            .iter()
            .filter(|logged| is_record(logged.command.kind().name));
        let draft = Draft {
            command: of_kind.next().unwrap().command.clone().into(),
            author: Some(cast::user("Stig")),
            ..draft_of(of_kind.next().unwrap().command.clone())
        };
        seal(replica(), 1, None, &draft).unwrap()
    });
    assert!(head(replica(), &stored).is_some());
    let envelope: Envelope = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(envelope.author, Some(cast::user("Stig")));
    let again = serde_json::to_value(&envelope).unwrap();
    assert_eq!(canonical(&again), canonical(&stored));
    // Who said it is under the hash: another author is another envelope.
    let mut forged = stored;
    forged["author"] = json!(cast::user("Sara"));
    assert!(head(replica(), &forged).is_none());
}

fn same<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T, stored: &Value) {
    let written = serde_json::to_value(value).unwrap();
    assert_eq!(canonical(&written), canonical(stored));
    assert_eq!(&serde_json::from_value::<T>(stored.clone()).unwrap(), value);
}

/// Compares each value with its place in the sample's list.
fn same_list<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
    name: &str,
    values: &[T],
) {
    let stored = sample(name, || serde_json::to_value(values).unwrap());
    let stored = stored.as_array().unwrap();
    assert_eq!(stored.len(), values.len(), "{name}");
    for (value, stored) in values.iter().zip(stored) {
        same(value, stored);
    }
}

fn verdict(no: i64, seq: Option<i64>, outcome: Outcome) -> Verdict {
    Verdict {
        cmd_no: 7,
        no,
        seq,
        outcome,
    }
}

fn verdicts() -> Vec<Verdict> {
    let all = [
        Flag::Parallel,
        Flag::Conflict,
        Flag::Late,
        Flag::Clock,
        Flag::AfterRevocation,
    ];
    let parked = |no, why| verdict(no, None, Outcome::Parked { why });
    vec![
        verdict(1, Some(9), Outcome::Applied { flags: Vec::new() }),
        verdict(
            2,
            Some(9),
            Outcome::Applied {
                flags: all.to_vec(),
            },
        ),
        verdict(3, None, Outcome::Duplicate),
        parked(
            4,
            Parked::UnknownKind {
                kind: "ask_the_moon".to_owned(),
                v: 3,
            },
        ),
        parked(5, Parked::Undecodable),
        parked(6, Parked::Internal),
        parked(7, Parked::DependsOn { no: 6 }),
        parked(8, Parked::ReplicaForked),
        verdict(
            9,
            None,
            Outcome::Rejected {
                refusal: Refusal::NotAllowed,
            },
        ),
    ]
}

#[test]
fn every_verdict_travels_as_its_sample() {
    same_list("verdicts", &verdicts());
}

fn refusals() -> Vec<Refusal> {
    let day = cast::today();
    let kind = shared::model::Kind::Placement;
    let month = day.in_month();
    let (from, to) = (day, day.plus_days(3));
    vec![
        Refusal::NotAllowed,
        Refusal::NotFound { kind },
        Refusal::AlreadyExists { kind },
        Refusal::NotPossible,
        Refusal::TooMany { max: 8 },
        Refusal::DatesReversed { from: to, to: from },
        Refusal::DayInFuture { day },
        Refusal::DayOutsidePlacement {
            day,
            started: Some(from),
            ended: None,
        },
        Refusal::MonthAttested { month },
        Refusal::MonthNotAttested { month },
        Refusal::MonthConfirmed { month },
        Refusal::MonthNotOver { from },
        Refusal::DaysDisputed { days: vec![1, 31] },
        Refusal::DayNotDisputed { day },
        Refusal::DaySettled { day },
        Refusal::NothingToRetract { day },
        Refusal::OwnPromise,
        Refusal::PlacementState {
            is: "planned".to_owned(),
        },
        Refusal::SlotTaken { from, to },
        Refusal::SlotNotOffered,
        Refusal::SlotCount { places: 4 },
        Refusal::TenderAwarded,
        Refusal::NotAwarded,
        Refusal::OrganisationKind,
        Refusal::RoleNotHere,
        Refusal::NotACaseworker,
        Refusal::OwnAdministration,
        Refusal::OtherTender,
        Refusal::OtherContract,
        Refusal::ReasonMissing,
        Refusal::SitesMismatch,
        Refusal::AuthorNotHere,
        Refusal::MeetingOver,
        Refusal::CheckInOff,
        Refusal::DayPast { day },
        Refusal::NothingToObject { day },
    ]
}

#[test]
fn every_refusal_travels_as_its_sample() {
    same_list("refusals", &refusals());
}

#[test]
fn a_stored_outbox_of_every_release_still_opens() {
    let envelope = json!({ "cmd_no": 3, "a field of tomorrow": true });
    let judged = EntryState::Judged {
        verdict: verdict(1, Some(9), Outcome::Applied { flags: Vec::new() }),
    };
    let entries: Vec<StoredEntry> = [EntryState::Waiting, EntryState::Custody, judged]
        .map(|state| StoredEntry {
            envelope: envelope.clone(),
            state,
        })
        .to_vec();
    same_list("outbox", &entries);
}

#[test]
fn every_message_travels_as_its_sample() {
    let epoch: Epoch = cast::id("sample epoch");
    let time = Millis(1_773_662_400_000);
    let scope = Scope::Site(cast::id("Norr"));
    let row = RowPut {
        t: "tender".to_owned(),
        id: cast::id("tender Skolan"),
        ver: 4,
        row: json!({ "title": "Skolan" }),
    };
    let delta = ScopeDelta {
        id: scope,
        from: 3,
        through: 4,
        puts: vec![row.clone()],
        dels: vec![RowDel {
            t: "slot".to_owned(),
            id: cast::id("Skolan 1"),
            why: "moved".to_owned(),
        }],
        whole: false,
        digest: Some(Digest { n: 1, h: -9 }),
    };
    let hello = HelloReply {
        epoch,
        server_time: time,
        proto: Range { min: 1, max: 1 },
        schema: SchemaRange {
            min_pull: 1,
            cur: 1,
        },
        build: "sample".to_owned(),
    };
    let push = PushRequest {
        proto: 1,
        epoch_seen: Some(epoch),
        replica_id: replica(),
        branches: Vec::new(),
        batch: vec![json!({ "cmd_no": 1 })],
    };
    let pushed = PushReply {
        epoch,
        server_time: time,
        custody_high: 7,
        verdicts: verdicts().into_iter().take(1).collect(),
        retry_after_ms: Some(500),
    };
    let pull = PullRequest {
        proto: 1,
        epoch: Some(epoch),
        replica_id: replica(),
        branches: Vec::new(),
        lacks_before: false,
        schema: 1,
        scopes: [(scope, 3)].into(),
        verdicts_after: 2,
        need_digest: true,
        takes_whole: false,
        health: None,
    };
    let pulled = PullReply {
        epoch,
        to: 4,
        scopes: vec![delta],
        scopes_new: vec![Scope::Office],
        scopes_gone: vec![Scope::Figures],
        verdicts: Vec::new(),
        custody_high: 7,
        durable_high: 6,
        lease_until: time,
        directives: vec![Directive::Upgrade, Directive::Reauth, Directive::Wipe],
        more: false,
    };
    let page = SnapshotPage {
        epoch,
        scope,
        seq: 4,
        rows: vec![row],
        next: Some("tender.x".to_owned()),
    };
    let refused = vec![
        PushRefusal::Gap { expect: 3 },
        PushRefusal::ReplicaForked { at: 2 },
        PushRefusal::OtherUser,
        PushRefusal::Malformed { at: 0 },
    ];
    let made = json!({
        "hello": hello, "push": push, "pushed": pushed, "pull": pull, "pulled": pulled, "page": page, "refused": refused,
    });
    let stored = sample("messages", || made);
    same(&hello, &stored["hello"]);
    same(&push, &stored["push"]);
    same(&pushed, &stored["pushed"]);
    same(&pull, &stored["pull"]);
    same(&pulled, &stored["pulled"]);
    same(&page, &stored["page"]);
    same(&refused, &stored["refused"]);
}

#[test]
fn the_fixed_log_comes_to_the_known_state() {
    let (told, state, _) = log();
    assert!(told.len() > 800);
    assert_eq!(state_hash(&state).to_string(), STATE_HASH);
}

/// This crate's `serde_json` keeps maps as they were filled; the app's does not.
#[test]
fn the_order_in_which_a_map_was_filled_changes_no_hash() {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let filled = read(r#"{"b":{"z":1,"é":2,"A":3},"a":[{"y":null,"x":true}]}"#);
    assert_eq!(
        canonical(&filled),
        r#"{"a":[{"x":true,"y":null}],"b":{"A":3,"z":1,"é":2}}"#
    );
}
