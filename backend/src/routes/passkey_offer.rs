//! Begins to make one more passkey: what the browser is to make.

use shared::api::{Nothing, PasskeyOptions};

use super::prelude::*;
use crate::auth::factor::passkey;

pub const ROUTE: Route = Route {
    id: "passkey_offer",
    method: Method::Post,
    path: "/auth/v1/passkey/offer",
    access: Access::Entered,
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("Nothing"),
    reply: Reply::Json("PasskeyOptions"),
    refusals: &[
        ErrorCode::SecondFactorNeeded,
        ErrorCode::PasskeysUnavailable,
        ErrorCode::ValueRefused,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<PasskeyOptions>, ApiError> {
    passkey::offer(&app, &headers, &caller).await.map(Answer)
}
