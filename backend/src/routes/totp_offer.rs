//! Offers a secret for an authenticator, as text and as a QR code.

use shared::api::{Nothing, TotpOffer};

use super::prelude::*;
use crate::auth::factor::totp;

pub const ROUTE: Route = Route {
    id: "totp_offer",
    method: Method::Post,
    path: "/auth/v1/totp/offer",
    access: Access::Entered,
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("Nothing"),
    reply: Reply::Json("TotpOffer"),
    refusals: &[ErrorCode::SecondFactorNeeded],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<TotpOffer>, ApiError> {
    totp::offer(&app, &caller).await.map(Answer)
}
