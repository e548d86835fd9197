//! The audit chain: who wanted what and what came of it, one link an applied command. What was written is sealed under the
//! person's key and enters the chain as a hash of the sealed bytes, so that erasure leaves the chain whole.
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::AcceptError;
use super::write::Written;
use crate::store::{AuditRow, Hash, IntakeRow, StoreError, TenantId, Tx};
use crate::vault::{Place, Vault};

/// What a link says of one row.
#[derive(Serialize)]
struct Row<'r> {
    after: &'r RawValue,
    before: Option<&'r RawValue>,
    id: Uuid,
    kind: &'static str,
}

impl<'r> Row<'r> {
    fn of(row: &'r Written) -> Result<Self, serde_json::Error> {
        Ok(Self {
            after: serde_json::from_str(&row.is)?,
            before: row.was.as_deref().map(serde_json::from_str).transpose()?,
            id: row.after.id,
            kind: row.after.key().kind.as_str(),
        })
    }
}

/// Adds a link. `actor` is who spoke: on a shared tablet not its user, whom the chain's `replica` tells.
pub(super) async fn append(
    tx: &mut dyn Tx,
    vault: &Vault,
    intake: &IntakeRow,
    kind: &str,
    seq: i64,
    (actor, person): (Uuid, Option<Uuid>),
    changed: &[Written],
) -> Result<(), AcceptError> {
    let rows: Result<Vec<Row<'_>>, serde_json::Error> = changed.iter().map(Row::of).collect();
    let plain = rows.and_then(|rows| serde_json::to_vec(&rows));
    let plain = plain.map_err(AcceptError::Corrupt)?;
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
