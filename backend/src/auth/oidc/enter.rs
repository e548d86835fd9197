//! The session of somebody whom an issuer has proven, with how and when it did so.

use axum::http::{HeaderMap, HeaderValue};

use crate::app::App;
use crate::auth::token::Token;
use crate::auth::{agent, cookie, session};
use crate::error::ApiError;
use crate::store::{self, Hash, SessionRow, UserRow};

/// What the issuer says of how and when somebody proved who they are.
pub struct Shown {
    pub amr: String,
    pub acr: String,
    pub auth_time: i64,
    pub issuer: String,
}

/// Begins a session under a fresh token and ends the one before. Gives its cookie.
pub async fn begin(
    app: &App,
    user: &UserRow,
    before: Option<Hash>,
    shown: Shown,
    headers: &HeaderMap,
) -> Result<HeaderValue, ApiError> {
    let token = Token::session().map_err(ApiError::internal)?;
    let now = app.now().0;
    let row = SessionRow {
        token_hash: token.hash,
        user: user.id,
        tenant: user.tenant,
        created_at: now,
        last_seen: now,
        auth_time: shown.auth_time,
        ended: None,
        amr: shown.amr,
        agent: agent::of(headers),
        acr: shown.acr,
        issuer: shown.issuer,
    };
    if let Some(before) = before {
        session::end(app, before).await?;
    }
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let row = row.clone();
        Box::pin(async move { Ok(tx.put_session(&row).await?) })
    })
    .await?;
    cookie::give(&token.text, app.settings.session_absolute_minutes)
}
