//! What a stop left in custody without a verdict, judged at the next start in the order in which it came. One command, or one
//! device, for which that cannot be done is told and left, and never keeps the server from starting.
use std::collections::BTreeSet;

use shared::id::TenantId;
use uuid::Uuid;

use super::load::Working;
use super::{AcceptError, Deps, Now, dependants, judge::judge_one};
use crate::store::{StoreError, read, write};

/// Most commands of a commit.
const BATCH_MAX: usize = 200;
/// Most commands that are looked up at once.
const PAGE: i64 = 10_000;

/// A command in custody.
type Waiting = (Uuid, i64);

/// Judges what a stop left in custody; called at start. Tells how many.
///
/// # Errors
/// When it cannot be read what there is.
pub async fn judge_leftovers(deps: &Deps, now: Now) -> Result<usize, AcceptError> {
    let tenants = read::<_, StoreError, _>(&*deps.store, |tx| {
        Box::pin(async move { tx.tenants().await })
    });
    let mut count = 0;
    for tenant in tenants.await? {
        count += of_tenant(deps, tenant.id, now).await?;
        if let Err(error) = dependants::judge_waiting(deps, tenant.id, now).await {
            tracing::error!(error = %error, "commands that waited for another cannot be judged again now");
        }
    }
    Ok(count)
}

async fn of_tenant(deps: &Deps, tenant: TenantId, now: Now) -> Result<usize, AcceptError> {
    let mut count = 0;
    // Devices of which one command cannot be judged now: what follows it must not overtake it.
    let mut held = BTreeSet::new();
    loop {
        let left = waiting(deps, tenant, &held).await?;
        if left.is_empty() {
            return Ok(count);
        }
        for batch in left.chunks(BATCH_MAX) {
            let free = batch.iter().filter(|one| !held.contains(&one.0));
            let free: Vec<Waiting> = free.copied().collect();
            if let Ok(judged) = judge_all(deps, tenant, now, free.clone()).await {
                count += judged;
                continue;
            }
            for one in free {
                if held.contains(&one.0) {
                    continue;
                }
                match judge_all(deps, tenant, now, vec![one]).await {
                    Ok(judged) => count += judged,
                    Err(error) => {
                        tracing::error!(error = %error, replica = %one.0, cmd_no = one.1, "left in custody: it cannot be judged now");
                        held.insert(one.0);
                    }
                }
            }
        }
    }
}

async fn waiting(
    deps: &Deps,
    tenant: TenantId,
    held: &BTreeSet<Uuid>,
) -> Result<Vec<Waiting>, AcceptError> {
    let rows = read::<_, StoreError, _>(&*deps.store, move |tx| {
        Box::pin(async move { tx.unjudged(tenant, PAGE).await })
    });
    let rows = rows.await?.into_iter();
    let places = rows.map(|row| (row.replica, row.cmd_no));
    Ok(places
        .filter(|(replica, _)| !held.contains(replica))
        .collect())
}

/// In one commit. One that was judged meanwhile is left as it is.
async fn judge_all(
    deps: &Deps,
    tenant: TenantId,
    now: Now,
    batch: Vec<Waiting>,
) -> Result<usize, AcceptError> {
    let vault = deps.vault.clone();
    write(&*deps.store, move |tx| {
        let (vault, batch) = (vault.clone(), batch.clone());
        Box::pin(async move {
            tx.lock_tenant(tenant).await?;
            let mut working = Working::default();
            let mut count = 0;
            for (replica, cmd_no) in batch {
                let intake = tx.intake(tenant, replica, cmd_no).await?;
                if let Some(intake) = intake.filter(|intake| !intake.judged) {
                    judge_one(tx, &vault, &mut working, now, &intake, &[]).await?;
                    count += 1;
                }
            }
            // What one commit does not take is judged when the start comes to it.
            dependants::retry(tx, &vault, &mut working, tenant, now).await?;
            Ok::<_, AcceptError>(count)
        })
    })
    .await
}
