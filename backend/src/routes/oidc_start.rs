//! Begins a sign-in at an issuer: gives the address to go to, and the browser the secret that the answer must come back with.

use axum::http::header;
use shared::api::{OidcGo, OidcStart};

use super::prelude::*;
use crate::auth::oidc::start;

pub const ROUTE: Route = Route {
    id: "oidc_start",
    method: Method::Post,
    path: "/auth/v1/oidc/start",
    access: Access::Open,
    sudo: false,
    limit: Limit::Login,
    parameters: &[],
    body: Body::Json("OidcStart"),
    reply: Reply::Json("OidcGo"),
    refusals: &[
        ErrorCode::IssuerUnknown,
        ErrorCode::IssuerUnavailable,
        ErrorCode::LinkUnknown,
        ErrorCode::ValueRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(request): Json<OidcStart>,
) -> Result<Response, ApiError> {
    let begun = start::start(&app, &headers, request).await?;
    let location = begun.location;
    Ok((
        [(header::SET_COOKIE, begun.cookie)],
        Answer(OidcGo { location }),
    )
        .into_response())
}
