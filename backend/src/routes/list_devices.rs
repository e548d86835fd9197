//! The tablets that the caller answers for, with the words to compare while there are some.

use shared::api::Items;
use shared::api::device::DeviceInfo;
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "list_devices",
    method: Method::Get,
    path: "/api/v1/devices",
    access: Access::Roles(&[
        Role::Administrator,
        Role::ContractManager,
        Role::ContractorAdministrator,
    ]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("DeviceList"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<Items<DeviceInfo>>, ApiError> {
    let items = device::list(&app, &caller).await?;
    Ok(Answer(Items { items }))
}
