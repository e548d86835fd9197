//! Says that somebody is still here: the idle time begins anew (the guard has noted it).

use shared::api::{Nothing, SessionInfo};

use super::prelude::*;
use crate::auth::session;

pub const ROUTE: Route = Route {
    id: "extend",
    method: Method::Post,
    path: "/auth/v1/extend",
    access: Access::Entered,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("Nothing"),
    reply: Reply::Json("SessionInfo"),
    refusals: &[],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Answer<SessionInfo>, ApiError> {
    session::info(&app, &caller).await.map(Answer)
}
