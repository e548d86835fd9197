//! Begins a sign-in with a passkey, or a proof of who one is: what the browser is to ask for.

use shared::api::{Nothing, PasskeyOptions};

use super::prelude::*;
use crate::auth::factor::passkey;

pub const ROUTE: Route = Route {
    id: "passkey_ask",
    method: Method::Post,
    path: "/auth/v1/passkey/ask",
    access: Access::Open,
    sudo: false,
    limit: Limit::Public,
    parameters: &[],
    body: Body::Json("Nothing"),
    reply: Reply::Json("PasskeyOptions"),
    refusals: &[ErrorCode::PasskeysUnavailable],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<PasskeyOptions>, ApiError> {
    passkey::ask(&app, &headers).await.map(Answer)
}
