//! What an earlier build could not judge: a kind that it did not know, a payload that it could not read, a fault of its own. It is
//! judged again at each start; what comes out as before keeps the verdict that it has.
use shared::id::TenantId;
use shared::verdict::{Outcome, Parked, Verdict};
use uuid::Uuid;

use super::dependants::{self, judge_waiting};
use super::load::Working;
use super::{AcceptError, Deps, Now, judge};
use crate::store::{AttentionCursor, AttentionRow, StoreError, read, write};

const PAGE: i64 = 500;

/// Judges again what waits for an upgrade, in the order in which it came; called at start. Tells how many have another verdict now.
/// One that fails again is told in the log and left.
///
/// # Errors
/// When it cannot be read what there is.
pub async fn judge_parked(deps: &Deps, now: Now) -> Result<usize, AcceptError> {
    let tenants = read::<_, StoreError, _>(&*deps.store, |tx| {
        Box::pin(async move { tx.tenants().await })
    });
    let mut count = 0;
    for tenant in tenants.await? {
        for (replica, cmd_no) in parked(deps, tenant.id).await? {
            match once_more(
                deps,
                tenant.id,
                now,
                (replica, cmd_no),
                waits_for_an_upgrade,
            )
            .await
            {
                Ok(given) => count += usize::from(given.is_some_and(|(_, is_new)| is_new)),
                Err(error) => {
                    tracing::error!(error = %error, replica = %replica, cmd_no, "parked: it cannot be judged again now");
                }
            }
        }
    }
    Ok(count)
}

const fn waits_for_an_upgrade(verdict: &Verdict) -> bool {
    matches!(
        verdict.outcome,
        Outcome::Parked {
            why: Parked::UnknownKind { .. } | Parked::Undecodable | Parked::Internal
        }
    )
}

/// Oldest first.
async fn parked(deps: &Deps, tenant: TenantId) -> Result<Vec<(Uuid, i64)>, AcceptError> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page: Vec<AttentionRow> = read::<_, StoreError, _>(&*deps.store, move |tx| {
            Box::pin(async move { tx.attention(tenant, true, after, PAGE).await })
        })
        .await?;
        let Some(last) = page.last() else { break };
        after = Some(AttentionCursor {
            received_at: last.received_at,
            replica: last.replica,
            cmd_no: last.cmd_no,
        });
        let waits = page.iter().filter(|row| {
            let verdict = serde_json::from_str::<Verdict>(&row.body);
            verdict.is_ok_and(|verdict| waits_for_an_upgrade(&verdict))
        });
        found.extend(waits.map(|row| (row.replica, row.cmd_no)));
    }
    found.reverse();
    Ok(found)
}

/// Judges one command once more, by what holds now, when its verdict is still of this number: the verdict that it has then, and whether
/// that is a new one. Only what was refused or waits.
///
/// # Errors
/// When the store fails.
pub async fn judge_again(
    deps: &Deps,
    tenant: TenantId,
    now: Now,
    (replica, cmd_no, verdict_no): (Uuid, i64, i64),
) -> Result<Option<(Verdict, bool)>, AcceptError> {
    let may =
        move |verdict: &Verdict| verdict.no == verdict_no && verdict.outcome.needs_attention();
    once_more(deps, tenant, now, (replica, cmd_no), may).await
}

async fn once_more(
    deps: &Deps,
    tenant: TenantId,
    now: Now,
    (replica, cmd_no): (Uuid, i64),
    may: impl Fn(&Verdict) -> bool + Copy + Send + Sync + 'static,
) -> Result<Option<(Verdict, bool)>, AcceptError> {
    let vault = deps.vault.clone();
    let judged = write(&*deps.store, move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            tx.lock_tenant(tenant).await?;
            let row = tx.verdict(tenant, replica, cmd_no).await?;
            let intake = tx.intake(tenant, replica, cmd_no).await?;
            let (Some(row), Some(intake)) = (row, intake) else {
                return Ok(None);
            };
            let before = judge::read(&row)?;
            if !may(&before) {
                return Ok(None);
            }
            let mut working = Working::default();
            let outcome = &before.outcome;
            let again = judge::judge_again(tx, &vault, &mut working, now, &intake, outcome);
            let given = match again.await? {
                Some(verdict) => (verdict, true),
                None => {
                    // What was put aside makes nobody wait.
                    if tx.is_settled(tenant, replica, cmd_no, before.no).await? {
                        tx.drop_unmade(tenant, replica, cmd_no).await?;
                        tx.drop_awaited(tenant, replica, cmd_no).await?;
                    }
                    (before, false)
                }
            };
            let is_more = dependants::retry(tx, &vault, &mut working, tenant, now).await?;
            Ok::<_, AcceptError>(Some((given, is_more)))
        })
    });
    let Some((given, is_more)) = judged.await? else {
        return Ok(None);
    };
    if is_more {
        judge_waiting(deps, tenant, now).await?;
    }
    Ok(Some(given))
}
