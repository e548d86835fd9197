//! What an issuer publishes: what is not believed, what is kept while it is away, and how its keys change.

use std::sync::Arc;

use anyhow::Result;
use backend::auth::oidc::issuer::{Issuer, IssuerError, open_all};
use backend::auth::oidc::settings::IssuerSettings;
use serde_json::{Value, json};
use shared::model::Role;
use tests::provider::{Provider, with};

use crate::stage::{Bend, HOME, ORIGIN, Stage, issuer, refusal, rule, secret, session};

const UNAVAILABLE: &str = "issuer_unavailable";

async fn started(stage: &Stage) -> Result<String> {
    let body = json!({"issuer": HOME});
    let answer = stage.world.post("/auth/v1/oidc/start", None, &body).await?;
    Ok(answer.code())
}

#[tokio::test]
async fn a_description_that_is_not_the_issuers_own_and_safe_is_not_believed() -> Result<()> {
    let bends: &[Bend] = &[
        ("another issuer", |p| {
            p.discovery = with(json!({"issuer": "https://evil.example"}))
        }),
        ("no issuer", |p| p.discovery = with(json!({"issuer": null}))),
        ("plain http to sign in", |p| {
            p.discovery = with(json!({"authorization_endpoint": "http://idp.example/authorize"}));
        }),
        ("plain http for tokens", |p| {
            p.discovery = with(json!({"token_endpoint": "http://idp.example/token"}));
        }),
        ("plain http for keys", |p| {
            p.discovery = with(json!({"jwks_uri": "http://idp.example/jwks"}))
        }),
        ("an address with a password", |p| {
            p.discovery = with(json!({"token_endpoint": "https://a:b@idp.example/token"}));
        }),
        ("no address to sign in", |p| {
            p.discovery = with(json!({"authorization_endpoint": null}))
        }),
        ("a script to sign in", |p| {
            p.discovery = with(json!({"authorization_endpoint": "javascript:alert(1)"}));
        }),
        ("plain PKCE only", |p| {
            p.discovery = with(json!({"code_challenge_methods_supported": ["plain"]}));
        }),
        ("no keys", |p| p.jwks = with(json!({"keys": []}))),
        ("a shared key only", |p| {
            p.jwks = with(json!({"keys": [{"kty": "oct", "kid": "ec", "k": "AAAA"}]}));
        }),
        ("no key set", |p| p.jwks = with(json!({"keys": null}))),
        ("away", |p| p.is_away = true),
    ];
    for (name, bend) in bends {
        let stage = Stage::new().await?;
        stage.provider.plan(bend);
        assert_eq!(started(&stage).await?, UNAVAILABLE, "{name}");
    }
    Ok(())
}

#[tokio::test]
async fn the_last_good_description_serves_while_the_issuer_is_away_and_over_a_restart() -> Result<()>
{
    let stage = Stage::new().await?;
    session(&stage.sign_in().await?)?;
    stage.provider.plan(|plan| plan.is_away = true);
    stage.pass(120);
    session(&stage.sign_in().await?)?;
    // A process that starts now finds it in the database.
    let settings = stage.world.app.settings.clone();
    let restarted = Arc::new(Issuer::open(settings.oidc[0].clone())?);
    let app = &stage.world.app;
    assert!(app.oidc.known(app, &restarted).await.is_ok());
    // Nor is a bad one taken instead.
    stage.provider.plan(|plan| {
        plan.is_away = false;
        plan.discovery = with(json!({"issuer": "https://evil.example"}));
    });
    stage.pass(120);
    session(&stage.sign_in().await?)?;
    Ok(())
}

#[tokio::test]
async fn a_new_key_is_looked_for_and_not_more_often_than_now_and_then() -> Result<()> {
    let stage = Stage::new().await?;
    stage.provider.plan(|plan| plan.jwks = Arc::new(only_rsa));
    session_refused(&stage).await?;
    let asked = stage.provider.asked();
    for _ in 0..5 {
        session_refused(&stage).await?;
    }
    assert_eq!(
        stage.provider.asked(),
        asked,
        "an unknown key makes no storm"
    );
    stage.provider.plan(|plan| plan.jwks = with(json!({})));
    stage.pass(1);
    session(&stage.sign_in().await?)?;
    assert_eq!(stage.provider.asked(), asked + 1);
    Ok(())
}

fn only_rsa(set: &mut Value) {
    if let Some(keys) = set["keys"].as_array_mut() {
        keys.retain(|key| key["kid"] == "rsa");
    }
}

async fn session_refused(stage: &Stage) -> Result<()> {
    assert_eq!(refusal(&stage.sign_in().await?), "identity_refused");
    Ok(())
}

#[tokio::test]
async fn settings_that_cannot_be_right_are_refused_at_the_start() -> Result<()> {
    let (provider, secret) = (Provider::start().await?, secret()?);
    let opened = |change: &dyn Fn(&mut IssuerSettings)| {
        let mut settings = issuer(HOME, &provider, secret.path());
        change(&mut settings);
        open_all(&[settings], ORIGIN).map(|issuers| issuers.len())
    };
    assert!(matches!(opened(&|_s| {}), Ok(1)));
    let address =
        |text: &'static str| opened(&move |s: &mut IssuerSettings| s.issuer = text.to_owned());
    for bad in [
        "",
        "idp.example",
        "http://idp.example",
        "https://idp.example/?x",
        "https://idp.example/#x",
        "ftp://localhost",
    ] {
        assert!(
            matches!(address(bad), Err(IssuerError::Address(_))),
            "{bad}"
        );
    }
    assert!(matches!(
        opened(&|s| s.key = "Å/".to_owned()),
        Err(IssuerError::Key)
    ));
    assert!(matches!(
        opened(&|s| s.scopes = vec!["profile".to_owned()]),
        Err(IssuerError::Incomplete(_))
    ));
    assert!(matches!(
        opened(&|s| s.algorithms = Vec::new()),
        Err(IssuerError::Incomplete(_))
    ));
    assert!(matches!(
        opened(&|s| s.client_secret_env = Some("X".to_owned())),
        Err(IssuerError::TwoSecrets(_))
    ));
    assert!(matches!(
        opened(&|s| s.client_secret_file = Some("/none".into())),
        Err(IssuerError::NoSecret(_))
    ));
    assert!(matches!(
        opened(&|s| s.roles = vec![rule("x", Role::Supervisor)]),
        Err(IssuerError::Sites(_))
    ));
    assert!(matches!(
        opened(&|s| s.roles = vec![rule("x", Role::ContractorAdministrator)]),
        Err(IssuerError::Organisation(_))
    ));
    let two = [
        issuer(HOME, &provider, secret.path()),
        issuer(HOME, &provider, secret.path()),
    ];
    assert!(matches!(open_all(&two, ORIGIN), Err(IssuerError::Key)));
    assert!(matches!(
        open_all(&two[..1], ""),
        Err(IssuerError::NoOrigin)
    ));
    // Algorithms that anybody can make are no word of the settings.
    for name in ["none", "HS256", "rs256"] {
        assert!(
            serde_json::from_value::<backend::auth::oidc::keys::Algorithm>(json!(name)).is_err(),
            "{name}"
        );
    }
    Ok(())
}
