//! Sessions in use: the cookie, fresh tokens, both ends, and what a wrong password tells.

use anyhow::Context;
use axum::http::StatusCode;
use backend::store::{self, StoreError, UserRow};
use serde_json::json;
use shared::model::Role;
use tests::world::{World, login};

const PASSWORD: &str = "kvast lykta groda";

/// Gives a user a password, as accepting an invitation does.
async fn with_password(world: &World, role: Role) -> anyhow::Result<String> {
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

async fn sign_in(world: &World, login: &str, session: Option<&str>) -> anyhow::Result<String> {
    let answer = world
        .post(
            "/auth/v1/login",
            session,
            &json!({"login": login, "password": PASSWORD}),
        )
        .await?;
    assert_eq!(answer.status, StatusCode::OK);
    answer.session().context("a session")
}

/// Somebody presses a key.
async fn is_here(world: &World, session: &str) -> anyhow::Result<bool> {
    let answer = world
        .post("/auth/v1/extend", Some(session), &json!({}))
        .await?;
    Ok(answer.status == StatusCode::OK)
}

async fn is_open(world: &World, session: &str) -> anyhow::Result<bool> {
    Ok(world.get("/auth/v1/session", Some(session)).await?.status == StatusCode::OK)
}

#[tokio::test]
async fn signing_in_gives_a_hidden_strict_cookie_and_tells_who_one_is() -> anyhow::Result<()> {
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let body = json!({"login": format!(" {} ", login.to_uppercase()), "password": PASSWORD});
    let answer = world.post("/auth/v1/login", None, &body).await?;
    assert_eq!(answer.status, StatusCode::OK);
    let cookie = answer.headers["set-cookie"].to_str()?;
    for part in [
        "__Host-sid=",
        "; Path=/",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Strict",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let info = answer.json();
    assert_eq!(info["login"], login.as_str());
    assert_eq!(info["roles"], json!(["caseworker"]));
    let capabilities = info["capabilities"].as_array().context("a list")?;
    assert!(capabilities.contains(&json!("inbox")));
    assert_eq!(info["memberships"][0]["organisation_name"], "Palmköping");
    let session = answer.session().context("a session")?;
    assert_eq!(
        world.get("/auth/v1/session", Some(&session)).await?.json()["user"],
        info["user"]
    );
    Ok(())
}

#[tokio::test]
async fn nobody_is_no_fault_but_a_session_that_has_ended_or_never_was_is_refused()
-> anyhow::Result<()> {
    let world = World::new().await?;
    let nobody = world.get("/auth/v1/session", None).await?;
    assert_eq!(nobody.status, StatusCode::NO_CONTENT);
    assert!(nobody.body.is_empty() && nobody.session().is_none());
    let session = world.session_of(&world.here, Role::Caseworker).await?;
    assert!(is_open(&world, &session).await?);
    let ended = world
        .post("/auth/v1/logout", Some(&session), &json!({}))
        .await?;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    // What is no token of ours, nothing at all, and two of which one is open, are not nobody either.
    let open = world.session_of(&world.here, Role::Caseworker).await?;
    let two = format!("{open}; __Host-sid={session}");
    for presented in [session.as_str(), &"0".repeat(64), "x", "", &two] {
        let answer = world.get("/auth/v1/session", Some(presented)).await?;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (401, "session_missing"),
            "{presented}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_are_one_answer() -> anyhow::Result<()> {
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let wrong = world
        .post(
            "/auth/v1/login",
            None,
            &json!({"login": login, "password": "kvast lykta"}),
        )
        .await?;
    let unknown = world
        .post(
            "/auth/v1/login",
            None,
            &json!({"login": "nobody@x.se", "password": PASSWORD}),
        )
        .await?;
    let none = world
        .post(
            "/auth/v1/login",
            None,
            &json!({"login": "", "password": "a".repeat(200)}),
        )
        .await?;
    assert_eq!(
        (wrong.status.as_u16(), wrong.code().as_str()),
        (401, "credentials_refused")
    );
    assert_eq!((&wrong.body, wrong.session()), (&unknown.body, None));
    assert_eq!(wrong.body, none.body);
    Ok(())
}

#[tokio::test]
async fn a_token_from_before_the_sign_in_is_not_taken_over() -> anyhow::Result<()> {
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let planted = "f".repeat(64);
    let first = sign_in(&world, &login, Some(&planted)).await?;
    assert_ne!(first, planted);
    assert!(!is_open(&world, &planted).await?);
    let second = sign_in(&world, &login, Some(&first)).await?;
    assert_ne!(first, second);
    assert!(
        !is_open(&world, &first).await?,
        "the browser's session before this one is over"
    );
    assert!(is_open(&world, &second).await?);
    Ok(())
}

#[tokio::test]
async fn a_session_ends_by_idling_by_age_and_by_signing_out() -> anyhow::Result<()> {
    let world = World::new().await?;
    let idle = world.session_of(&world.here, Role::Caseworker).await?;
    world.pass(29);
    assert!(is_here(&world, &idle).await?);
    world.pass(29);
    assert!(
        is_open(&world, &idle).await?,
        "each request counts as being there"
    );
    world.pass(30);
    assert!(!is_open(&world, &idle).await?);

    let old = world.session_of(&world.here, Role::Caseworker).await?;
    for _ in 0..29 {
        world.pass(20);
        assert!(is_here(&world, &old).await?);
    }
    world.pass(20);
    assert!(!is_open(&world, &old).await?, "ten hours are the end");

    let left = world.session_of(&world.here, Role::Caseworker).await?;
    let answer = world
        .post("/auth/v1/logout", Some(&left), &json!({}))
        .await?;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.headers["set-cookie"].to_str()?.contains("Max-Age=0"));
    assert!(!is_open(&world, &left).await?);
    Ok(())
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() -> anyhow::Result<()> {
    let world = World::new().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let (here, elsewhere) = (
        sign_in(&world, &login, None).await?,
        sign_in(&world, &login, None).await?,
    );
    let change = |current: &str, new: &str| json!({"current": current, "new": new});
    for (body, code) in [
        (
            change("kvast lykta grodan", "bänk sol mygga ek"),
            "credentials_refused",
        ),
        (change(PASSWORD, "kort"), "password_refused"),
        (change(PASSWORD, "password123456"), "password_refused"),
    ] {
        assert_eq!(
            world
                .post("/auth/v1/password", Some(&here), &body)
                .await?
                .code(),
            code
        );
    }
    let answer = world
        .post(
            "/auth/v1/password",
            Some(&here),
            &change(PASSWORD, "bänk sol mygga ek"),
        )
        .await?;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(is_open(&world, &answer.session().context("a session")?).await?);
    assert!(!is_open(&world, &here).await? && !is_open(&world, &elsewhere).await?);
    Ok(())
}

#[tokio::test]
async fn a_closed_account_is_out_at_once() -> anyhow::Result<()> {
    let world = World::new().await?;
    let session = world.session_of(&world.here, Role::Caseworker).await?;
    let id = world.here.users[&Role::Caseworker].uuid();
    store::write::<_, StoreError, _>(world.app.store.as_ref(), move |tx| {
        Box::pin(async move {
            let user = tx.user(id).await?.ok_or(StoreError::Missing("user"))?;
            tx.put_user(&UserRow {
                state: "closed".to_owned(),
                ..user
            })
            .await
        })
    })
    .await?;
    assert!(!is_open(&world, &session).await?);
    Ok(())
}

#[tokio::test]
async fn attempts_beyond_the_limit_are_told_when_to_come_back() -> anyhow::Result<()> {
    let world = World::with(|settings| settings.limits.login_per_account_five_minutes = 3).await?;
    let attempt = || async {
        world
            .post(
                "/auth/v1/login",
                None,
                &json!({"login": "a@b.se", "password": "x"}),
            )
            .await
    };
    for _ in 0..3 {
        assert_eq!(attempt().await?.status, StatusCode::UNAUTHORIZED);
    }
    let answer = attempt().await?;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (429, "too_many_requests")
    );
    let wait: u64 = answer.headers["retry-after"].to_str()?.parse()?;
    assert!((1..=101).contains(&wait), "{wait}");
    let other = world
        .post(
            "/auth/v1/login",
            None,
            &json!({"login": "c@d.se", "password": "x"}),
        )
        .await?;
    assert_eq!(
        other.status,
        StatusCode::UNAUTHORIZED,
        "another account is not locked out"
    );
    Ok(())
}

#[tokio::test]
async fn a_user_of_another_authority_reaches_nothing_here() -> anyhow::Result<()> {
    let world = World::new().await?;
    let session = world.session_of(&world.there, Role::Administrator).await?;
    let members = world.get("/api/v1/members", Some(&session)).await?.json();
    let text = members.to_string();
    assert!(text.contains("Person 2") && !text.contains("Person 1"));
    let invite = |organisation: String| json!({"login": "ny@x.se", "name": "Ny", "organisation": organisation, "role": "auditor"});
    let theirs = invite(world.here.authority.to_string());
    let nobodys = invite(uuid::Uuid::from_u128(99).to_string());
    let (theirs, nobodys) = (
        world
            .post("/api/v1/invites", Some(&session), &theirs)
            .await?,
        world
            .post("/api/v1/invites", Some(&session), &nobodys)
            .await?,
    );
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    assert_eq!(
        theirs.body, nobodys.body,
        "what is another's is as if it were not"
    );
    Ok(())
}
