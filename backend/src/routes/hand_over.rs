//! Takes what waited on a tablet when it was disconnected; tells nothing but that it is kept.

use shared::api::device::HandOver;
use shared::sync::protocol::{BATCH_BYTES_MAX, BATCH_MAX, PushReply};

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "hand_over",
    method: Method::Post,
    path: "/device/v1/hand_over",
    access: Access::Open,
    sudo: false,
    limit: Limit::Device,
    parameters: &[],
    body: Body::Json("HandOver"),
    reply: Reply::Json("PushReply"),
    refusals: &[
        ErrorCode::CredentialsRefused,
        ErrorCode::Gap,
        ErrorCode::ReplicaForked,
        ErrorCode::OtherUser,
        ErrorCode::Malformed,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    Json(request): Json<HandOver, BATCH_BYTES_MAX>,
) -> Result<Answer<PushReply>, ApiError> {
    if request.push.batch.len() > BATCH_MAX {
        return Err(ApiError::from(ErrorCode::BodyTooLarge).with("commands_max", BATCH_MAX));
    }
    device::hand_over(&app, request).await.map(Answer)
}
