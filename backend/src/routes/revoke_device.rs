//! Disconnects a tablet.

use shared::api::device::DeviceNamed;
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "revoke_device",
    method: Method::Post,
    path: "/api/v1/devices/revoke",
    access: Access::Roles(&[
        Role::Administrator,
        Role::ContractManager,
        Role::ContractorAdministrator,
    ]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("DeviceNamed"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound, ErrorCode::CommandRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<DeviceNamed>,
) -> Result<axum::http::StatusCode, ApiError> {
    device::revoke(&app, &caller, request).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
