//! Makes a code that connects one tablet to one site; it is answered this once.

use axum::http::header::ORIGIN;
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
    headers: HeaderMap,
    Json(request): Json<DeviceOffer>,
) -> Result<Answer<DeviceOffered>, ApiError> {
    let origin = headers.get(ORIGIN).and_then(|value| value.to_str().ok());
    let origin = origin.unwrap_or(&app.settings.public_origin);
    device::make(&app, &caller, origin, request)
        .await
        .map(Answer)
}
