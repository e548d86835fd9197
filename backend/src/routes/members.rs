//! Users with their rights: an administrator sees all, a contractor's administrator those of its own organisations.

use shared::api::{Items, MemberInfo};
use shared::model::Role;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "members",
    method: Method::Get,
    path: "/api/v1/members",
    access: Access::Roles(&[Role::Administrator, Role::ContractorAdministrator]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("MemberList"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<Items<MemberInfo>>, ApiError> {
    let items = crate::auth::invite::members(&app, &caller).await?;
    Ok(Answer(Items { items }))
}
