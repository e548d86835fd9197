//! Ends this session and takes the cookie back. What the device keeps is the app's own to clear.

use axum::http::{StatusCode, header};
use shared::api::Nothing;

use super::prelude::*;
use crate::auth::{cookie, session};

pub const ROUTE: Route = Route {
    id: "logout",
    method: Method::Post,
    path: "/auth/v1/logout",
    access: Access::Entered,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("Nothing"),
    reply: Reply::Nothing,
    refusals: &[],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Response, ApiError> {
    session::end(&app, caller.session.token_hash).await?;
    Ok((
        StatusCode::NO_CONTENT,
        [(header::SET_COOKIE, cookie::take())],
    )
        .into_response())
}
