//! Brings a device up to one checkpoint over all scopes of its user.

use shared::sync::protocol::{BATCH_BYTES_MAX, PullReply, PullRequest};
use shared::wire::PROTO;

use super::prelude::*;
use crate::{accept, health};

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
    Json(mut request): Json<PullRequest, BATCH_BYTES_MAX>,
) -> Result<Answer<PullReply>, ApiError> {
    if request.proto != PROTO {
        return Err(ErrorCode::UpgradeRequired.into());
    }
    let said = request.health.take();
    let (replica, branches) = (request.replica_id, request.branches.clone());
    let reply = accept::pull(&app.deps(), caller.for_accept(), app.moment(), request).await?;
    if let Some(said) = said
        && let Err(error) = health::note(&app, &caller, replica, branches, said).await
    {
        // The device gets its rows all the same, and says it again.
        tracing::warn!(error = %error, "how a device stands was not written down");
    }
    Ok(Answer(reply))
}
