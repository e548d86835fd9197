//! Takes commands of a device: kept first, judged then. Whatever becomes of one command, the answer is 200.

use shared::sync::protocol::{BATCH_BYTES_MAX, BATCH_MAX, PushReply, PushRequest};
use shared::wire::PROTO;

use super::prelude::*;
use crate::accept;

pub const ROUTE: Route = Route {
    id: "push",
    method: Method::Post,
    path: "/sync/v1/push",
    access: Access::SignedIn,
    limit: Limit::Sync,
    parameters: &[],
    body: Body::Json("PushRequest"),
    reply: Reply::Json("PushReply"),
    refusals: &[
        ErrorCode::Gap,
        ErrorCode::ReplicaForked,
        ErrorCode::OtherUser,
        ErrorCode::Malformed,
        ErrorCode::UpgradeRequired,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<PushRequest, BATCH_BYTES_MAX>,
) -> Result<Answer<PushReply>, ApiError> {
    if request.proto != PROTO {
        return Err(ErrorCode::UpgradeRequired.into());
    }
    if request.batch.len() > BATCH_MAX {
        return Err(ApiError::from(ErrorCode::BodyTooLarge).with("commands_max", BATCH_MAX));
    }
    let reply = accept::push(&app.deps(), caller.for_accept(), app.moment(), request).await?;
    Ok(Answer(reply))
}
