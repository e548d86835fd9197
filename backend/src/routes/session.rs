//! Who the session belongs to, and what its roles may do. Where none is presented there is nobody to tell of, which is no fault
//! of the one who asks: every page does when it opens. A session that has ended is refused, so that the app can say so.

use axum::http::StatusCode;
use shared::api::SessionInfo;

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "session",
    method: Method::Get,
    path: "/auth/v1/session",
    access: Access::NobodyToo,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::JsonOrNothing("SessionInfo"),
    refusals: &[],
    build: || get(handle),
};

/// The guard lets in whoever presents no session, or an open one.
async fn handle(
    State(app): State<Arc<App>>,
    caller: Result<Caller, ApiError>,
) -> Result<Response, ApiError> {
    match caller {
        Ok(caller) => {
            let info: SessionInfo = crate::auth::session::info(&app, &caller).await?;
            Ok(Answer(info).into_response())
        }
        Err(_nobody) => Ok(StatusCode::NO_CONTENT.into_response()),
    }
}
