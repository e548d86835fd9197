//! The server's domain work: any push in anybody's name, as it came and with numbers, hashes and chain put right, so that what lies
//! behind them is reached; then a pull. Custody holds what was taken, nothing ends in a fault of the server's own, the chain of
//! the audit holds, and what is answered reads on the device.
use std::sync::{Arc, OnceLock};

use backend::accept::{self, AcceptError, Caller, Deps, verify_chain};
use backend::store::{MemoryStore, StoreError, read};
use backend::vault::Vault;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use shared::id::ReplicaId;
use shared::sync::event::{Answer, Request, What};
use shared::sync::outbox::StoredOutbox;
use shared::sync::protocol::{HelloReply, PullRequest, PushReply, PushRequest, Range, SchemaRange};
use shared::testing::cast::{PEOPLE, today, user};
use shared::verdict::{Outcome, Parked};
use shared::wire::{PROTO, SCHEMA, SCHEMA_MIN_PULL, envelope_hash};
use uuid::Uuid;

use super::core::{Talk, waiting};
use super::{same, seeds, wait};
use crate::authority::{begin, now, tenant};

/// Commands that are looked at of one input.
const BATCH_MAX: usize = 6;

/// A server with the cast's authority, as it was begun.
fn server() -> Deps {
    static BEGUN: OnceLock<(Arc<MemoryStore>, Vault)> = OnceLock::new();
    let (store, vault) = BEGUN.get_or_init(|| {
        let store = Arc::new(MemoryStore::new(Uuid::from_u128(7)));
        let vault = Vault::with_random([7; 32], |bytes| {
            bytes.fill(7);
            Ok(())
        });
        let deps = Deps {
            store: store.clone(),
            vault: vault.clone(),
        };
        wait(begin(&deps)).expect("the beginning");
        (store, vault)
    });
    Deps {
        store: Arc::new(wait(store.copy())),
        vault: vault.clone(),
    }
}

/// Numbers from 1, each with the hash of the one before and its own.
fn put_right(replica: ReplicaId, batch: &[Value]) -> Vec<Value> {
    let mut prev = Value::Null;
    let mut right = Vec::new();
    for (value, no) in batch.iter().zip(1_u64..) {
        let mut value = value.clone();
        let Value::Object(fields) = &mut value else {
            continue;
        };
        fields.insert("cmd_no".to_owned(), no.into());
        fields.insert("prev".to_owned(), prev.clone());
        fields.remove("hash");
        prev = json!(envelope_hash(replica, &value).to_string());
        value["hash"] = prev.clone();
        right.push(value);
    }
    right
}

fn device_reads<T: Serialize + DeserializeOwned + PartialEq>(reply: &T) {
    let text = serde_json::to_vec(reply).expect("JSON");
    let read: T = shared::wire::read(&text).expect("a device reads the answer");
    assert!(read == *reply, "a device reads it otherwise");
    same(reply);
}

/// The answer, when it was no refusal.
async fn push(deps: &Deps, caller: Caller, request: PushRequest) -> Option<PushReply> {
    let sent = request.batch.len() as u64;
    match accept::push(deps, caller, now(today()), request).await {
        Ok(reply) => {
            device_reads(&reply);
            for verdict in &reply.verdicts {
                let is_ours = matches!(
                    &verdict.outcome,
                    Outcome::Parked {
                        why: Parked::Internal
                    }
                );
                assert!(
                    !is_ours,
                    "command {} ends in a fault of the server",
                    verdict.cmd_no
                );
            }
            assert!(reply.verdicts.len() as u64 <= sent);
            Some(reply)
        }
        Err(AcceptError::Push(refusal)) => {
            same(&refusal);
            None
        }
        Err(error) => panic!("a push fails: {error:?}"),
    }
}

async fn all(deps: &Deps, caller: Caller, request: PushRequest) {
    push(deps, caller, request.clone()).await;
    let replica_id = ReplicaId::from(Uuid::from_u128(77));
    let right = PushRequest {
        replica_id,
        branches: Vec::new(),
        batch: put_right(replica_id, &request.batch),
        ..request.clone()
    };
    let count = right.batch.len() as u64;
    let first = push(deps, caller, right.clone()).await;
    let first = first.expect("what is put right is taken");
    assert_eq!(
        (first.custody_high, first.verdicts.len() as u64),
        (count, count)
    );
    let again = push(deps, caller, right).await.expect("once more");
    assert_eq!(again.custody_high, count);
    let ask = PullRequest {
        proto: PROTO,
        epoch: request.epoch_seen,
        replica_id,
        branches: request.branches,
        lacks_before: true,
        schema: SCHEMA,
        scopes: shared::ordered::Map::new(),
        verdicts_after: 0,
        need_digest: true,
        takes_whole: true,
        health: None,
    };
    let pulled = accept::pull(deps, caller, now(today()), ask).await;
    device_reads(&pulled.expect("a pull"));
    let chain = read::<_, StoreError, _>(&*deps.store, |tx| {
        Box::pin(async move { verify_chain(tx, tenant()).await })
    });
    let chain = chain.await.expect("the chain is read");
    assert!(chain.is_ok(), "{chain:?}");
}

pub fn feed(bytes: &[u8]) -> bool {
    let Ok(mut request) = backend::json::parse::<PushRequest>(bytes) else {
        return false;
    };
    request.batch.truncate(BATCH_MAX);
    if request.batch.iter().any(|value| !value.is_object()) {
        return false;
    }
    // In whose name follows from the input.
    let who = PEOPLE
        .get(bytes.len() % PEOPLE.len())
        .map_or("Per", |person| person.name);
    let caller = Caller {
        tenant: tenant(),
        user: user(who),
    };
    let deps = server();
    wait(all(&deps, caller, request));
    true
}

pub fn seeds() -> Vec<Vec<u8>> {
    let with = |batch: &[Value]| {
        let mut push = seeds::message("push");
        push["batch"] = json!(batch);
        push
    };
    let envelopes = seeds::envelopes();
    let mut all: Vec<Value> = envelopes.chunks(1).map(with).collect();
    all.extend(envelopes.chunks(3).map(with));
    let mut branched = with(&envelopes[..1]);
    branched["branches"] = json!([{"of": seeds::message("push")["replica_id"], "from": 2}]);
    all.push(branched);
    // White space behind changes in whose name it is said.
    let mut texts: Vec<Vec<u8>> = Vec::new();
    for (place, value) in all.iter().enumerate() {
        let mut text = seeds::bytes(value);
        text.extend(std::iter::repeat_n(b' ', place % PEOPLE.len()));
        texts.push(text);
    }
    texts
}

/// What this server answers to a device with waiting commands, as the core's input has it.
pub fn conversation() -> Vec<Vec<u8>> {
    let deps = server();
    let caller = Caller {
        tenant: tenant(),
        user: super::core::user(),
    };
    let outbox = StoredOutbox {
        entries: waiting(),
        end: 3,
        ..StoredOutbox::default()
    };
    let mut talk = Talk::open(None, outbox);
    let mut lines = Vec::new();
    let mut note = |body: String| lines.extend(format!("200 {body}\n").into_bytes());
    let answer = |request: &Request| match request {
        Request::Hello => {
            let epoch = read::<_, StoreError, _>(&*deps.store, |tx| {
                Box::pin(async move { tx.epoch().await })
            });
            let reply = HelloReply {
                epoch: wait(epoch).expect("a timeline").into(),
                server_time: now(today()).millis,
                proto: Range {
                    min: PROTO,
                    max: PROTO,
                },
                schema: SchemaRange {
                    min_pull: SCHEMA_MIN_PULL,
                    cur: SCHEMA,
                },
                build: "fuzz".to_owned(),
            };
            note(shared::wire::write(&reply).expect("JSON"));
            Answer::Hello(reply)
        }
        Request::Push(push) => {
            let reply = wait(accept::push(&deps, caller, now(today()), push.clone()));
            let reply = reply.expect("a push");
            note(shared::wire::write(&reply).expect("JSON"));
            Answer::Pushed(reply)
        }
        Request::Pull(pull) => {
            let reply = wait(accept::pull(&deps, caller, now(today()), pull.clone()));
            let reply = reply.expect("a pull");
            note(shared::wire::write(&reply).expect("JSON"));
            Answer::Pulled(Box::new(reply))
        }
        Request::Page { .. } => Answer::NoSuchScope,
    };
    talk.round(What::Leads, answer, 20);
    assert!(
        talk.core.status().is_complete,
        "the talk came to no checkpoint"
    );
    vec![lines]
}
