//! The caller's own sessions: which there are, and ending those that should not be.

use shared::api::{AccountEventKind, SessionItem, SessionsEnd};
use shared::time::Millis;

use super::event::Event;
use super::{Caller, session};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, SessionRow};

async fn open(app: &App, caller: &Caller) -> Result<Vec<SessionRow>, ApiError> {
    let user = caller.user.id;
    let rows = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.sessions_of(user).await?) })
    })
    .await?;
    let now = app.now();
    let open = rows.into_iter();
    Ok(open
        .filter(|row| session::is_open(row, &caller.user, &app.settings, now))
        .collect())
}

/// Those that are open, newest first.
pub async fn list(app: &App, caller: &Caller) -> Result<Vec<SessionItem>, ApiError> {
    let items = open(app, caller).await?.into_iter().map(|row| SessionItem {
        id: session::id(&row),
        is_this: row.token_hash == caller.session.token_hash,
        created_at: Millis(row.created_at),
        last_seen: Millis(row.last_seen),
        agent: row.agent,
        amr: row.amr,
    });
    Ok(items.collect())
}

/// Ends one of them, or all but this one.
pub async fn end(app: &App, caller: &Caller, request: SessionsEnd) -> Result<(), ApiError> {
    let rows = open(app, caller).await?.into_iter();
    let chosen: Vec<_> = match request.session {
        Some(id) => rows.filter(|row| session::id(row) == id).collect(),
        None => rows
            .filter(|row| row.token_hash != caller.session.token_hash)
            .collect(),
    };
    if chosen.is_empty() && request.session.is_some() {
        return Err(ErrorCode::NotFound.into());
    }
    for row in chosen {
        session::end(app, row.token_hash).await?;
    }
    Event::own(app, caller, AccountEventKind::SessionsEnded)
        .keep_alone(app)
        .await
}
