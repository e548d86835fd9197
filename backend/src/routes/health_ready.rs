//! Whether the database answers; `busy` when it does not.

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "health_ready",
    method: Method::Get,
    path: "/health/ready",
    access: Access::Open,
    sudo: false,
    limit: Limit::Public,
    parameters: &[],
    body: Body::None,
    reply: Reply::Nothing,
    refusals: &[ErrorCode::Busy],
    build: || get(handle),
};

async fn handle(State(app): State<Arc<App>>) -> Result<axum::http::StatusCode, ApiError> {
    let read = crate::store::read::<_, ApiError, _>(app.store.as_ref(), |tx| {
        Box::pin(async move { Ok(tx.epoch().await?) })
    });
    read.await.map_err(|error| ApiError {
        code: ErrorCode::Busy,
        ..error
    })?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
