//! Makes new recovery codes; the old ones end.

use shared::api::{Nothing, RecoveryCodes};

use super::prelude::*;
use crate::auth::factor::recovery;

pub const ROUTE: Route = Route {
    id: "recovery_renew",
    method: Method::Post,
    path: "/auth/v1/recovery",
    access: Access::SignedIn,
    sudo: true,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("Nothing"),
    reply: Reply::Json("RecoveryCodes"),
    refusals: &[],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<RecoveryCodes>, ApiError> {
    recovery::renew(&app, &caller).await.map(Answer)
}
