//! Commands that the server itself gives for somebody (an accepted invitation, the first administrator, the demo): through the
//! same custody, judgement and chain as any device's, in a replica of the server for that user.
use std::sync::Arc;

use shared::command::Command;
use shared::id::{ReplicaId, TenantId, UserId, derived};
use shared::model::Membership;
use shared::ordered::Map;
use shared::sync::envelope::{Draft, Knowledge, seal};
use shared::time::Millis;
use shared::verdict::Verdict;
use shared::wire::{Hash, SCHEMA};

use super::load::Working;
use super::{AcceptError, Caller, Deps, Now, custody, dependants, judge};
use crate::store::{Tx, write};
use crate::vault::Vault;

/// A command in somebody's name.
#[derive(Clone, Debug)]
pub struct Order {
    pub tenant: TenantId,
    pub actor: UserId,
    pub command: Command,
    /// When it is meant to have been done.
    pub occurred_at: Millis,
    /// Local offset east of UTC, minutes.
    pub tz: i32,
    /// A right that stands in no row yet: the first administrator's. Empty otherwise.
    pub extra: Vec<Membership>,
}

/// Executes orders one after another in one transaction and gives their verdicts.
pub async fn execute_local(
    deps: &Deps,
    now: Now,
    orders: Vec<Order>,
) -> Result<Vec<Verdict>, AcceptError> {
    let orders = Arc::new(orders);
    let vault = deps.vault.clone();
    write(&*deps.store, move |tx| {
        let (orders, vault) = (orders.clone(), vault.clone());
        Box::pin(async move { execute_in(tx, &vault, now, &orders).await })
    })
    .await
}

/// The same inside a running transaction, so that an account and its right come together or not at all.
pub async fn execute_in(
    tx: &mut dyn Tx,
    vault: &Vault,
    now: Now,
    orders: &[Order],
) -> Result<Vec<Verdict>, AcceptError> {
    let mut working = Working::default();
    let mut verdicts = Vec::with_capacity(orders.len());
    for order in orders {
        verdicts.push(execute(tx, vault, &mut working, now, order).await?);
    }
    if let Some(order) = orders.last() {
        // What this commit does not take is judged at the next start.
        dependants::retry(tx, vault, &mut working, order.tenant, now).await?;
    }
    Ok(verdicts)
}

async fn execute(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    order: &Order,
) -> Result<Verdict, AcceptError> {
    tx.lock_tenant(order.tenant).await?;
    let replica = server_replica(order.tenant, order.actor);
    let row = tx.replica(replica.uuid()).await?;
    let high = row.as_ref().map_or(0, |row| row.custody_high);
    let draft = Draft {
        command: order.command.clone().into(),
        author: None,
        occurred_at: order.occurred_at,
        tz: order.tz,
        mono_ms: 0,
        skew_est_ms: 0,
        base: Map::new(),
        view: Knowledge {
            schema: SCHEMA,
            build: env!("CARGO_PKG_VERSION").to_owned(),
            seq: tx.head(order.tenant).await?,
            epoch: None,
        },
    };
    let no = u64::try_from(high + 1).unwrap_or(1);
    let prev = row.and_then(|row| row.last_hash).map(Hash);
    let envelope = seal(replica, no, prev, &draft).map_err(AcceptError::Corrupt)?;
    let caller = Caller {
        tenant: order.tenant,
        user: order.actor,
    };
    custody::take_values(tx, vault, caller, now, replica, vec![envelope]).await?;
    let intake = tx
        .intake(order.tenant, replica.uuid(), high + 1)
        .await?
        .ok_or(crate::store::StoreError::Missing("intake"))?;
    judge::judge_one(tx, vault, working, now, &intake, &order.extra).await
}

/// The server's own replica for a user.
pub fn server_replica(tenant: TenantId, user: UserId) -> ReplicaId {
    let (tenant, user) = (tenant.uuid(), user.uuid());
    derived(&[b"server", tenant.as_bytes(), user.as_bytes()]).into()
}
