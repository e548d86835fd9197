//! A world with a provider: the way there and back as a browser goes it, step by step, so that each step can be bent.

use anyhow::{Context, Result, ensure};
use axum::body::Body;
use axum::http::{Method, StatusCode};
use backend::auth::oidc::keys::Algorithm;
use backend::auth::oidc::settings::{IssuerSettings, RoleRule};
use serde_json::{Value, json};
use shared::id::TenantId;
use shared::model::Role;
use shared::ordered::Set;
use tests::provider::{CLIENT, Plan, Provider, SECRET};
use tests::world::{Answer, World};

/// Where the app is, as its settings say.
pub const ORIGIN: &str = "http://localhost:8080";
/// The key of the one provider of most tests.
pub const HOME: &str = "palmkoping";
/// The group that makes a caseworker.
pub const CASEWORKERS: &str = "fotfaste-handlaggare";

/// What a provider does otherwise, with its name in a failure.
pub type Bend = (&'static str, fn(&mut Plan));

/// A world and the provider of its first authority.
pub struct Stage {
    pub world: World,
    pub provider: Provider,
    _secret: tempfile::NamedTempFile,
}

/// The first authority's id, as `World` gives it.
pub fn here() -> TenantId {
    uuid::Uuid::from_u128(1 << 64 | 1).into()
}

/// A rule on the claim `groups`.
pub fn rule(value: &str, role: Role) -> RoleRule {
    RoleRule {
        claim: "groups".to_owned(),
        value: value.to_owned(),
        role,
        organisation: None,
        sites: Set::new(),
    }
}

/// The settings of a provider: caseworkers by their group, and no more.
pub fn issuer(key: &str, provider: &Provider, secret: &std::path::Path) -> IssuerSettings {
    IssuerSettings {
        key: key.to_owned(),
        label: "Palmköpings kommun".to_owned(),
        issuer: provider.issuer().to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret_file: Some(secret.to_owned()),
        client_secret_env: None,
        scopes: vec!["openid".to_owned(), "profile".to_owned()],
        tenant: Some(here()),
        pre_invited_only: false,
        acr: Vec::new(),
        algorithms: vec![Algorithm::ES256, Algorithm::RS256],
        name_claim: "name".to_owned(),
        roles: vec![rule(CASEWORKERS, Role::Caseworker)],
    }
}

/// A file with our secret.
pub fn secret() -> Result<tempfile::NamedTempFile> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), format!("{SECRET}\n"))?;
    Ok(file)
}

/// A browser under way: its cookie, and where it was sent.
pub struct Way {
    pub cookie: String,
    pub location: String,
}

impl Stage {
    /// With a person whom the rules make a caseworker.
    pub async fn new() -> Result<Self> {
        Self::with(|_settings| {}).await
    }

    /// With settings of the test's own.
    pub async fn with(change: impl FnOnce(&mut IssuerSettings)) -> Result<Self> {
        let provider = Provider::start().await?;
        let secret = secret()?;
        let mut settings = issuer(HOME, &provider, secret.path());
        change(&mut settings);
        let world = World::with(|all| {
            all.public_origin = ORIGIN.to_owned();
            all.oidc = vec![settings];
        })
        .await?;
        provider.plan(|plan| plan.person["groups"] = json!(["alla", CASEWORKERS]));
        let stage = Self {
            world,
            provider,
            _secret: secret,
        };
        stage.pass(0);
        Ok(stage)
    }

    /// Lets time pass, here and there.
    pub fn pass(&self, minutes: i64) {
        self.world.pass(minutes);
        self.provider.set_now(self.world.app.now().0);
    }

    /// Begins as the sign-in screen does.
    pub async fn start(&self, body: &Value) -> Result<Way> {
        let answer = self.world.post("/auth/v1/oidc/start", None, body).await?;
        way(&answer)
    }

    /// Begins as somebody who has signed in.
    pub async fn again(&self, session: &str, purpose: &str) -> Result<Way> {
        let body = json!({"issuer": HOME, "purpose": purpose, "landing": "/account"});
        let path = "/auth/v1/oidc/again";
        way(&self.world.post(path, Some(session), &body).await?)
    }

    /// Goes to the provider, which sends back at once; gives path and query.
    pub async fn there(&self, location: &str) -> Result<String> {
        there(location).await
    }

    /// Comes back, as a navigation from another site does: with the `Lax` cookie and without the `Strict` one.
    pub async fn back(&self, path: &str, cookie: Option<&str>) -> Result<Answer> {
        back(&self.world, path, cookie).await
    }

    /// The whole way.
    pub async fn sign_in(&self) -> Result<Answer> {
        let way = self.start(&json!({"issuer": HOME})).await?;
        let path = self.there(&way.location).await?;
        self.back(&path, Some(&way.cookie)).await
    }
}

/// What `start` gave.
pub fn way(answer: &Answer) -> Result<Way> {
    ensure!(answer.status == StatusCode::OK, "{}", answer.code());
    let line = answer.headers["set-cookie"].to_str()?;
    for part in [
        "__Host-oidc=",
        "; Path=/",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Lax",
        "; Max-Age=600",
    ] {
        ensure!(line.contains(part), "{line} lacks {part}");
    }
    Ok(Way {
        cookie: line.split(';').next().unwrap_or_default().to_owned(),
        location: answer.json()["location"]
            .as_str()
            .context("a location")?
            .to_owned(),
    })
}

/// Goes to a provider; gives path and query of where it sends back to.
pub async fn there(location: &str) -> Result<String> {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let answer = client.get(location).send().await?;
    ensure!(answer.status() == 303, "{}", answer.text().await?);
    let back = answer.headers()["location"].to_str()?;
    Ok(back
        .strip_prefix(ORIGIN)
        .context("back to the app")?
        .to_owned())
}

/// Comes back.
pub async fn back(world: &World, path: &str, cookie: Option<&str>) -> Result<Answer> {
    let mut request = axum::http::Request::builder()
        .method(Method::GET)
        .uri(path)
        .header("host", "localhost:8080")
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document");
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    world.send(request.body(Body::empty())?).await
}

/// Where an answer of the callback leads.
pub fn landing(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let location = answer.headers["location"].to_str().unwrap_or_default();
    location.to_owned()
}

/// The code of a refusal, which must have come without a session.
pub fn refusal(answer: &Answer) -> String {
    let landing = landing(answer);
    assert_eq!(
        answer.session(),
        None,
        "a refusal with a session: {landing}"
    );
    landing
        .split_once('#')
        .map(|(_, code)| code.to_owned())
        .unwrap_or_default()
}

/// The session of a sign-in that must have gone well.
pub fn session(answer: &Answer) -> Result<String> {
    let landing = landing(answer);
    ensure!(!landing.contains('#'), "refused: {landing}");
    answer.session().context("a session")
}
