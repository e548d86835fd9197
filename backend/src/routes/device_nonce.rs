//! Gives a tablet something to sign.

use shared::api::device::{DeviceNamed, DeviceNonce};

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "device_nonce",
    method: Method::Post,
    path: "/device/v1/nonce",
    access: Access::Open,
    sudo: false,
    limit: Limit::Device,
    parameters: &[],
    body: Body::Json("DeviceNamed"),
    reply: Reply::Json("DeviceNonce"),
    refusals: &[],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    Json(request): Json<DeviceNamed>,
) -> Result<Answer<DeviceNonce>, ApiError> {
    device::nonce(&app, request).await.map(Answer)
}
