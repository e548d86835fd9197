//! Who stands behind this server: what the accessibility statement must name, and whom a word about the product is for.

use shared::api::{AuthorityInfo, Items};

use super::prelude::*;

pub const ROUTE: Route = Route {
    id: "authorities",
    method: Method::Get,
    path: "/api/v1/authorities",
    access: Access::Open,
    sudo: false,
    limit: Limit::Public,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("AuthorityList"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(State(app): State<Arc<App>>) -> Result<Answer<Items<AuthorityInfo>>, ApiError> {
    let items = crate::feedback::authorities(&app).await?;
    Ok(Answer(Items { items }))
}
