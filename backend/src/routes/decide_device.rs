//! Whether both screens show the same words: the tablet is connected, or never will be.

use shared::api::device::DeviceDecision;
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "decide_device",
    method: Method::Post,
    path: "/api/v1/devices/decision",
    access: Access::Roles(&[
        Role::Administrator,
        Role::ContractManager,
        Role::ContractorAdministrator,
    ]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("DeviceDecision"),
    reply: Reply::Nothing,
    refusals: &[
        ErrorCode::NotFound,
        ErrorCode::CodeUnknown,
        ErrorCode::CommandRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<DeviceDecision>,
) -> Result<axum::http::StatusCode, ApiError> {
    device::decide(&app, &caller, request).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
