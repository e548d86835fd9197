//! What an earlier build could not judge: a kind that it did not know, a payload that it could not read, a fault of its own. It is
//! judged again at each start; what comes out as before keeps the verdict that it has.
use shared::id::TenantId;
use shared::verdict::{Outcome, Parked, Verdict};
use uuid::Uuid;

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
            match judge_one(deps, tenant.id, now, replica, cmd_no).await {
                Ok(is_other) => count += usize::from(is_other),
                Err(error) => {
                    tracing::error!(error = %error, replica = %replica, cmd_no, "parked: it cannot be judged again now");
                }
            }
        }
    }
    Ok(count)
}

const fn waits_for_an_upgrade(outcome: &Outcome) -> bool {
    matches!(
        outcome,
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
            Box::pin(async move { tx.attention(tenant, after, PAGE).await })
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
            verdict.is_ok_and(|verdict| waits_for_an_upgrade(&verdict.outcome))
        });
        found.extend(waits.map(|row| (row.replica, row.cmd_no)));
    }
    found.reverse();
    Ok(found)
}

async fn judge_one(
    deps: &Deps,
    tenant: TenantId,
    now: Now,
    replica: Uuid,
    cmd_no: i64,
) -> Result<bool, AcceptError> {
    let vault = deps.vault.clone();
    write(&*deps.store, move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            tx.lock_tenant(tenant).await?;
            let row = tx.verdict(tenant, replica, cmd_no).await?;
            let intake = tx.intake(tenant, replica, cmd_no).await?;
            let (Some(row), Some(intake)) = (row, intake) else {
                return Ok(false);
            };
            let before = judge::read(&row)?.outcome;
            if !waits_for_an_upgrade(&before) {
                return Ok(false);
            }
            let mut working = Working::default();
            let again = judge::judge_again(tx, &vault, &mut working, now, &intake, &before);
            Ok::<_, AcceptError>(again.await?.is_some())
        })
    })
    .await
}
