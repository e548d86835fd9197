//! One-time links: the first start and invitations, each used once, in time, and for nothing else.

use anyhow::Context;
use axum::http::StatusCode;
use backend::auth::founding;
use serde_json::{Value, json};
use shared::model::Role;
use tests::world::{Answer, World};

const PASSWORD: &str = "kvast lykta groda";

fn token(link: &str) -> String {
    link.strip_prefix("/start#")
        .expect("a link to the start page")
        .to_owned()
}

fn founder(token: &str) -> Value {
    json!({
        "token": token, "authority": "Palmköpings kommun", "number": "212000-2528",
        "login": "Eva.Ek@palmkoping.example", "name": "Eva Ek", "password": PASSWORD,
    })
}

async fn ask(world: &World, token: &str) -> anyhow::Result<Answer> {
    world
        .post("/auth/v1/link", None, &json!({"token": token}))
        .await
}

/// An unknown, used or expired link is one answer.
fn is_unknown(answer: &Answer) -> bool {
    (answer.status, answer.code().as_str()) == (StatusCode::NOT_FOUND, "link_unknown")
}

/// Whatever real data hold, nobody is told accounts of theirs; that the demo tells its own, the browser's walk shows.
#[tokio::test]
async fn real_data_tell_no_accounts_to_try() -> anyhow::Result<()> {
    for world in [World::empty().await?, World::new().await?] {
        let answer = world.get("/auth/v1/demo", None).await?;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.json(), json!({"password": "", "accounts": []}));
    }
    Ok(())
}

#[tokio::test]
async fn the_first_start_makes_an_authority_and_its_administrator_once() -> anyhow::Result<()> {
    let world = World::empty().await?;
    let first = token(&founding::issue(&world.app).await?.context("a link")?);
    let second = token(&founding::issue(&world.app).await?.context("another link")?);
    assert!(
        is_unknown(&ask(&world, &first).await?),
        "a new link makes the one before void"
    );
    assert_eq!(ask(&world, &second).await?.json()["kind"], "bootstrap");

    let weak = json!({"password": "password1234"});
    let mut body = founder(&second);
    body["password"] = weak["password"].clone();
    assert_eq!(
        world.post("/auth/v1/bootstrap", None, &body).await?.code(),
        "password_refused"
    );
    let mut body = founder(&second);
    body["number"] = json!("212000-2529");
    let refused = world.post("/auth/v1/bootstrap", None, &body).await?;
    assert_eq!(
        (refused.code().as_str(), &refused.json()["field"]),
        ("value_refused", &json!("number"))
    );

    let answer = world
        .post("/auth/v1/bootstrap", None, &founder(&second))
        .await?;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.code());
    assert_eq!(answer.json()["roles"], json!(["administrator"]));
    assert_eq!(answer.json()["authority"], "Palmköpings kommun");
    let session = answer.session().context("a session")?;
    let members = world.get("/api/v1/members", Some(&session)).await?.json();
    assert_eq!(members["items"][0]["login"], "eva.ek@palmkoping.example");

    assert!(
        is_unknown(
            &world
                .post("/auth/v1/bootstrap", None, &founder(&second))
                .await?
        ),
        "used"
    );
    assert_eq!(
        founding::issue(&world.app).await?,
        None,
        "there is an authority now"
    );
    Ok(())
}

#[tokio::test]
async fn the_first_starts_link_lies_open_to_its_owner_alone_for_an_hour() -> anyhow::Result<()> {
    let world = World::empty().await?;
    let link = founding::issue(&world.app).await?.context("a link")?;
    let data = tempfile::tempdir()?;
    founding::keep(data.path(), Some(&link))?;
    founding::keep(data.path(), Some(&link))?;
    let path = data.path().join(founding::FILE_NAME);
    assert_eq!(std::fs::read_to_string(&path)?.trim(), link);
    assert_eq!(
        std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path)?.permissions()) & 0o777,
        0o600
    );
    founding::keep(data.path(), None)?;
    assert!(!path.exists());

    world.pass(59);
    assert_eq!(ask(&world, &token(&link)).await?.status, StatusCode::OK);
    world.pass(1);
    assert!(is_unknown(&ask(&world, &token(&link)).await?));
    assert!(is_unknown(
        &world
            .post("/auth/v1/bootstrap", None, &founder(&token(&link)))
            .await?
    ));
    Ok(())
}

async fn invite(world: &World, by: Role, body: &Value) -> anyhow::Result<Answer> {
    let session = world.session_of(&world.here, by).await?;
    world.post("/api/v1/invites", Some(&session), body).await
}

fn caseworker(world: &World) -> Value {
    json!({"login": "Ny.Person@palmkoping.example", "name": "Ny Person", "organisation": world.here.authority, "role": "caseworker"})
}

fn supervisor(world: &World) -> Value {
    json!({
        "login": "lag.bas@bygg.example", "name": "Lag Bas", "organisation": world.here.contractor, "role": "supervisor",
        "sites": [world.here.site],
    })
}

#[tokio::test]
async fn an_invitation_makes_one_account_with_its_right() -> anyhow::Result<()> {
    let world = World::new().await?;
    for (by, body, role) in [
        (Role::Administrator, caseworker(&world), "caseworker"),
        (
            Role::ContractorAdministrator,
            supervisor(&world),
            "supervisor",
        ),
    ] {
        let made = invite(&world, by, &body).await?;
        assert_eq!(made.status, StatusCode::OK, "{}", made.code());
        let token = token(made.json()["link"].as_str().context("a link")?);
        assert_eq!(token.len(), 32, "128 bits");
        let shown = ask(&world, &token).await?.json();
        assert_eq!(
            (&shown["role"], &shown["name"]),
            (&json!(role), &body["name"])
        );
        let accept = json!({"token": token, "password": PASSWORD});
        let answer = world.post("/auth/v1/accept", None, &accept).await?;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{} {}",
            answer.code(),
            answer.json()["refusal"]
        );
        assert_eq!(answer.json()["roles"], json!([role]));
        let session = answer.session().context("a session")?;
        assert_eq!(
            world.get("/auth/v1/session", Some(&session)).await?.json()["name"],
            body["name"]
        );
        assert!(
            is_unknown(&world.post("/auth/v1/accept", None, &accept).await?),
            "used"
        );
        let login = json!({"login": body["login"], "password": PASSWORD});
        assert_eq!(
            world.post("/auth/v1/login", None, &login).await?.status,
            StatusCode::OK
        );
        assert_eq!(invite(&world, by, &body).await?.code(), "login_taken");
    }
    Ok(())
}

#[tokio::test]
async fn the_newest_invitation_to_a_login_counts() -> anyhow::Result<()> {
    let world = World::new().await?;
    let body = caseworker(&world);
    let link = |made: &Value| token(made["link"].as_str().unwrap_or_default());
    let first = link(&invite(&world, Role::Administrator, &body).await?.json());
    let second = link(&invite(&world, Role::Administrator, &body).await?.json());
    assert!(
        is_unknown(&ask(&world, &first).await?),
        "the first is replaced"
    );
    assert_eq!(ask(&world, &second).await?.status, StatusCode::OK);
    // Another organisation's open invitation is not taken away by guessing its login.
    let mut other = body.clone();
    other["organisation"] = json!(world.here.contractor);
    other["role"] = json!(Role::Supervisor);
    other["sites"] = json!([world.here.site]);
    let answer = invite(&world, Role::ContractorAdministrator, &other).await?;
    assert_eq!(answer.code(), "login_taken");
    assert_eq!(ask(&world, &second).await?.status, StatusCode::OK);
    Ok(())
}

#[tokio::test]
async fn an_invitation_ends_after_a_day_and_with_its_makers_right() -> anyhow::Result<()> {
    let world = World::new().await?;
    let made = invite(&world, Role::Administrator, &caseworker(&world)).await?;
    let late = token(made.json()["link"].as_str().context("a link")?);
    world.pass(24 * 60 - 1);
    assert_eq!(ask(&world, &late).await?.status, StatusCode::OK);
    world.pass(1);
    assert!(is_unknown(&ask(&world, &late).await?));
    assert!(is_unknown(
        &world
            .post(
                "/auth/v1/accept",
                None,
                &json!({"token": late, "password": PASSWORD})
            )
            .await?
    ));

    let made = invite(&world, Role::Administrator, &caseworker(&world)).await?;
    let token = token(made.json()["link"].as_str().context("a link")?);
    world
        .end_rights(&world.here, Role::Administrator, -1)
        .await?;
    let answer = world
        .post(
            "/auth/v1/accept",
            None,
            &json!({"token": token, "password": PASSWORD}),
        )
        .await?;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (422, "command_refused")
    );
    let login = json!({"login": "ny.person@palmkoping.example", "password": PASSWORD});
    assert_eq!(
        world.post("/auth/v1/login", None, &login).await?.code(),
        "credentials_refused",
        "no account was made"
    );
    Ok(())
}

#[tokio::test]
async fn nobody_invites_beyond_their_own_reach() -> anyhow::Result<()> {
    let world = World::new().await?;
    let mut other = supervisor(&world);
    other["organisation"] = json!(world.here.other_contractor);
    let mut unknown = other.clone();
    unknown["organisation"] = json!(uuid::Uuid::from_u128(99));
    let other = invite(&world, Role::ContractorAdministrator, &other).await?;
    let unknown = invite(&world, Role::ContractorAdministrator, &unknown).await?;
    assert_eq!(
        (other.status, &other.body),
        (StatusCode::NOT_FOUND, &unknown.body)
    );

    let mut admin = supervisor(&world);
    admin["role"] = json!("contractor_administrator");
    admin["sites"] = json!([]);
    assert_eq!(
        invite(&world, Role::ContractorAdministrator, &admin)
            .await?
            .json()["field"],
        "role"
    );
    let mut nowhere = supervisor(&world);
    nowhere["sites"] = json!([]);
    assert_eq!(
        invite(&world, Role::ContractorAdministrator, &nowhere)
            .await?
            .json()["field"],
        "sites"
    );
    let mut theirs = supervisor(&world);
    theirs["sites"] = json!([world.there.site]);
    assert_eq!(
        invite(&world, Role::ContractorAdministrator, &theirs)
            .await?
            .status,
        StatusCode::NOT_FOUND
    );
    let mut office = caseworker(&world);
    office["organisation"] = json!(world.here.contractor);
    assert_eq!(
        invite(&world, Role::Administrator, &office).await?.json()["field"],
        "role"
    );
    Ok(())
}

#[tokio::test]
async fn a_contractors_administrator_sees_its_own_people_only() -> anyhow::Result<()> {
    let world = World::new().await?;
    let made = invite(&world, Role::Administrator, &caseworker(&world)).await?;
    assert_eq!(made.status, StatusCode::OK);
    let session = world
        .session_of(&world.here, Role::ContractorAdministrator)
        .await?;
    assert_eq!(
        world.get("/api/v1/invites", Some(&session)).await?.json()["items"],
        json!([])
    );
    let members = world.get("/api/v1/members", Some(&session)).await?.json();
    let names: Vec<_> = members["items"]
        .as_array()
        .context("a list")?
        .iter()
        .map(|item| item["name"].clone())
        .collect();
    assert_eq!(
        names,
        [
            json!("Person 1 ContractorAdministrator"),
            json!("Person 1 Supervisor")
        ]
    );
    Ok(())
}
