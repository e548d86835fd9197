//! Takes the offered authenticator into use; answers with recovery codes, this once.

use shared::api::{RecoveryCodes, TotpConfirm};

use super::prelude::*;
use crate::auth::factor::totp;

pub const ROUTE: Route = Route {
    id: "totp_confirm",
    method: Method::Post,
    path: "/auth/v1/totp/confirm",
    access: Access::Entered,
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("TotpConfirm"),
    reply: Reply::Json("RecoveryCodes"),
    refusals: &[ErrorCode::SecondFactorNeeded, ErrorCode::CodeRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<TotpConfirm>,
) -> Result<Answer<RecoveryCodes>, ApiError> {
    totp::confirm(&app, &caller, &request.code)
        .await
        .map(Answer)
}
