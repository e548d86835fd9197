//! My open sessions.

use shared::api::{Items, SessionItem};

use super::prelude::*;
use crate::auth::sessions;

pub const ROUTE: Route = Route {
    id: "sessions",
    method: Method::Get,
    path: "/auth/v1/sessions",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("SessionList"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
) -> Result<Answer<Items<SessionItem>>, ApiError> {
    let items = sessions::list(&app, &caller).await?;
    Ok(Answer(Items { items }))
}
