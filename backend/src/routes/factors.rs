//! My ways in, and what happened to them.

use shared::api::Factors;

use super::prelude::*;
use crate::auth::factor::{self, passkey};

pub const ROUTE: Route = Route {
    id: "factors",
    method: Method::Get,
    path: "/auth/v1/factors",
    access: Access::Entered,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("Factors"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
) -> Result<Answer<Factors>, ApiError> {
    let may_passkey = passkey::relying_party(&app, &headers).is_some();
    factor::info(&app, &caller, may_passkey).await.map(Answer)
}
