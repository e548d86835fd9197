//! Shows once more who one is; what is guarded by it opens for some minutes.

use axum::http::StatusCode;
use shared::api::SudoRequest;

use super::prelude::*;
use crate::auth::sudo;

pub const ROUTE: Route = Route {
    id: "sudo",
    method: Method::Post,
    path: "/auth/v1/sudo",
    access: Access::Entered,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("SudoRequest"),
    reply: Reply::Nothing,
    refusals: &[
        ErrorCode::SudoRequired,
        ErrorCode::CredentialsRefused,
        ErrorCode::CodeRequired,
        ErrorCode::CodeRefused,
        ErrorCode::PasskeyRefused,
        ErrorCode::PasskeysUnavailable,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Json(request): Json<SudoRequest>,
) -> Result<StatusCode, ApiError> {
    sudo::renew(&app, &headers, &caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
