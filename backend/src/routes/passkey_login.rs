//! Signs in with a passkey, and begins a session under a fresh token.

use shared::api::PasskeyProof;

use super::prelude::*;
use crate::auth::factor::passkey;
use crate::auth::{amr, login};

pub const ROUTE: Route = Route {
    id: "passkey_login",
    method: Method::Post,
    path: "/auth/v1/passkey/login",
    access: Access::Open,
    sudo: false,
    limit: Limit::Login,
    parameters: &[],
    body: Body::Json("PasskeyProof"),
    reply: Reply::Json("SessionInfo"),
    refusals: &[ErrorCode::PasskeyRefused, ErrorCode::PasskeysUnavailable],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(request): Json<PasskeyProof>,
) -> Result<Response, ApiError> {
    let user = passkey::show(&app, &headers, &request.credential).await?;
    login::welcome(&app, &headers, &user, amr::PASSKEY).await
}
