//! Takes a word about the product from anybody, with or without an account.

use shared::api::FeedbackRequest;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "send_feedback",
    method: Method::Post,
    path: "/api/v1/feedback",
    access: Access::Open,
    sudo: false,
    limit: Limit::Feedback,
    parameters: &[],
    body: Body::Json("FeedbackRequest"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::ValueRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(request): Json<FeedbackRequest>,
) -> Result<Response, ApiError> {
    crate::feedback::take(&app, &headers, request).await?;
    Ok(axum::http::StatusCode::NO_CONTENT.into_response())
}
