//! Sessions in a list, what administrators do with others' accounts, links to a new password, invitations on their way.

use anyhow::{Context, Result};
use backend::store::{self, AuthenticatorRow, StoreError, UserRow};
use serde_json::{Value, json};
use shared::model::Role;
use tests::world::{World, login};

const PASSWORD: &str = "kvast lykta groda";
const NEW: &str = "nattlig bro vinter";

async fn with_password(world: &World, role: Role) -> Result<String> {
    let password_hash = world.app.passwords.hash(PASSWORD.to_owned()).await?;
    let id = world.here.users[&role].uuid();
    store::write::<_, StoreError, _>(world.app.store.as_ref(), move |tx| {
        let password_hash = password_hash.clone();
        Box::pin(async move {
            let user = tx.user(id).await?.ok_or(StoreError::Missing("user"))?;
            tx.put_user(&UserRow {
                password_hash,
                ..user
            })
            .await
        })
    })
    .await?;
    Ok(login(1, role))
}

async fn is_open(world: &World, session: &str) -> Result<bool> {
    Ok(world.get("/auth/v1/session", Some(session)).await?.status == 200)
}

async fn sign_in(world: &World, login: &str, password: &str) -> Result<(u16, Option<String>)> {
    let body = json!({"login": login, "password": password});
    let answer = world.post("/auth/v1/login", None, &body).await?;
    Ok((answer.status.as_u16(), answer.session()))
}

#[tokio::test]
async fn somebody_finds_their_sessions_and_ends_those_that_should_not_be() -> Result<()> {
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let request = world
        .request(axum::http::Method::POST, "/auth/v1/login", None)
        .header("content-type", "application/json")
        .header(
            "user-agent",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/140.0",
        );
    let body = json!({"login": login, "password": PASSWORD}).to_string();
    let here = world
        .send(request.body(body.into())?)
        .await?
        .session()
        .context("a session")?;
    world.pass(1);
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(world.session_of(&world.here, Role::Caseworker).await?);
    }
    let list = world.get("/auth/v1/sessions", Some(&here)).await?.json();
    let items = list["items"].as_array().context("a list")?;
    assert_eq!(items.len(), 4);
    let this = items
        .iter()
        .find(|item| item["is_this"] == true)
        .context("this one")?;
    assert_eq!(
        (&this["agent"], &this["amr"]),
        (&json!("firefox windows"), &json!("pwd"))
    );
    assert!(!list.to_string().contains("Gecko"), "nothing finer is kept");
    let stranger = world.session_of(&world.here, Role::Auditor).await?;
    let one = json!({"session": items[0]["id"]});
    let end = "/auth/v1/sessions/end";
    assert_eq!(
        world.post(end, Some(&stranger), &one).await?.code(),
        "not_found",
        "another's"
    );
    assert_eq!(world.post(end, Some(&here), &one).await?.status, 204);
    assert_eq!(
        world.post(end, Some(&here), &one).await?.code(),
        "not_found",
        "ended"
    );
    let left = world.get("/auth/v1/sessions", Some(&here)).await?.json();
    assert_eq!(left["items"].as_array().map(Vec::len), Some(3));
    assert_eq!(world.post(end, Some(&here), &json!({})).await?.status, 204);
    for other in &others {
        assert!(!is_open(&world, other).await?);
    }
    assert!(is_open(&world, &here).await? && is_open(&world, &stranger).await?);
    Ok(())
}

#[tokio::test]
async fn what_the_app_asks_of_itself_keeps_no_session_alive() -> Result<()> {
    let world = World::new().await?;
    let session = world.session_of(&world.here, Role::Caseworker).await?;
    for _ in 0..2 {
        world.pass(14);
        let info = world.get("/auth/v1/session", Some(&session)).await?.json();
        let left = info["idle_ends_at"]
            .as_i64()
            .zip(info["server_time"].as_i64());
        let left = left
            .map(|(end, now)| (end - now) / 60_000)
            .context("both")?;
        assert!(left == 16 || left == 2, "{left}");
        world.get("/sync/v1/events", Some(&session)).await?;
    }
    let extended = world
        .post("/auth/v1/extend", Some(&session), &json!({}))
        .await?
        .json();
    assert_eq!(
        extended["idle_ends_at"].as_i64(),
        Some(world.app.now().0 + 30 * 60_000)
    );
    world.pass(28);
    assert!(is_open(&world, &session).await?);
    world.pass(2);
    assert!(!is_open(&world, &session).await?);
    Ok(())
}

#[tokio::test]
async fn an_administrator_ends_sessions_closes_and_opens_accounts_but_not_their_own() -> Result<()>
{
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let member = world.here.users[&Role::Caseworker];
    let admin = world.session_of(&world.here, Role::Administrator).await?;
    let open = world.session_of(&world.here, Role::Caseworker).await?;
    let ask = async |path: &str, body: Value| world.post(path, Some(&admin), &body).await;
    assert_eq!(
        ask("/api/v1/members/sessions", json!({"member": member}))
            .await?
            .status,
        204
    );
    assert!(!is_open(&world, &open).await?);
    let open = world.session_of(&world.here, Role::Caseworker).await?;
    let close = json!({"member": member, "account": "closed"});
    assert_eq!(ask("/api/v1/members/state", close).await?.status, 204);
    assert!(!is_open(&world, &open).await?);
    assert_eq!(sign_in(&world, &login, PASSWORD).await?.0, 401);
    let members = ask_members(&world, &admin).await?;
    assert_eq!(members[&login], "closed");
    let reopen = json!({"member": member, "account": "active"});
    assert_eq!(ask("/api/v1/members/state", reopen).await?.status, 204);
    assert_eq!(sign_in(&world, &login, PASSWORD).await?.0, 200);
    let own = world.here.users[&Role::Administrator];
    let theirs = world.there.users[&Role::Caseworker];
    for (member, code) in [(own, "value_refused"), (theirs, "not_found")] {
        let body = json!({"member": member, "account": "closed"});
        assert_eq!(ask("/api/v1/members/state", body).await?.code(), code);
        let body = json!({"member": member});
        assert_eq!(ask("/api/v1/members/sessions", body).await?.code(), code);
    }
    Ok(())
}

async fn ask_members(world: &World, session: &str) -> Result<serde_json::Map<String, Value>> {
    let list = world.get("/api/v1/members", Some(session)).await?.json();
    let items = list["items"].as_array().context("a list")?.iter();
    let states = items.map(|item| {
        (
            item["login"].as_str().unwrap_or_default().to_owned(),
            item["account"].clone(),
        )
    });
    Ok(states.collect())
}

async fn reset_link(
    world: &World,
    member: shared::id::UserId,
    with_factors: bool,
) -> Result<(u16, String)> {
    let admin = world.session_of(&world.here, Role::Administrator).await?;
    let body = json!({"member": member, "with_factors": with_factors});
    let answer = world
        .post("/api/v1/members/reset", Some(&admin), &body)
        .await?;
    let link = answer.json()["link"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    Ok((
        answer.status.as_u16(),
        link.trim_start_matches("/start#").to_owned(),
    ))
}

#[tokio::test]
async fn a_link_to_a_new_password_works_once_within_the_hour_and_ends_every_session() -> Result<()>
{
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let member = world.here.users[&Role::Caseworker];
    let open = world.session_of(&world.here, Role::Caseworker).await?;
    let (_, void) = reset_link(&world, member, false).await?;
    let (status, token) = reset_link(&world, member, false).await?;
    assert_eq!(status, 200);
    let info = world
        .post("/auth/v1/link", None, &json!({"token": token}))
        .await?
        .json();
    assert_eq!(
        (&info["kind"], &info["login"]),
        (&json!("reset"), &json!(login))
    );
    let use_link = async |token: &str, password: &str| {
        let body = json!({"token": token, "password": password});
        world.post("/auth/v1/reset", None, &body).await
    };
    assert_eq!(
        use_link(&void, NEW).await?.code(),
        "link_unknown",
        "the newest counts"
    );
    assert_eq!(
        use_link(&token, "password1234").await?.code(),
        "password_refused"
    );
    let as_invite = json!({"token": token, "password": NEW});
    assert_eq!(
        world
            .post("/auth/v1/accept", None, &as_invite)
            .await?
            .code(),
        "link_unknown"
    );
    let answer = use_link(&token, NEW).await?;
    assert_eq!(
        (answer.status.as_u16(), answer.session()),
        (204, None),
        "nobody is signed in by it"
    );
    assert!(!is_open(&world, &open).await?);
    assert_eq!(use_link(&token, NEW).await?.code(), "link_unknown", "used");
    assert_eq!(sign_in(&world, &login, PASSWORD).await?.0, 401);
    assert_eq!(sign_in(&world, &login, NEW).await?.0, 200);
    let (_, late) = reset_link(&world, member, false).await?;
    world.pass(60);
    assert_eq!(use_link(&late, NEW).await?.code(), "link_unknown");
    let theirs = world.there.users[&Role::Caseworker];
    assert_eq!(reset_link(&world, theirs, false).await?.0, 404);
    Ok(())
}

#[tokio::test]
async fn a_new_password_keeps_the_second_factor_unless_the_link_says_otherwise() -> Result<()> {
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let member = world.here.users[&Role::Caseworker];
    let id = member.uuid();
    store::write::<_, StoreError, _>(world.app.store.as_ref(), move |tx| {
        Box::pin(async move {
            tx.put_authenticator(&AuthenticatorRow {
                user: id,
                secret: vec![0],
                last_step: 0,
                created_at: 0,
            })
            .await?;
            tx.replace_recovery(id, &[[1; 32]]).await
        })
    })
    .await?;
    for (with_factors, status) in [(false, 401), (true, 200)] {
        let (_, token) = reset_link(&world, member, with_factors).await?;
        let body = json!({"token": token, "password": NEW});
        assert_eq!(world.post("/auth/v1/reset", None, &body).await?.status, 204);
        assert_eq!(sign_in(&world, &login, NEW).await?.0, status);
    }
    let session = sign_in(&world, &login, NEW).await?.1.context("a session")?;
    let factors = world.get("/auth/v1/factors", Some(&session)).await?.json();
    let kinds: Vec<_> = factors["events"]
        .as_array()
        .context("events")?
        .iter()
        .collect();
    assert!(
        kinds
            .iter()
            .any(|event| event["kind"] == "factors_reset" && event["is_by_other"] == true)
    );
    assert_eq!(
        (&factors["authenticator"], &factors["recovery_left"]),
        (&Value::Null, &json!(0))
    );
    Ok(())
}

#[tokio::test]
async fn an_invitation_is_taken_back_or_made_anew_by_whoever_may_see_it() -> Result<()> {
    let world = World::new().await?;
    let admin = world.session_of(&world.here, Role::Administrator).await?;
    let ask =
        async |path: &str, session: &str, body: Value| world.post(path, Some(session), &body).await;
    let body = json!({"login": "ny@x.se", "name": "Ny", "organisation": world.here.authority, "role": "auditor"});
    let first = ask("/api/v1/invites", &admin, body).await?.json();
    let token = |made: &Value| {
        made["link"]
            .as_str()
            .unwrap_or_default()
            .trim_start_matches("/start#")
            .to_owned()
    };
    let first = token(&first);
    let listed = async || {
        let list = world.get("/api/v1/invites", Some(&admin)).await?.json();
        anyhow::Ok(list["items"].as_array().context("a list")?.clone())
    };
    let id = listed().await?[0]["id"].clone();
    let stranger = world
        .session_of(&world.here, Role::ContractorAdministrator)
        .await?;
    let theirs = world.session_of(&world.there, Role::Administrator).await?;
    for other in [&stranger, &theirs] {
        let answer = ask("/api/v1/invites/renew", other, json!({"invite": id})).await?;
        assert_eq!(answer.code(), "not_found");
    }
    world.pass(25 * 60);
    let admin = world.session_of(&world.here, Role::Administrator).await?;
    let renewed = ask("/api/v1/invites/renew", &admin, json!({"invite": id})).await?;
    assert_eq!(renewed.status, 200, "{}", renewed.code());
    let second = token(&renewed.json());
    let is_known = async |token: &str| {
        anyhow::Ok(
            world
                .post("/auth/v1/link", None, &json!({"token": token}))
                .await?
                .status
                == 200,
        )
    };
    assert!(!is_known(&first).await? && is_known(&second).await?);
    let list = world.get("/api/v1/invites", Some(&admin)).await?.json();
    let open = list["items"]
        .as_array()
        .context("a list")?
        .iter()
        .find(|item| item["used_at"].is_null());
    let id = open.context("an open one")?["id"].clone();
    assert_eq!(
        ask("/api/v1/invites/withdraw", &admin, json!({"invite": id}))
            .await?
            .status,
        204
    );
    assert_eq!(
        ask("/api/v1/invites/withdraw", &admin, json!({"invite": id}))
            .await?
            .code(),
        "not_found"
    );
    assert!(!is_known(&second).await?);
    Ok(())
}
