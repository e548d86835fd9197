//! Keeps a passkey that the browser has made.

use axum::http::StatusCode;
use shared::api::PasskeyNew;

use super::prelude::*;
use crate::auth::factor::passkey;

pub const ROUTE: Route = Route {
    id: "passkey_add",
    method: Method::Post,
    path: "/auth/v1/passkey/add",
    access: Access::Entered,
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("PasskeyNew"),
    reply: Reply::Nothing,
    refusals: &[
        ErrorCode::SecondFactorNeeded,
        ErrorCode::PasskeyRefused,
        ErrorCode::PasskeysUnavailable,
        ErrorCode::ValueRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Json(request): Json<PasskeyNew>,
) -> Result<StatusCode, ApiError> {
    passkey::add(&app, &headers, &caller, &request).await?;
    Ok(StatusCode::NO_CONTENT)
}
