//! A tablet uses the code with its public key.

use shared::api::device::{PairRequest, Paired};

use super::prelude::*;
use crate::auth::device;

pub const ROUTE: Route = Route {
    id: "pair_device",
    method: Method::Post,
    path: "/device/v1/pair",
    access: Access::Open,
    sudo: false,
    limit: Limit::Enrol,
    parameters: &[],
    body: Body::Json("PairRequest"),
    reply: Reply::Json("Paired"),
    refusals: &[ErrorCode::CodeUnknown, ErrorCode::ValueRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    Json(request): Json<PairRequest>,
) -> Result<Answer<Paired>, ApiError> {
    device::pair(&app, request).await.map(Answer)
}
