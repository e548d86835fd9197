//! Where an issuer sends the browser back to. Whatever comes, the answer is a redirect to a page of the app: the fragment has the
//! code of a refusal, and nothing else.

use axum::extract::{Path, RawQuery};
use axum::http::header;

use super::prelude::*;
use crate::auth::oidc::{callback, flow};
use crate::error;

const fn query(name: &'static str) -> Parameter {
    Parameter {
        name,
        schema: "OidcText",
        place: Place::Query,
    }
}

pub const ROUTE: Route = Route {
    id: "oidc_callback",
    method: Method::Get,
    path: "/auth/v1/oidc/{issuer}/callback",
    access: Access::Open,
    sudo: false,
    limit: Limit::Login,
    parameters: &[
        Parameter {
            name: "issuer",
            schema: "OidcKey",
            place: Place::Path,
        },
        query("state"),
        query("code"),
        query("iss"),
        query("error"),
    ],
    body: Body::None,
    reply: Reply::Redirect,
    refusals: &[
        ErrorCode::IssuerUnknown,
        ErrorCode::IssuerUnavailable,
        ErrorCode::SignInExpired,
        ErrorCode::SignInRefused,
        ErrorCode::SignInTooOld,
        ErrorCode::IdentityRefused,
        ErrorCode::IdentityTaken,
        ErrorCode::IdentityOther,
        ErrorCode::AssuranceTooLow,
        ErrorCode::AccountUnknown,
        ErrorCode::AccountClosed,
        ErrorCode::RoleMissing,
        ErrorCode::LinkUnknown,
        ErrorCode::LoginTaken,
        ErrorCode::CommandRefused,
    ],
    build: || get(handle),
};

async fn handle(
    State(app): State<Arc<App>>,
    key: Result<Path<String>, axum::extract::rejection::PathRejection>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let key = key.map(|Path(key)| key).unwrap_or_default();
    let query = query.unwrap_or_default();
    let finished = callback::finish(&app, &key, &query, &headers).await;
    let mut response = error::redirect(&finished.landing, finished.refusal);
    let headers = response.headers_mut();
    if let Some(session) = finished.session {
        headers.append(header::SET_COOKIE, session);
    }
    headers.append(header::SET_COOKIE, flow::take_back());
    response
}
