//! Invites one person to one role; the link is answered this once. The right itself is granted when the link is used.

use shared::api::{InviteMade, InviteRequest};
use shared::model::Role;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "make_invite",
    method: Method::Post,
    path: "/api/v1/invites",
    access: Access::Roles(&[Role::Administrator, Role::ContractorAdministrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("InviteRequest"),
    reply: Reply::Json("InviteMade"),
    refusals: &[
        ErrorCode::NotFound,
        ErrorCode::ValueRefused,
        ErrorCode::LoginTaken,
        ErrorCode::CommandRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<InviteRequest>,
) -> Result<Answer<InviteMade>, ApiError> {
    crate::auth::invite::make(&app, &caller, request)
        .await
        .map(Answer)
}
