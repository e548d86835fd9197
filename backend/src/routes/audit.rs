//! A page of the audit chain, with the result of walking the whole of it.

use axum::extract::RawQuery;
use shared::api::AuditPage;
use shared::model::Role;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "audit",
    method: Method::Get,
    path: "/api/v1/audit",
    access: Access::Roles(&[Role::Auditor]),
    sudo: false,
    limit: Limit::Api,
    parameters: &[Parameter {
        name: "after",
        schema: "AuditCursor",
        place: Place::Query,
    }],
    body: Body::None,
    reply: Reply::Json("AuditPage"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answer<AuditPage>, ApiError> {
    let after = crate::query::only(query.as_deref(), "after")?;
    crate::office::audit(&app, &caller, after).await.map(Answer)
}
