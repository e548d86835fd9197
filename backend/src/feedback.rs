//! What people say about the product itself: taken from anybody, read and settled by the authority's administrators. Surprising
//! choice: each lies under a key of its own, and nobody's account is kept with it; whoever wants an answer says how.

use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use shared::api::{AuthorityInfo, FeedbackInfo, FeedbackRequest, Page};
use shared::id::{FeedbackId, TenantId};
use shared::text::{LongText, ShortText};
use shared::time::Millis;
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Caller, session};
use crate::error::{ApiError, ErrorCode};
use crate::office::PAGE_MAX;
use crate::store::{self, FeedbackCursor, FeedbackRow, StoreError, TenantRow};
use crate::vault::{Opened, Place};

/// Unsettled ones an authority has room for: beyond that somebody floods it.
pub const OPEN_MAX: i64 = 2000;
/// Longest name of a screen.
const PLACE_MAX: usize = 60;
/// How long one is kept after it was settled.
const KEPT_MILLIS: i64 = 90 * 24 * 3_600_000;

/// What is sealed.
#[derive(Clone, Serialize, Deserialize)]
struct Said {
    what: LongText,
    contact: Option<ShortText>,
}

/// Keeps one.
pub async fn take(
    app: &App,
    headers: &HeaderMap,
    request: FeedbackRequest,
) -> Result<(), ApiError> {
    if !is_place(&request.place) {
        return Err(refused("place"));
    }
    let contact = request.contact.as_deref().map(ShortText::parse).transpose();
    let said = Said {
        what: LongText::parse(&request.what).map_err(|_error| refused("what"))?,
        contact: contact.map_err(|_error| refused("contact"))?,
    };
    let caller = session::resolve(app, headers).await?;
    let wanted = caller.map(|caller| caller.tenant()).or(request.authority);
    let plain = serde_json::to_vec(&said).map_err(ApiError::internal)?;
    let kind = serde_json::to_value(request.kind).map_err(ApiError::internal)?;
    let kind = kind.as_str().unwrap_or_default().to_owned();
    let (vault, now, id) = (app.vault.clone(), app.now().0, Uuid::new_v4());
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (vault, plain, kind) = (vault.clone(), plain.clone(), kind.clone());
        let place = request.place.clone();
        Box::pin(async move {
            let tenant = receiver(&tx.tenants().await?, wanted)?;
            if tx.open_feedback(tenant).await? >= OPEN_MAX {
                return Err(
                    ApiError::from(ErrorCode::TooManyRequests).with("retry_after_seconds", 3600)
                );
            }
            let sealed = vault.seal(tx, tenant, id, &Place::Feedback, &plain).await;
            let row = FeedbackRow {
                id,
                tenant,
                kind,
                place,
                body: sealed.map_err(ApiError::internal)?,
                created_at: now,
                settled_at: None,
                settled_by: None,
            };
            Ok(tx.put_feedback(&row).await?)
        })
    })
    .await
}

/// Whom it is for: the one that was named, or the only one there is.
fn receiver(tenants: &[TenantRow], wanted: Option<TenantId>) -> Result<TenantId, ApiError> {
    let found = match (tenants, wanted) {
        (_, Some(wanted)) => tenants.iter().find(|row| row.id == wanted),
        ([only], None) => Some(only),
        (_, None) => None,
    };
    found.map(|row| row.id).ok_or_else(|| refused("authority"))
}

/// A path without anything that could name one person or thing.
fn is_place(place: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'/' | b'-' | b'*');
    place.starts_with('/') && place.len() <= PLACE_MAX && place.bytes().all(is_plain)
}

/// A page for the caller's authority, newest first.
pub async fn list(
    app: &App,
    caller: &Caller,
    after: Option<String>,
) -> Result<Page<FeedbackInfo>, ApiError> {
    let after = match after {
        None => FeedbackCursor::START,
        Some(text) => cursor(&text).ok_or_else(|| {
            ApiError::from(ErrorCode::ParameterInvalid).with("parameter", "after")
        })?,
    };
    let (tenant, vault) = (caller.tenant(), app.vault.clone());
    let mut rows = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            let mut rows = Vec::new();
            for row in tx.feedback_page(tenant, after, PAGE_MAX + 1).await? {
                let opened = vault.unseal(tx, tenant, Some(row.id), &Place::Feedback, &row.body);
                let opened = opened.await.map_err(ApiError::internal)?;
                rows.push((row, opened));
            }
            Ok(rows)
        })
    })
    .await?;
    let is_more = rows.len() > PAGE_MAX as usize;
    rows.truncate(PAGE_MAX as usize);
    let last = rows.last().filter(|_| is_more);
    let next = last.map(|(row, _)| format!("{}_{}", row.created_at, row.id));
    // One whose key is gone is on its way out.
    let items = rows.into_iter().filter_map(|(row, opened)| match opened {
        Opened::Bytes(bytes) => Some(item(row, &bytes)),
        Opened::Erased { .. } => None,
    });
    let items = items.collect::<Result<_, StoreError>>()?;
    Ok(Page { items, next })
}

fn item(row: FeedbackRow, bytes: &[u8]) -> Result<FeedbackInfo, StoreError> {
    let corrupt = || StoreError::Corrupt("feedback");
    let said: Said = serde_json::from_slice(bytes).map_err(|_error| corrupt())?;
    Ok(FeedbackInfo {
        id: FeedbackId::from(row.id),
        kind: serde_json::from_value(row.kind.into()).map_err(|_error| corrupt())?,
        place: row.place,
        what: said.what.as_str().to_owned(),
        contact: said.contact.map(|contact| contact.as_str().to_owned()),
        created_at: Millis(row.created_at),
        settled_at: row.settled_at.map(Millis),
    })
}

fn cursor(text: &str) -> Option<FeedbackCursor> {
    let (created_at, id) = text.split_once('_')?;
    Some(FeedbackCursor {
        created_at: created_at.parse().ok()?,
        id: Uuid::parse_str(id).ok()?,
    })
}

/// Marks one as done with, and erases those that were long ago: row, words and key.
pub async fn settle(app: &App, caller: &Caller, id: FeedbackId) -> Result<(), ApiError> {
    let (tenant, by, now) = (caller.tenant(), caller.id().uuid(), app.now().0);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            for old in tx.forget_feedback(tenant, now - KEPT_MILLIS).await? {
                tx.erase_person_key(tenant, old, now).await?;
            }
            if tx.settle_feedback(tenant, id.uuid(), by, now).await? {
                Ok(())
            } else {
                Err(ErrorCode::NotFound.into())
            }
        })
    })
    .await
}

/// Every authority's name, in order of name.
pub async fn authorities(app: &App) -> Result<Vec<AuthorityInfo>, ApiError> {
    let mut rows = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.tenants().await?) })
    })
    .await?;
    rows.sort_by(|one, other| one.name.cmp(&other.name));
    let infos = rows.into_iter().map(|row| AuthorityInfo {
        id: row.id,
        name: row.name,
    });
    Ok(infos.collect())
}

fn refused(field: &str) -> ApiError {
    ApiError::from(ErrorCode::ValueRefused).with("field", field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_no_one_thing() {
        for place in [
            "/",
            "/placements/*",
            "/site/*/week/*",
            &format!("/{}", "a".repeat(59)),
        ] {
            assert!(is_place(place), "{place}");
        }
        for place in [
            "",
            "cases",
            "/placements/7",
            "/Anna",
            "/a b",
            &format!("/{}", "a".repeat(60)),
        ] {
            assert!(!is_place(place), "{place}");
        }
    }
}
