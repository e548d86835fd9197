//! The way there and back: whose it is, that it goes once, and where it ends.

use anyhow::{Context, Result};
use serde_json::json;
use shared::model::Role;
use tests::provider::{Provider, with};
use tests::world::World;

use crate::stage::{
    HOME, ORIGIN, Stage, back, issuer, landing, refusal, secret, session, there, way,
};

fn begin() -> serde_json::Value {
    json!({"issuer": HOME})
}

/// The value of a query parameter of a provider's address.
fn asked(location: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(location).ok()?;
    let found = url.query_pairs().find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned())
}

/// The path with a query parameter of another value.
fn bent(path: &str, name: &str, value: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let pairs = url::form_urlencoded::parse(query.as_bytes()).map(|(key, old)| {
        let value = if key == name { value.into() } else { old };
        (key, value)
    });
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("{path}?{query}")
}

#[tokio::test]
async fn the_way_there_says_what_it_must_and_nothing_of_anybody() -> Result<()> {
    let stage = Stage::with(|settings| settings.acr = vec!["loa3".to_owned()]).await?;
    let way = stage.start(&begin()).await?;
    let get = |name: &str| asked(&way.location, name).unwrap_or_default();
    assert_eq!(get("response_type"), "code");
    assert_eq!(get("client_id"), "fotfaste");
    assert_eq!(
        get("redirect_uri"),
        format!("{ORIGIN}/auth/v1/oidc/{HOME}/callback")
    );
    assert_eq!(get("scope"), "openid profile");
    assert_eq!(get("code_challenge_method"), "S256");
    assert_eq!(get("acr_values"), "loa3");
    assert_eq!(get("max_age"), "36000");
    assert_eq!(get("code_challenge").len(), 43);
    assert_eq!(get("state").len(), 64);
    assert_eq!(get("nonce").len(), 43);
    let other = stage.start(&begin()).await?;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(Some(get(name)), asked(&other.location, name), "{name}");
    }
    let secret = way.cookie.split_once('=').context("a cookie")?.1;
    assert!(!way.location.contains(secret));
    Ok(())
}

#[tokio::test]
async fn one_comes_back_once_with_ones_own_cookie_and_state() -> Result<()> {
    let stage = Stage::new().await?;
    let expired = "sign_in_expired";

    // Another state, or none.
    let way = stage.start(&begin()).await?;
    let path = stage.there(&way.location).await?;
    for state in ["0".repeat(64), "x".to_owned(), String::new()] {
        let answer = stage
            .back(&bent(&path, "state", &state), Some(&way.cookie))
            .await?;
        assert_eq!(refusal(&answer), expired, "{state}");
    }
    // Its own, for a wrong one takes nothing away; and never again.
    session(&stage.back(&path, Some(&way.cookie)).await?)?;
    assert_eq!(
        refusal(&stage.back(&path, Some(&way.cookie)).await?),
        expired
    );

    // No cookie, somebody else's cookie, two cookies.
    let other = stage.start(&begin()).await?;
    let both = format!("{}; {}", way.cookie, other.cookie);
    for cookie in [None, Some(other.cookie.as_str()), Some(both.as_str())] {
        let way = stage.start(&begin()).await?;
        let path = stage.there(&way.location).await?;
        assert_eq!(
            refusal(&stage.back(&path, cookie).await?),
            expired,
            "{cookie:?}"
        );
        // Whoever tried has used it up: the code was perhaps stolen.
        assert_eq!(
            refusal(&stage.back(&path, Some(&way.cookie)).await?),
            expired
        );
    }

    // Too late.
    let way = stage.start(&begin()).await?;
    let path = stage.there(&way.location).await?;
    stage.pass(10);
    assert_eq!(
        refusal(&stage.back(&path, Some(&way.cookie)).await?),
        expired
    );

    // Something said twice, nothing said.
    let way = stage.start(&begin()).await?;
    let path = stage.there(&way.location).await?;
    for path in [
        format!("{path}&code=x"),
        format!("{path}&state=x"),
        path.split('?').next().unwrap_or_default().to_owned(),
        format!("{path}&x={}", "x".repeat(9000)),
    ] {
        assert_eq!(
            refusal(&stage.back(&path, Some(&way.cookie)).await?),
            expired
        );
    }
    session(
        &stage
            .back(&format!("{path}&session_state=x"), Some(&way.cookie))
            .await?,
    )?;
    Ok(())
}

#[tokio::test]
async fn a_code_is_worth_nothing_a_second_time_or_in_another_browser() -> Result<()> {
    let stage = Stage::new().await?;
    let mine = stage.start(&begin()).await?;
    let path = stage.there(&mine.location).await?;
    let code = asked(&format!("{ORIGIN}{path}"), "code").context("a code")?;
    // Put into another browser's answer: the verifier is not the one that it was asked for with.
    let other = stage.start(&begin()).await?;
    let theirs = stage.there(&other.location).await?;
    let answer = stage
        .back(&bent(&theirs, "code", &code), Some(&other.cookie))
        .await?;
    assert_eq!(refusal(&answer), "identity_refused");
    // A provider that forgets to compare verifiers: the nonce in the token is the other browser's.
    stage.provider.plan(|plan| plan.forgets_pkce = true);
    let (mine, other) = (stage.start(&begin()).await?, stage.start(&begin()).await?);
    let path = stage.there(&mine.location).await?;
    let code = asked(&format!("{ORIGIN}{path}"), "code").context("a code")?;
    let theirs = stage.there(&other.location).await?;
    let answer = stage
        .back(&bent(&theirs, "code", &code), Some(&other.cookie))
        .await?;
    assert_eq!(refusal(&answer), "identity_refused");
    // Used.
    let way = stage.start(&begin()).await?;
    let path = stage.there(&way.location).await?;
    session(&stage.back(&path, Some(&way.cookie)).await?)?;
    let code = asked(&format!("{ORIGIN}{path}"), "code").context("a code")?;
    let way = stage.start(&begin()).await?;
    let path = stage.there(&way.location).await?;
    let answer = stage
        .back(&bent(&path, "code", &code), Some(&way.cookie))
        .await?;
    assert_eq!(refusal(&answer), "identity_refused");
    Ok(())
}

#[tokio::test]
async fn what_the_issuer_refuses_is_told_without_its_words() -> Result<()> {
    let stage = Stage::new().await?;
    let way = stage.start(&begin()).await?;
    let state = asked(&way.location, "state").context("a state")?;
    let name = url::form_urlencoded::byte_serialize(stage.provider.issuer().as_bytes())
        .collect::<String>();
    let path = format!(
        "/auth/v1/oidc/{HOME}/callback?error=access_denied&error_description=Eva+Ek+is+locked&state={state}&iss={name}"
    );
    let answer = stage.back(&path, Some(&way.cookie)).await?;
    assert_eq!(landing(&answer), "/sign-in#sign_in_refused");
    assert_eq!(refusal(&answer), "sign_in_refused");
    // Without a state nobody is led anywhere by it.
    let answer = stage
        .back(&format!("/auth/v1/oidc/{HOME}/callback?error=x"), None)
        .await?;
    assert_eq!(landing(&answer), "/sign-in#sign_in_expired");
    let answer = stage
        .back("/auth/v1/oidc/nobody/callback?code=x&state=y", None)
        .await?;
    assert_eq!(landing(&answer), "/sign-in#issuer_unknown");
    Ok(())
}

#[tokio::test]
async fn one_lands_where_one_was_and_never_on_another_site() -> Result<()> {
    let stage = Stage::new().await?;
    let way = stage
        .start(&json!({"issuer": HOME, "landing": "/contracts"}))
        .await?;
    let path = stage.there(&way.location).await?;
    let answer = stage.back(&path, Some(&way.cookie)).await?;
    assert_eq!(landing(&answer), "/contracts");
    for bad in [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "/a?b",
        "/%0d%0a",
        "",
    ] {
        let body = json!({"issuer": HOME, "landing": bad});
        let answer = stage.world.post("/auth/v1/oidc/start", None, &body).await?;
        assert_eq!(
            (answer.code().as_str(), &answer.json()["field"]),
            ("value_refused", &json!("landing")),
            "{bad}"
        );
    }
    let answer = stage
        .world
        .post("/auth/v1/oidc/start", None, &json!({"issuer": "nobody"}))
        .await?;
    assert_eq!(answer.code(), "issuer_unknown");
    Ok(())
}

#[tokio::test]
async fn the_new_session_is_fresh_and_the_browsers_old_one_is_over() -> Result<()> {
    let stage = Stage::new().await?;
    let world = &stage.world;
    let old = world.session_of(&world.here, Role::Auditor).await?;
    let begun = world
        .post("/auth/v1/oidc/start", Some(&old), &begin())
        .await?;
    let way = way(&begun)?;
    let path = stage.there(&way.location).await?;
    assert_eq!(
        world.get("/auth/v1/session", Some(&old)).await?.status,
        200,
        "until one is back"
    );
    let answer = stage.back(&path, Some(&way.cookie)).await?;
    let new = session(&answer)?;
    assert_ne!(old, new);
    assert_eq!(world.get("/auth/v1/session", Some(&old)).await?.status, 401);
    let shown = world.get("/auth/v1/session", Some(&new)).await?.json();
    assert_eq!(shown["name"], "Eva Ek");
    assert_eq!(shown["roles"], json!(["caseworker"]));
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    assert!(cookies[0].to_str()?.contains("SameSite=Strict"));
    assert_eq!(
        cookies[1],
        "__Host-oidc=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"
    );
    Ok(())
}

#[tokio::test]
async fn one_issuers_answer_does_not_pass_for_anothers() -> Result<()> {
    let (home, other, secret) = (
        Provider::start().await?,
        Provider::start().await?,
        secret()?,
    );
    let settings = vec![
        issuer(HOME, &home, secret.path()),
        issuer("nordby", &other, secret.path()),
    ];
    let world = World::with(|all| {
        all.public_origin = ORIGIN.to_owned();
        all.oidc = settings;
    })
    .await?;
    for provider in [&home, &other] {
        provider.set_now(world.app.now().0);
        provider.plan(|plan| plan.person["groups"] = json!(crate::stage::CASEWORKERS));
    }
    let start = |key: &'static str| {
        let world = &world;
        async move {
            way(&world
                .post("/auth/v1/oidc/start", None, &json!({"issuer": key}))
                .await?)
        }
    };
    let listed = world.get("/auth/v1/oidc", None).await?.json();
    assert_eq!(listed["items"][1]["key"], "nordby");
    assert!(
        !listed.to_string().contains("127.0.0.1"),
        "nothing but key and label is told"
    );

    // The browser began at one, and is sent back by the other to the first one's address.
    let begun = start(HOME).await?;
    let path = there(&begun.location).await?;
    let theirs = bent(&path, "iss", other.issuer());
    assert_eq!(
        refusal(&back(&world, &theirs, Some(&begun.cookie)).await?),
        "identity_refused"
    );
    // To the other's address with the first one's state.
    let begun = start(HOME).await?;
    let path = there(&begun.location).await?.replace(HOME, "nordby");
    assert_eq!(
        refusal(&back(&world, &path, Some(&begun.cookie)).await?),
        "sign_in_expired"
    );
    // A token of the other, signed by the first one's endpoint in its name.
    let name = other.issuer().to_owned();
    home.plan(|plan| plan.claims = with(json!({"iss": name})));
    let begun = start(HOME).await?;
    let path = there(&begun.location).await?;
    assert_eq!(
        refusal(&back(&world, &path, Some(&begun.cookie)).await?),
        "identity_refused"
    );
    home.plan(|plan| plan.claims = with(json!({})));

    // The same subject at both is two people.
    let mut users = Vec::new();
    for key in [HOME, "nordby", HOME] {
        let begun = start(key).await?;
        let path = there(&begun.location).await?;
        let session = session(&back(&world, &path, Some(&begun.cookie)).await?)?;
        users.push(world.get("/auth/v1/session", Some(&session)).await?.json()["user"].clone());
    }
    assert_ne!(users[0], users[1]);
    assert_eq!(users[0], users[2]);
    Ok(())
}
