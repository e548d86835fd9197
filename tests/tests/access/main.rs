//! Who may ask what: every operation × every role × no session, denied by default; every answer is a documented one; other
//! sites write nothing (`origin`); no request may say more than its type (`bodies`).
mod bodies;
mod origin;

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use backend::openapi;
use backend::router::{self, ROUTES, Route};
use serde_json::Value;
use shared::model::Role;
use tests::world::{Answer, World};

use Role::{
    Administrator, Auditor, Caseworker, ContractManager, ContractorAdministrator, MatchingOfficer,
    Procurement, Tablet,
};

/// Who answers for the tablets of sites.
const CONNECTS: &[Role] = &[Administrator, ContractManager, ContractorAdministrator];

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
    ("demo", Who::Anybody),
    ("login", Who::Anybody),
    ("link", Who::Anybody),
    ("oidc_issuers", Who::Anybody),
    ("oidc_start", Who::Anybody),
    // Changes state on a GET: bound by state and cookie instead, see `oidc`.
    ("oidc_callback", Who::Anybody),
    ("oidc_again", Who::SignedIn),
    ("bootstrap", Who::Anybody),
    ("accept_invite", Who::Anybody),
    ("passkey_ask", Who::Anybody),
    ("passkey_login", Who::Anybody),
    ("reset", Who::Anybody),
    // Nobody is told that there is nobody (`sessions.rs`).
    ("session", Who::Anybody),
    ("sudo", Who::SignedIn),
    ("extend", Who::SignedIn),
    ("factors", Who::SignedIn),
    ("passkey_offer", Who::SignedIn),
    ("passkey_add", Who::SignedIn),
    ("passkey_remove", Who::SignedIn),
    ("totp_offer", Who::SignedIn),
    ("totp_confirm", Who::SignedIn),
    ("totp_remove", Who::SignedIn),
    ("recovery_renew", Who::SignedIn),
    ("sessions", Who::SignedIn),
    ("sessions_end", Who::SignedIn),
    ("export", Who::SignedIn),
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
        "invite_withdraw",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    (
        "invite_renew",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    ("member_sessions", Who::Only(&[Administrator])),
    ("member_state", Who::Only(&[Administrator])),
    ("member_reset", Who::Only(&[Administrator])),
    (
        "members",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    (
        "inbox",
        Who::Only(&[ContractManager, MatchingOfficer, Caseworker, Administrator]),
    ),
    (
        "settle_inbox",
        Who::Only(&[ContractManager, MatchingOfficer, Caseworker, Administrator]),
    ),
    ("audit", Who::Only(&[Auditor])),
    ("import", Who::Only(&[Procurement, ContractManager])),
    ("pair_device", Who::Anybody),
    ("device_nonce", Who::Anybody),
    ("device_session", Who::Anybody),
    ("hand_over", Who::Anybody),
    ("device_people", Who::Only(&[Tablet])),
    ("set_pin", Who::Only(&[Tablet])),
    ("pin_misses", Who::Only(&[Tablet])),
    ("make_device", Who::Only(CONNECTS)),
    ("list_devices", Who::Only(CONNECTS)),
    (
        "list_replicas",
        Who::Only(&[Administrator, ContractManager]),
    ),
    ("decide_device", Who::Only(CONNECTS)),
    ("revoke_device", Who::Only(CONNECTS)),
    (
        "add_supervisor",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    (
        "make_start_code",
        Who::Only(&[Administrator, ContractorAdministrator]),
    ),
    ("authorities", Who::Anybody),
    ("send_feedback", Who::Anybody),
    ("list_feedback", Who::Only(&[Administrator])),
    ("settle_feedback", Who::Only(&[Administrator])),
];

fn who(route: &Route) -> &'static Who {
    let found = TABLE.iter().find(|(id, _)| *id == route.id);
    let (_, who) = found.unwrap_or_else(|| {
        panic!(
            "{} is new: add a line (\"{}\", Who::…) to TABLE in tests/tests/access/main.rs",
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
        .replace("{issuer}", "none")
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
