//! The one list of routes. From it come the axum router, the guard of each route, the description of the API and the access
//! test, so that a route cannot exist without its rights, its limit and its documented answers.

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::MethodRouter;
use shared::model::Role;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, NotForContentType, Predicate, SizeAbove};

use crate::app::App;
use crate::error::{ApiError, ErrorCode};
use crate::guard::{self, Guard};
use crate::limits::Limit;
use crate::routes::*;

/// How a route is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
}

/// Who may ask; decided before the handler runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Open,
    /// Anybody without a session; one that is presented has to be open, as for `Entered`.
    NobodyToo,
    /// Anybody with a session, also one whose second factor is still to be set up.
    Entered,
    /// Anybody with a whole session, whatever the role; what is answered depends on the server's scopes.
    SignedIn,
    /// A whole session with one of these roles today.
    Roles(&'static [Role]),
}

/// What a route reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    None,
    /// JSON of a named schema.
    Json(&'static str),
    /// Any bytes, sent as `application/octet-stream`.
    File,
}

/// What a route answers when all is well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// 204.
    Nothing,
    /// 200 with JSON of a named schema.
    Json(&'static str),
    /// The same, or 204 where there is nothing to tell.
    JsonOrNothing(&'static str),
    /// 200 with an endless stream of events.
    Events,
    /// 303 to a page of the app, also when something is refused: a browser that another site sent reads no body.
    Redirect,
}

/// A parameter in the path or the query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    pub name: &'static str,
    pub schema: &'static str,
    pub place: Place,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
}

/// One operation of the API.
pub struct Route {
    pub id: &'static str,
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
    /// Whether the caller must have shown who they are within the last minutes (`sudo_minutes`).
    pub sudo: bool,
    pub limit: Limit,
    pub parameters: &'static [Parameter],
    pub body: Body,
    pub reply: Reply,
    /// Refusals of the handler itself; the guard's own are added from the other fields.
    pub refusals: &'static [ErrorCode],
    pub build: fn() -> MethodRouter<Arc<App>>,
}

impl Route {
    /// Whether the app asks it of itself, without anybody doing anything: that keeps no session alive.
    pub fn is_of_itself(&self) -> bool {
        matches!(self.id, "session" | "pull" | "snapshot" | "events")
    }

    /// Every code that may be answered, the guard's and the body's included.
    pub fn codes(&self) -> Vec<ErrorCode> {
        let mut codes = self.refusals.to_vec();
        codes.extend([
            ErrorCode::TooManyRequests,
            ErrorCode::Internal,
            ErrorCode::Busy,
        ]);
        if self.method == Method::Post {
            codes.push(ErrorCode::CrossSite);
        }
        match self.access {
            Access::Open => {}
            Access::NobodyToo | Access::Entered => codes.push(ErrorCode::SessionMissing),
            Access::SignedIn => {
                codes.extend([ErrorCode::SessionMissing, ErrorCode::SecondFactorNeeded]);
            }
            Access::Roles(_) => codes.extend([
                ErrorCode::SessionMissing,
                ErrorCode::SecondFactorNeeded,
                ErrorCode::NotPermitted,
            ]),
        }
        if self.sudo {
            codes.push(ErrorCode::SudoRequired);
        }
        match self.body {
            Body::None => {}
            Body::Json(_) => codes.extend([
                ErrorCode::BodyMalformed,
                ErrorCode::BodyTooDeep,
                ErrorCode::BodyTooLarge,
                ErrorCode::JsonRequired,
            ]),
            Body::File => codes.extend([
                ErrorCode::BodyMalformed,
                ErrorCode::BodyTooLarge,
                ErrorCode::JsonRequired,
            ]),
        }
        if !self.parameters.is_empty() {
            codes.push(ErrorCode::ParameterInvalid);
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}

/// Every operation. A new endpoint is its file in `routes/` and its line here.
pub static ROUTES: &[Route] = &[
    health_live::ROUTE,
    health_ready::ROUTE,
    openapi::ROUTE,
    demo::ROUTE,
    session::ROUTE,
    login::ROUTE,
    logout::ROUTE,
    passkey_ask::ROUTE,
    passkey_login::ROUTE,
    sudo::ROUTE,
    extend::ROUTE,
    factors::ROUTE,
    passkey_offer::ROUTE,
    passkey_add::ROUTE,
    passkey_remove::ROUTE,
    totp_offer::ROUTE,
    totp_confirm::ROUTE,
    totp_remove::ROUTE,
    recovery_renew::ROUTE,
    sessions::ROUTE,
    sessions_end::ROUTE,
    password::ROUTE,
    oidc_issuers::ROUTE,
    oidc_start::ROUTE,
    oidc_again::ROUTE,
    oidc_callback::ROUTE,
    link::ROUTE,
    bootstrap::ROUTE,
    accept_invite::ROUTE,
    reset::ROUTE,
    list_invites::ROUTE,
    make_invite::ROUTE,
    invite_withdraw::ROUTE,
    invite_renew::ROUTE,
    members::ROUTE,
    member_sessions::ROUTE,
    member_state::ROUTE,
    member_reset::ROUTE,
    export::ROUTE,
    inbox::ROUTE,
    settle_inbox::ROUTE,
    audit::ROUTE,
    import::ROUTE,
    authorities::ROUTE,
    send_feedback::ROUTE,
    list_feedback::ROUTE,
    settle_feedback::ROUTE,
    hello::ROUTE,
    push::ROUTE,
    pull::ROUTE,
    snapshot::ROUTE,
    events::ROUTE,
    make_device::ROUTE,
    list_devices::ROUTE,
    list_replicas::ROUTE,
    decide_device::ROUTE,
    revoke_device::ROUTE,
    add_supervisor::ROUTE,
    make_start_code::ROUTE,
    pair_device::ROUTE,
    device_nonce::ROUTE,
    device_session::ROUTE,
    hand_over::ROUTE,
    device_people::ROUTE,
    set_pin::ROUTE,
    pin_misses::ROUTE,
];

/// The API. Unknown paths under its prefixes are refused as the site's fallback does; guarding headers are added outside.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for route in ROUTES {
        let guard = Guard {
            app: app.clone(),
            route,
        };
        let mut methods = (route.build)().route_layer(from_fn_with_state(guard, guard::run));
        if route.path.starts_with(ROWS) {
            methods = methods.layer(compressed());
        }
        router = router.route(route.path, methods);
    }
    for prefix in [
        "/api/{*rest}",
        "/auth/{*rest}",
        "/sync/{*rest}",
        "/device/{*rest}",
        "/health/{*rest}",
    ] {
        router = router.route(
            prefix,
            axum::routing::any(|| async { ApiError::from(ErrorCode::NotFound) }),
        );
    }
    router
        .method_not_allowed_fallback(|| async { ApiError::from(ErrorCode::MethodNotAllowed) })
        .with_state(app)
}

/// Answers that are made of rows. Others stay as they are: some hold a secret once, whose length must not tell anything.
const ROWS: &str = "/sync/";
/// Answers shorter than this are sent as they are, bytes.
const SHORT: u64 = 512;
/// Of 11 for Brotli and 9 for gzip: rows are written by a server that has better to do.
const EFFORT: i32 = 4;

fn compressed() -> CompressionLayer<And<SizeAbove, NotForContentType>> {
    CompressionLayer::new()
        .quality(CompressionLevel::Precise(EFFORT))
        .compress_when(SizeAbove::new(SHORT).and(NotForContentType::SSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_operations_are_named_once() {
        let mut ids: Vec<_> = ROUTES.iter().map(|route| route.id).collect();
        let mut operations: Vec<_> = ROUTES
            .iter()
            .map(|route| format!("{:?} {}", route.method, route.path))
            .collect();
        for names in [
            &mut ids.iter().map(ToString::to_string).collect::<Vec<_>>(),
            &mut operations,
        ] {
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{names:?}");
        }
        ids.clear();
    }

    #[test]
    fn only_a_get_is_without_a_body() {
        for route in ROUTES {
            assert_eq!(
                route.method == Method::Get,
                route.body == Body::None,
                "{}",
                route.id
            );
        }
    }
}
