//! Signs in with account name, password and, where there is a second factor, a code; and begins a session under a fresh token.

use shared::api::LoginRequest;

use super::prelude::*;
use crate::auth::login;

pub const ROUTE: Route = Route {
    id: "login",
    method: Method::Post,
    path: "/auth/v1/login",
    access: Access::Open,
    sudo: false,
    limit: Limit::Login,
    parameters: &[],
    body: Body::Json("LoginRequest"),
    reply: Reply::Json("SessionInfo"),
    refusals: &[
        ErrorCode::CredentialsRefused,
        ErrorCode::CodeRequired,
        ErrorCode::CodeRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(request): Json<LoginRequest>,
) -> Result<Response, ApiError> {
    let proven = login::check(&app, request).await?;
    login::welcome(&app, &headers, &proven.user, proven.amr).await
}
