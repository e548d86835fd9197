//! The way to an issuer.

use axum::http::HeaderMap;
use shared::api::{OidcAgain, OidcPurpose, OidcStart};

use super::flow::{self, Begun, Purpose};
use crate::app::App;
use crate::auth::{Caller, cookie, link, sudo, token};
use crate::error::{ApiError, ErrorCode};

/// For somebody who is to sign in, or uses an invitation.
pub async fn start(app: &App, headers: &HeaderMap, request: OidcStart) -> Result<Begun, ApiError> {
    let purpose = match request.token {
        None => Purpose::SignIn {
            before: cookie::presented(headers),
        },
        Some(text) => {
            let row = link::usable(app, &text).await?;
            if row.kind != link::INVITE {
                return Err(ErrorCode::LinkUnknown.into());
            }
            Purpose::Accept {
                link: token::hash(&text).ok_or(ErrorCode::LinkUnknown)?,
            }
        }
    };
    leave(app, &request.issuer, purpose, request.landing).await
}

/// For somebody who has signed in.
pub async fn again(app: &App, caller: &Caller, request: OidcAgain) -> Result<Begun, ApiError> {
    let (user, session) = (caller.user.id, caller.session.token_hash);
    let purpose = match request.purpose {
        OidcPurpose::Again => Purpose::Again { user, session },
        // A way in that somebody else could add would be theirs.
        OidcPurpose::Bind if !sudo::is_fresh(app, &caller.session) => {
            return Err(ErrorCode::SudoRequired.into());
        }
        OidcPurpose::Bind => Purpose::Bind { user, session },
    };
    leave(app, &request.issuer, purpose, request.landing).await
}

async fn leave(
    app: &App,
    key: &str,
    purpose: Purpose,
    landing: Option<String>,
) -> Result<Begun, ApiError> {
    let landing = flow::landing(landing)?;
    let issuer = app.oidc.issuer(key).ok_or(ErrorCode::IssuerUnknown)?;
    let known = app.oidc.known(app, &issuer).await?;
    flow::begin(app, &issuer, &known, purpose, landing).await
}
