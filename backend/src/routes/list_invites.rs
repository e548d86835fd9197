//! The invitations that the caller may see: an administrator all, a contractor's administrator its own organisations'.

use shared::api::{InviteInfo, Items};
use shared::model::Role;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "list_invites",
    method: Method::Get,
    path: "/api/v1/invites",
    access: Access::Roles(&[Role::Administrator, Role::ContractorAdministrator]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("InviteList"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<Items<InviteInfo>>, ApiError> {
    let items = crate::auth::invite::list(&app, &caller).await?;
    Ok(Answer(Items { items }))
}
