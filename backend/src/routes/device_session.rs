//! A tablet has signed and gets a session for it.

use shared::api::device::DeviceSignIn;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "device_session",
    method: Method::Post,
    path: "/device/v1/session",
    access: Access::Open,
    sudo: false,
    limit: Limit::Device,
    parameters: &[],
    body: Body::Json("DeviceSignIn"),
    reply: Reply::Json("SessionInfo"),
    refusals: &[
        ErrorCode::CredentialsRefused,
        ErrorCode::DevicePending,
        ErrorCode::DeviceRevoked,
        ErrorCode::SessionMissing,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(request): Json<DeviceSignIn>,
) -> Result<Response, ApiError> {
    device::sign_in(&app, &headers, request).await
}
