//! Custody that stands without a verdict: the database failed between the two, and the server lives on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use async_trait::async_trait;
use axum::response::IntoResponse;
use backend::accept::{self, AcceptError, Caller, Deps};
use backend::error::ApiError;
use backend::store::{Job, Poke, Store, StoreError, VerdictRow, read, write};
use serde_json::{Value, json};
use shared::command::RegisterTender;
use shared::id::{ReplicaId, TenantId};
use shared::model::{CpvCode, Nature, Role};
use shared::sync::envelope;
use shared::sync::protocol::PullRequest;
use shared::text::ShortText;
use shared::verdict::{Flag, Outcome, Parked, Verdict};
use shared::wire::{Hash, PROTO, SCHEMA};
use tests::authority::{push_of, seal};
use tests::world::World;
use tokio::sync::broadcast;
use uuid::Uuid;

/// A real store on a disk that fails at the write jobs of some numbers.
struct Fails {
    store: Arc<dyn Store>,
    jobs: AtomicUsize,
    at: &'static [usize],
}

impl Fails {
    fn at(at: &'static [usize], world: &World) -> Deps {
        Deps {
            store: Arc::new(Self {
                store: world.app.store.clone(),
                jobs: AtomicUsize::new(0),
                at,
            }),
            vault: world.app.vault.clone(),
        }
    }
}

#[async_trait]
impl Store for Fails {
    async fn write_job(&self, job: Job) -> Result<(), StoreError> {
        if self.at.contains(&self.jobs.fetch_add(1, Ordering::SeqCst)) {
            return Err(StoreError::Closed);
        }
        self.store.write_job(job).await
    }
    async fn read_job(&self, job: Job) -> Result<(), StoreError> {
        self.store.read_job(job).await
    }
    fn pokes(&self) -> broadcast::Receiver<Poke> {
        self.store.pokes()
    }
    async fn close(&self) {
        self.store.close().await;
    }
}

#[tokio::test]
async fn a_command_whose_judging_failed_is_judged_before_the_next_one() -> Result<()> {
    let world = World::new().await?;
    let deps = Fails::at(&[1], &world);
    let caller = Caller {
        tenant: world.here.id,
        user: world.here.users[&Role::Procurement],
    };
    let replica = ReplicaId::from(Uuid::from_u128(77));
    let first = sealed(&world, replica, 1, None, "Ombyggnad")?;
    let hash = envelope::head(replica, &first).map(|head| head.hash);
    let second = sealed(&world, replica, 2, hash, "Nybyggnad")?;

    let now = world.app.moment();
    let kept = accept::push(&deps, caller, now, push_of(replica, first)).await;
    assert!(kept.is_err_and(|error| error.is_outage()), "asked again");
    let told = accept::push(&deps, caller, now, push_of(replica, second)).await?;
    assert_eq!((told.custody_high, told.verdicts.len()), (2, 1));
    assert!(
        matches!(told.verdicts[0].outcome, Outcome::Rejected { .. }),
        "the second overtook the first: {:?}",
        told.verdicts
    );
    let first = state(&deps, world.here.id, replica, 1).await?;
    assert_eq!(first.as_deref(), Some("applied"));
    Ok(())
}

async fn state(
    deps: &Deps,
    tenant: TenantId,
    replica: ReplicaId,
    no: i64,
) -> Result<Option<String>> {
    let row = read::<_, StoreError, _>(&*deps.store, move |tx| {
        Box::pin(async move { tx.verdict(tenant, replica.uuid(), no).await })
    });
    Ok(row.await?.map(|row| row.state))
}

#[tokio::test]
async fn what_cannot_be_judged_at_a_start_keeps_nobody_else_waiting_and_is_overtaken_by_nothing()
-> Result<()> {
    let world = World::new().await?;
    // Each push: custody, and judging, which fails. Then, at the start: all four together, and the first by itself, which fail too.
    let deps = Fails::at(&[1, 3, 5, 7, 8, 9], &world);
    let caller = Caller {
        tenant: world.here.id,
        user: world.here.users[&Role::Procurement],
    };
    let now = world.app.moment();
    let (one, two) = (
        ReplicaId::from(Uuid::from_u128(80)),
        ReplicaId::from(Uuid::from_u128(81)),
    );
    for replica in [one, two] {
        let first = sealed(&world, replica, 1, None, "Ombyggnad")?;
        let hash = envelope::head(replica, &first).map(|head| head.hash);
        let second = sealed(&world, replica, 2, hash, "Nybyggnad")?;
        for command in [first, second] {
            let kept = accept::push(&deps, caller, now, push_of(replica, command)).await;
            assert!(kept.is_err_and(|error| error.is_outage()));
        }
    }
    assert_eq!(
        accept::judge_leftovers(&deps, now).await?,
        2,
        "only the second device's"
    );
    for (replica, no, judged) in [
        (one, 1, None),
        (one, 2, None),
        (two, 1, Some("applied")),
        (two, 2, Some("rejected")),
    ] {
        assert_eq!(
            state(&deps, world.here.id, replica, no).await?.as_deref(),
            judged,
            "{replica:?} {no}"
        );
    }
    // At the next start the disk works.
    assert_eq!(accept::judge_leftovers(&deps, now).await?, 2);
    assert_eq!(
        state(&deps, world.here.id, one, 2).await?.as_deref(),
        Some("rejected")
    );
    Ok(())
}

/// Files a verdict as a server before this one would have.
async fn file(
    deps: &Deps,
    tenant: TenantId,
    replica: ReplicaId,
    no: u64,
    why: Parked,
) -> Result<()> {
    let verdict = Verdict {
        cmd_no: no,
        no: i64::try_from(no)?,
        seq: None,
        outcome: Outcome::Parked { why },
    };
    let row = VerdictRow {
        tenant,
        replica: replica.uuid(),
        cmd_no: verdict.no,
        no: verdict.no,
        seq: None,
        state: "parked".to_owned(),
        body: serde_json::to_string(&verdict)?,
    };
    write::<_, StoreError, _>(&*deps.store, move |tx| {
        let row = row.clone();
        Box::pin(async move {
            tx.put_verdict(&row).await?;
            tx.mark_judged(row.tenant, row.replica, row.cmd_no).await
        })
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn what_an_older_server_could_not_read_is_judged_after_the_deploy() -> Result<()> {
    let world = World::new().await?;
    let deps = Fails::at(&[1, 4], &world);
    let caller = Caller {
        tenant: world.here.id,
        user: world.here.users[&Role::Procurement],
    };
    let now = world.app.moment();
    let replica = ReplicaId::from(Uuid::from_u128(82));
    let known = sealed(&world, replica, 1, None, "Ombyggnad")?;
    let hash = envelope::head(replica, &known).map(|head| head.hash);
    let mut later = sealed(&world, replica, 2, hash, "Nybyggnad")?;
    later["kind"] = json!("of_a_later_build");
    later["hash"] = json!(shared::wire::envelope_hash(replica, &later).to_string());
    let kind = |kind: &str| Parked::UnknownKind {
        kind: kind.to_owned(),
        v: 1,
    };
    let outage = accept::push(&deps, caller, now, push_of(replica, known)).await;
    assert!(outage.is_err());
    file(&deps, caller.tenant, replica, 1, kind("register_tender")).await?;
    let outage = accept::push(&deps, caller, now, push_of(replica, later)).await;
    assert!(outage.is_err());
    file(&deps, caller.tenant, replica, 2, kind("of_a_later_build")).await?;

    assert_eq!(accept::judge_parked(&deps, now).await?, 1);
    for (no, judged) in [(1, "applied"), (2, "parked")] {
        let state = state(&deps, caller.tenant, replica, no).await?;
        assert_eq!(state.as_deref(), Some(judged), "{no}");
    }
    // The device, which had both verdicts, is told the new one and no other.
    let asked = PullRequest {
        proto: PROTO,
        epoch: None,
        replica_id: replica,
        branches: Vec::new(),
        lacks_before: false,
        schema: SCHEMA,
        scopes: shared::ordered::Map::new(),
        verdicts_after: 2,
        need_digest: false,
        takes_whole: true,
        health: None,
    };
    let told = accept::pull(&deps, caller, now, asked).await?.verdicts;
    assert_eq!(
        (told.len(), told[0].cmd_no, told[0].no),
        (1, 1, 3),
        "{told:?}"
    );
    assert_eq!(accept::judge_parked(&deps, now).await?, 0, "nothing is new");
    Ok(())
}

#[tokio::test]
async fn a_database_that_fails_is_busy_and_asked_again() -> Result<()> {
    let outage = ApiError::from(AcceptError::from(StoreError::Closed)).into_response();
    assert_eq!(outage.status().as_u16(), 503);
    assert!(outage.headers().contains_key("retry-after"));
    let fault = ApiError::from(AcceptError::from(StoreError::Corrupt("kind"))).into_response();
    assert_eq!(fault.status().as_u16(), 500);
    Ok(())
}

#[tokio::test]
async fn what_was_done_in_doubt_stands_in_the_inbox_of_the_office() -> Result<()> {
    let world = World::new().await?;
    let caller = Caller {
        tenant: world.here.id,
        user: world.here.users[&Role::Procurement],
    };
    // What was done before the role ended and comes afterwards.
    let replica = ReplicaId::from(Uuid::from_u128(79));
    let first = sealed(&world, replica, 1, None, "Ombyggnad")?;
    world.end_rights(&world.here, Role::Procurement, 0).await?;
    world.pass(24 * 60);
    let told = accept::push(
        &world.app.deps(),
        caller,
        world.app.moment(),
        push_of(replica, first),
    )
    .await?;
    let Outcome::Applied { flags } = &told.verdicts[0].outcome else {
        panic!("{told:?}");
    };
    assert_eq!(flags, &[Flag::AfterRevocation]);

    let officer = world.session_of(&world.here, Role::ContractManager).await?;
    let inbox = world.get("/api/v1/inbox", Some(&officer)).await?.json();
    let item = &inbox["items"][0];
    assert_eq!(
        (&item["state"], &item["kind"]),
        (&json!("flagged"), &json!("register_tender")),
        "{inbox}"
    );
    assert_eq!(item["said"]["title"], json!("Ombyggnad"), "{inbox}");
    // Who keeps the accounts sees that something waits, and not what it says.
    let administrator = world.session_of(&world.here, Role::Administrator).await?;
    let inbox = world
        .get("/api/v1/inbox", Some(&administrator))
        .await?
        .json();
    assert_eq!(inbox["items"][0]["said"], json!(null), "{inbox}");
    Ok(())
}

/// The same tender under another title: the first one to be judged stands.
fn sealed(
    world: &World,
    replica: ReplicaId,
    no: u64,
    prev: Option<Hash>,
    title: &str,
) -> Result<Value> {
    let command = RegisterTender {
        tender: Uuid::from_u128(78).into(),
        title: ShortText::parse(title)?,
        reference: ShortText::parse("TN 1")?,
        notice: None,
        cpv_main: CpvCode::parse("45214200")?,
        nature: Nature::Works,
        value: None,
        deadline: None,
    };
    seal(command.into(), world.app.now(), replica, no, prev)
}
