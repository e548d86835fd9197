//! The tablet tells of wrong PINs, so that the office sees them.

use shared::api::device::PinMisses;
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "pin_misses",
    method: Method::Post,
    path: "/device/v1/misses",
    access: Access::Roles(&[Role::Tablet]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("PinMisses"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<PinMisses>,
) -> Result<axum::http::StatusCode, ApiError> {
    device::misses(&app, &caller, request).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
