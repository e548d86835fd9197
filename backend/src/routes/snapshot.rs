//! A page of a scope that a device has not yet. A scope of somebody else is as if it were not.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use shared::scope::Scope;
use shared::sync::protocol::SnapshotPage;

use super::prelude::*;
use crate::accept;

pub const ROUTE: Route = Route {
    id: "snapshot",
    method: Method::Get,
    path: "/sync/v1/snapshot/{scope}/{seq}/{page}",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Sync,
    parameters: &[
        Parameter {
            name: "scope",
            schema: "Scope",
            place: Place::Path,
        },
        Parameter {
            name: "seq",
            schema: "Sequence",
            place: Place::Path,
        },
        Parameter {
            name: "page",
            schema: "SnapshotCursor",
            place: Place::Path,
        },
    ],
    body: Body::None,
    reply: Reply::Json("SnapshotPage"),
    refusals: &[ErrorCode::NotFound],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    path: Result<Path<(String, String, String)>, PathRejection>,
) -> Result<Answer<SnapshotPage>, ApiError> {
    let Path((scope, seq, page)) = path.map_err(|_error| ErrorCode::ParameterInvalid)?;
    let seq: i64 = seq
        .parse()
        .map_err(|_error| ApiError::from(ErrorCode::ParameterInvalid).with("parameter", "seq"))?;
    let scope = Scope::parse(&scope).ok_or(ErrorCode::NotFound)?;
    let page = accept::snapshot_page(
        &app.deps(),
        caller.for_accept(),
        app.moment(),
        scope,
        seq,
        &page,
    )
    .await?;
    Ok(Answer(page))
}
