//! Sets a new password; every other session of the user ends.

use shared::api::PasswordChange;

use super::prelude::*;
use crate::auth::login;

pub const ROUTE: Route = Route {
    id: "password",
    method: Method::Post,
    path: "/auth/v1/password",
    access: Access::SignedIn,
    sudo: false,
    limit: Limit::Api,
    parameters: &[],
    body: Body::Json("PasswordChange"),
    reply: Reply::Json("SessionInfo"),
    refusals: &[ErrorCode::CredentialsRefused, ErrorCode::PasswordRefused],
    build: || post(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    caller: Caller,
    headers: HeaderMap,
    Json(request): Json<PasswordChange>,
) -> Result<Response, ApiError> {
    let user = login::change_password(&app, &caller, request).await?;
    login::welcome(&app, &headers, &user, &caller.session.amr).await
}
