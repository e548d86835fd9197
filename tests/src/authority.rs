//! The authority of `shared::testing::cast` over a real store, without routes or sessions: its people and what they have said.
use anyhow::{Result, ensure};
use backend::accept::{Deps, Now, Order, execute_local};
use backend::store::{self, StoreError, TenantRow};
use serde_json::Value;
use shared::command::{Command, RegisterTender};
use shared::id::{ReplicaId, TenantId, UserId};
use shared::model::{CpvCode, Nature};
use shared::ordered::Map;
use shared::sync::envelope::{self, Draft, Knowledge};
use shared::sync::protocol::PushRequest;
use shared::testing::cast::{beginning, first_right, said, user};
use shared::testing::replay::noon;
use shared::time::{Day, Millis};
use shared::verdict::Outcome;
use shared::wire::{Hash, PROTO, SCHEMA};
use uuid::Uuid;

/// The only authority.
#[must_use]
pub fn tenant() -> TenantId {
    TenantId::from(Uuid::from_u128(1))
}

/// What somebody says at noon of a day.
#[must_use]
pub fn order(actor: UserId, on: Day, command: Command) -> Order {
    Order {
        tenant: tenant(),
        actor,
        command,
        occurred_at: noon(on),
        tz: 60,
        extra: Vec::new(),
    }
}

/// Noon of a day.
#[must_use]
pub fn now(on: Day) -> Now {
    Now {
        millis: noon(on),
        today: on,
    }
}

/// Makes the authority, and tells its beginning.
///
/// # Errors
/// When the store fails, or something of the beginning is not applied.
pub async fn begin(deps: &Deps) -> Result<()> {
    let row = TenantRow {
        id: tenant(),
        name: "Kommunen".to_owned(),
        created_at: 0,
    };
    store::write::<_, StoreError, _>(&*deps.store, move |tx| {
        let row = row.clone();
        Box::pin(async move { tx.put_tenant(&row).await })
    })
    .await?;
    for (actor, on, command) in beginning() {
        let mut order = order(actor, on, command);
        if actor == user("Agda") {
            order.extra.push(first_right());
        }
        let verdicts = execute_local(deps, now(on), vec![order]).await?;
        let is_applied = |verdict| matches!(verdict, Outcome::Applied { .. });
        ensure!(
            verdicts
                .into_iter()
                .all(|verdict| is_applied(verdict.outcome)),
            "the beginning is refused"
        );
    }
    Ok(())
}

/// The id of the tender of a number.
#[must_use]
pub fn tender_id(number: usize) -> Uuid {
    Uuid::from_u128(9_000 + number as u128)
}

/// A tender like others but for its number, to be registered by procurement.
///
/// # Errors
/// Never: its code is one of the list.
pub fn tender(number: usize) -> Result<RegisterTender> {
    Ok(RegisterTender {
        tender: tender_id(number).into(),
        title: said(&format!("Ombyggnad {number}")),
        reference: said(&format!("TN {number}")),
        notice: None,
        cpv_main: CpvCode::parse("45214200")?,
        nature: Nature::Works,
        value: None,
        deadline: None,
    })
}

/// A command as a device seals it that knows nothing yet.
///
/// # Errors
/// Never: every command is JSON.
pub fn seal(
    command: Command,
    at: Millis,
    replica: ReplicaId,
    no: u64,
    prev: Option<Hash>,
) -> Result<Value> {
    let draft = Draft {
        command: command.into(),
        author: None,
        occurred_at: at,
        tz: 60,
        mono_ms: 0,
        skew_est_ms: 0,
        base: Map::new(),
        view: Knowledge {
            schema: SCHEMA,
            build: "test".to_owned(),
            seq: 0,
            epoch: None,
        },
    };
    Ok(envelope::seal(replica, no, prev, &draft)?)
}

/// A push of one command.
#[must_use]
pub fn push_of(replica: ReplicaId, command: Value) -> PushRequest {
    PushRequest {
        proto: PROTO,
        epoch_seen: None,
        replica_id: replica,
        branches: Vec::new(),
        batch: vec![command],
    }
}
