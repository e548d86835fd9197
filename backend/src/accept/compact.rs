//! What has left a scope is told to devices, and forgotten some time after. A device that was away for longer asks with a cursor below
//! the floor, and gets the scope whole; what it has recorded is not touched by it.
use shared::id::TenantId;
use shared::time::Day;

use super::{AcceptError, Deps, Now};
use crate::store::{StoreError, Tx, write};

/// So many days a deletion is told one by one: longer than a season away, after which a device loads its scopes anew.
const KEEP_DAYS: i64 = 100;
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

/// Notes how far the tenant is today, and forgets what had left a scope by the day that is so long ago that no device is told of it any
/// more. Gives the number of rows.
pub async fn compact(deps: &Deps, tenant: TenantId, now: Now) -> Result<u64, AcceptError> {
    let (today, before) = (now.today, now.today.plus_days(-KEEP_DAYS));
    let through = write::<_, AcceptError, _>(&*deps.store, move |tx| {
        Box::pin(async move {
            tx.lock_tenant(tenant).await?;
            let mut marks = marks(tx, tenant).await?;
            if marks.last().is_none_or(|(day, _)| *day < today) {
                marks.push((today, tx.head(tenant).await?));
            }
            let through = marks.iter().rev().find(|(day, _)| *day <= before).copied();
            marks.retain(|mark| mark.0 > before || Some(*mark) == through);
            let text = serde_json::to_string(&marks).map_err(AcceptError::Corrupt)?;
            tx.meta_put(&marks_name(tenant), &text).await?;
            Ok(through)
        })
    });
    match through.await? {
        Some((_, through)) => compact_through(deps, tenant, through).await,
        None => Ok(0),
    }
}

fn marks_name(tenant: TenantId) -> String {
    format!("marks {}", tenant.uuid())
}

/// How far the tenant was on days past, in order.
async fn marks(tx: &mut dyn Tx, tenant: TenantId) -> Result<Vec<(Day, i64)>, AcceptError> {
    match tx.meta_get(&marks_name(tenant)).await? {
        Some(text) => serde_json::from_str(&text).map_err(AcceptError::Corrupt),
        None => Ok(Vec::new()),
    }
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
