//! Whose account an identity becomes, what its claims give and take, and how one shows once more who one is.

use anyhow::{Context, Result};
use backend::auth::oidc::roles;
use backend::store::{self, StoreError, UserRow};
use serde_json::{Value, json};
use shared::model::Role;
use tests::world::Answer;

use crate::stage::{CASEWORKERS, HOME, Stage, landing, refusal, rule, session, way};

async fn info(stage: &Stage, session: &str) -> Result<Value> {
    Ok(stage
        .world
        .get("/auth/v1/session", Some(session))
        .await?
        .json())
}

async fn is_open(stage: &Stage, session: &str) -> Result<bool> {
    let answer = stage.world.get("/auth/v1/session", Some(session)).await?;
    Ok(answer.status == 200)
}

async fn invitation(stage: &Stage) -> Result<String> {
    let world = &stage.world;
    let session = world.session_of(&world.here, Role::Administrator).await?;
    let body = json!({
        "login": "eva.ek@palmkoping.example", "name": "Eva Ek", "organisation": world.here.authority, "role": "auditor",
    });
    let made = world
        .post("/api/v1/invites", Some(&session), &body)
        .await?
        .json();
    let link = made["link"].as_str().context("a link")?;
    Ok(link.strip_prefix("/start#").context("a token")?.to_owned())
}

async fn accept(stage: &Stage, token: &str) -> Result<Answer> {
    let way = stage
        .start(&json!({"issuer": HOME, "token": token}))
        .await?;
    let path = stage.there(&way.location).await?;
    stage.back(&path, Some(&way.cookie)).await
}

#[tokio::test]
async fn an_invited_person_comes_in_by_link_and_identity_together_and_from_then_on_by_identity()
-> Result<()> {
    let stage = Stage::with(|settings| {
        settings.pre_invited_only = true;
        settings.roles = Vec::new();
    })
    .await?;
    // The e-mail address of the invitation is in the claims, and opens nothing.
    let token = invitation(&stage).await?;
    assert_eq!(refusal(&stage.sign_in().await?), "account_unknown");
    let first = session(&accept(&stage, &token).await?)?;
    let shown = info(&stage, &first).await?;
    assert_eq!(shown["login"], "eva.ek@palmkoping.example");
    assert_eq!(shown["roles"], json!(["auditor"]));
    let again = session(&stage.sign_in().await?)?;
    assert_eq!(info(&stage, &again).await?["user"], shown["user"]);
    // The link is used, and an account without a password has none.
    let answer = stage
        .world
        .post(
            "/auth/v1/oidc/start",
            None,
            &json!({"issuer": HOME, "token": token}),
        )
        .await?;
    assert_eq!(answer.code(), "link_unknown");
    for password in ["", "kvast lykta groda"] {
        let body = json!({"login": "eva.ek@palmkoping.example", "password": password});
        assert_eq!(
            stage
                .world
                .post("/auth/v1/login", None, &body)
                .await?
                .code(),
            "credentials_refused"
        );
    }
    // Another person with the same address is another person.
    stage
        .provider
        .plan(|plan| plan.person["sub"] = json!("4712"));
    assert_eq!(refusal(&stage.sign_in().await?), "account_unknown");
    Ok(())
}

#[tokio::test]
async fn an_identity_uses_one_invitation_and_an_invitation_one_identity() -> Result<()> {
    let stage = Stage::with(|settings| settings.roles = Vec::new()).await?;
    let token = invitation(&stage).await?;
    let begin = json!({"issuer": HOME, "token": token});
    let (one, two) = (stage.start(&begin).await?, stage.start(&begin).await?);
    let path = stage.there(&one.location).await?;
    session(&stage.back(&path, Some(&one.cookie)).await?)?;
    stage
        .provider
        .plan(|plan| plan.person["sub"] = json!("4712"));
    let path = stage.there(&two.location).await?;
    assert_eq!(
        refusal(&stage.back(&path, Some(&two.cookie)).await?),
        "link_unknown"
    );
    stage
        .provider
        .plan(|plan| plan.person["sub"] = json!("4711"));
    let world = &stage.world;
    let session = world.session_of(&world.here, Role::Administrator).await?;
    let body = json!({"login": "ny@palm.example", "name": "Ny", "organisation": world.here.authority, "role": "auditor"});
    let made = world
        .post("/api/v1/invites", Some(&session), &body)
        .await?
        .json();
    let token = made["link"]
        .as_str()
        .and_then(|link| link.split_once('#'))
        .context("a link")?
        .1
        .to_owned();
    assert_eq!(refusal(&accept(&stage, &token).await?), "identity_taken");
    Ok(())
}

#[tokio::test]
async fn roles_come_and_go_with_the_claims_and_stand_in_the_audit_trail() -> Result<()> {
    let stage = Stage::with(|settings| settings.roles.push(rule("revisor", Role::Auditor))).await?;
    let world = &stage.world;
    let first = session(&stage.sign_in().await?)?;
    let user = info(&stage, &first).await?["user"].clone();
    assert_eq!(info(&stage, &first).await?["roles"], json!(["caseworker"]));
    let login = info(&stage, &first).await?["login"].clone();
    assert!(
        login
            .as_str()
            .is_some_and(|login| login.starts_with("palmkoping.") && !login.contains('@'))
    );

    // Nothing changes, nothing is written.
    let head = seq(&stage).await?;
    session(&stage.sign_in().await?)?;
    assert_eq!(seq(&stage).await?, head);

    // Another group comes, the first goes: the next day it is as if it had never been.
    stage.pass(24 * 60);
    stage
        .provider
        .plan(|plan| plan.person["groups"] = json!(["revisor"]));
    let elsewhere = session(&stage.sign_in().await?)?;
    assert_eq!(info(&stage, &elsewhere).await?["roles"], json!(["auditor"]));
    assert_eq!(info(&stage, &elsewhere).await?["user"], user);
    assert!(
        !is_open(&stage, &first).await?,
        "what was open under the old role is closed"
    );

    // All go: no session, and the open ones end.
    stage
        .provider
        .plan(|plan| plan.person["groups"] = json!([]));
    assert_eq!(refusal(&stage.sign_in().await?), "role_missing");
    assert!(!is_open(&stage, &elsewhere).await?);
    assert_eq!(refusal(&stage.sign_in().await?), "role_missing");

    // And come back.
    stage
        .provider
        .plan(|plan| plan.person["groups"] = json!([CASEWORKERS]));
    stage.pass(24 * 60);
    let back = session(&stage.sign_in().await?)?;
    assert_eq!(info(&stage, &back).await?["roles"], json!(["caseworker"]));

    let auditor = world.session_of(&world.here, Role::Auditor).await?;
    let trail = world.get("/api/v1/audit", Some(&auditor)).await?.json();
    let actor = roles::actor(world.here.id, stage.provider.issuer());
    let told: Vec<_> = trail["items"]
        .as_array()
        .context("links")?
        .iter()
        .map(|link| {
            (
                link["actor"].clone(),
                link["kind"].as_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let (grant, end) = ("grant_membership", "end_membership");
    let expected = [grant, end, grant, end, grant].map(|kind| (json!(actor), kind.to_owned()));
    assert_eq!(told, expected);
    Ok(())
}

async fn seq(stage: &Stage) -> Result<i64> {
    let tenant = stage.world.here.id;
    Ok(
        store::read::<_, StoreError, _>(stage.world.app.store.as_ref(), move |tx| {
            Box::pin(async move { tx.head(tenant).await })
        })
        .await?,
    )
}

#[tokio::test]
async fn claims_end_no_right_that_they_did_not_give() -> Result<()> {
    let stage = Stage::new().await?;
    stage
        .provider
        .plan(|plan| plan.person["groups"] = json!([]));
    let invited = session(&accept(&stage, &invitation(&stage).await?).await?)?;
    assert_eq!(info(&stage, &invited).await?["roles"], json!(["auditor"]));
    stage
        .provider
        .plan(|plan| plan.person["groups"] = json!([CASEWORKERS]));
    let both = session(&stage.sign_in().await?)?;
    assert_eq!(
        info(&stage, &both).await?["roles"],
        json!(["caseworker", "auditor"])
    );
    stage.pass(24 * 60);
    stage
        .provider
        .plan(|plan| plan.person["groups"] = json!([]));
    let left = session(&stage.sign_in().await?)?;
    assert_eq!(info(&stage, &left).await?["roles"], json!(["auditor"]));
    Ok(())
}

#[tokio::test]
async fn a_level_that_is_required_must_be_stated() -> Result<()> {
    let stage =
        Stage::with(|settings| settings.acr = vec!["loa3".to_owned(), "loa4".to_owned()]).await?;
    for acr in [None, Some("loa2"), Some("loa3 "), Some("LOA3")] {
        stage.provider.plan(|plan| plan.person["acr"] = json!(acr));
        assert_eq!(
            refusal(&stage.sign_in().await?),
            "assurance_too_low",
            "{acr:?}"
        );
    }
    stage.provider.plan(|plan| {
        plan.person["acr"] = json!("loa4");
        plan.person["amr"] = json!(["mfa", "sc; x"]);
    });
    let token = session(&stage.sign_in().await?)?;
    let hash = backend::auth::token::hash(&token).context("a hash")?;
    let row = store::read::<_, StoreError, _>(stage.world.app.store.as_ref(), move |tx| {
        Box::pin(async move { tx.session(&hash).await })
    })
    .await?
    .context("the session's row")?;
    assert_eq!(
        (row.acr.as_str(), row.amr.as_str()),
        ("loa4", "fed mfa sc;x")
    );
    assert_eq!(row.issuer, stage.provider.issuer());
    assert_eq!(row.auth_time, stage.world.app.now().0 - 5000);
    Ok(())
}

async fn change(stage: &Stage, user: &Value, change: fn(UserRow) -> UserRow) -> Result<()> {
    let id: uuid::Uuid = user.as_str().context("a user")?.parse()?;
    store::write::<_, StoreError, _>(stage.world.app.store.as_ref(), move |tx| {
        Box::pin(async move {
            let user = tx.user(id).await?.ok_or(StoreError::Missing("user"))?;
            tx.put_user(&change(user)).await
        })
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn a_closed_account_and_another_authoritys_stay_out() -> Result<()> {
    let stage = Stage::new().await?;
    let token = session(&stage.sign_in().await?)?;
    let user = info(&stage, &token).await?["user"].clone();
    change(&stage, &user, |user| UserRow {
        state: "closed".to_owned(),
        ..user
    })
    .await?;
    assert_eq!(refusal(&stage.sign_in().await?), "account_closed");
    change(&stage, &user, |user| UserRow {
        state: "active".to_owned(),
        tenant: uuid::Uuid::from_u128(2 << 64 | 1).into(),
        ..user
    })
    .await?;
    assert_eq!(refusal(&stage.sign_in().await?), "account_unknown");
    Ok(())
}

#[tokio::test]
async fn an_invitation_of_another_authority_is_not_used_here() -> Result<()> {
    let stage = Stage::new().await?;
    let world = &stage.world;
    let session = world.session_of(&world.there, Role::Administrator).await?;
    let body = json!({"login": "ny@nordby.example", "name": "Ny", "organisation": world.there.authority, "role": "auditor"});
    let made = world
        .post("/api/v1/invites", Some(&session), &body)
        .await?
        .json();
    let token = made["link"]
        .as_str()
        .and_then(|link| link.split_once('#'))
        .context("a link")?
        .1
        .to_owned();
    assert_eq!(refusal(&accept(&stage, &token).await?), "link_unknown");
    let still = world
        .post("/auth/v1/link", None, &json!({"token": token}))
        .await?;
    assert_eq!(still.status, 200, "the link is not used up by it");
    Ok(())
}

#[tokio::test]
async fn who_shows_once_more_who_they_are_must_do_it_now_and_be_the_same() -> Result<()> {
    let stage = Stage::new().await?;
    let first = session(&stage.sign_in().await?)?;
    stage.pass(20);

    let way = stage.again(&first, "again").await?;
    assert!(way.location.contains("prompt=login") && way.location.contains("max_age=0"));
    let path = stage.there(&way.location).await?;
    let answer = stage.back(&path, Some(&way.cookie)).await?;
    assert_eq!(landing(&answer), "/account");
    let second = session(&answer)?;
    assert!(!is_open(&stage, &first).await? && is_open(&stage, &second).await?);
    let shown = info(&stage, &second).await?;
    assert_eq!(shown["signed_in_at"], json!(stage.world.app.now().0));

    // A provider that does not ask again, or does not say when it did.
    for bend in [json!({}), json!({"auth_time": null})] {
        stage.provider.plan(|plan| {
            plan.obeys_prompt = false;
            plan.shown_ago = 600;
            plan.claims = tests::provider::with(bend.clone());
        });
        let way = stage.again(&second, "again").await?;
        let path = stage.there(&way.location).await?;
        let answer = stage.back(&path, Some(&way.cookie)).await?;
        assert_eq!(refusal(&answer), "sign_in_too_old");
        assert!(landing(&answer).starts_with("/account#"));
        assert!(is_open(&stage, &second).await?);
    }
    // Somebody else at the provider.
    stage.provider.plan(|plan| {
        plan.obeys_prompt = true;
        plan.claims = tests::provider::with(json!({"sub": "4712"}));
    });
    let way = stage.again(&second, "again").await?;
    let path = stage.there(&way.location).await?;
    assert_eq!(
        refusal(&stage.back(&path, Some(&way.cookie)).await?),
        "identity_other"
    );
    Ok(())
}

#[tokio::test]
async fn somebody_with_a_password_binds_an_issuer_once() -> Result<()> {
    let stage = Stage::with(|settings| settings.roles = Vec::new()).await?;
    let world = &stage.world;
    assert_eq!(refusal(&stage.sign_in().await?), "account_unknown");
    let mine = world.session_of(&world.here, Role::Caseworker).await?;
    let way = stage.again(&mine, "bind").await?;
    let path = stage.there(&way.location).await?;
    let bound = session(&stage.back(&path, Some(&way.cookie)).await?)?;
    let user = info(&stage, &bound).await?["user"].clone();
    assert_eq!(user, json!(world.here.users[&Role::Caseworker]));
    let later = session(&stage.sign_in().await?)?;
    assert_eq!(info(&stage, &later).await?["user"], user);
    // It is nobody else's to bind.
    let theirs = world.session_of(&world.here, Role::Auditor).await?;
    let way = stage.again(&theirs, "bind").await?;
    let path = stage.there(&way.location).await?;
    assert_eq!(
        refusal(&stage.back(&path, Some(&way.cookie)).await?),
        "identity_taken"
    );
    // Nor is another authority's user one of this issuer's.
    let far = world.session_of(&world.there, Role::Auditor).await?;
    stage
        .provider
        .plan(|plan| plan.person["sub"] = json!("4713"));
    let way = stage.again(&far, "bind").await?;
    let path = stage.there(&way.location).await?;
    assert_eq!(
        refusal(&stage.back(&path, Some(&way.cookie)).await?),
        "account_unknown"
    );
    Ok(())
}

#[tokio::test]
async fn nothing_of_the_person_stands_in_an_address() -> Result<()> {
    let stage = Stage::new().await?;
    let begun = stage
        .world
        .post("/auth/v1/oidc/start", None, &json!({"issuer": HOME}))
        .await?;
    let way = way(&begun)?;
    let path = stage.there(&way.location).await?;
    let answer = stage.back(&path, Some(&way.cookie)).await?;
    for address in [way.location.as_str(), landing(&answer).as_str()] {
        for word in ["4711", "Eva", "palmkoping.example", CASEWORKERS] {
            assert!(!address.contains(word), "{address}");
        }
    }
    Ok(())
}
