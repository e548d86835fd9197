//! Commands that were refused, wait or are in doubt, newest first, for those who mend them.

use axum::extract::RawQuery;
use shared::api::{InboxItem, Page};

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "inbox",
    method: Method::Get,
    path: "/api/v1/inbox",
    access: Access::Roles(shared::permission::READ_INBOX),
    sudo: false,
    limit: Limit::Api,
    parameters: &[Parameter {
        name: "after",
        schema: "InboxCursor",
        place: Place::Query,
    }],
    body: Body::None,
    reply: Reply::Json("InboxPage"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    RawQuery(query): RawQuery,
) -> Result<Answer<Page<InboxItem>>, ApiError> {
    let after = crate::query::only(query.as_deref(), "after")?;
    crate::office::inbox(&app, &caller, after).await.map(Answer)
}
