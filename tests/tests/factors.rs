//! The second factor: authenticator, recovery codes, what is required of whom, and showing once more who one is.

use anyhow::{Context, Result};
use backend::router::{self, Access, ROUTES};
use backend::settings::SecondFactor;
use backend::store::{self, StoreError, UserRow};
use serde_json::{Value, json};
use shared::model::Role;
use tests::authenticator::Authenticator;
use tests::world::{Answer, World, login};
use totp_rs::{Builder, Secret, Totp};

const PASSWORD: &str = "kvast lykta groda";

/// Gives a user a password, as accepting an invitation does.
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

async fn sign_in(world: &World, login: &str, code: Option<&str>) -> Result<Answer> {
    let mut body = json!({"login": login, "password": PASSWORD});
    if let Some(code) = code {
        body["code"] = json!(code);
    }
    world.post("/auth/v1/login", None, &body).await
}

/// What the authenticator app shows now, so many steps on.
fn code(world: &World, totp: &Totp, steps: i64) -> String {
    let second = world.app.now().0 / 1_000 + 30 * steps;
    totp.generate(second.try_into().unwrap_or_default())
        .to_string()
}

/// Sets an authenticator up; gives the app's side of it and the recovery codes.
async fn with_totp(world: &World, session: &str) -> Result<(Totp, Vec<String>)> {
    let offer = world
        .post("/auth/v1/totp/offer", Some(session), &json!({}))
        .await?
        .json();
    let secret = Secret::try_from_base32(offer["secret"].as_str().context("a secret")?);
    let totp = Builder::new()
        .with_secret(secret.ok().context("Base32")?)
        .build()?;
    let body = json!({"code": code(world, &totp, 0)});
    let answer = world
        .post("/auth/v1/totp/confirm", Some(session), &body)
        .await?;
    anyhow::ensure!(answer.status == 200, "{}", answer.code());
    Ok((
        totp,
        serde_json::from_value(answer.json()["codes"].clone())?,
    ))
}

async fn required() -> Result<World> {
    World::with(|settings| settings.second_factor = SecondFactor::Required).await
}

#[tokio::test]
async fn a_password_alone_reaches_nothing_but_setting_up_a_second_factor() -> Result<()> {
    let world = required().await?;
    let login = with_password(&world, Role::Administrator).await?;
    let answer = sign_in(&world, &login, None).await?;
    assert_eq!(answer.json()["must_add_factor"], true);
    let session = answer.session().context("a session")?;
    let entered: Vec<_> = ROUTES
        .iter()
        .filter(|route| matches!(route.access, Access::NobodyToo | Access::Entered))
        .collect();
    let mut ids: Vec<_> = entered.iter().map(|route| route.id).collect();
    ids.sort_unstable();
    // Stated here once more, so that no route is opened to a half session by one edit.
    assert_eq!(
        ids,
        [
            "extend",
            "factors",
            "logout",
            "passkey_add",
            "passkey_offer",
            "session",
            "sudo",
            "totp_confirm",
            "totp_offer",
        ]
    );
    for route in ROUTES.iter().filter(|route| route.id != "logout") {
        let path = route
            .path
            .replace("{scope}", "ref")
            .replace("{seq}", "0")
            .replace("{page}", "0");
        let answer = match route.method {
            router::Method::Get => world.get(&path, Some(&session)).await?,
            router::Method::Post => world.post(&path, Some(&session), &json!({})).await?,
        };
        let is_held =
            (answer.status.as_u16(), answer.code().as_str()) == (403, "second_factor_needed");
        let may_pass = !matches!(route.access, Access::SignedIn | Access::Roles(_));
        assert_eq!(
            is_held,
            !may_pass,
            "{}: {} {}",
            route.id,
            answer.status,
            answer.code()
        );
    }
    with_totp(&world, &session).await?;
    let whole = world.get("/auth/v1/session", Some(&session)).await?.json();
    assert_eq!(whole["must_add_factor"], false);
    assert_eq!(
        world.get("/api/v1/members", Some(&session)).await?.status,
        200
    );
    Ok(())
}

#[tokio::test]
async fn a_half_session_adds_nothing_once_there_is_a_second_factor() -> Result<()> {
    let world = required().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let mut halves = Vec::new();
    for _ in 0..2 {
        let answer = sign_in(&world, &login, None).await?;
        halves.push(answer.session().context("a session")?);
    }
    let body = json!({});
    let offer = world
        .post("/auth/v1/totp/offer", Some(&halves[1]), &body)
        .await?;
    assert_eq!(offer.status, 200);
    with_totp(&world, &halves[0]).await?;
    for path in ["/auth/v1/totp/offer", "/auth/v1/passkey/offer"] {
        let answer = world.post(path, Some(&halves[1]), &body).await?;
        assert_eq!(answer.code(), "second_factor_needed", "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_passkey_makes_a_half_session_whole() -> Result<()> {
    let world = required().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let session = sign_in(&world, &login, None)
        .await?
        .session()
        .context("a session")?;
    let mut device = Authenticator::new("a")?;
    let asked = world
        .post("/auth/v1/passkey/offer", Some(&session), &json!({}))
        .await?
        .json();
    let answer = device.answer(
        asked["options"].as_str().context("options")?,
        "webauthn.create",
    )?;
    let body = json!({"name": "Min dator", "credential": device.made(&answer)});
    assert_eq!(
        world
            .post("/auth/v1/passkey/add", Some(&session), &body)
            .await?
            .status,
        204
    );
    assert_eq!(
        world.get("/auth/v1/sessions", Some(&session)).await?.status,
        200
    );
    // From now on the password alone opens nothing: whoever stole it must not be able to add a factor of their own.
    let answer = sign_in(&world, &login, None).await?;
    assert_eq!(
        (answer.code().as_str(), answer.session()),
        ("code_required", None)
    );
    assert_eq!(answer.json()["passkey"], true);
    Ok(())
}

#[tokio::test]
async fn a_code_is_asked_for_after_the_right_password_and_counts_once() -> Result<()> {
    let world = required().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let session = sign_in(&world, &login, None)
        .await?
        .session()
        .context("a session")?;
    let (totp, _) = with_totp(&world, &session).await?;
    let used = code(&world, &totp, 0);
    assert_eq!(
        sign_in(&world, &login, Some(&used)).await?.code(),
        "code_refused",
        "used to set it up"
    );
    let asked = sign_in(&world, &login, None).await?;
    assert_eq!(
        (asked.status.as_u16(), asked.code().as_str()),
        (401, "code_required")
    );
    let wrong = json!({"login": login, "password": "kvast lykta", "code": code(&world, &totp, 1)});
    let wrong = world.post("/auth/v1/login", None, &wrong).await?;
    assert_eq!(
        wrong.code(),
        "credentials_refused",
        "a right code tells nothing of a wrong password"
    );
    let next = code(&world, &totp, 1);
    let answer = sign_in(&world, &login, Some(&next)).await?;
    assert_eq!(answer.json()["must_add_factor"], false, "{}", answer.code());
    assert_eq!(
        sign_in(&world, &login, Some(&next)).await?.code(),
        "code_refused",
        "replayed"
    );
    let far = code(&world, &totp, 3);
    assert_eq!(
        sign_in(&world, &login, Some(&far)).await?.code(),
        "code_refused",
        "of a step to come"
    );
    world.pass(2);
    assert_eq!(
        sign_in(&world, &login, Some(&next)).await?.code(),
        "code_refused",
        "of a step long gone"
    );
    let spaced = code(&world, &totp, 0);
    let spaced = format!(" {} {} ", &spaced[..3], &spaced[3..]);
    assert_eq!(sign_in(&world, &login, Some(&spaced)).await?.status, 200);
    Ok(())
}

#[tokio::test]
async fn an_unconfirmed_or_old_offer_is_worth_nothing() -> Result<()> {
    let world = required().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let session = sign_in(&world, &login, None)
        .await?
        .session()
        .context("a session")?;
    let offer = world
        .post("/auth/v1/totp/offer", Some(&session), &json!({}))
        .await?
        .json();
    assert!(
        offer["qr"]["path"]
            .as_str()
            .context("a path")?
            .starts_with("M4 4h7v1h-7z")
    );
    let secret = Secret::try_from_base32(offer["secret"].as_str().context("a secret")?)
        .ok()
        .context("Base32")?;
    let totp = Builder::new().with_secret(secret).build()?;
    assert_eq!(
        sign_in(&world, &login, None).await?.status,
        200,
        "it does not count yet"
    );
    let wrong = json!({"code": "000000"});
    let confirm = "/auth/v1/totp/confirm";
    assert_eq!(
        world.post(confirm, Some(&session), &wrong).await?.code(),
        "code_refused"
    );
    world.pass(9);
    let body = json!({"code": code(&world, &totp, 0)});
    let other = world.session_of(&world.here, Role::Auditor).await?;
    assert_eq!(
        world.post(confirm, Some(&other), &body).await?.code(),
        "code_refused",
        "another's"
    );
    assert_eq!(
        world.post(confirm, Some(&session), &body).await?.status,
        200,
        "after a slip"
    );
    assert_eq!(
        world.post(confirm, Some(&session), &body).await?.code(),
        "code_refused",
        "twice"
    );
    Ok(())
}

#[tokio::test]
async fn a_recovery_code_counts_once_and_ends_with_new_ones() -> Result<()> {
    let world = required().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let session = sign_in(&world, &login, None)
        .await?
        .session()
        .context("a session")?;
    let (_, codes) = with_totp(&world, &session).await?;
    assert_eq!(codes.len(), 10);
    let typed = codes[0].to_uppercase().replace('-', " ");
    let answer = sign_in(&world, &login, Some(&typed)).await?;
    assert_eq!(answer.status, 200);
    assert_eq!(
        sign_in(&world, &login, Some(&codes[0])).await?.code(),
        "code_refused"
    );
    let session = answer.session().context("a session")?;
    let factors = world.get("/auth/v1/factors", Some(&session)).await?.json();
    assert_eq!(factors["recovery_left"], 9);
    assert_eq!(factors["events"][0]["kind"], "recovery_used");
    let fresh = world
        .post("/auth/v1/recovery", Some(&session), &json!({}))
        .await?
        .json();
    assert_eq!(
        sign_in(&world, &login, Some(&codes[1])).await?.code(),
        "code_refused"
    );
    let fresh = fresh["codes"][0].as_str().context("a code")?;
    assert_eq!(sign_in(&world, &login, Some(fresh)).await?.status, 200);
    // Nobody else's.
    let other = with_password(&world, Role::Auditor).await?;
    let session = sign_in(&world, &other, None)
        .await?
        .session()
        .context("a session")?;
    with_totp(&world, &session).await?;
    assert_eq!(
        sign_in(&world, &other, Some(&codes[2])).await?.code(),
        "code_refused"
    );
    Ok(())
}

#[tokio::test]
async fn codes_are_tried_no_more_often_than_passwords() -> Result<()> {
    let world = World::with(|settings| settings.limits.login_per_account_five_minutes = 3).await?;
    let mut last = String::new();
    for _ in 0..4 {
        let body = json!({"login": "a@b.se", "password": "x", "code": "123456"});
        last = world.post("/auth/v1/login", None, &body).await?.code();
    }
    assert_eq!(last, "too_many_requests");
    Ok(())
}

/// Every guarded route, asked by somebody whose last proof is too old.
#[tokio::test]
async fn what_is_guarded_asks_once_more_after_ten_minutes() -> Result<()> {
    let world = World::new().await?;
    let guarded: Vec<_> = ROUTES.iter().filter(|route| route.sudo).collect();
    assert!(guarded.len() >= 14, "only {}", guarded.len());
    let admin = world.session_of(&world.here, Role::Administrator).await?;
    let ask = async |path: &str, session: &str| world.post(path, Some(session), &json!({})).await;
    world.pass(9);
    for route in &guarded {
        let answer = ask(route.path, &admin).await?;
        assert_ne!(answer.code(), "sudo_required", "{}", route.id);
    }
    world.pass(1);
    for route in &guarded {
        let answer = ask(route.path, &admin).await?;
        let is_role = answer.code() == "not_permitted";
        assert!(
            is_role || answer.code() == "sudo_required",
            "{}: {}",
            route.id,
            answer.code()
        );
    }
    Ok(())
}

#[tokio::test]
async fn who_one_is_is_shown_once_more_by_password_code_or_passkey() -> Result<()> {
    let world = World::new().await?;
    let login = with_password(&world, Role::Administrator).await?;
    let session = sign_in(&world, &login, None)
        .await?
        .session()
        .context("a session")?;
    let sudo = async |body: Value| world.post("/auth/v1/sudo", Some(&session), &body).await;
    let is_guarded = async || {
        let answer = world
            .post("/auth/v1/totp/offer", Some(&session), &json!({}))
            .await?;
        anyhow::Ok(answer.code() == "sudo_required")
    };
    world.pass(11);
    assert!(is_guarded().await?);
    assert_eq!(
        sudo(json!({"password": "fel"})).await?.code(),
        "credentials_refused"
    );
    assert_eq!(sudo(json!({})).await?.code(), "sudo_required", "asked only");
    let both = json!({"password": PASSWORD, "credential": "{}"});
    assert_eq!(sudo(both).await?.code(), "credentials_refused");
    assert!(is_guarded().await?);
    assert_eq!(sudo(json!({"password": PASSWORD})).await?.status, 204);
    assert!(!is_guarded().await?);
    let (totp, _) = with_totp(&world, &session).await?;
    world.pass(11);
    assert_eq!(
        sudo(json!({"password": PASSWORD})).await?.code(),
        "code_required"
    );
    let right = json!({"password": PASSWORD, "code": code(&world, &totp, 0)});
    assert_eq!(sudo(right.clone()).await?.status, 204);
    assert_eq!(sudo(right).await?.code(), "code_refused", "replayed");
    // A passkey of one's own, and one of somebody else.
    let mut mine = Authenticator::new("mine")?;
    let asked = world
        .post("/auth/v1/passkey/offer", Some(&session), &json!({}))
        .await?
        .json();
    let answer = mine.answer(
        asked["options"].as_str().context("options")?,
        "webauthn.create",
    )?;
    let body = json!({"name": "x", "credential": mine.made(&answer)});
    assert_eq!(
        world
            .post("/auth/v1/passkey/add", Some(&session), &body)
            .await?
            .status,
        204
    );
    let other = world.session_of(&world.here, Role::Auditor).await?;
    let mut theirs = Authenticator::new("theirs")?;
    let asked = world
        .post("/auth/v1/passkey/offer", Some(&other), &json!({}))
        .await?
        .json();
    let answer = theirs.answer(
        asked["options"].as_str().context("options")?,
        "webauthn.create",
    )?;
    let body = json!({"name": "x", "credential": theirs.made(&answer)});
    assert_eq!(
        world
            .post("/auth/v1/passkey/add", Some(&other), &body)
            .await?
            .status,
        204
    );
    world.pass(11);
    for (device, code) in [(&mut theirs, "passkey_refused"), (&mut mine, "")] {
        let asked = world
            .post("/auth/v1/passkey/ask", None, &json!({}))
            .await?
            .json();
        let answer = device.answer(
            asked["options"].as_str().context("options")?,
            "webauthn.get",
        )?;
        let shown = device.shown(&answer)?;
        assert_eq!(sudo(json!({"credential": shown})).await?.code(), code);
    }
    assert!(!is_guarded().await?);
    Ok(())
}

#[tokio::test]
async fn the_last_way_in_is_never_taken_away() -> Result<()> {
    let world = required().await?;
    let login = with_password(&world, Role::Caseworker).await?;
    let session = sign_in(&world, &login, None)
        .await?
        .session()
        .context("a session")?;
    with_totp(&world, &session).await?;
    let remove = async |path: &str, body: Value| world.post(path, Some(&session), &body).await;
    assert_eq!(
        remove("/auth/v1/totp/remove", json!({})).await?.code(),
        "last_way_in"
    );
    let mut device = Authenticator::new("a")?;
    let asked = world
        .post("/auth/v1/passkey/offer", Some(&session), &json!({}))
        .await?
        .json();
    let answer = device.answer(
        asked["options"].as_str().context("options")?,
        "webauthn.create",
    )?;
    let body = json!({"name": "Min dator", "credential": device.made(&answer)});
    assert_eq!(
        world
            .post("/auth/v1/passkey/add", Some(&session), &body)
            .await?
            .status,
        204
    );
    assert_eq!(remove("/auth/v1/totp/remove", json!({})).await?.status, 204);
    assert_eq!(
        remove("/auth/v1/totp/remove", json!({})).await?.code(),
        "not_found"
    );
    let factors = world.get("/auth/v1/factors", Some(&session)).await?.json();
    let passkey = json!({"passkey": factors["passkeys"][0]["id"]});
    assert_eq!(
        remove("/auth/v1/passkey/remove", passkey.clone())
            .await?
            .code(),
        "last_way_in"
    );
    let other = world.session_of(&world.here, Role::Auditor).await?;
    let answer = world
        .post("/auth/v1/passkey/remove", Some(&other), &passkey)
        .await?;
    assert_eq!(answer.code(), "not_found", "another's");
    Ok(())
}

#[tokio::test]
async fn a_command_that_gives_a_right_is_not_taken_from_whoever_may_be_somebody_else() -> Result<()>
{
    let world = World::new().await?;
    let session = world.session_of(&world.here, Role::Administrator).await?;
    let push = async |kind: &str| {
        let body = json!({
            "proto": shared::wire::PROTO,
            "replica_id": uuid::Uuid::from_u128(5), "batch": [{"kind": kind}],
        });
        anyhow::Ok(
            world
                .post("/sync/v1/push", Some(&session), &body)
                .await?
                .code(),
        )
    };
    world.pass(9);
    assert_eq!(
        push("grant_membership").await?,
        "malformed",
        "taken as any other"
    );
    world.pass(1);
    for kind in ["grant_membership", "end_membership"] {
        assert_eq!(push(kind).await?, "sudo_required");
    }
    assert_eq!(push("register_organisation").await?, "malformed");
    Ok(())
}

#[tokio::test]
async fn neither_the_secret_nor_a_recovery_code_lies_open_in_the_database() -> Result<()> {
    let world = World::new().await?;
    let session = world.session_of(&world.here, Role::Caseworker).await?;
    let offer = world
        .post("/auth/v1/totp/offer", Some(&session), &json!({}))
        .await?
        .json();
    let base32 = offer["secret"].as_str().context("a secret")?;
    let secret = Secret::try_from_base32(base32).ok().context("Base32")?;
    let totp = Builder::new().with_secret(secret.clone()).build()?;
    let body = json!({"code": code(&world, &totp, 0)});
    world
        .post("/auth/v1/totp/confirm", Some(&session), &body)
        .await?;
    let id = world.here.users[&Role::Caseworker].uuid();
    let row = store::read::<_, StoreError, _>(world.app.store.as_ref(), move |tx| {
        Box::pin(async move { tx.authenticator(id).await })
    });
    let kept = row.await?.context("an authenticator")?.secret;
    let holds = |part: &[u8]| kept.windows(part.len()).any(|window| window == part);
    assert!(!holds(secret.as_bytes()) && !holds(base32.as_bytes()));
    Ok(())
}
