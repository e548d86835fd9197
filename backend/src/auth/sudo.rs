//! Showing once more who one is, for what would hurt most in somebody else's hands: ways in, roles, devices, lists of persons. It
//! holds for some minutes from any proof, the sign-in itself included.

use axum::http::HeaderMap;
use shared::api::SudoRequest;

use super::factor::passkey;
use super::{Caller, amr, login, session};
use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::store::SessionRow;

/// Whether the session's user has shown who they are within the last minutes.
pub fn is_fresh(app: &App, session: &SessionRow) -> bool {
    app.now().0 - session.auth_time < i64::from(app.settings.sudo_minutes) * 60_000
}

/// Shows it, by a passkey or by the password (with a code, where there is an authenticator).
pub async fn renew(
    app: &App,
    headers: &HeaderMap,
    caller: &Caller,
    request: SudoRequest,
) -> Result<(), ApiError> {
    let shown = match (request.credential, request.password) {
        (Some(credential), None) => {
            let user = passkey::show(app, headers, &credential).await?;
            if user.id != caller.user.id {
                return Err(ErrorCode::PasskeyRefused.into());
            }
            amr::PASSKEY
        }
        (None, Some(password)) => {
            let code = request.code;
            login::prove(app, Some(&caller.user), &caller.user.login, password, code).await?
        }
        // Nothing is shown: the question is whether it has to be.
        (None, None) if is_fresh(app, &caller.session) => return Ok(()),
        (None, None) => return Err(ErrorCode::SudoRequired.into()),
        (Some(_), Some(_)) => return Err(ErrorCode::CredentialsRefused.into()),
    };
    session::strengthen(app, &caller.session, shown).await
}
