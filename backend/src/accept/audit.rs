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
        rows.push(Written::of(before.as_ref(), after)?);
    }
    let plain = serde_json::to_vec(&rows).map_err(AcceptError::Corrupt)?;
    let said = Said {
        actor,
        replica: intake.replica,
        cmd_no: intake.cmd_no,
        kind,
        cmd_hash: intake.hash,
        person: person.unwrap_or(intake.user),
    };
    chain(tx, vault, intake.tenant, seq, &said, &plain).await
}

/// Who wanted what, in which command.
pub(super) struct Said<'a> {
    pub actor: Uuid,
    pub replica: Uuid,
    pub cmd_no: i64,
    pub kind: &'a str,
    pub cmd_hash: Hash,
    /// Whose key seals what was written.
    pub person: Uuid,
}

/// Adds a link with what was written, as JSON.
pub(super) async fn chain(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    seq: i64,
    said: &Said<'_>,
    plain: &[u8],
) -> Result<(), AcceptError> {
    let place = Place::Audit { seq };
    let body = vault.seal(tx, tenant, said.person, &place, plain).await?;
    let last = tx.last_audit(tenant).await?;
    let mut row = AuditRow {
        tenant,
        seq,
        actor: said.actor,
        replica: said.replica,
        cmd_no: said.cmd_no,
        kind: said.kind.to_owned(),
        cmd_hash: said.cmd_hash,
        person: said.person,
        body,
        prev_hash: last.map_or([0; 32], |(_, hash)| hash),
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

impl Written {
    fn of(before: Option<&Entity>, after: &Entity) -> Result<Self, AcceptError> {
        let value = |entity: &Entity| entity.body.to_value().map_err(AcceptError::Corrupt);
        Ok(Self {
            kind: after.key().kind.as_str().to_owned(),
            id: after.id,
            was: before.map_or(0, |entity| entity.ver),
            before: before.map(value).transpose()?,
            after: value(after)?,
        })
    }
}

/// What a link tells.
#[derive(Deserialize)]
#[serde(untagged)]
enum What {
    /// What a command has written.
    Rows(Vec<Written>),
    /// Whom a decision has erased, and what stays without them.
    Erased { rows: Vec<Written> },
}

/// What the link of an erasure tells.
pub(super) fn erased(
    person: Uuid,
    decision: &str,
    spans: &[Entity],
) -> Result<Vec<u8>, AcceptError> {
    let rows: Result<Vec<Written>, AcceptError> =
        spans.iter().map(|span| Written::of(None, span)).collect();
    let told = serde_json::json!({ "person": person, "decision": decision, "rows": rows? });
    serde_json::to_vec(&told).map_err(AcceptError::Corrupt)
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
    let rows: Vec<Written> = match serde_json::from_slice(&bytes) {
        Ok(What::Rows(rows) | What::Erased { rows }) => rows,
        Err(error) => return Err(AcceptError::Corrupt(error)),
    };
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
