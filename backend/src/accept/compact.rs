//! What has left a scope is told to devices, and forgotten some time after. A device that was away for longer asks with a cursor below
//! the floor, and gets the scope whole; what it has recorded is not touched by it.
use shared::id::TenantId;

use super::{AcceptError, Deps, Now};
use crate::store::{StoreError, Tx, read, write};

/// So many days a deletion is told one by one: longer than a season away, after which a device loads its scopes anew.
const KEEP_DAYS: i64 = 100;
const DAY_MILLIS: i64 = 86_400_000;
/// Rows that one transaction forgets, so that nobody waits for it.
const PAGE: i64 = 500;

/// Deletions up to and with this number may be forgotten.
pub(super) async fn floor(tx: &mut dyn Tx, tenant: TenantId) -> Result<i64, StoreError> {
    match tx.meta_get(&name(tenant)).await? {
        Some(text) => text
            .parse()
            .map_err(|_not_a_number| StoreError::Corrupt("floor")),
        None => Ok(0),
    }
}

fn name(tenant: TenantId) -> String {
    format!("floor {}", tenant.uuid())
}

/// Forgets what has left a scope so long ago that no device is told of it any more. Gives the number of rows.
pub async fn compact(deps: &Deps, tenant: TenantId, now: Now) -> Result<u64, AcceptError> {
    let before = now.millis.0.saturating_sub(KEEP_DAYS * DAY_MILLIS);
    let through = read::<_, StoreError, _>(&*deps.store, move |tx| {
        Box::pin(async move { last_before(tx, tenant, before).await })
    });
    compact_through(deps, tenant, through.await?).await
}

/// The same up to and with a number.
pub async fn compact_through(
    deps: &Deps,
    tenant: TenantId,
    through: i64,
) -> Result<u64, AcceptError> {
    let mut all = 0;
    loop {
        let forgot = write::<_, StoreError, _>(&*deps.store, move |tx| {
            Box::pin(async move {
                tx.lock_tenant(tenant).await?;
                let through = through.min(tx.head(tenant).await?);
                if through > floor(tx, tenant).await? {
                    tx.meta_put(&name(tenant), &through.to_string()).await?;
                }
                tx.forget_gone(tenant, through, PAGE).await
            })
        });
        let forgot: u64 = forgot.await?;
        all += forgot;
        if forgot < PAGE.unsigned_abs() {
            return Ok(all);
        }
    }
}

/// The last number whose command came before an instant, but for those that waited for long: where the search meets one, the floor is
/// higher than it must be, and some devices load a scope anew.
async fn last_before(tx: &mut dyn Tx, tenant: TenantId, before: i64) -> Result<i64, StoreError> {
    let (mut low, mut high) = (0, tx.head(tenant).await?);
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let came = match tx.audit_after(tenant, middle - 1, 1).await?.first() {
            Some(link) => tx.intake(tenant, link.replica, link.cmd_no).await?,
            None => None,
        };
        if came.is_some_and(|row| row.received_at < before) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(low)
}
