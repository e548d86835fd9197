//! Whether this is the demo, and who can be tried in it. Real data have no such accounts, so the answer is empty there.

use shared::api::{DemoAccount, DemoInfo};

use super::prelude::*;
use crate::cli::demo::{self, ACCOUNTS, PASSWORD};

pub const ROUTE: Route = Route {
    id: "demo",
    method: Method::Get,
    path: "/auth/v1/demo",
    access: Access::Open,
    sudo: false,
    limit: Limit::Public,
    parameters: &[],
    body: Body::None,
    reply: Reply::Json("DemoInfo"),
    refusals: &[],
    build: || get(handle),
};

async fn handle(State(app): State<Arc<App>>) -> Result<Answer<DemoInfo>, ApiError> {
    let is_told = demo::is_told(&app.deps()).await;
    if !is_told.map_err(ApiError::internal)? {
        return Ok(Answer(DemoInfo::default()));
    }
    let accounts = ACCOUNTS.iter().map(|account| DemoAccount {
        login: account.login.to_owned(),
        name: account.name.to_owned(),
        role: account.role,
    });
    Ok(Answer(DemoInfo {
        password: PASSWORD.to_owned(),
        accounts: accounts.collect(),
    }))
}
