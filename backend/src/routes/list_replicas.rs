//! All devices that sync with the authority, how each stands, and what somebody should look at.

use shared::api::{Items, ReplicaInfo};
use shared::model::Role;

use super::prelude::*;
use crate::health;

pub const ROUTE: Route = Route {
    id: "list_replicas",
    method: Method::Get,
    path: "/api/v1/replicas",
    access: Access::Roles(&[Role::Administrator, Role::ContractManager]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("ReplicaList"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<Items<ReplicaInfo>>, ApiError> {
    let items = health::list(&app, &caller).await?;
    Ok(Answer(Items { items }))
}
