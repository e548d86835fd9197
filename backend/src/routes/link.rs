//! What a one-time link is for. Used, expired and unknown links are one answer. The token is in the body, never in a URL.

use shared::api::{LinkInfo, LinkQuestion};

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "link",
    method: Method::Post,
    path: "/auth/v1/link",
    access: Access::Open,
    sudo: false,
    limit: Limit::Enrol,
    parameters: &[],
    body: Body::Json("LinkQuestion"),
    reply: Reply::Json("LinkInfo"),
    refusals: &[ErrorCode::LinkUnknown],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    Json(question): Json<LinkQuestion>,
) -> Result<Answer<LinkInfo>, ApiError> {
    crate::auth::link::look_up(&app, &question.token)
        .await
        .map(Answer)
}
