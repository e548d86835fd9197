//! Uses an administrator's link to a new password. Nobody is signed in by it.

use axum::http::StatusCode;
use shared::api::ResetUse;

use super::prelude::*;
use crate::auth::reset;

pub const ROUTE: Route = Route {
    id: "reset",
    method: Method::Post,
    path: "/auth/v1/reset",
    access: Access::Open,
    sudo: false,
    limit: Limit::Enrol,
    parameters: &[],
    body: Body::Json("ResetUse"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::LinkUnknown, ErrorCode::PasswordRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    Json(request): Json<ResetUse>,
) -> Result<StatusCode, ApiError> {
    reset::use_link(&app, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
