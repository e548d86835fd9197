//! Reads one file of notices and tells what it says; registers nothing. The app registers a tender by a command.

use axum::body::Body as Bytes;
use axum::extract::RawQuery;
use shared::model::Role;

use super::prelude::*;
use crate::exchange::{self, BYTES_MAX};

pub const ROUTE: Route = Route {
    id: "import",
    method: Method::Post,
    path: "/api/v1/import",
    access: Access::Roles(&[Role::Procurement, Role::ContractManager]),
    sudo: false,
    limit: Limit::Import,
    parameters: &[Parameter {
        name: "file",
        schema: "FileName",
        place: Place::Query,
    }],
    body: Body::File,
    reply: Reply::Json("ImportReply"),
    refusals: &[],
    build: || post(handle),
};

async fn handle(
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let file = crate::query::only(query.as_deref(), "file")?.unwrap_or_default();
    crate::json::check_type(&headers, "application/octet-stream")?;
    let bytes = crate::json::read(body, BYTES_MAX).await?;
    let text = tokio::task::spawn_blocking(move || exchange::reply(&file, &bytes))
        .await
        .map_err(ApiError::internal)?;
    let text = text.map_err(ApiError::internal)?;
    Ok((
        [(axum::http::header::CONTENT_TYPE, "application/json")],
        text,
    )
        .into_response())
}
