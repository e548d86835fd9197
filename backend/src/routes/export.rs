//! A list of persons is about to become a file on the device: asked and noted before it does.

use axum::http::StatusCode;
use shared::api::{AccountEventKind, ExportRequest};

use super::prelude::*;
use crate::auth::event::Event;

pub const ROUTE: Route = Route {
    id: "export",
    method: Method::Post,
    path: "/api/v1/export",
    access: Access::SignedIn,
    sudo: true,
    limit: Limit::Export,
    parameters: &[],
    body: Body::Json("ExportRequest"),
    reply: Reply::Nothing,
    refusals: &[],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<ExportRequest>,
) -> Result<StatusCode, ApiError> {
    tracing::info!(table = ?request.table, rows = request.rows, "export");
    Event::own(&app, &caller, AccountEventKind::Exported)
        .keep_alone(&app)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
