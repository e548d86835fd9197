//! Ways to prove who one is besides the password.
//!
//! webauthn (what a browser's answer must hold) · passkey (ceremonies) · totp · recovery · ways (which of them somebody has)

pub mod passkey;
pub mod recovery;
pub mod totp;
mod ways;
pub mod webauthn;

pub use ways::{Ways, ensure_way_in, info, ways};

use crate::app::App;
use crate::auth::{Caller, amr, session};
use crate::error::{ApiError, ErrorCode};
use crate::store::UserRow;

/// A half session sets up the first factor and nothing after it: whoever got in with a stolen password before its owner had one
/// must not add one of their own later.
async fn ensure_may_add(app: &App, caller: &Caller) -> Result<(), ApiError> {
    if session::is_whole(app, &caller.session) || !ways(app, caller.user.id).await?.has_any() {
        Ok(())
    } else {
        Err(ErrorCode::SecondFactorNeeded.into())
    }
}

/// Takes a code that goes with a right password: six digits of the authenticator, or else a recovery code. Says how it was shown.
pub async fn use_code(app: &App, user: &UserRow, code: &str) -> Result<&'static str, ApiError> {
    let code: String = code
        .chars()
        .filter(|sign| !sign.is_whitespace() && *sign != '-')
        .collect();
    let is_totp = code.len() == totp::DIGITS && code.bytes().all(|sign| sign.is_ascii_digit());
    let is_right = if is_totp {
        totp::use_code(app, user, code).await?
    } else {
        recovery::use_code(app, user, &code).await?
    };
    match (is_right, is_totp) {
        (false, _) => Err(ErrorCode::CodeRefused.into()),
        (true, true) => Ok(amr::TOTP),
        (true, false) => Ok(amr::RECOVERY),
    }
}
