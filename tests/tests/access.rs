//! Who may ask what: every operation × every role × no session, denied by default; every answer is a documented one; other
//! sites write nothing; no request may say more than its type.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use backend::openapi;
use backend::router::{self, ROUTES, Route};
use serde_json::{Value, json};
use shared::model::Role;
use tests::world::{Answer, World};

use Role::{
    Administrator, Auditor, Caseworker, ContractManager, ContractorAdministrator, MatchingOfficer,
    Procurement,
};

/// Who may ask an operation.
enum Who {
    Anybody,
    SignedIn,
    Only(&'static [Role]),
}

/// Stated here once more, apart from the router, so that a right cannot be widened by one edit.
const TABLE: &[(&str, Who)] = &[
    ("health_live", Who::Anybody),
    ("health_ready", Who::Anybody),
    ("openapi", Who::Anybody),
    ("hello", Who::Anybody),
    ("login", Who::Anybody),
    ("link", Who::Anybody),
    ("bootstrap", Who::Anybody),
    ("accept_invite", Who::Anybody),
    ("session", Who::SignedIn),
    ("logout", Who::SignedIn),
    ("password", Who::SignedIn),
    ("push", Who::SignedIn),
    ("pull", Who::SignedIn),
    ("snapshot", Who::SignedIn),
    ("events", Who::SignedIn),
    (
        "list_invites",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    (
        "make_invite",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    (
        "members",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    (
        "inbox",
        Who::Only(&[ContractManager, MatchingOfficer, Caseworker, Administrator]),
    ),
    ("audit", Who::Only(&[Auditor])),
    ("import", Who::Only(&[Procurement, ContractManager])),
];

fn who(route: &Route) -> &'static Who {
    let found = TABLE.iter().find(|(id, _)| *id == route.id);
    let (_, who) = found.unwrap_or_else(|| {
        panic!(
            "{} is new: add a line (\"{}\", Who::…) to TABLE in tests/tests/access.rs",
            route.path, route.id
        )
    });
    who
}

fn may(who: &Who, role: Option<Role>) -> bool {
    match (who, role) {
        (Who::Anybody, _) | (Who::SignedIn, Some(_)) => true,
        (Who::SignedIn | Who::Only(_), None) => false,
        (Who::Only(roles), Some(role)) => roles.contains(&role),
    }
}

/// A path with something in every place.
fn path(route: &Route) -> String {
    route
        .path
        .replace("{scope}", "ref")
        .replace("{seq}", "0")
        .replace("{page}", "0")
}

/// A request whose body is too little for the handler, so that nothing happens when it is let in.
fn request(world: &World, route: &Route, session: Option<&str>) -> anyhow::Result<Request<Body>> {
    let method = match route.method {
        router::Method::Get => Method::GET,
        router::Method::Post => Method::POST,
    };
    let (kind, body) = match route.body {
        router::Body::None => {
            return Ok(world
                .request(method, &path(route), session)
                .body(Body::empty())?);
        }
        router::Body::Json(_) => ("application/json", "{}"),
        router::Body::File => ("application/octet-stream", ""),
    };
    Ok(world
        .request(method, &path(route), session)
        .header("content-type", kind)
        .body(Body::from(body))?)
}

/// Fails when the description of the API does not have this answer.
fn is_documented(description: &Value, route: &Route, answer: &Answer) {
    let method = format!("{:?}", route.method).to_lowercase();
    let responses = &description["paths"][route.path][method]["responses"];
    let response = &responses[answer.status.as_str()];
    assert!(
        response.is_object(),
        "{} answers {}, which is not documented",
        route.id,
        answer.status
    );
    if answer.status.is_client_error() {
        let codes = response["description"].as_str().unwrap_or_default();
        assert!(
            codes.split(' ').any(|code| code == answer.code()),
            "{} answers {}",
            route.id,
            answer.code()
        );
    }
}

#[tokio::test]
async fn every_operation_is_closed_to_everybody_but_those_in_the_table() -> anyhow::Result<()> {
    let world = World::new().await?;
    let description = serde_json::to_value(openapi::document()?)?;
    let everybody = Role::ALL.into_iter().map(Some).chain([None]);
    for role in everybody {
        for route in ROUTES {
            let session = match role {
                Some(role) => Some(world.session_of(&world.here, role).await?),
                None => None,
            };
            let answer = world
                .send(request(&world, route, session.as_deref())?)
                .await?;
            is_documented(&description, route, &answer);
            let is_let_in = match answer.status {
                StatusCode::UNAUTHORIZED => answer.code() != "session_missing",
                StatusCode::FORBIDDEN => false,
                _ => true,
            };
            assert_eq!(
                is_let_in,
                may(who(route), role),
                "{} as {role:?}: {} {}",
                route.id,
                answer.status,
                answer.code()
            );
            if role.is_none() && !is_let_in {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{}", route.id);
            }
        }
    }
    Ok(())
}

#[test]
fn no_line_of_the_table_is_left_over() {
    let ids: BTreeSet<_> = ROUTES.iter().map(|route| route.id).collect();
    for (id, _) in TABLE {
        assert!(
            ids.contains(id),
            "{id} is no operation: take it out of TABLE"
        );
    }
}

/// What another site can make a browser send, or a program that names no origin. The host is `localhost:8080`.
const CROSS_SITE: &[&[(&str, &str)]] = &[
    &[],
    &[("sec-fetch-site", "cross-site")],
    &[("sec-fetch-site", "same-site")],
    &[("sec-fetch-site", "none")],
    &[("sec-fetch-site", "")],
    &[("sec-fetch-site", "Same-Origin")],
    &[("sec-fetch-site", "same-origin, cross-site")],
    &[
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-site", "cross-site"),
    ],
    &[
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-mode", "navigate"),
    ],
    &[
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-mode", "no-cors"),
    ],
    &[
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-mode", "websocket"),
    ],
    &[
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ],
    &[
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-dest", "image"),
    ],
    &[
        ("sec-fetch-site", "cross-site"),
        ("origin", "http://localhost:8080"),
    ],
    &[
        ("sec-fetch-site", "same-site"),
        ("origin", "http://localhost:8080"),
    ],
    &[
        ("sec-fetch-site", "none"),
        ("origin", "http://localhost:8080"),
    ],
    &[
        ("sec-fetch-site", "same-origin"),
        ("origin", "https://evil.example"),
    ],
    &[("sec-fetch-site", "same-origin"), ("origin", "null")],
    &[("origin", "null")],
    &[("origin", "")],
    &[("origin", "https://evil.example")],
    &[("origin", "http://localhost")],
    &[("origin", "http://localhost:80801")],
    &[("origin", "http://localhost:8081")],
    &[("origin", "http://localhost:8080.evil.example")],
    &[("origin", "http://evil.localhost:8080")],
    &[("origin", "http://localhost:8080@evil.example")],
    &[("origin", "http://localhost:8080/")],
    &[("origin", "ftp://localhost:8080")],
    &[("origin", "file://")],
    &[("origin", "chrome-extension://abcdefghijklmnop")],
    &[("origin", "localhost:8080")],
    &[("origin", "//localhost:8080")],
    &[("origin", "http://LOCALHOST:8080")],
    &[("origin", "http://127.0.0.1:8080")],
    &[("origin", "http://[::1]:8080")],
    &[
        ("origin", "http://localhost:8080"),
        ("origin", "https://evil.example"),
    ],
    &[("referer", "http://localhost:8080/")],
    &[("x-requested-with", "XMLHttpRequest")],
    &[
        ("x-forwarded-host", "localhost:8080"),
        ("origin", "https://evil.example"),
    ],
];

#[tokio::test]
async fn no_other_site_can_write() -> anyhow::Result<()> {
    assert!(CROSS_SITE.len() >= 30);
    let world = World::new().await?;
    let session = world.session_of(&world.here, Administrator).await?;
    let writing: Vec<_> = ROUTES
        .iter()
        .filter(|route| route.method == router::Method::Post)
        .collect();
    assert!(writing.len() >= 5);
    for route in writing {
        for shape in CROSS_SITE {
            for kind in [
                "application/json",
                "text/plain",
                "application/x-www-form-urlencoded",
            ] {
                let mut request = Request::builder()
                    .method(Method::POST)
                    .uri(path(route))
                    .header("host", "localhost:8080")
                    .header("cookie", format!("__Host-sid={session}"))
                    .header("content-type", kind);
                for (name, value) in *shape {
                    request = request.header(*name, *value);
                }
                let answer = world.send(request.body(Body::from("{}"))?).await?;
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (StatusCode::FORBIDDEN, "cross_site"),
                    "{} {shape:?}",
                    route.id
                );
            }
        }
    }
    assert_eq!(
        world.get("/auth/v1/session", Some(&session)).await?.status,
        StatusCode::OK
    );
    Ok(())
}

#[tokio::test]
async fn every_answer_is_guarded_and_kept_by_no_cache() -> anyhow::Result<()> {
    let world = World::new().await?;
    let mut paths: Vec<String> = ROUTES.iter().map(path).collect();
    paths.extend(
        [
            "/api/none",
            "/auth/v1/none",
            "/sync/v1/none",
            "/health/none",
            "/api",
        ]
        .map(str::to_owned),
    );
    for path in paths {
        for method in [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::TRACE,
        ] {
            let answer = world
                .send(
                    world
                        .request(method.clone(), &path, None)
                        .body(Body::empty())?,
                )
                .await?;
            for name in [
                "content-security-policy",
                "x-content-type-options",
                "strict-transport-security",
                "referrer-policy",
            ] {
                assert!(
                    answer.headers.contains_key(name),
                    "{method} {path} {} lacks {name}",
                    answer.status
                );
            }
            assert_eq!(
                answer.headers["cache-control"], "no-store",
                "{method} {path}"
            );
            let is_other = !matches!(method, Method::GET | Method::POST);
            assert!(
                !is_other || answer.status.is_client_error(),
                "{method} {path} {}",
                answer.status
            );
        }
    }
    Ok(())
}

/// Names that somebody may try to slip in.
const FORBIDDEN: [&str; 40] = [
    "role",
    "roles",
    "tenant",
    "tenant_id",
    "user",
    "user_id",
    "id",
    "is_admin",
    "admin",
    "administrator",
    "state",
    "status",
    "password_hash",
    "created_at",
    "used_at",
    "expires_at",
    "approved_by",
    "protected",
    "inviter",
    "actor",
    "capabilities",
    "memberships",
    "organisation_id",
    "scope",
    "scopes",
    "ver",
    "seq",
    "hash",
    "kind",
    "session",
    "auth_time",
    "ended",
    "token_hash",
    "payload",
    "__proto__",
    "constructor",
    "$where",
    "_id",
    "sites[]",
    "Login",
];

#[tokio::test]
async fn no_request_may_say_more_than_its_type() -> anyhow::Result<()> {
    let world = World::new().await?;
    let token = "0".repeat(32);
    let bodies = [
        (
            "/auth/v1/login",
            json!({"login": "a@b.se", "password": "x"}),
        ),
        ("/auth/v1/logout", json!({})),
        ("/auth/v1/password", json!({"current": "x", "new": "y"})),
        ("/auth/v1/link", json!({"token": token})),
        (
            "/auth/v1/bootstrap",
            json!({"token": token, "authority": "A", "number": "212000-2528", "login": "abc", "name": "A", "password": "x"}),
        ),
        ("/auth/v1/accept", json!({"token": token, "password": "x"})),
        (
            "/api/v1/invites",
            json!({"login": "a@b.se", "name": "A", "organisation": world.here.authority, "role": "auditor"}),
        ),
    ];
    let closed = ROUTES.iter().filter(|route| {
        matches!(route.body, router::Body::Json(_)) && !route.path.starts_with("/sync/")
    });
    for route in closed {
        let found = bodies.iter().find(|(path, _)| *path == route.path);
        let (path, body) =
            found.unwrap_or_else(|| panic!("add a body for {} to this test", route.path));
        let session = world.session_of(&world.here, Administrator).await?;
        for name in FORBIDDEN.iter().filter(|name| body.get(**name).is_none()) {
            let mut body = body.clone();
            body[*name] = json!("x");
            let answer = world.post(path, Some(&session), &body).await?;
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (400, "body_malformed"),
                "{path} {name}"
            );
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_body_of_another_kind_size_or_depth_is_refused_by_its_own_code() -> anyhow::Result<()> {
    let world = World::new().await?;
    let send = |kind: &'static str, body: String| {
        let request = world
            .request(Method::POST, "/auth/v1/login", None)
            .header("content-type", kind);
        world.send(request.body(Body::from(body)).expect("a request"))
    };
    let answers = [
        (
            send("text/plain", "{}".to_owned()).await?,
            415,
            "json_required",
        ),
        (
            send("application/json", "{".to_owned()).await?,
            400,
            "body_malformed",
        ),
        (
            send("application/json", "[".repeat(40)).await?,
            400,
            "body_too_deep",
        ),
        (
            send("application/json", " ".repeat(65 * 1024)).await?,
            413,
            "body_too_large",
        ),
    ];
    for (answer, status, code) in answers {
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (status, code)
        );
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
    Ok(())
}
