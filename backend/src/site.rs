//! The app's files, and the headers that guard every answer.
//!
//! A release binary carries the files; a debug one reads them from cargo's target directory at each request, so a changed
//! screen needs no restart. Any path without a file is answered with the page, for the app has its own routes.

use std::borrow::Cow;
use std::path::{Component, Path};

use axum::Router;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderMap, HeaderName, HeaderValue, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

mod files {
    include!(concat!(env!("OUT_DIR"), "/site_files.rs"));
}

/// Paths that belong to the server: never answered with the page.
const SERVER_PATHS: [&str; 5] = ["api", "auth", "sync", "health", "assets"];
const PAGE: &str = "index.html";
const WORKER: &str = "service_worker.js";
const WORKER_OFF: &str = "service_worker_off.js";

const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
    trusted-types default";
const PERMISSIONS: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

/// Whether tablets keep the app for use without network.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Offline {
    /// The service worker keeps the app.
    #[default]
    On,
    /// The kill switch: devices drop the kept app at their next look.
    Off,
}

/// Whether there is a site to serve: a binary built without one has only its API.
#[must_use]
pub fn is_present() -> bool {
    read(PAGE).is_some()
}

/// The site as the fallback of all other routes.
pub fn router<S: Clone + Send + Sync + 'static>(offline: Offline) -> Router<S> {
    Router::new().fallback_service(Router::new().fallback(serve).with_state(offline))
}

/// Adds the guarding headers to every answer of `router`, errors too. What a route set itself stays.
pub fn with_security_headers<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    router.layer(axum::middleware::map_response(guard))
}

async fn guard(mut response: Response) -> Response {
    const GUARDS: [(HeaderName, &str); 9] = [
        (CONTENT_SECURITY_POLICY, CONTENT_POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (X_FRAME_OPTIONS, "DENY"),
        (
            STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        ),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
        (CACHE_CONTROL, "no-store"),
    ];
    let headers = response.headers_mut();
    for (name, value) in GUARDS {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

async fn serve(
    State(offline): State<Offline>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = match uri.path().trim_start_matches('/') {
        WORKER if offline == Offline::Off => WORKER_OFF,
        path => path,
    };
    if path.ends_with(".br") {
        return StatusCode::NOT_FOUND.into_response();
    }
    match file(path, &headers) {
        Some(response) => response,
        None if is_screen(path) => match file(PAGE, &headers) {
            Some(page) => page,
            None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// A path of the app's own router: not the server's, and not that of a file.
fn is_screen(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    !SERVER_PATHS.contains(&first) && !last.contains('.')
}

fn file(path: &str, request: &HeaderMap) -> Option<Response> {
    let plain = read(path)?;
    let packed = if takes_brotli(request) {
        read(&format!("{path}.br"))
    } else {
        None
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_rule(path)));
    if packed.is_some() {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    Some((headers, packed.unwrap_or(plain).into_owned()).into_response())
}

fn takes_brotli(request: &HeaderMap) -> bool {
    request
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| {
            value.split(',').any(|coding| {
                let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
                name.trim() == "br"
                    && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
            })
        })
}

/// Files under `assets/` have their hash in the name: what was got once is right for ever.
fn cache_rule(path: &str) -> &'static str {
    if path.starts_with("assets/") {
        "public, max-age=31536000, immutable"
    } else if path == WORKER || path == WORKER_OFF {
        "no-store"
    } else {
        "no-cache"
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("webmanifest") => "application/manifest+json",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn read(path: &str) -> Option<Cow<'static, [u8]>> {
    let Some(folder) = files::ON_DISK else {
        let embedded = files::EMBEDDED.iter().find(|(name, _)| *name == path);
        return embedded.map(|(_, content)| Cow::Borrowed(*content));
    };
    let path = Path::new(path);
    if !path
        .components()
        .all(|component| matches!(component, Component::Normal(_)))
    {
        return None;
    }
    std::fs::read(Path::new(folder).join(path))
        .ok()
        .map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use axum::routing::get;
    use tower::ServiceExt;

    use super::*;

    async fn ask(method: &str, path: &str) -> Response {
        let app: Router = with_security_headers(router(Offline::On).route(
            "/api/known",
            get(|| async { StatusCode::INTERNAL_SERVER_ERROR }),
        ));
        let request = Request::builder()
            .method(method)
            .uri(path)
            .body(Body::empty())
            .unwrap();
        app.oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn every_answer_carries_the_guards_errors_too() {
        for (method, path) in [
            ("GET", "/"),
            ("GET", "/api/known"),
            ("GET", "/api/unknown"),
            ("POST", "/x"),
            ("GET", "/a.js"),
        ] {
            let response = ask(method, path).await;
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "referrer-policy",
                "cache-control",
            ] {
                assert!(
                    response.headers().contains_key(name),
                    "{method} {path} lacks {name}"
                );
            }
        }
    }

    #[tokio::test]
    async fn an_unknown_path_of_the_server_is_not_answered_with_the_page() {
        for path in [
            "/api/unknown",
            "/auth/unknown",
            "/sync/v1/unknown",
            "/assets/unknown.js",
            "/unknown.txt",
            "/index.html.br",
        ] {
            assert_eq!(
                ask("GET", path).await.status(),
                StatusCode::NOT_FOUND,
                "{path}"
            );
        }
    }

    #[tokio::test]
    async fn no_path_leads_out_of_the_site() {
        for path in [
            "/../site.stamp",
            "/assets/../../site.stamp",
            "//etc/hostname",
            "/%2e%2e/site.stamp",
        ] {
            assert_ne!(
                ask("GET", path)
                    .await
                    .headers()
                    .get(CONTENT_TYPE)
                    .unwrap_or(&HeaderValue::from_static("")),
                "application/octet-stream",
                "{path}"
            );
        }
    }

    #[test]
    fn brotli_is_sent_only_to_those_who_take_it() {
        let takes = |value: &'static str| {
            takes_brotli(&HeaderMap::from_iter([(
                ACCEPT_ENCODING,
                HeaderValue::from_static(value),
            )]))
        };
        assert!(takes("gzip, br;q=0.5"));
        assert!(!takes("gzip, br;q=0"));
        assert!(!takes("brotli, gzip"));
        assert!(!takes_brotli(&HeaderMap::new()));
    }
}
