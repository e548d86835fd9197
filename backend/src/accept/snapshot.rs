//! Pages of a scope that a device has not yet. A page shows rows as they are now; the device pulls the changes after `seq` over
//! them, which makes them exact. Pages run by key, so that a row that leaves does not hide the next one.
use shared::model::Kind;
use shared::scope::Scope;
use shared::sync::protocol::{PAGE_ROWS, SnapshotPage};
use uuid::Uuid;

use super::pull::{scopes_of, show};
use super::{AcceptError, Caller, Deps, Now};
use crate::store::read;

/// One page; `page` is `0` or the token that the page before gave.
pub async fn snapshot_page(
    deps: &Deps,
    caller: Caller,
    now: Now,
    scope: Scope,
    seq: i64,
    page: &str,
) -> Result<SnapshotPage, AcceptError> {
    let after = parse(page).ok_or(AcceptError::NotFound)?;
    let vault = deps.vault.clone();
    read(&*deps.store, move |tx| {
        let (vault, after) = (vault.clone(), after.clone());
        Box::pin(async move {
            if !scopes_of(tx, caller, now).await?.contains(&scope)
                || seq > tx.head(caller.tenant).await?
            {
                return Err(AcceptError::NotFound);
            }
            let limit = i64::try_from(PAGE_ROWS).unwrap_or(i64::MAX);
            let found = tx
                .scope_page(caller.tenant, &scope.to_string(), after, limit)
                .await?;
            let next = (found.len() == PAGE_ROWS)
                .then(|| found.last().map(|row| format!("{}.{}", row.t, row.id)))
                .flatten();
            let mut rows = Vec::with_capacity(found.len());
            for row in &found {
                rows.extend(show(tx, &vault, scope, row).await?);
            }
            let epoch = tx.epoch().await?.into();
            Ok(SnapshotPage {
                epoch,
                scope,
                seq,
                rows,
                next,
            })
        })
    })
    .await
}

/// `0` is the first page; `<kind>.<id>` the one after that row.
#[expect(
    clippy::option_option,
    reason = "no token, the first page, and a place are three answers"
)]
fn parse(page: &str) -> Option<Option<(String, Uuid)>> {
    if page == "0" {
        return Some(None);
    }
    let (t, id) = page.split_once('.')?;
    Kind::parse(t)?;
    Some(Some((t.to_owned(), Uuid::parse_str(id).ok()?)))
}
