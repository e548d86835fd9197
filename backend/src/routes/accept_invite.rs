//! Uses an invitation: makes the account with its right, and signs that person in.

use shared::api::AcceptRequest;

use super::prelude::*;
use crate::auth::{amr, link, login};

pub const ROUTE: Route = Route {
    id: "accept_invite",
    method: Method::Post,
    path: "/auth/v1/accept",
    access: Access::Open,
    sudo: false,
    limit: Limit::Enrol,
    parameters: &[],
    body: Body::Json("AcceptRequest"),
    reply: Reply::Json("SessionInfo"),
    refusals: &[
        ErrorCode::LinkUnknown,
        ErrorCode::PasswordRefused,
        ErrorCode::LoginTaken,
        ErrorCode::CommandRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(request): Json<AcceptRequest>,
) -> Result<Response, ApiError> {
    let user = link::accept(&app, request).await?;
    login::welcome(&app, &headers, &user, amr::PASSWORD).await
}
