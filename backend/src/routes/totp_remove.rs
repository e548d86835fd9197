//! Takes the authenticator away, never the last way in.

use axum::http::StatusCode;
use shared::api::Nothing;

use super::prelude::*;
use crate::auth::factor::totp;

pub const ROUTE: Route = Route {
    id: "totp_remove",
    method: Method::Post,
    path: "/auth/v1/totp/remove",
    access: Access::SignedIn,
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("Nothing"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound, ErrorCode::LastWayIn],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(Nothing {}): Json<Nothing>,
) -> Result<StatusCode, ApiError> {
    totp::remove(&app, &caller).await?;
    Ok(StatusCode::NO_CONTENT)
}
