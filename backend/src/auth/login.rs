//! Signing in, and the answer that all ways of signing in share.

use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use shared::api::{AccountEventKind, LoginRequest, PasswordChange};
use shared::ordered::Set;
use shared::permission;

use super::event::Event;
use super::password::LENGTH_MAX;
use super::{Caller, amr, factor, password, session};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::router::{Access, ROUTES};
use crate::store::{self, UserRow};

/// Longest account name, in characters.
pub const LOGIN_MAX: usize = 200;
/// Shortest account name, in characters.
pub const LOGIN_MIN: usize = 3;

/// The one form of an account name: trimmed, lower case, one word.
pub fn parse_login(text: &str) -> Result<String, ApiError> {
    let login = text.trim().to_lowercase();
    let length = login.chars().count();
    let is_word = !login.chars().any(|c| c.is_whitespace() || c.is_control());
    if is_word && (LOGIN_MIN..=LOGIN_MAX).contains(&length) {
        Ok(login)
    } else {
        Err(ApiError::from(ErrorCode::ValueRefused).with("field", "login"))
    }
}

/// Somebody who has shown who they are, and how.
pub struct Proven {
    pub user: UserRow,
    pub amr: &'static str,
}

/// Checks name and password, and the code where there is something besides the password. Unknown, closed and wrong are one
/// answer, at one cost; that a code is wanted is told only with the right password.
pub async fn check(app: &App, request: LoginRequest) -> Result<Proven, ApiError> {
    let refused = || ApiError::from(ErrorCode::CredentialsRefused);
    let login = parse_login(&request.login).map_err(|_error| refused())?;
    if request.password.chars().count() > LENGTH_MAX {
        return Err(refused());
    }
    let name = login.clone();
    let user = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let name = name.clone();
        Box::pin(async move { Ok(tx.user_by_login(&name).await?) })
    })
    .await?;
    let user = user.filter(|user| user.state == session::ACTIVE);
    let amr = prove(app, user.as_ref(), &login, request.password, request.code).await?;
    let user = user.ok_or_else(refused)?;
    Ok(Proven { user, amr })
}

/// Whether this is the user's password, and code where one is wanted. Says how it was shown.
pub async fn prove(
    app: &App,
    user: Option<&UserRow>,
    login: &str,
    password: String,
    code: Option<String>,
) -> Result<&'static str, ApiError> {
    match code {
        // Name and password were counted when they came without the code.
        Some(_) => app.limits.check_code(login)?,
        None => app.limits.check_account(login)?,
    }
    let stored = user.map(|user| user.password_hash.as_str());
    let stored = stored.filter(|stored| !stored.is_empty());
    let is_right = app.passwords.is_right(password, stored).await?;
    let Some(user) = user.filter(|_| is_right) else {
        return Err(ErrorCode::CredentialsRefused.into());
    };
    let ways = factor::ways(app, user.id).await?;
    match code {
        _ if !ways.has_any() => Ok(amr::PASSWORD),
        Some(code) => factor::use_code(app, user, &code).await,
        None => Err(ApiError::from(ErrorCode::CodeRequired)
            .with("authenticator", ways.has_authenticator)
            .with("recovery", ways.recovery_left > 0)
            .with("passkey", ways.passkeys > 0)),
    }
}

/// Begins a session for a user who has shown who they are (`amr` says how), and answers with it.
pub async fn welcome(
    app: &App,
    headers: &HeaderMap,
    user: &UserRow,
    amr: &str,
) -> Result<Response, ApiError> {
    let begun = session::begin(app, user, amr, headers).await?;
    let caller = session::look_up(app, begun.hash)
        .await?
        .ok_or(ErrorCode::SessionMissing)?;
    let info = session::info(app, &caller).await?;
    Ok(([(header::SET_COOKIE, begun.cookie)], Json(info)).into_response())
}

/// Sets a new password. Every session of the user ends, and a new one begins here.
pub async fn change_password(
    app: &App,
    caller: &Caller,
    request: PasswordChange,
) -> Result<UserRow, ApiError> {
    app.limits.check_account(&caller.user.login)?;
    let stored = Some(caller.user.password_hash.as_str()).filter(|stored| !stored.is_empty());
    if !app.passwords.is_right(request.current, stored).await? {
        return Err(ErrorCode::CredentialsRefused.into());
    }
    password::check_new(&request.new, &[&caller.user.login, &caller.user.name])?;
    let user = UserRow {
        password_hash: app.passwords.hash(request.new).await?,
        ..caller.user.clone()
    };
    let (row, now) = (user.clone(), app.now().0);
    let event = Event::own(app, caller, AccountEventKind::PasswordChanged);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (row, event) = (row.clone(), event.clone());
        Box::pin(async move {
            tx.put_user(&row).await?;
            tx.end_sessions(row.id, now).await?;
            Ok(event.keep(tx).await?)
        })
    })
    .await?;
    Ok(user)
}

/// What the app may offer: operations that the caller's roles reach, and kinds of commands that they may ask somewhere.
pub fn capabilities(caller: &Caller) -> Set<String> {
    let reaches = |access: Access| match access {
        Access::Open | Access::NobodyToo | Access::Entered | Access::SignedIn => false,
        Access::Roles(roles) => roles.iter().any(|role| caller.has(*role)),
    };
    let operations = ROUTES
        .iter()
        .filter(|route| reaches(route.access))
        .map(|route| route.id);
    let commands = permission::TABLE
        .iter()
        .filter(|right| caller.has(right.role))
        .map(|right| right.command);
    operations.chain(commands).map(str::to_owned).collect()
}
