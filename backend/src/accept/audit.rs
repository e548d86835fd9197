//! The audit chain: who wanted what and what came of it, one link an applied command. What was written is sealed under the
//! person's key and enters the chain as a hash of the sealed bytes, so that erasure leaves the chain whole.
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use shared::model::{Body, Entity, Key};
use uuid::Uuid;

use super::AcceptError;
use crate::store::{AuditRow, Hash, IntakeRow, StoreError, TenantId, Tx};
use crate::vault::{Opened, Place, Vault};

/// Adds a link. `actor` is who spoke: on a shared tablet not its user, whom the chain's `replica` tells.
pub(super) async fn append(
    tx: &mut dyn Tx,
    vault: &Vault,
    intake: &IntakeRow,
    kind: &str,
    seq: i64,
    (actor, person): (Uuid, Option<Uuid>),
    pairs: &[(Option<Entity>, Entity)],
) -> Result<(), AcceptError> {
    let mut rows = Vec::with_capacity(pairs.len());
    for (before, after) in pairs {
        let was = before.as_ref().map_or(0, |entity| entity.ver);
        let before = match before {
            Some(entity) => Some(entity.body.to_value().map_err(AcceptError::Corrupt)?),
            None => None,
        };
        let kind = after.key().kind.as_str();
        let after_body = after.body.to_value().map_err(AcceptError::Corrupt)?;
        rows.push(Written {
            kind: kind.to_owned(),
            id: after.id,
            was,
            before,
            after: after_body,
        });
    }
    let plain = serde_json::to_vec(&rows).map_err(AcceptError::Corrupt)?;
    let person = person.unwrap_or(intake.user);
    let body = vault
        .seal(tx, intake.tenant, person, &Place::Audit { seq }, &plain)
        .await?;
    let prev_hash = tx
        .last_audit(intake.tenant)
        .await?
        .map_or([0; 32], |(_, hash)| hash);
    let mut row = AuditRow {
        tenant: intake.tenant,
        seq,
        actor,
        replica: intake.replica,
        cmd_no: intake.cmd_no,
        kind: kind.to_owned(),
        cmd_hash: intake.hash,
        person,
        body,
        prev_hash,
        hash: [0; 32],
    };
    row.hash = link(&row);
    tx.put_audit(&row).await?;
    Ok(())
}

/// What a link tells of one row.
#[derive(Serialize, Deserialize)]
struct Written {
    kind: String,
    id: Uuid,
    /// The number that the row had before; 0 for a row that began, and in links from before this was told.
    #[serde(default)]
    was: i64,
    before: Option<Value>,
    after: Value,
}

/// One row's part of a link.
pub(super) struct Link {
    pub replica: Uuid,
    pub was: i64,
    pub before: Option<Entity>,
    pub after: Entity,
}

/// What the link of a number did to a row; nothing when it did nothing to it, or its person is erased.
pub(super) async fn read(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    seq: i64,
    key: Key,
) -> Result<Option<Link>, AcceptError> {
    let page = tx.audit_after(tenant, seq.saturating_sub(1), 1).await?;
    let Some(row) = page.into_iter().find(|row| row.seq == seq) else {
        return Ok(None);
    };
    let place = Place::Audit { seq };
    let opened = vault
        .unseal(tx, tenant, Some(row.person), &place, &row.body)
        .await?;
    let Opened::Bytes(bytes) = opened else {
        return Ok(None);
    };
    let rows: Vec<Written> = serde_json::from_slice(&bytes).map_err(AcceptError::Corrupt)?;
    let is_it = |row: &Written| row.id == key.id && row.kind == key.kind.as_str();
    let Some(found) = rows.into_iter().find(is_it) else {
        return Ok(None);
    };
    let entity = |ver, value: &Value| -> Result<Entity, AcceptError> {
        let body = Body::from_value(key.kind, value).map_err(AcceptError::Unreadable)?;
        Ok(Entity {
            id: key.id,
            ver,
            body,
        })
    };
    Ok(Some(Link {
        replica: row.replica,
        was: found.was,
        before: match &found.before {
            Some(value) => Some(entity(found.was, value)?),
            None => None,
        },
        after: entity(seq, &found.after)?,
    }))
}

/// The hash of a link: every field with its length before it.
fn link(row: &AuditRow) -> Hash {
    let mut hasher = Sha256::new();
    let tenant = row.tenant.uuid();
    let body: Hash = Sha256::digest(&row.body).into();
    let (seq, cmd_no) = (row.seq.to_be_bytes(), row.cmd_no.to_be_bytes());
    let parts: [&[u8]; 10] = [
        &row.prev_hash,
        tenant.as_bytes(),
        &seq,
        row.actor.as_bytes(),
        row.replica.as_bytes(),
        &cmd_no,
        row.kind.as_bytes(),
        &row.cmd_hash,
        row.person.as_bytes(),
        &body,
    ];
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Where a chain breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// This link's hash is not its own.
    Changed { seq: i64 },
    /// This link does not follow the one before.
    Broken { seq: i64 },
    /// A link is missing before this one.
    Missing { seq: i64 },
    /// The chain ends before the tenant's last command.
    Truncated { head: i64 },
}

/// Walks the whole chain. Gives the number of links, or the first fault.
pub async fn verify_chain(
    tx: &mut dyn Tx,
    tenant: TenantId,
) -> Result<Result<u64, ChainFault>, StoreError> {
    let (mut seq, mut prev, mut count) = (0_i64, [0_u8; 32], 0_u64);
    loop {
        let page = tx.audit_after(tenant, seq, 1000).await?;
        if page.is_empty() {
            break;
        }
        for row in page {
            if row.seq != seq + 1 {
                return Ok(Err(ChainFault::Missing { seq: row.seq }));
            }
            if row.prev_hash != prev {
                return Ok(Err(ChainFault::Broken { seq: row.seq }));
            }
            if link(&row) != row.hash {
                return Ok(Err(ChainFault::Changed { seq: row.seq }));
            }
            (seq, prev, count) = (row.seq, row.hash, count + 1);
        }
    }
    let head = tx.head(tenant).await?;
    if seq == head {
        Ok(Ok(count))
    } else {
        Ok(Err(ChainFault::Truncated { head }))
    }
}
