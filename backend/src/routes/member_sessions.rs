//! Ends all sessions of somebody else.

use axum::http::StatusCode;
use shared::api::MemberRef;
use shared::model::Role;

use super::prelude::*;
use crate::auth::members;

pub const ROUTE: Route = Route {
    id: "member_sessions",
    method: Method::Post,
    path: "/api/v1/members/sessions",
    access: Access::Roles(&[Role::Administrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("MemberRef"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound, ErrorCode::ValueRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<MemberRef>,
) -> Result<StatusCode, ApiError> {
    members::end_sessions(&app, &caller, request.member).await?;
    Ok(StatusCode::NO_CONTENT)
}
