//! What comes twice, late, in any order, or from somebody else.
use anyhow::{Result, ensure};
use backend::accept::{self, AcceptError, Caller};
use serde_json::Value;
use shared::id::ReplicaId;
use shared::sync::event::{Answer, Request};
use shared::sync::protocol::{PushRefusal, PushRequest};
use shared::testing::Dice;
use shared::testing::cast::{today, user};
use shared::wire::PROTO;
use std::collections::BTreeMap;
use tests::authority::{now, tenant, tender};
use tests::device::Device;
use uuid::Uuid;

use crate::server;

const COMMANDS: usize = 12;
const DELIVERIES: usize = 200;

#[tokio::test]
async fn case_03_the_same_commands_come_again_and_in_any_order() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = server(folder.path()).await?;
    let mut device = Device::new("Per", 20);
    device.sync(&deps).await?;
    for number in 0..COMMANDS {
        device.record(tender(number)?)?;
    }
    let sealed = device.core.outbox().entries();
    let sealed: Vec<Value> = sealed
        .map(|(_, entry)| entry.stored.envelope.clone())
        .collect();
    let caller = Caller {
        tenant: tenant(),
        user: user("Per"),
    };
    let replica_id = ReplicaId::from(Uuid::from_u128(20));
    let mut dice = Dice::new(3);
    let (mut kept, mut verdicts) = (0, BTreeMap::new());
    for _ in 0..DELIVERIES {
        let first = dice.index(COMMANDS);
        let last = first + dice.index(COMMANDS - first);
        let push = PushRequest {
            proto: PROTO,
            epoch_seen: None,
            replica_id,
            branches: Vec::new(),
            batch: sealed[first..=last].to_vec(),
        };
        match accept::push(&deps, caller, now(today()), push).await {
            Ok(reply) => {
                ensure!(first <= kept, "{first} was taken over a gap after {kept}");
                kept = kept.max(last + 1);
                ensure!(reply.custody_high == kept as u64, "{reply:?}");
                for verdict in reply.verdicts {
                    let before = verdicts.insert(verdict.cmd_no, verdict.clone());
                    ensure!(before.is_none_or(|before| before == verdict), "{verdict:?}");
                }
            }
            Err(AcceptError::Push(PushRefusal::Gap { expect })) => {
                ensure!(
                    first > kept && expect == kept as u64 + 1,
                    "{first} after {kept}"
                );
            }
            Err(error) => return Err(error.into()),
        }
    }
    assert_eq!(
        (kept, verdicts.len()),
        (COMMANDS, COMMANDS),
        "the dice left some out"
    );
    assert!(
        verdicts
            .values()
            .all(|verdict| verdict.outcome.state() == "applied")
    );
    let seqs: Vec<_> = verdicts
        .values()
        .filter_map(|verdict| verdict.seq)
        .collect();
    assert!(seqs.is_sorted() && seqs.len() == COMMANDS, "{seqs:?}");
    Ok(())
}

#[test]
fn case_33_what_another_machine_answers_is_taken_for_no_answer() {
    let portal = "<!doctype html><title>Logga in på hotellets nät</title>";
    let bodies = [
        portal,
        "",
        "{}",
        "[]",
        "null",
        "{\"status\":\"ok\"}",
        "\u{1f8b}\0\0",
        "{\"epoch\":7}",
    ];
    let asked = [Request::Hello, pull()];
    for request in &asked {
        for body in bodies {
            for status in [200, 204, 301, 302, 304, 400, 404, 407, 511] {
                let read = Answer::read(request, status, body.as_bytes(), None);
                let is_nothing = matches!(read, Answer::Garbage | Answer::Busy { .. });
                assert!(is_nothing, "{status} {body:?}: {read:?}");
            }
        }
    }
}

fn pull() -> Request {
    Request::Pull(shared::sync::protocol::PullRequest {
        proto: PROTO,
        epoch: None,
        replica_id: ReplicaId::from(Uuid::from_u128(20)),
        branches: Vec::new(),
        lacks_before: false,
        schema: shared::wire::SCHEMA,
        scopes: shared::ordered::Map::new(),
        verdicts_after: 0,
        need_digest: true,
        takes_whole: true,
        health: None,
    })
}
