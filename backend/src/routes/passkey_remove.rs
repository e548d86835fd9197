//! Takes a passkey away, never the last way in.

use axum::http::StatusCode;
use shared::api::PasskeyRef;

use super::prelude::*;
use crate::auth::factor::passkey;

pub const ROUTE: Route = Route {
    id: "passkey_remove",
    method: Method::Post,
    path: "/auth/v1/passkey/remove",
    access: Access::SignedIn,
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("PasskeyRef"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound, ErrorCode::LastWayIn],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<PasskeyRef>,
) -> Result<StatusCode, ApiError> {
    passkey::remove(&app, &caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
