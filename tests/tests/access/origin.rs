//! What comes from another site writes nothing; every answer, whatever it says, is guarded by its headers.
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use backend::router::{self, ROUTES};
use shared::model::Role::Administrator;
use tests::world::World;

use super::path;

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
