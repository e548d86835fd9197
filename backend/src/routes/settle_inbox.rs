//! Somebody at the office is done with an item of the inbox, or has it judged once more.

use shared::api::{InboxSettle, InboxSettled};

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "settle_inbox",
    method: Method::Post,
    path: "/api/v1/inbox/settle",
    access: Access::Roles(shared::permission::READ_INBOX),
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("InboxSettle"),
    reply: Reply::Json("InboxSettled"),
    refusals: &[ErrorCode::NotFound, ErrorCode::SudoRequired],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(request): Json<InboxSettle>,
) -> Result<Answer<InboxSettled>, ApiError> {
    crate::settling::settle(&app, &caller, request)
        .await
        .map(Answer)
}
