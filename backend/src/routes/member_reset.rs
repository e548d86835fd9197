//! Makes a link to a new password for somebody; it is answered this once.

use shared::api::{InviteMade, ResetRequest};
use shared::model::Role;

use super::prelude::*;
use crate::auth::reset;

pub const ROUTE: Route = Route {
    id: "member_reset",
    method: Method::Post,
    path: "/api/v1/members/reset",
    access: Access::Roles(&[Role::Administrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("ResetRequest"),
    reply: Reply::Json("InviteMade"),
    refusals: &[ErrorCode::NotFound],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<ResetRequest>,
) -> Result<Answer<InviteMade>, ApiError> {
    reset::make(&app, &caller, request).await.map(Answer)
}
