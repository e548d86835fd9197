//! One command under several names. A device that had to leave its chain (`shared::sync::branch`) sends what the server did not keep
//! in a new one, and says what each command was called before. A copy of that device, or a packet that was long on its way, may
//! bring the same command under the old name as well: it is done once, and what came of it is told under every name.
use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value;
use shared::id::{ReplicaId, TenantId};
use shared::sync::branch::{self, Was};
use shared::sync::envelope::Head;
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

/// What came of it there, if it is the same user's. What waits to be judged, waits for a person or was refused there, is judged here:
/// of the two the one that is judged first is done, and the other finds its verdict.
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
    let verdict = tx.verdict(intake.tenant, replica, no).await?;
    let verdict = verdict.as_ref().map(read).transpose()?;
    Ok(verdict
        .filter(|verdict| !verdict.outcome.needs_attention())
        .map(|verdict| (verdict.seq, verdict.outcome)))
}

/// Puts the name under which a command was done in the place of one that it has here: what is sealed anew names others of its chain
/// by their new names, and the server may have done them under the old ones. Under which, the audit chain tells.
pub(super) async fn resolve(
    tx: &mut dyn Tx,
    intake: &IntakeRow,
    value: &mut Value,
) -> Result<(), AcceptError> {
    if Was::all(value).is_empty() {
        return Ok(());
    }
    let Some(payload) = value.get_mut("payload") else {
        return Ok(());
    };
    let own = intake.replica.to_string();
    let named = RefCell::new(BTreeMap::new());
    branch::walk(payload, &|replica, no| {
        if replica == own {
            named.borrow_mut().insert(no, None);
        }
        None
    });
    let mut named = named.into_inner();
    for (no, done) in &mut named {
        let Ok(place) = i64::try_from(*no) else {
            continue;
        };
        let tenant = intake.tenant;
        let verdict = tx.verdict(tenant, intake.replica, place).await?;
        if let Some(seq) = verdict.and_then(|row| row.seq) {
            let link = tx.audit_after(tenant, seq - 1, 1).await?.pop();
            *done = link.and_then(|link| {
                Some((
                    ReplicaId::from(link.replica),
                    u64::try_from(link.cmd_no).ok()?,
                ))
            });
        }
    }
    branch::walk(payload, &|replica, no| {
        (replica == own).then(|| named.get(&no).copied().flatten())?
    });
    Ok(())
}
