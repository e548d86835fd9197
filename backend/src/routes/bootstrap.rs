//! Uses the first start's link: makes the authority and its administrator, and signs that person in.

use shared::api::BootstrapRequest;

use super::prelude::*;
use crate::auth::{amr, founding, login};

pub const ROUTE: Route = Route {
    id: "bootstrap",
    method: Method::Post,
    path: "/auth/v1/bootstrap",
    access: Access::Open,
    sudo: false,
    limit: Limit::Enrol,
    parameters: &[],
    body: Body::Json("BootstrapRequest"),
    reply: Reply::Json("SessionInfo"),
    refusals: &[
        ErrorCode::LinkUnknown,
        ErrorCode::PasswordRefused,
        ErrorCode::ValueRefused,
        ErrorCode::LoginTaken,
    ],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Json(request): Json<BootstrapRequest>,
) -> Result<Response, ApiError> {
    let user = founding::found(&app, request).await?;
    login::welcome(&app, &headers, &user, amr::PASSWORD).await
}
