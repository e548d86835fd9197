//! Ends one of my sessions, or all but this one.

use axum::http::StatusCode;
use shared::api::SessionsEnd;

use super::prelude::*;
use crate::auth::sessions;

pub const ROUTE: Route = Route {
    id: "sessions_end",
    method: Method::Post,
    path: "/auth/v1/sessions/end",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("SessionsEnd"),
    reply: Reply::Nothing,
    refusals: &[ErrorCode::NotFound],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<SessionsEnd>,
) -> Result<StatusCode, ApiError> {
    sessions::end(&app, &caller, request).await?;
    Ok(StatusCode::NO_CONTENT)
}
