//! Signing in, and the answer that all ways of signing in share.

use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use shared::api::{LoginRequest, PasswordChange};
use shared::ordered::Set;
use shared::permission;

use super::password::LENGTH_MAX;
use super::{Caller, cookie, password, session};
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

/// Checks name and password. Unknown, closed and wrong are one answer, at one cost.
pub async fn check(app: &App, request: LoginRequest) -> Result<UserRow, ApiError> {
    let refused = || ApiError::from(ErrorCode::CredentialsRefused);
    let login = parse_login(&request.login).map_err(|_error| refused())?;
    if request.password.chars().count() > LENGTH_MAX {
        return Err(refused());
    }
    app.limits.check_account(&login)?;
    let user = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let login = login.clone();
        Box::pin(async move { Ok(tx.user_by_login(&login).await?) })
    })
    .await?;
    let user = user.filter(|user| user.state == session::ACTIVE);
    let stored = user.as_ref().map(|user| user.password_hash.as_str());
    let is_right = app.passwords.is_right(request.password, stored).await?;
    user.filter(|_| is_right).ok_or_else(refused)
}

/// Begins a session for a proven user and answers with it.
pub async fn welcome(app: &App, headers: &HeaderMap, user: &UserRow) -> Result<Response, ApiError> {
    let begun = session::begin(app, user, cookie::presented(headers)).await?;
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
    let stored = caller.user.password_hash.clone();
    if !app
        .passwords
        .is_right(request.current, Some(&stored))
        .await?
    {
        return Err(ErrorCode::CredentialsRefused.into());
    }
    password::check_new(&request.new, &[&caller.user.login, &caller.user.name])?;
    let user = UserRow {
        password_hash: app.passwords.hash(request.new).await?,
        ..caller.user.clone()
    };
    let (row, now) = (user.clone(), app.now().0);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let row = row.clone();
        Box::pin(async move {
            tx.put_user(&row).await?;
            tx.end_sessions(row.id, now).await?;
            Ok(())
        })
    })
    .await?;
    Ok(user)
}

/// What the app may offer: operations that the caller's roles reach, and kinds of commands that they may ask somewhere.
pub fn capabilities(caller: &Caller) -> Set<String> {
    let reaches = |access: Access| match access {
        Access::Open | Access::SignedIn => false,
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
