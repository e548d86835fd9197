//! Who the session belongs to, and what its roles may do.

use shared::api::SessionInfo;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "session",
    method: Method::Get,
    path: "/auth/v1/session",
    access: Access::Entered,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("SessionInfo"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<SessionInfo>, ApiError> {
    crate::auth::session::info(&app, &caller).await.map(Answer)
}
