//! The description of the API, made from the list of routes. It holds no data and may be read by anybody.

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "openapi",
    method: Method::Get,
    path: "/api/openapi.json",
    access: Access::Open,
    sudo: false,
    limit: Limit::Public,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("Description"),
    refusals: &[],
    build: || get(handle),
};

async fn handle() -> Result<Response, ApiError> {
    Ok(Answer(crate::openapi::document()?).into_response())
}
