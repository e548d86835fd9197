//! Custody: every envelope is stored as it came before anybody judges it, unknown kinds and fields included. Only the head
//! (number, chain, hash) is read.
use std::sync::Arc;

use serde_json::Value;
use shared::id::{ReplicaId, TenantId};
use shared::sync::branch::Branch;
use shared::sync::envelope::{self, Head};
use shared::sync::protocol::{PushRefusal, PushRequest};
use uuid::Uuid;

use super::{AcceptError, Caller, Deps, Now, ahead, names};
use crate::store::{IntakeRow, ReplicaRow, StoreError, Tx, write};
use crate::vault::{Opened, Place, Vault, VaultError};

/// What was taken.
pub(super) struct Taken {
    /// All commands up to this number are kept.
    pub custody_high: u64,
    /// The numbers of the batch.
    pub numbers: Vec<u64>,
}

/// Stores what is new of a batch in one commit.
pub(super) async fn take(
    deps: &Deps,
    caller: Caller,
    now: Now,
    request: PushRequest,
) -> Result<Taken, AcceptError> {
    let replica = request.replica_id;
    let batch = Arc::new((heads(replica, request.batch)?, request.branches));
    let vault = deps.vault.clone();
    write(&*deps.store, move |tx| {
        let (whole, vault) = (batch.clone(), vault.clone());
        Box::pin(async move {
            let (batch, branches) = &*whole;
            tx.lock_tenant(caller.tenant).await?;
            let row = replica_row(tx, caller, now, replica, branches).await?;
            take_in(tx, &vault, caller, now, row, batch).await
        })
    })
    .await
}

/// The same inside a running transaction.
pub(super) async fn take_values(
    tx: &mut dyn Tx,
    vault: &Vault,
    caller: Caller,
    now: Now,
    replica: ReplicaId,
    values: Vec<Value>,
) -> Result<Taken, AcceptError> {
    let batch = heads(replica, values)?;
    tx.lock_tenant(caller.tenant).await?;
    let row = replica_row(tx, caller, now, replica, &[]).await?;
    take_in(tx, vault, caller, now, row, &batch).await
}

fn heads(replica: ReplicaId, values: Vec<Value>) -> Result<Vec<(Head, Value)>, AcceptError> {
    let mut batch = Vec::with_capacity(values.len());
    for (at, value) in (0_u32..).zip(values) {
        let head = envelope::head(replica, &value)
            .ok_or(AcceptError::Push(PushRefusal::Malformed { at }))?;
        batch.push((head, value));
    }
    batch.sort_by_key(|(head, _)| head.cmd_no);
    Ok(batch)
}

async fn take_in(
    tx: &mut dyn Tx,
    vault: &Vault,
    caller: Caller,
    now: Now,
    mut row: ReplicaRow,
    batch: &[(Head, Value)],
) -> Result<Taken, AcceptError> {
    let replica = ReplicaId::from(row.replica);
    ahead::custody(tx, caller, batch).await?;
    let mut numbers = Vec::with_capacity(batch.len());
    for (head, value) in batch {
        let no = number(head)?;
        if no <= row.custody_high {
            let known = tx.intake(caller.tenant, replica.uuid(), no).await?;
            if known.is_none_or(|known| known.hash != head.hash.0) {
                return Err(AcceptError::Push(PushRefusal::ReplicaForked {
                    at: head.cmd_no,
                }));
            }
        } else if no == row.custody_high + 1 {
            if head.prev.map(|hash| hash.0) != row.last_hash {
                return Err(AcceptError::Push(PushRefusal::ReplicaForked {
                    at: head.cmd_no,
                }));
            }
            put(tx, vault, caller, now, replica, head, value).await?;
            names::keep(tx, caller, replica, head, value).await?;
            row.custody_high = no;
            row.last_hash = Some(head.hash.0);
        } else if numbers.is_empty() {
            let expect = u64::try_from(row.custody_high + 1).unwrap_or(1);
            return Err(AcceptError::Push(PushRefusal::Gap { expect }));
        } else {
            break;
        }
        numbers.push(head.cmd_no);
    }
    tx.put_replica(&row).await?;
    Ok(Taken {
        custody_high: u64::try_from(row.custody_high).unwrap_or(0),
        numbers,
    })
}

async fn replica_row(
    tx: &mut dyn Tx,
    caller: Caller,
    now: Now,
    replica: ReplicaId,
    branches: &[Branch],
) -> Result<ReplicaRow, AcceptError> {
    match tx.replica(replica.uuid()).await? {
        Some(row) if row.tenant != caller.tenant || row.user != caller.user.uuid() => {
            Err(AcceptError::Push(PushRefusal::OtherUser))
        }
        Some(row) => Ok(ReplicaRow {
            last_seen: now.millis.0,
            ..row
        }),
        None => {
            let custody_high = begins_after(tx, caller, branches).await?;
            if let Some(branch) = branches.last() {
                tracing::warn!(replica = %replica.uuid(), of = %branch.of.uuid(), from = branch.from, custody_high, "a device's chain split: it was copied, turned back, or lost a command");
            }
            Ok(ReplicaRow {
                tenant: caller.tenant,
                replica: replica.uuid(),
                user: caller.user.uuid(),
                custody_high,
                durable_high: 0,
                last_hash: None,
                last_pull: 0,
                schema: 0,
                build: String::new(),
                last_seen: now.millis.0,
            })
        }
    }
}

/// The number after which a chain that is not known yet begins: what lies before must be kept under the chains that it goes on from.
/// Chains of somebody else are no beginning, and neither is one that holds another copy's command there: what this copy had under its
/// name is sent in a chain of its own then, and what did come is known by its name.
pub(super) async fn begins_after(
    tx: &mut dyn Tx,
    caller: Caller,
    branches: &[Branch],
) -> Result<i64, StoreError> {
    let mut kept = 0;
    for branch in branches.iter().take(names::NAMES_MAX) {
        let last = i64::try_from(branch.from)
            .unwrap_or(i64::MAX)
            .saturating_sub(1);
        let (of, tenant) = (branch.of.uuid(), caller.tenant);
        let known = tx.intake(tenant, of, last).await?;
        let is_it = known.is_some_and(|known| {
            known.user == caller.user.uuid() && branch.prev.is_some_and(|hash| hash.0 == known.hash)
        });
        if last > kept && !is_it {
            break;
        }
        kept = last;
    }
    Ok(kept)
}

async fn put(
    tx: &mut dyn Tx,
    vault: &Vault,
    caller: Caller,
    now: Now,
    replica: ReplicaId,
    head: &Head,
    value: &Value,
) -> Result<(), AcceptError> {
    let cmd_no = number(head)?;
    let place = Place::Intake {
        replica: replica.uuid(),
        cmd_no,
    };
    let plain = serde_json::to_vec(value).map_err(AcceptError::Corrupt)?;
    let mut person = person_of(tx, caller.tenant, value)
        .await?
        .unwrap_or(caller.user.uuid());
    let bytes = match vault.seal(tx, caller.tenant, person, &place, &plain).await {
        // The person is erased: what still comes about them is kept under the sender's key, for the office to see.
        Err(VaultError::Erased { .. }) => {
            person = caller.user.uuid();
            vault
                .seal(tx, caller.tenant, person, &place, &plain)
                .await?
        }
        sealed => sealed?,
    };
    tx.put_intake(&IntakeRow {
        tenant: caller.tenant,
        replica: replica.uuid(),
        cmd_no,
        hash: head.hash.0,
        user: caller.user.uuid(),
        received_at: now.millis.0,
        person,
        judged: false,
        bytes,
    })
    .await?;
    Ok(())
}

/// Whom a payload is about, as far as can be told without understanding it: it names a candidate, or a placement that is known.
async fn person_of(
    tx: &mut dyn Tx,
    tenant: TenantId,
    value: &Value,
) -> Result<Option<Uuid>, StoreError> {
    if let Some(candidate) = named(value, "candidate") {
        return Ok(Some(candidate));
    }
    match named(value, "placement") {
        Some(placement) => tx.alias(tenant, placement).await,
        None => Ok(None),
    }
}

/// What a payload names in a field.
pub(super) fn named(value: &Value, field: &str) -> Option<Uuid> {
    let text = value.get("payload")?.get(field)?.as_str()?;
    Uuid::parse_str(text).ok()
}

/// An envelope in custody, as it came; nothing when it is not there or its person is erased.
pub async fn open_envelope(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    replica: Uuid,
    cmd_no: i64,
) -> Result<Option<Value>, AcceptError> {
    let Some(row) = tx.intake(tenant, replica, cmd_no).await? else {
        return Ok(None);
    };
    open(tx, vault, &row).await
}

/// The same of one that is at hand.
pub(super) async fn open(
    tx: &mut dyn Tx,
    vault: &Vault,
    row: &IntakeRow,
) -> Result<Option<Value>, AcceptError> {
    let place = Place::Intake {
        replica: row.replica,
        cmd_no: row.cmd_no,
    };
    match vault
        .unseal(tx, row.tenant, Some(row.person), &place, &row.bytes)
        .await?
    {
        Opened::Bytes(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(AcceptError::Corrupt),
        Opened::Erased { .. } => Ok(None),
    }
}

/// `envelope::head` takes only numbers that fit.
fn number(head: &Head) -> Result<i64, AcceptError> {
    i64::try_from(head.cmd_no).map_err(|_too_large| AcceptError::NotFound)
}
