//! Passkeys: made and shown, and every way in which an answer can be wrong.

use anyhow::{Context, Result};
use backend::store::{self, StoreError};
use serde_json::{Value, json};
use shared::model::Role;
use tests::authenticator::{Answer, Authenticator};
use tests::world::World;

/// What is forged, and how an honest answer is made into it.
type Forgery = (&'static str, fn(&mut Answer));

async fn options(world: &World, path: &str, session: Option<&str>) -> Result<String> {
    let answer = world.post(path, session, &json!({})).await?.json();
    Ok(answer["options"].as_str().context("options")?.to_owned())
}

/// A caseworker with a passkey that counts.
async fn with_passkey(world: &World, name: &str) -> Result<(String, Authenticator)> {
    let session = world.session_of(&world.here, Role::Caseworker).await?;
    let mut device = Authenticator::new(name)?;
    let asked = options(world, "/auth/v1/passkey/offer", Some(&session)).await?;
    let answer = device.answer(&asked, "webauthn.create")?;
    let body = json!({"name": "Min dator", "credential": device.made(&answer)});
    let added = world
        .post("/auth/v1/passkey/add", Some(&session), &body)
        .await?;
    anyhow::ensure!(added.status == 204, "{}", added.code());
    device.counter = 7;
    Ok((session, device))
}

async fn sign_in(world: &World, credential: String) -> Result<(u16, String, Option<String>)> {
    let body = json!({"credential": credential});
    let answer = world.post("/auth/v1/passkey/login", None, &body).await?;
    Ok((answer.status.as_u16(), answer.code(), answer.session()))
}

#[tokio::test]
async fn a_passkey_signs_in_and_says_so_in_the_session() -> Result<()> {
    let world = World::new().await?;
    let (_, mut device) = with_passkey(&world, "a").await?;
    let asked = options(&world, "/auth/v1/passkey/ask", None).await?;
    let told: Value = serde_json::from_str(&asked)?;
    assert_eq!(
        (&told["rpId"], &told["userVerification"]),
        (&json!("localhost"), &json!("required"))
    );
    let answer = device.answer(&asked, "webauthn.get")?;
    let (status, code, session) = sign_in(&world, device.shown(&answer)?).await?;
    assert_eq!((status, code.as_str()), (200, ""));
    let session = session.context("a session")?;
    let sessions = world.get("/auth/v1/sessions", Some(&session)).await?.json();
    let this = sessions["items"]
        .as_array()
        .context("a list")?
        .iter()
        .find(|item| item["is_this"] == true);
    assert_eq!(this.context("this one")?["amr"], "hwk");
    let factors = world.get("/auth/v1/factors", Some(&session)).await?.json();
    assert_eq!(factors["passkeys"][0]["name"], "Min dator");
    assert!(factors["passkeys"][0]["last_used"].is_i64());
    assert_eq!(factors["events"][0]["kind"], "passkey_added");
    Ok(())
}

#[tokio::test]
async fn every_forged_answer_is_refused_alike() -> Result<()> {
    let world = World::new().await?;
    let (_, mut device) = with_passkey(&world, "a").await?;
    let forgeries: [Forgery; 9] = [
        ("another site's origin", |answer| {
            answer.origin = "https://fotfaste.example".into()
        }),
        ("another port", |answer| {
            answer.origin = "http://localhost:9090".into()
        }),
        ("within another site's frame", |answer| {
            answer.cross_origin = true
        }),
        ("another site's id", |answer| {
            answer.rp_id = "fotfaste.example".into()
        }),
        ("made, not shown", |answer| {
            answer.kind = "webauthn.create".into()
        }),
        ("nobody was there", |answer| answer.flags = 0x04),
        ("its owner was not verified", |answer| answer.flags = 0x01),
        ("another user", |answer| answer.user = vec![9; 16]),
        ("an unknown passkey", |answer| {
            answer.credential = vec![9; 32]
        }),
    ];
    for (what, forge) in forgeries {
        let asked = options(&world, "/auth/v1/passkey/ask", None).await?;
        let mut answer = device.answer(&asked, "webauthn.get")?;
        forge(&mut answer);
        let (status, code, session) = sign_in(&world, device.shown(&answer)?).await?;
        assert_eq!(
            (status, code.as_str(), session),
            (401, "passkey_refused", None),
            "{what}"
        );
    }
    // A challenge of one's own, and another passkey's signature.
    let asked = options(&world, "/auth/v1/passkey/ask", None).await?;
    let mut answer = device.answer(&asked, "webauthn.get")?;
    let honest = answer.challenge.clone();
    answer.challenge = "A".repeat(43);
    assert_eq!(
        sign_in(&world, device.shown(&answer)?).await?.1,
        "passkey_refused"
    );
    answer.challenge = honest;
    let other = Authenticator::new("b")?;
    assert_eq!(
        sign_in(&world, other.shown(&answer)?).await?.1,
        "passkey_refused"
    );
    for text in ["", "{}", "null", "[]"] {
        assert_eq!(sign_in(&world, text.to_owned()).await?.1, "passkey_refused");
    }
    Ok(())
}

#[tokio::test]
async fn an_answer_counts_once_and_for_five_minutes() -> Result<()> {
    let world = World::new().await?;
    let (_, mut device) = with_passkey(&world, "a").await?;
    let asked = options(&world, "/auth/v1/passkey/ask", None).await?;
    let answer = device.answer(&asked, "webauthn.get")?;
    let shown = device.shown(&answer)?;
    assert_eq!(sign_in(&world, shown.clone()).await?.0, 200);
    assert_eq!(
        sign_in(&world, shown).await?.1,
        "passkey_refused",
        "replayed"
    );
    let asked = options(&world, "/auth/v1/passkey/ask", None).await?;
    device.counter = 8;
    let answer = device.answer(&asked, "webauthn.get")?;
    world.pass(5);
    assert_eq!(
        sign_in(&world, device.shown(&answer)?).await?.1,
        "passkey_refused",
        "too late"
    );
    // What was begun to make a passkey does not sign in.
    let session = world.session_of(&world.here, Role::Caseworker).await?;
    let asked = options(&world, "/auth/v1/passkey/offer", Some(&session)).await?;
    let mut answer = device.answer(&asked, "webauthn.get")?;
    answer.flags = 0x05;
    assert_eq!(
        sign_in(&world, device.shown(&answer)?).await?.1,
        "passkey_refused",
        "another ceremony"
    );
    Ok(())
}

#[tokio::test]
async fn a_counter_that_has_not_grown_is_refused_and_told_to_its_owner() -> Result<()> {
    let world = World::new().await?;
    let (session, mut device) = with_passkey(&world, "a").await?;
    for (counter, code) in [
        (7, ""),
        (7, "passkey_refused"),
        (6, "passkey_refused"),
        (8, ""),
    ] {
        device.counter = counter;
        let asked = options(&world, "/auth/v1/passkey/ask", None).await?;
        let answer = device.answer(&asked, "webauthn.get")?;
        assert_eq!(
            sign_in(&world, device.shown(&answer)?).await?.1,
            code,
            "{counter}"
        );
    }
    let events = world.get("/auth/v1/factors", Some(&session)).await?.json()["events"].clone();
    let cloned = events.as_array().context("events")?.iter();
    assert_eq!(
        cloned
            .filter(|event| event["kind"] == "passkey_cloned")
            .count(),
        2
    );
    Ok(())
}

#[tokio::test]
async fn a_passkey_is_added_only_as_it_was_asked_for() -> Result<()> {
    let world = World::new().await?;
    let session = world.session_of(&world.here, Role::Caseworker).await?;
    let other = world.session_of(&world.here, Role::Auditor).await?;
    let mut device = Authenticator::new("a")?;
    let forgeries: [Forgery; 5] = [
        ("another site's origin", |answer| {
            answer.origin = "https://fotfaste.example".into()
        }),
        ("another site's id", |answer| {
            answer.rp_id = "fotfaste.example".into()
        }),
        ("shown, not made", |answer| {
            answer.kind = "webauthn.get".into()
        }),
        ("its owner was not verified", |answer| answer.flags = 0x41),
        ("another passkey's name", |answer| {
            answer.credential = vec![1; 32]
        }),
    ];
    for (what, forge) in forgeries {
        let asked = options(&world, "/auth/v1/passkey/offer", Some(&session)).await?;
        let mut answer = device.answer(&asked, "webauthn.create")?;
        forge(&mut answer);
        let body = json!({"name": "x", "credential": device.made(&answer)});
        let answer = world
            .post("/auth/v1/passkey/add", Some(&session), &body)
            .await?;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (401, "passkey_refused"),
            "{what}"
        );
    }
    // One that another user began.
    let asked = options(&world, "/auth/v1/passkey/offer", Some(&other)).await?;
    let answer = device.answer(&asked, "webauthn.create")?;
    let body = json!({"name": "x", "credential": device.made(&answer)});
    assert_eq!(
        world
            .post("/auth/v1/passkey/add", Some(&session), &body)
            .await?
            .code(),
        "passkey_refused"
    );
    // One that is somebody's already.
    let (_, mut known) = with_passkey(&world, "b").await?;
    let asked = options(&world, "/auth/v1/passkey/offer", Some(&other)).await?;
    let answer = known.answer(&asked, "webauthn.create")?;
    let body = json!({"name": "x", "credential": known.made(&answer)});
    assert_eq!(
        world
            .post("/auth/v1/passkey/add", Some(&other), &body)
            .await?
            .code(),
        "passkey_refused"
    );
    Ok(())
}

#[tokio::test]
async fn a_closed_accounts_passkey_opens_nothing() -> Result<()> {
    let world = World::new().await?;
    let (_, mut device) = with_passkey(&world, "a").await?;
    let id = world.here.users[&Role::Caseworker].uuid();
    store::write::<_, StoreError, _>(world.app.store.as_ref(), move |tx| {
        Box::pin(async move {
            let mut user = tx.user(id).await?.ok_or(StoreError::Missing("user"))?;
            user.state = "closed".to_owned();
            tx.put_user(&user).await
        })
    })
    .await?;
    let asked = options(&world, "/auth/v1/passkey/ask", None).await?;
    let answer = device.answer(&asked, "webauthn.get")?;
    assert_eq!(
        sign_in(&world, device.shown(&answer)?).await?.1,
        "passkey_refused"
    );
    Ok(())
}

#[tokio::test]
async fn an_address_of_numbers_or_one_that_nobody_named_has_no_passkeys() -> Result<()> {
    let named = World::with(|settings| {
        settings.public_origin = "https://fotfaste.palmkoping.example".into()
    })
    .await?;
    let request = named
        .request(axum::http::Method::POST, "/auth/v1/passkey/ask", None)
        .header("content-type", "application/json");
    let mut request = request.body(axum::body::Body::from("{}"))?;
    request
        .headers_mut()
        .insert("origin", "https://fotfaste.palmkoping.example".parse()?);
    let answer = named.send(request).await?;
    let asked: Value = serde_json::from_str(answer.json()["options"].as_str().context("options")?)?;
    assert_eq!(asked["rpId"], "fotfaste.palmkoping.example");
    let numbers = World::new().await?;
    for host in ["127.0.0.1:8080", "[::1]:8080", "inner.example"] {
        let request = numbers
            .request(axum::http::Method::POST, "/auth/v1/passkey/ask", None)
            .header("content-type", "application/json");
        let mut request = request.body(axum::body::Body::from("{}"))?;
        request.headers_mut().insert("host", host.parse()?);
        request
            .headers_mut()
            .insert("origin", format!("https://{host}").parse()?);
        assert_eq!(
            numbers.send(request).await?.code(),
            "passkeys_unavailable",
            "{host}"
        );
    }
    Ok(())
}
