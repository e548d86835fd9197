//! Takes commands of a device, of whichever version: kept first, judged then. Whatever becomes of one command, the answer is 200.

use shared::sync::protocol::{BATCH_BYTES_MAX, BATCH_MAX, PushReply, PushRequest};

use super::prelude::*;
use crate::accept;
use crate::auth::sudo;

pub const ROUTE: Route = Route {
    id: "push",
    method: Method::Post,
    path: "/sync/v1/push",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Sync,
    parameters: &[],
    body: Body::Json("PushRequest"),
    reply: Reply::Json("PushReply"),
    refusals: &[
        ErrorCode::SudoRequired,
        ErrorCode::Gap,
        ErrorCode::ReplicaForked,
        ErrorCode::OtherUser,
        ErrorCode::Malformed,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(mut request): Json<PushRequest, BATCH_BYTES_MAX>,
) -> Result<Answer<PushReply>, ApiError> {
    if request.batch.len() > BATCH_MAX {
        return Err(ApiError::from(ErrorCode::BodyTooLarge).with("commands_max", BATCH_MAX));
    }
    // Not taken rather than refused: the device keeps them, and sends them again once its user has shown who they are. What lies
    // before them is taken.
    if let Some(guarded) = request.batch.iter().position(accept::is_guarded)
        && !sudo::is_fresh(&app, &caller.session)
    {
        if guarded == 0 {
            return Err(ErrorCode::SudoRequired.into());
        }
        request.batch.truncate(guarded);
    }
    let reply = accept::push(&app.deps(), caller.for_accept(), app.moment(), request).await?;
    Ok(Answer(reply))
}
