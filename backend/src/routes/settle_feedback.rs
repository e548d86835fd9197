//! Marks a word about the product as done with.

use shared::api::FeedbackSettle;
use shared::model::Role;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "settle_feedback",
    method: Method::Post,
    path: "/api/v1/feedback/settle",
    access: Access::Roles(&[Role::Administrator]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("FeedbackSettle"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<FeedbackSettle>,
) -> Result<Response, ApiError> {
    crate::feedback::settle(&app, &caller, request.id).await?;
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}
