//! A command that lacks a row which an earlier one of its chain would have made, had that not been refused or parked: it waits for it. It is
//! judged again when the row has come, from whichever device, and when the office has put the earlier one aside.
use std::collections::BTreeSet;

use serde_json::Value;
use shared::command::{Command, lacking, named};
use shared::id::TenantId;
use shared::model::{Entity, Key};
use shared::permission::GUARDED;
use shared::refusal::Refusal;
use shared::state::Rows;
use shared::verdict::{Outcome, Parked, Verdict};
use uuid::Uuid;

use super::load::Working;
use super::{AcceptError, Deps, Now, judge};
use crate::store::{AuditRow, AwaitedRow, IntakeRow, Tx, write};
use crate::vault::Vault;

/// Most commands that are judged again in one commit.
const BATCH: usize = 200;
const BATCH_MAX: i64 = 200;
/// So many rows that a command would have made are kept in mind.
const MADE_MAX: usize = 200;
/// So many rows that a command names which cannot be read are kept in mind.
const NAMED_MAX: usize = 32;

/// A command that has another verdict now.
pub(super) type Judged = ((Uuid, i64), Verdict);

/// What comes of a command that is refused: it waits when it lacks a row that an earlier one of its chain would have made. What it
/// would have made itself is noted, for those that come after it.
///
/// Whoever may not do it is not told by this whether a row is there: then the earlier command alone decides.
pub(super) async fn refused(
    tx: &mut dyn Tx,
    working: &Working,
    intake: &IntakeRow,
    command: &Command,
    refusal: Refusal,
) -> Result<Outcome, AcceptError> {
    let (tenant, replica, cmd_no) = (intake.tenant, intake.replica, intake.cmd_no);
    for key in command.makes().iter().take(MADE_MAX) {
        tx.put_unmade(tenant, replica, cmd_no, key.id).await?;
    }
    let keys = if refusal == Refusal::NotAllowed {
        named(command, &working.state)
    } else {
        lacking(command, &working.state)
    };
    for Key { kind, id } in keys {
        let Some(on_no) = tx.unmade_by(tenant, replica, id, cmd_no).await? else {
            continue;
        };
        // A right that is given or ended is judged again by hand only: by whoever may do so now.
        if !GUARDED.contains(&command.kind().name) {
            let kind = kind.as_str().to_owned();
            tx.put_awaited(&AwaitedRow {
                tenant,
                replica,
                cmd_no,
                kind,
                id,
                on_no,
            })
            .await?;
        }
        let why = Parked::DependsOn {
            no: u64::try_from(on_no).unwrap_or(0),
        };
        return Ok(Outcome::Parked { why });
    }
    Ok(Outcome::Rejected { refusal })
}

/// What this build cannot read may make anything that it names.
pub(super) async fn unread(
    tx: &mut dyn Tx,
    intake: &IntakeRow,
    payload: &Value,
) -> Result<(), AcceptError> {
    let mut named = BTreeSet::new();
    name_all(payload, &mut named);
    for id in named.into_iter().take(NAMED_MAX) {
        tx.put_unmade(intake.tenant, intake.replica, intake.cmd_no, id)
            .await?;
    }
    Ok(())
}

fn name_all(value: &Value, named: &mut BTreeSet<Uuid>) {
    match value {
        Value::String(text) => named.extend(Uuid::try_parse(text).ok()),
        Value::Array(all) => all.iter().for_each(|one| name_all(one, named)),
        Value::Object(all) => all.values().for_each(|one| name_all(one, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Forgets what a command that has come to something else than before waits for, and what it would have made.
pub(super) async fn forget(
    tx: &mut dyn Tx,
    intake: &IntakeRow,
    now: &Outcome,
) -> Result<(), AcceptError> {
    let (tenant, replica, cmd_no) = (intake.tenant, intake.replica, intake.cmd_no);
    if !waits(now) {
        tx.drop_awaited(tenant, replica, cmd_no).await?;
    }
    if !now.needs_attention() {
        tx.drop_unmade(tenant, replica, cmd_no).await?;
    }
    Ok(())
}

/// Judges again what waited for rows that have just been made, and what waited for that, as many as one commit takes: in the order of
/// their chains, as if nothing had been refused. Tells whether there may be more of them.
pub(super) async fn retry(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    tenant: TenantId,
    now: Now,
) -> Result<bool, AcceptError> {
    let (_judged, is_more) = follow(tx, vault, working, now, tenant, BTreeSet::new()).await?;
    Ok(is_more)
}

/// Judges these and whoever waits for what they make, always the earliest command first.
async fn follow(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    tenant: TenantId,
    mut open: BTreeSet<(Uuid, i64)>,
) -> Result<(Vec<Judged>, bool), AcceptError> {
    let mut judged = Vec::new();
    let mut left = BATCH_MAX;
    loop {
        for id in std::mem::take(&mut working.made) {
            let rows = tx.awaiting(tenant, id).await?;
            open.extend(rows.iter().map(|row| (row.replica, row.cmd_no)));
        }
        let Some(place) = open.pop_first() else {
            return Ok((judged, false));
        };
        if left == 0 {
            return Ok((judged, true));
        }
        left -= 1;
        let again = again(tx, vault, working, now, tenant, place).await?;
        judged.extend(again.map(|verdict| (place, verdict)));
    }
}

/// One whose stored verdict does not read is left to whoever looks at the log, and holds up nobody.
async fn again(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    tenant: TenantId,
    (replica, no): (Uuid, i64),
) -> Result<Option<Verdict>, AcceptError> {
    let verdict = tx.verdict(tenant, replica, no).await?;
    let before = match verdict.as_ref().map(judge::read) {
        Some(Ok(verdict)) => Some(verdict.outcome),
        Some(Err(error)) => {
            tracing::error!(error = %error, replica = %replica, cmd_no = no, "a verdict does not read");
            None
        }
        None => None,
    };
    let intake = tx.intake(tenant, replica, no).await?;
    match (before, intake) {
        (Some(before), Some(intake)) if waits(&before) => {
            working.is_late = true;
            let judged = judge::judge_again(tx, vault, working, now, &intake, &before).await;
            working.is_late = false;
            judged
        }
        _ => {
            tx.drop_awaited(tenant, replica, no).await?;
            Ok(None)
        }
    }
}

/// Whether a later command of the same chain has written one of these rows: the one that waited must not undo what its author said
/// after it. It is then judged again by hand only.
pub(super) async fn is_overtaken(
    tx: &mut dyn Tx,
    working: &Working,
    intake: &IntakeRow,
    changed: &[Entity],
) -> Result<bool, AcceptError> {
    for entity in changed {
        let Some(before) = working.state.get(entity.key()) else {
            continue;
        };
        let link = tx.audit_after(intake.tenant, before.ver - 1, 1).await?;
        let is_later = |row: &AuditRow| {
            row.seq == before.ver && row.replica == intake.replica && row.cmd_no > intake.cmd_no
        };
        if link.first().is_some_and(is_later) {
            tx.drop_awaited(intake.tenant, intake.replica, intake.cmd_no)
                .await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a command waits for an earlier one of its chain.
pub(super) const fn waits(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Parked {
            why: Parked::DependsOn { .. }
        }
    )
}

/// Judges again, commit by commit, all that waits for rows that are there or that nobody would make any more: at start, and where one
/// commit did not take all.
///
/// # Errors
/// When the store fails.
pub(super) async fn judge_waiting(
    deps: &Deps,
    tenant: TenantId,
    now: Now,
) -> Result<(), AcceptError> {
    judge_found(deps, tenant, now, Whom::Free)
        .await
        .map(|_all| ())
}

/// The same for what waits for this command, which the office has put aside; tells what came of it.
///
/// # Errors
/// When the store fails.
pub(super) async fn judge_dependants(
    deps: &Deps,
    tenant: TenantId,
    now: Now,
    (replica, cmd_no): (Uuid, i64),
) -> Result<Vec<Judged>, AcceptError> {
    judge_found(deps, tenant, now, Whom::On(replica, cmd_no)).await
}

#[derive(Clone, Copy)]
enum Whom {
    /// Whoever need not wait any more.
    Free,
    /// Whoever waits for this command.
    On(Uuid, i64),
}

async fn judge_found(
    deps: &Deps,
    tenant: TenantId,
    now: Now,
    whom: Whom,
) -> Result<Vec<Judged>, AcceptError> {
    let mut after = (Uuid::nil(), 0);
    let mut all = Vec::new();
    loop {
        let vault = deps.vault.clone();
        let round = write::<_, AcceptError, _>(&*deps.store, move |tx| {
            let vault = vault.clone();
            Box::pin(async move {
                tx.lock_tenant(tenant).await?;
                let rows = match whom {
                    Whom::Free => tx.awaiting_free(tenant, after, BATCH_MAX).await?,
                    Whom::On(replica, no) => tx.awaiting_on(tenant, replica, no).await?,
                };
                let places = rows.iter().map(|row| (row.replica, row.cmd_no));
                let places = places.filter(|place| *place > after);
                let open: BTreeSet<_> = places.take(BATCH).collect();
                let last = open.last().copied();
                let mut working = Working::default();
                let (judged, is_more) = follow(tx, &vault, &mut working, now, tenant, open).await?;
                Ok((last, judged, is_more))
            })
        });
        let (last, judged, is_more) = round.await?;
        all.extend(judged);
        match last {
            // What was made on the way took its place: these are not all judged yet, and something has come of it.
            Some(_) if is_more => {}
            Some(last) => after = last,
            None => return Ok(all),
        }
    }
}
