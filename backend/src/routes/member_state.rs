//! Closes somebody else's account, or opens it again.

use axum::http::StatusCode;
use shared::api::MemberState;
use shared::model::Role;

use super::prelude::*;
use crate::auth::members;

pub const ROUTE: Route = Route {
    id: "member_state",
    method: Method::Post,
    path: "/api/v1/members/state",
    access: Access::Roles(&[Role::Administrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("MemberState"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound, ErrorCode::ValueRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<MemberState>,
) -> Result<StatusCode, ApiError> {
    members::set_state(&app, &caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
