//! A new start code for a supervisor of a site; it is answered this once.

use shared::api::device::{StartCode, StartCodeRequest};
use shared::model::Role;

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "make_start_code",
    method: Method::Post,
    path: "/api/v1/start_codes",
    access: Access::Roles(&[Role::Administrator, Role::ContractorAdministrator]),
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("StartCodeRequest"),
    reply: Reply::Json("StartCode"),
    refusals: &[ErrorCode::NotFound],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<StartCodeRequest>,
) -> Result<Answer<StartCode>, ApiError> {
    device::new_code(&app, &caller, request).await.map(Answer)
}
