//! No request may say more than its type; a body of the wrong kind, size or depth is refused by its own code.
use axum::body::Body;
use axum::http::Method;
use backend::router::{self, ROUTES};
use serde_json::json;
use shared::model::Role::{Administrator, Tablet};
use tests::world::World;

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
    let device = "00000000-0000-4000-8000-000000000007";
    let proof = json!({"device": device, "nonce": "00", "signature": "00"});
    let bodies = [
        (
            "/auth/v1/login",
            json!({"login": "a@b.se", "password": "x"}),
        ),
        ("/auth/v1/logout", json!({})),
        ("/auth/v1/password", json!({"current": "x", "new": "y"})),
        ("/auth/v1/passkey/ask", json!({})),
        ("/auth/v1/passkey/login", json!({"credential": "{}"})),
        ("/auth/v1/sudo", json!({"password": "x"})),
        ("/auth/v1/extend", json!({})),
        ("/auth/v1/passkey/offer", json!({})),
        (
            "/auth/v1/passkey/add",
            json!({"name": "A", "credential": "{}"}),
        ),
        (
            "/auth/v1/passkey/remove",
            json!({"passkey": uuid::Uuid::nil()}),
        ),
        ("/auth/v1/totp/offer", json!({})),
        ("/auth/v1/totp/confirm", json!({"code": "123456"})),
        ("/auth/v1/totp/remove", json!({})),
        ("/auth/v1/recovery", json!({})),
        (
            "/auth/v1/sessions/end",
            json!({"session": uuid::Uuid::nil()}),
        ),
        ("/auth/v1/reset", json!({"token": token, "password": "x"})),
        (
            "/api/v1/invites/withdraw",
            json!({"invite": uuid::Uuid::nil()}),
        ),
        (
            "/api/v1/invites/renew",
            json!({"invite": uuid::Uuid::nil()}),
        ),
        (
            "/api/v1/members/sessions",
            json!({"member": uuid::Uuid::nil()}),
        ),
        (
            "/api/v1/members/state",
            json!({"member": uuid::Uuid::nil(), "account": "closed"}),
        ),
        (
            "/api/v1/members/reset",
            json!({"member": uuid::Uuid::nil(), "with_factors": false}),
        ),
        ("/api/v1/export", json!({"table": "candidates", "rows": 1})),
        ("/auth/v1/link", json!({"token": token})),
        ("/auth/v1/oidc/start", json!({"issuer": "a"})),
        (
            "/auth/v1/oidc/again",
            json!({"issuer": "a", "purpose": "again"}),
        ),
        (
            "/auth/v1/bootstrap",
            json!({"token": token, "authority": "A", "number": "212000-2528", "login": "abc", "name": "A", "password": "x"}),
        ),
        ("/auth/v1/accept", json!({"token": token, "password": "x"})),
        (
            "/api/v1/invites",
            json!({"login": "a@b.se", "name": "A", "organisation": world.here.authority, "role": "auditor"}),
        ),
        (
            "/api/v1/devices",
            json!({"site": world.here.site, "name": "A"}),
        ),
        (
            "/api/v1/devices/decision",
            json!({"device": device, "is_same": true}),
        ),
        ("/api/v1/devices/revoke", json!({"device": device})),
        (
            "/api/v1/supervisors",
            json!({"site": world.here.site, "name": "A"}),
        ),
        (
            "/api/v1/start_codes",
            json!({"site": world.here.site, "user": device}),
        ),
        (
            "/device/v1/pair",
            json!({"code": "01AHJ-MZ0ZT", "public_key": "04"}),
        ),
        ("/device/v1/nonce", json!({"device": device})),
        ("/device/v1/session", proof.clone()),
        (
            "/device/v1/hand_over",
            json!({"proof": proof, "push": {"proto": 1, "replica_id": device, "batch": []}}),
        ),
        (
            "/device/v1/pin",
            json!({"user": device, "code": "01AHJ-MZ0ZT", "pin": {"salt": "00", "rounds": 600_000, "verifier": "00"}}),
        ),
        ("/device/v1/misses", json!({"count": 1})),
        (
            "/api/v1/feedback",
            json!({"kind": "idea", "place": "/", "what": "x"}),
        ),
        (
            "/api/v1/inbox/settle",
            json!({"replica": device, "cmd_no": 1, "verdict_no": 1, "how": "told"}),
        ),
        (
            "/api/v1/feedback/settle",
            json!({"id": "00000000-0000-0000-0000-000000000001"}),
        ),
    ];
    let closed = ROUTES.iter().filter(|route| {
        matches!(route.body, router::Body::Json(_)) && !route.path.starts_with("/sync/")
    });
    for route in closed {
        let found = bodies.iter().find(|(path, _)| *path == route.path);
        let (path, body) =
            found.unwrap_or_else(|| panic!("add a body for {} to this test", route.path));
        let is_tablets = matches!(route.access, router::Access::Roles(&[Tablet]));
        let who = if is_tablets { Tablet } else { Administrator };
        let session = world.session_of(&world.here, who).await?;
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
