//! A supervisor has chosen a PIN on the tablet; the PIN itself is not sent.

use shared::api::device::PinSet;
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "set_pin",
    method: Method::Post,
    path: "/device/v1/pin",
    access: Access::Roles(&[Role::Tablet]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("PinSet"),
    reply: Reply::Nothing,
    refusals: &[
        ErrorCode::NotFound,
        ErrorCode::CodeUnknown,
        ErrorCode::ValueRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<PinSet>,
) -> Result<axum::http::StatusCode, ApiError> {
    device::set(&app, &caller, request).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
