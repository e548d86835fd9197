//! The supervisors of the tablet's site, and how their PINs are checked without network.

use shared::api::Items;
use shared::api::device::PinPerson;
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "device_people",
    method: Method::Get,
    path: "/device/v1/people",
    access: Access::Roles(&[Role::Tablet]),
    sudo: false,
    limit: Limit::Sync,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("PinPeople"),
    refusals: &[ErrorCode::NotFound],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<Items<PinPerson>>, ApiError> {
    let items = device::people(&app, &caller).await?;
    Ok(Answer(Items { items }))
}
