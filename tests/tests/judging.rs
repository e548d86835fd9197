//! Custody that stands without a verdict: the database failed between the two, and the server lives on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use async_trait::async_trait;
use backend::accept::{self, Caller, Deps};
use backend::store::{Job, Poke, Store, StoreError, read};
use serde_json::{Value, json};
use shared::command::{Command, RegisterTender};
use shared::id::ReplicaId;
use shared::model::{CpvCode, Nature, Role};
use shared::sync::envelope::{self, Draft, Knowledge};
use shared::sync::protocol::PushRequest;
use shared::text::ShortText;
use shared::verdict::{Flag, Outcome};
use shared::wire::{Hash, PROTO, SCHEMA};
use tests::world::World;
use tokio::sync::broadcast;
use uuid::Uuid;

/// A real store on a disk that fails once, at the write job of this number.
struct FailsOnce {
    store: Arc<dyn Store>,
    jobs_before: AtomicUsize,
}

#[async_trait]
impl Store for FailsOnce {
    async fn write_job(&self, job: Job) -> Result<(), StoreError> {
        if self.jobs_before.fetch_sub(1, Ordering::SeqCst) == 0 {
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
    let deps = Deps {
        store: Arc::new(FailsOnce {
            store: world.app.store.clone(),
            jobs_before: AtomicUsize::new(1),
        }),
        vault: world.app.vault.clone(),
    };
    let caller = Caller {
        tenant: world.here.id,
        user: world.here.users[&Role::Procurement],
    };
    let replica = ReplicaId::from(Uuid::from_u128(77));
    let first = sealed(&world, replica, 1, None, "Ombyggnad")?;
    let hash = envelope::head(replica, &first).map(|head| head.hash);
    let second = sealed(&world, replica, 2, hash, "Nybyggnad")?;

    let now = world.app.moment();
    let kept = accept::push(&deps, caller, now, request(replica, first)).await?;
    assert_eq!((kept.custody_high, kept.verdicts.len()), (1, 0));
    let told = accept::push(&deps, caller, now, request(replica, second)).await?;
    assert_eq!((told.custody_high, told.verdicts.len()), (2, 1));
    assert!(
        matches!(told.verdicts[0].outcome, Outcome::Rejected { .. }),
        "the second overtook the first: {:?}",
        told.verdicts
    );
    let tenant = world.here.id;
    let row = read::<_, StoreError, _>(&*deps.store, move |tx| {
        Box::pin(async move { tx.verdict(tenant, replica.uuid(), 1).await })
    })
    .await?;
    assert_eq!(row.map(|row| row.state).as_deref(), Some("applied"));
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
        request(replica, first),
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
    let draft = Draft {
        command: Command::from(command),
        author: None,
        occurred_at: world.app.now(),
        tz: 60,
        mono_ms: 0,
        skew_est_ms: 0,
        base: shared::ordered::Map::new(),
        view: Knowledge {
            schema: SCHEMA,
            build: "test".to_owned(),
            seq: 0,
        },
    };
    Ok(envelope::seal(replica, no, prev, &draft)?)
}

fn request(replica: ReplicaId, command: Value) -> PushRequest {
    PushRequest {
        proto: PROTO,
        epoch_seen: None,
        replica_id: replica,
        batch: vec![command],
    }
}
