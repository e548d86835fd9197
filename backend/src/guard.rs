//! Runs before every handler: other sites out, budget, session, role, time. It is built from the route's row in the list, so
//! a handler cannot forget it. The one line of log per request is written here, without names or addresses.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderValue;
use axum::http::header::CACHE_CONTROL;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::auth::{Caller, cookie, csrf, session, sudo};
use crate::error::{self, ApiError, ErrorCode, Refused};
use crate::router::{Access, Method, Reply, Route};

/// What the guard of one route knows.
#[derive(Clone)]
pub struct Guard {
    pub app: Arc<App>,
    pub route: &'static Route,
}

/// The layer around each handler.
pub async fn run(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let limit = Duration::from_secs(guard.app.settings.request_seconds.into());
    let answered = tokio::time::timeout(limit, admit(&guard, request, next)).await;
    let mut response = match answered {
        Ok(Ok(response)) => response,
        Ok(Err(refusal)) => refuse(guard.route, refusal),
        Err(_elapsed) => refuse(guard.route, ErrorCode::Busy.into()),
    };
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    log(guard.route, &response, started.elapsed());
    response
}

fn refuse(route: &Route, refusal: ApiError) -> Response {
    match route.reply {
        Reply::Redirect => error::redirect("/sign-in", Some(refusal)),
        Reply::Nothing | Reply::Json(_) | Reply::JsonOrNothing(_) | Reply::Events => {
            refusal.into_response()
        }
    }
}

async fn admit(guard: &Guard, mut request: Request, next: Next) -> Result<Response, ApiError> {
    let (app, route) = (&guard.app, guard.route);
    if route.method == Method::Post {
        csrf::check(
            request.headers(),
            request.uri(),
            &app.settings.public_origin,
        )?;
    }
    app.limits
        .check_address(route.limit, address(app, &request))?;
    let is_open = match route.access {
        Access::Open => true,
        Access::NobodyToo => !cookie::is_presented(request.headers()),
        Access::Entered | Access::SignedIn | Access::Roles(_) => false,
    };
    if !is_open {
        let mut caller = session::resolve(app, request.headers())
            .await?
            .ok_or(ErrorCode::SessionMissing)?;
        app.limits.check_user(route.limit, caller.user.id)?;
        let may_be_half = matches!(route.access, Access::NobodyToo | Access::Entered);
        if !may_be_half && !session::is_whole(app, &caller.session) {
            return Err(ErrorCode::SecondFactorNeeded.into());
        }
        if !is_permitted(route.access, &caller) {
            return Err(ErrorCode::NotPermitted.into());
        }
        if route.sudo && !sudo::is_fresh(app, &caller.session) {
            return Err(ErrorCode::SudoRequired.into());
        }
        if !route.is_of_itself() {
            session::see(app, &mut caller).await?;
        }
        request.extensions_mut().insert(caller);
    }
    Ok(next.run(request).await)
}

/// Whether one of the caller's roles of today is among those that may.
fn is_permitted(access: Access, caller: &Caller) -> bool {
    match access {
        Access::Open | Access::NobodyToo | Access::Entered | Access::SignedIn => true,
        Access::Roles(roles) => roles.iter().any(|role| caller.has(*role)),
    }
}

/// The peer; in-process tests have none and count as this machine.
fn address(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(peer)| {
        peer.ip()
    });
    let forwarded = request
        .headers()
        .get("x-forwarded-for")
        .and_then(|value| value.to_str().ok());
    app.client_address(peer, forwarded)
}

fn log(route: &Route, response: &Response, took: Duration) {
    let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    match response.extensions().get::<Refused>() {
        Some(Refused {
            code,
            cause: Some(cause),
        }) => {
            tracing::error!(operation = route.id, status, code, %cause, millis, "failed");
        }
        Some(Refused { code, cause: None }) => {
            tracing::info!(operation = route.id, status, code, millis, "refused")
        }
        None => tracing::info!(operation = route.id, status, millis, "answered"),
    }
}
