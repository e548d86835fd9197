//! One command under several names. A device that had to leave its chain (`shared::sync::branch`) sends what the server did not keep
//! in a new one, and says what each command was called before. A copy of that device, or a packet that was long on its way, may
//! bring the same command under the old name as well: it is done once, and what came of it is told under every name.
use serde_json::Value;
use shared::id::{ReplicaId, TenantId};
use shared::sync::branch::Was;
use shared::sync::envelope::Head;
use shared::verdict::Outcome;
use uuid::Uuid;

use super::judge::{Decided, read};
use super::load::Working;
use super::{AcceptError, Caller};
use crate::store::{IntakeRow, RenamedRow, StoreError, Tx};

/// More chains than a command is carried through.
pub(super) const NAMES_MAX: usize = 16;

/// Keeps what a command was called before.
pub(super) async fn keep(
    tx: &mut dyn Tx,
    caller: Caller,
    replica: ReplicaId,
    head: &Head,
    value: &Value,
) -> Result<(), StoreError> {
    for was in Was::all(value).iter().take(NAMES_MAX) {
        tx.put_renamed(&RenamedRow {
            tenant: caller.tenant,
            hash: was.hash.0,
            left: was.replica.uuid(),
            replica: replica.uuid(),
            cmd_no: i64::try_from(head.cmd_no).unwrap_or(i64::MAX),
        })
        .await?;
    }
    Ok(())
}

/// What came of a command under another of its names.
pub(super) async fn given(
    tx: &mut dyn Tx,
    working: &mut Working,
    intake: &IntakeRow,
    value: &Value,
) -> Result<Option<Decided>, AcceptError> {
    let mut names = Was::all(value);
    names.truncate(NAMES_MAX);
    let tenant = intake.tenant;
    let is_left = working.is_left(tx, tenant, intake.replica).await?;
    for was in &names {
        if let Ok(no) = i64::try_from(was.no)
            && let Some(given) =
                under(tx, intake, (was.replica.uuid(), no), Some(&was.hash.0)).await?
        {
            return Ok(Some(given));
        }
    }
    let own = is_left.then_some(intake.hash);
    for hash in names.iter().map(|was| was.hash.0).chain(own) {
        if let Some(now) = renamed(tx, tenant, intake, &hash).await?
            && let Some(given) = under(tx, intake, now, None).await?
        {
            return Ok(Some(given));
        }
    }
    Ok(None)
}

/// Where a command of this hash is, when that is not here.
async fn renamed(
    tx: &mut dyn Tx,
    tenant: TenantId,
    intake: &IntakeRow,
    hash: &[u8; 32],
) -> Result<Option<(Uuid, i64)>, StoreError> {
    let row = tx.renamed(tenant, hash).await?;
    let here = (intake.replica, intake.cmd_no);
    Ok(row
        .map(|row| (row.replica, row.cmd_no))
        .filter(|now| *now != here))
}

/// What came of it there, if it is the same user's. Where it waits to be judged, it is at least known to be there.
async fn under(
    tx: &mut dyn Tx,
    intake: &IntakeRow,
    (replica, no): (Uuid, i64),
    hash: Option<&[u8; 32]>,
) -> Result<Option<Decided>, AcceptError> {
    let known = tx.intake(intake.tenant, replica, no).await?;
    let is_it = |known: &IntakeRow| {
        known.user == intake.user && hash.is_none_or(|hash| known.hash == *hash)
    };
    if !known.as_ref().is_some_and(is_it) {
        return Ok(None);
    }
    Ok(Some(match tx.verdict(intake.tenant, replica, no).await? {
        Some(row) => read(&row).map(|verdict| (verdict.seq, verdict.outcome))?,
        None => (None, Outcome::Duplicate),
    }))
}
