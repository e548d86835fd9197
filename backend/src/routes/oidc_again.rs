//! Shows through an issuer once more who one is, or binds the issuer to one's account.

use axum::http::header;
use shared::api::{OidcAgain, OidcGo};

use super::prelude::*;
use crate::auth::oidc::start;

pub const ROUTE: Route = Route {
    id: "oidc_again",
    method: Method::Post,
    path: "/auth/v1/oidc/again",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("OidcAgain"),
    reply: Reply::Json("OidcGo"),
    refusals: &[
        ErrorCode::IssuerUnknown,
        ErrorCode::IssuerUnavailable,
        ErrorCode::SudoRequired,
        ErrorCode::ValueRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<OidcAgain>,
) -> Result<Response, ApiError> {
    let begun = start::again(&app, &caller, request).await?;
    let location = begun.location;
    Ok((
        [(header::SET_COOKIE, begun.cookie)],
        Answer(OidcGo { location }),
    )
        .into_response())
}
