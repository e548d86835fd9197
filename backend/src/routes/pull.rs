//! Brings a device up to one checkpoint over all scopes of its user.

use shared::sync::protocol::{BATCH_BYTES_MAX, PullReply, PullRequest};
use shared::wire::PROTO;

use super::prelude::*;
use crate::accept;

pub const ROUTE: Route = Route {
    id: "pull",
    method: Method::Post,
    path: "/sync/v1/pull",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Sync,
    parameters: &[],
    body: Body::Json("PullRequest"),
    reply: Reply::Json("PullReply"),
    refusals: &[ErrorCode::OtherUser, ErrorCode::UpgradeRequired],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<PullRequest, BATCH_BYTES_MAX>,
) -> Result<Answer<PullReply>, ApiError> {
    if request.proto != PROTO {
        return Err(ErrorCode::UpgradeRequired.into());
    }
    let reply = accept::pull(&app.deps(), caller.for_accept(), app.moment(), request).await?;
    Ok(Answer(reply))
}
