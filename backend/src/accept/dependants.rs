//! A command that lacks a row which an earlier one of its chain would have made, had that not been refused or parked: it waits for it. It is
//! judged again when the row has come, from whichever device, and when the office has put the earlier one aside.
use std::collections::BTreeSet;

use serde_json::Value;
use shared::command::{Command, lacking};
use shared::id::TenantId;
use shared::model::Key;
use shared::refusal::Refusal;
use shared::verdict::{Outcome, Parked, Verdict};
use uuid::Uuid;

use super::load::Working;
use super::{AcceptError, Deps, Now, custody, is_guarded, judge};
use crate::store::{AwaitedRow, IntakeRow, Tx, write};
use crate::vault::Vault;

/// Most commands that are judged again in one commit.
const BATCH_MAX: i64 = 200;
/// So many rows that a command names which cannot be read are kept in mind.
const NAMED_MAX: usize = 100;

/// A command that has another verdict now.
pub(super) type Judged = ((Uuid, i64), Verdict);

/// What comes of a command that is refused: it waits when it lacks a row that an earlier one of its chain would have made. What it
/// would have made itself is noted, for those that come after it.
pub(super) async fn refused(
    tx: &mut dyn Tx,
    working: &Working,
    intake: &IntakeRow,
    command: &Command,
    refusal: Refusal,
) -> Result<Outcome, AcceptError> {
    let (tenant, replica, cmd_no) = (intake.tenant, intake.replica, intake.cmd_no);
    tx.drop_unmade(tenant, replica, cmd_no).await?;
    for key in command.makes() {
        tx.put_unmade(tenant, replica, cmd_no, key.id).await?;
    }
    for Key { kind, id } in lacking(command, &working.state) {
        let Some(on_no) = tx.unmade_by(tenant, replica, id, cmd_no).await? else {
            continue;
        };
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

/// Judges again what waited for rows that have just been made, and what waited for that, as many as one commit takes. Tells whether there
/// may be more of them.
pub(super) async fn retry(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    tenant: TenantId,
    now: Now,
) -> Result<bool, AcceptError> {
    let mut left = BATCH_MAX;
    while let Some(id) = working.made.pop() {
        let rows = tx.awaiting(tenant, id, left).await?;
        left -= i64::try_from(rows.len()).unwrap_or(left);
        judge_all(tx, vault, working, now, &rows).await?;
        if left <= 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A right that is given or ended is judged again by hand only: by whoever may do so now.
async fn judge_all(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    now: Now,
    rows: &[AwaitedRow],
) -> Result<Vec<Judged>, AcceptError> {
    let mut judged = Vec::new();
    for row in rows {
        let (tenant, replica, no) = (row.tenant, row.replica, row.cmd_no);
        let verdict = tx.verdict(tenant, replica, no).await?;
        let before = verdict.as_ref().map(judge::read).transpose()?;
        let intake = tx.intake(tenant, replica, no).await?;
        let (Some(Verdict { outcome, .. }), Some(intake)) = (before, intake) else {
            continue;
        };
        let opened = custody::open_envelope(tx, vault, tenant, replica, no).await?;
        if !waits(&outcome) {
            tx.drop_awaited(tenant, replica, no).await?;
        } else if !opened.is_some_and(|envelope| is_guarded(&envelope)) {
            let again = judge::judge_again(tx, vault, working, now, &intake, &outcome).await?;
            judged.extend(again.map(|verdict| ((replica, no), verdict)));
        }
    }
    Ok(judged)
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
    let mut seen: BTreeSet<(Uuid, i64)> = BTreeSet::new();
    let mut all = Vec::new();
    loop {
        let (vault, known) = (deps.vault.clone(), seen.clone());
        let round = write::<_, AcceptError, _>(&*deps.store, move |tx| {
            let (vault, known) = (vault.clone(), known.clone());
            Box::pin(async move {
                tx.lock_tenant(tenant).await?;
                let mut rows = match whom {
                    Whom::Free => tx.awaiting_free(tenant, BATCH_MAX).await?,
                    Whom::On(replica, no) => tx.awaiting_on(tenant, replica, no, BATCH_MAX).await?,
                };
                rows.retain(|row| !known.contains(&(row.replica, row.cmd_no)));
                let mut working = Working::default();
                let judged = judge_all(tx, &vault, &mut working, now, &rows).await?;
                retry(tx, &vault, &mut working, tenant, now).await?;
                let places: Vec<(Uuid, i64)> =
                    rows.iter().map(|row| (row.replica, row.cmd_no)).collect();
                Ok((places, judged))
            })
        });
        let (places, judged) = round.await?;
        if places.is_empty() {
            return Ok(all);
        }
        seen.extend(places);
        all.extend(judged);
    }
}
