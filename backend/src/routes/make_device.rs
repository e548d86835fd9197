//! Makes a code that connects one tablet to one site; it is answered this once.

use shared::api::device::{DeviceOffer, DeviceOffered};
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "make_device",
    method: Method::Post,
    path: "/api/v1/devices",
    access: Access::Roles(&[
        Role::Administrator,
        Role::ContractManager,
        Role::ContractorAdministrator,
    ]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("DeviceOffer"),
    reply: Reply::Json("DeviceOffered"),
    refusals: &[ErrorCode::NotFound, ErrorCode::ValueRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<DeviceOffer>,
) -> Result<Answer<DeviceOffered>, ApiError> {
    device::make(&app, &caller, request).await.map(Answer)
}
