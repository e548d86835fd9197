//! A page of what people said about the product, newest first.

use axum::extract::RawQuery;
use shared::api::{FeedbackInfo, Page};
use shared::model::Role;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "list_feedback",
    method: Method::Get,
    path: "/api/v1/feedback",
    access: Access::Roles(&[Role::Administrator]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[Parameter {
        name: "after",
        schema: "FeedbackCursor",
        place: Place::Query,
    }],
    body: Body::None,
    reply: Reply::Json("FeedbackPage"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answer<Page<FeedbackInfo>>, ApiError> {
    let after = crate::query::only(query.as_deref(), "after")?;
    crate::feedback::list(&app, &caller, after)
        .await
        .map(Answer)
}
