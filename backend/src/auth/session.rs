//! Sessions: begun at each sign-in with a fresh token, ended by sign-out, by idling and by age. The database has only the
//! token's hash.

use axum::http::{HeaderMap, HeaderValue};
use shared::api::SessionInfo;
use shared::api::device::OwnDevice;
use shared::id::{SessionId, derived};
use shared::time::Millis;
use uuid::Uuid;

use super::device::{DEVICE, NAMED};
use super::membership;
use super::token::Token;
use super::{Caller, agent, amr, cookie};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::settings::{SecondFactor, Settings};
use crate::store::{self, Hash, SessionRow, UserRow};

/// A user that may sign in.
pub const ACTIVE: &str = "active";
/// `last_seen` is written at most this often, so that reading does not cost a commit each time.
const TOUCH_MILLIS: i64 = 60_000;
const MINUTE_MILLIS: i64 = 60_000;

/// The caller behind a request's cookie, if that session is open.
pub async fn resolve(app: &App, headers: &HeaderMap) -> Result<Option<Caller>, ApiError> {
    let Some(hash) = cookie::presented(headers) else {
        return Ok(None);
    };
    look_up(app, hash).await
}

/// Marks a session as seen, so that its idle time begins anew.
pub async fn see(app: &App, caller: &mut Caller) -> Result<(), ApiError> {
    let now = app.now().0;
    if now - caller.session.last_seen >= TOUCH_MILLIS {
        touch(app, &caller.session).await?;
        caller.session.last_seen = now;
    }
    Ok(())
}

/// The caller of a session, without marking it as seen.
pub async fn look_up(app: &App, hash: Hash) -> Result<Option<Caller>, ApiError> {
    let (now, day, settings) = (app.now(), app.today(), app.settings.clone());
    store::read(app.store.as_ref(), move |tx| {
        let settings = settings.clone();
        Box::pin(async move {
            let Some(session) = tx.session(&hash).await? else {
                return Ok(None);
            };
            let Some(user) = tx.user(session.user).await? else {
                return Ok(None);
            };
            let may = user.state == ACTIVE || user.state == DEVICE;
            if !may || !is_open(&session, &user, &settings, now) {
                return Ok(None);
            }
            let memberships = membership::on_day(tx, session.tenant, user.id, day).await?;
            Ok(Some(Caller {
                user,
                session,
                memberships,
            }))
        })
    })
    .await
}

/// Whether a session still holds at this moment.
pub fn is_open(session: &SessionRow, user: &UserRow, settings: &Settings, now: Millis) -> bool {
    let (idle, absolute) = minutes(user, settings);
    let idle = i64::from(idle) * MINUTE_MILLIS;
    let absolute = i64::from(absolute) * MINUTE_MILLIS;
    session.ended.is_none()
        && now.0 - session.last_seen < idle
        && now.0 - session.created_at < absolute
}

/// Minutes without a request, and minutes in all, after which a session of this user ends. Nobody sits before a shared tablet's: its
/// key renews it.
fn minutes(user: &UserRow, settings: &Settings) -> (u32, u32) {
    if user.state == DEVICE {
        (
            settings.device_session_minutes,
            settings.device_session_minutes,
        )
    } else {
        (
            settings.session_idle_minutes,
            settings.session_absolute_minutes,
        )
    }
}

async fn touch(app: &App, session: &SessionRow) -> Result<(), ApiError> {
    let (hash, tenant, now) = (session.token_hash, session.tenant, app.now().0);
    store::write(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            // Read again under the lock: a session that ended meanwhile must not come back.
            tx.lock_tenant(tenant).await?;
            match tx.session(&hash).await? {
                Some(row) if row.ended.is_none() && row.last_seen < now => Ok(tx
                    .put_session(&SessionRow {
                        last_seen: now,
                        ..row
                    })
                    .await?),
                Some(_) | None => Ok(()),
            }
        })
    })
    .await
}

/// Whether a session reaches everything that its user's roles reach: not while a password is all that was shown, where more is
/// required.
pub fn is_whole(app: &App, session: &SessionRow) -> bool {
    match app.settings.second_factor {
        SecondFactor::Offered => true,
        SecondFactor::Required => session.amr != amr::PASSWORD,
    }
}

/// Notes that a session's user has shown who they are, now and in this way. What was shown before is not forgotten: a password
/// alone takes no strength away.
pub async fn strengthen(
    app: &App,
    session: &SessionRow,
    shown: &'static str,
) -> Result<(), ApiError> {
    let (hash, tenant, now) = (session.token_hash, session.tenant, app.now().0);
    store::write(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            tx.lock_tenant(tenant).await?;
            let row = tx.session(&hash).await?.filter(|row| row.ended.is_none());
            let mut row = row.ok_or(ErrorCode::SessionMissing)?;
            row.auth_time = now;
            row.last_seen = now;
            if shown != amr::PASSWORD {
                row.amr = shown.to_owned();
            }
            Ok(tx.put_session(&row).await?)
        })
    })
    .await
}

/// What the outside knows a session by: nothing that opens it can be worked out from it.
pub fn id(session: &SessionRow) -> SessionId {
    derived(&[b"session", &session.token_hash]).into()
}

/// A session on its way to the browser.
pub struct Begun {
    pub cookie: HeaderValue,
    pub hash: Hash,
}

/// Begins a session for a user who just proved who they are (`amr` says how), and ends the one that the browser had before.
pub async fn begin(
    app: &App,
    user: &UserRow,
    amr: &str,
    headers: &HeaderMap,
) -> Result<Begun, ApiError> {
    let before = cookie::presented(headers);
    let token = Token::session().map_err(ApiError::internal)?;
    let (now, hash, tenant) = (app.now().0, token.hash, user.tenant);
    let row = SessionRow {
        token_hash: hash,
        user: user.id,
        tenant,
        created_at: now,
        last_seen: now,
        auth_time: now,
        ended: None,
        amr: amr.to_owned(),
        agent: agent::of(headers),
        acr: String::new(),
        issuer: String::new(),
    };
    let (_, lasts) = minutes(user, &app.settings);
    let longest = app
        .settings
        .session_absolute_minutes
        .max(app.settings.device_session_minutes);
    let keep = i64::from(longest) * MINUTE_MILLIS;
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let row = row.clone();
        Box::pin(async move {
            if let Some(before) = before {
                end_in(tx, before, now).await?;
            }
            tx.forget_sessions(now - 2 * keep).await?;
            Ok(tx.put_session(&row).await?)
        })
    })
    .await?;
    Ok(Begun {
        cookie: cookie::give(&token.text, lasts)?,
        hash,
    })
}

/// Ends one session.
pub async fn end(app: &App, hash: Hash) -> Result<(), ApiError> {
    let now = app.now().0;
    store::write(app.store.as_ref(), move |tx| {
        Box::pin(async move { end_in(tx, hash, now).await })
    })
    .await
}

async fn end_in(tx: &mut dyn store::Tx, hash: Hash, now: i64) -> Result<(), ApiError> {
    let Some(row) = tx.session(&hash).await? else {
        return Ok(());
    };
    tx.lock_tenant(row.tenant).await?;
    match tx.session(&hash).await? {
        Some(row) if row.ended.is_none() => Ok(tx
            .put_session(&SessionRow {
                ended: Some(now),
                ..row
            })
            .await?),
        Some(_) | None => Ok(()),
    }
}

/// Ends all sessions of a user.
pub async fn end_all(app: &App, user: Uuid) -> Result<(), ApiError> {
    let now = app.now().0;
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            tx.end_sessions(user, now).await?;
            Ok(())
        })
    })
    .await
}

/// The account name; nobody signs in by that of a tablet or of a supervisor without an account.
pub fn login_shown(user: &UserRow) -> String {
    if user.state == DEVICE || user.state == NAMED {
        String::new()
    } else {
        user.login.clone()
    }
}

/// What the app is told of a session.
pub async fn info(app: &App, caller: &Caller) -> Result<SessionInfo, ApiError> {
    let (tenant, held) = (caller.session.tenant, caller.memberships.clone());
    let of_device = caller.user.state == DEVICE;
    let user = caller.user.id;
    let (authority, memberships, device) =
        store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
            let held = held.clone();
            Box::pin(async move {
                let authority = tx
                    .tenant(tenant)
                    .await?
                    .map(|row| row.name)
                    .unwrap_or_default();
                let device = match of_device {
                    true => tx.device_of_user(user).await?,
                    false => None,
                };
                let device = device.map(|row| OwnDevice {
                    device: row.id.into(),
                    name: row.name,
                    site: row.site.into(),
                });
                let infos = membership::infos(tx, tenant, &held).await?;
                Ok((authority, infos, device))
            })
        })
        .await?;
    let (idle_minutes, lasts) = minutes(&caller.user, &app.settings);
    let age = i64::from(lasts) * MINUTE_MILLIS;
    let idle = i64::from(idle_minutes) * MINUTE_MILLIS;
    Ok(SessionInfo {
        user: caller.id(),
        login: login_shown(&caller.user),
        name: caller.user.name.clone(),
        tenant: caller.tenant(),
        authority,
        roles: memberships.iter().map(|held| held.role).collect(),
        capabilities: super::login::capabilities(caller),
        memberships,
        signed_in_at: Millis(caller.session.auth_time),
        must_add_factor: !is_whole(app, &caller.session),
        ends_at: Millis(caller.session.created_at + age),
        idle_ends_at: Millis(caller.session.last_seen + idle),
        idle_minutes,
        server_time: app.now(),
        device,
    })
}
