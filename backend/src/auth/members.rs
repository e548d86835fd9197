//! What an administrator does with another's account: ends its sessions, closes it, opens it again. Never with their own, so that
//! nobody shuts themselves out.

use shared::api::{AccountEventKind, AccountState, MemberState};
use shared::id::UserId;
use uuid::Uuid;

use super::event::Event;
use super::{Caller, session};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, Tx, UserRow};

/// A user who may not sign in.
pub const CLOSED: &str = "closed";

/// What the outside calls an account's state.
pub fn state(user: &UserRow) -> AccountState {
    match user.state.as_str() {
        session::ACTIVE => AccountState::Active,
        _ => AccountState::Closed,
    }
}

/// A user of the caller's authority; nobody else's are found.
pub async fn of_tenant(
    tx: &mut dyn Tx,
    caller: &Caller,
    member: UserId,
) -> Result<UserRow, ApiError> {
    let row = tx.user(member.uuid()).await?;
    row.filter(|row| row.tenant == caller.tenant())
        .ok_or_else(|| ErrorCode::NotFound.into())
}

/// Ends all sessions of a user.
pub async fn end_sessions(app: &App, caller: &Caller, member: UserId) -> Result<(), ApiError> {
    change(app, caller, member, AccountEventKind::SessionsEnded, None).await
}

/// Closes an account, or opens it again.
pub async fn set_state(app: &App, caller: &Caller, request: MemberState) -> Result<(), ApiError> {
    let (kind, state) = match request.account {
        AccountState::Active => (AccountEventKind::AccountOpened, session::ACTIVE),
        AccountState::Closed => (AccountEventKind::AccountClosed, CLOSED),
    };
    change(app, caller, request.member, kind, Some(state)).await
}

async fn change(
    app: &App,
    caller: &Caller,
    member: UserId,
    kind: AccountEventKind,
    state: Option<&'static str>,
) -> Result<(), ApiError> {
    if member == caller.id() {
        return Err(ApiError::from(ErrorCode::ValueRefused).with("field", "member"));
    }
    let (id, caller, now): (Uuid, _, _) = (member.uuid(), caller.clone(), app.now().0);
    let event = Event::new(app, caller.tenant(), id, caller.user.id, kind);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (caller, event) = (caller.clone(), event.clone());
        Box::pin(async move {
            let row = of_tenant(tx, &caller, member).await?;
            if let Some(state) = state {
                let state = state.to_owned();
                tx.put_user(&UserRow { state, ..row }).await?;
            }
            tx.end_sessions(id, now).await?;
            Ok(event.keep(tx).await?)
        })
    })
    .await
}
