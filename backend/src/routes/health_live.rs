//! Whether the process answers at all.

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "health_live",
    method: Method::Get,
    path: "/health/live",
    access: Access::Open,
    sudo: false,
    limit: Limit::Public,
    parameters: &[],
    body: Body::None,
    reply: Reply::Nothing,
    refusals: &[],
    build: || get(handle),
};

async fn handle() -> axum::http::StatusCode {
    axum::http::StatusCode::NO_CONTENT
}
