//! Takes an invitation back.

use axum::http::StatusCode;
use shared::api::InviteRef;
use shared::model::Role;

use super::prelude::*;
use crate::auth::invite;

pub const ROUTE: Route = Route {
    id: "invite_withdraw",
    method: Method::Post,
    path: "/api/v1/invites/withdraw",
    access: Access::Roles(&[Role::Administrator, Role::ContractorAdministrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("InviteRef"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<InviteRef>,
) -> Result<StatusCode, ApiError> {
    invite::withdraw(&app, &caller, request.invite).await?;
    Ok(StatusCode::NO_CONTENT)
}
