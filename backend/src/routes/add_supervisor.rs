//! Adds a supervisor by name, for the site's tablet only; the start code is answered this once.

use shared::api::device::{StartCode, SupervisorAdd};
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "add_supervisor",
    method: Method::Post,
    path: "/api/v1/supervisors",
    access: Access::Roles(&[Role::Administrator, Role::ContractorAdministrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("SupervisorAdd"),
    reply: Reply::Json("StartCode"),
    refusals: &[
        ErrorCode::NotFound,
        ErrorCode::ValueRefused,
        ErrorCode::CommandRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<SupervisorAdd>,
) -> Result<Answer<StartCode>, ApiError> {
    device::add_supervisor(&app, &caller, request)
        .await
        .map(Answer)
}
