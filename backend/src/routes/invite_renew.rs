//! Makes an invitation's link anew; the one before ends.

use shared::api::{InviteMade, InviteRef};
use shared::model::Role;

use super::prelude::*;
use crate::auth::invite;

pub const ROUTE: Route = Route {
    id: "invite_renew",
    method: Method::Post,
    path: "/api/v1/invites/renew",
    access: Access::Roles(&[Role::Administrator, Role::ContractorAdministrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("InviteRef"),
    reply: Reply::Json("InviteMade"),
    refusals: &[
        ErrorCode::NotFound,
        ErrorCode::ValueRefused,
        ErrorCode::LoginTaken,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<InviteRef>,
) -> Result<Answer<InviteMade>, ApiError> {
    invite::renew(&app, &caller, request.invite)
        .await
        .map(Answer)
}
