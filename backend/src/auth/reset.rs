//! A link to a new password, made by an administrator for somebody who has lost theirs. It works once, for an hour, ends every
//! session, and leaves passkeys and authenticator as they are unless the administrator chose otherwise.

use serde::{Deserialize, Serialize};
use shared::api::{AccountEventKind, InviteMade, LinkInfo, ResetRequest, ResetUse};
use shared::id::UserId;
use shared::time::Millis;

use super::event::Event;
use super::token::Token;
use super::{Caller, link, members, password, session};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, InviteRow, UserRow};

/// What a link carries until it is used.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Reset {
    member: UserId,
    by: UserId,
    with_factors: bool,
}

/// Makes a link; an earlier one for the same user is void.
pub async fn make(
    app: &App,
    caller: &Caller,
    request: ResetRequest,
) -> Result<InviteMade, ApiError> {
    let token = Token::link().map_err(ApiError::internal)?;
    let (now, id) = (app.now().0, request.member.uuid());
    let reset = Reset {
        member: request.member,
        by: caller.id(),
        with_factors: request.with_factors,
    };
    let row = InviteRow {
        token_hash: token.hash,
        tenant: caller.tenant(),
        kind: link::RESET.to_owned(),
        payload: serde_json::to_string(&reset).map_err(ApiError::internal)?,
        created_at: now,
        expires_at: now + i64::from(app.settings.reset_minutes) * 60_000,
        used_at: None,
    };
    let kind = match request.with_factors {
        true => AccountEventKind::ResetMadeWithFactors,
        false => AccountEventKind::ResetMade,
    };
    let event = Event::new(app, caller.tenant(), id, caller.user.id, kind);
    let (caller, expires_at) = (caller.clone(), row.expires_at);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (row, caller, event) = (row.clone(), caller.clone(), event.clone());
        Box::pin(async move {
            members::of_tenant(tx, &caller, request.member).await?;
            for other in tx.invites(row.tenant).await? {
                let is_open = other.kind == link::RESET && other.used_at.is_none();
                if is_open && link::payload::<Reset>(&other)?.member == request.member {
                    tx.use_invite(&other.token_hash, now).await?;
                }
            }
            tx.put_invite(&row).await?;
            Ok(event.keep(tx).await?)
        })
    })
    .await?;
    Ok(InviteMade {
        link: link::path(&token.text),
        expires_at: Millis(expires_at),
    })
}

/// Whose link it is.
pub async fn look_up(app: &App, row: &InviteRow) -> Result<LinkInfo, ApiError> {
    let user = holder(app, row).await?;
    Ok(LinkInfo::Reset {
        expires_at: Millis(row.expires_at),
        name: user.name,
        login: user.login,
    })
}

/// An account that was closed meanwhile has no link.
async fn holder(app: &App, row: &InviteRow) -> Result<UserRow, ApiError> {
    let id = link::payload::<Reset>(row)?.member.uuid();
    let user = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.user(id).await?) })
    })
    .await?;
    user.filter(|user| user.state == session::ACTIVE)
        .ok_or_else(|| ErrorCode::LinkUnknown.into())
}

/// Uses a link. Nobody is signed in by it: whoever has the second factor shows it next.
pub async fn use_link(app: &App, request: ResetUse) -> Result<(), ApiError> {
    let row = link::usable(app, &request.token).await?;
    if row.kind != link::RESET {
        return Err(ErrorCode::LinkUnknown.into());
    }
    let reset: Reset = link::payload(&row)?;
    let user = holder(app, &row).await?;
    password::check_new(&request.password, &[&user.login, &user.name])?;
    let password_hash = app.passwords.hash(request.password).await?;
    let user = UserRow {
        password_hash,
        ..user
    };
    let note = |kind| Event::new(app, row.tenant, user.id, reset.by.uuid(), kind);
    let mut events = vec![note(AccountEventKind::PasswordReset)];
    if reset.with_factors {
        events.push(note(AccountEventKind::FactorsReset));
    }
    let now = app.now().0;
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (user, events) = (user.clone(), events.clone());
        Box::pin(async move {
            if !tx.use_invite(&row.token_hash, now).await? {
                return Err(ErrorCode::LinkUnknown.into());
            }
            tx.put_user(&user).await?;
            tx.end_sessions(user.id, now).await?;
            if reset.with_factors {
                for passkey in tx.passkeys_of(user.id).await? {
                    tx.remove_passkey(user.id, passkey.id).await?;
                }
                tx.remove_authenticator(user.id).await?;
                tx.replace_recovery(user.id, &[]).await?;
            }
            for event in &events {
                event.keep(tx).await?;
            }
            Ok(())
        })
    })
    .await
}
