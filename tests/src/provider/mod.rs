//! An identity provider that speaks OpenID Connect over real HTTP with keys of its own, and can be told to misbehave in one way at
//! a time. It checks what it is sent as strictly as a good one: client secret, redirect address, PKCE, each code once.
//!
//! `rsa.der` is a key made for these tests; it signs nothing else.

mod sign;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::Result;
use axum::extract::{RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::form_urlencoded;

pub use sign::{Keys, Signed};

/// Our name with it.
pub const CLIENT: &str = "fotfaste";
/// Our secret with it.
pub const SECRET: &str = "hemlig&med=tecken";

/// How the token endpoint answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenAnswer {
    /// As it should.
    Good,
    /// 400 with an OAuth error.
    Error,
    /// 500.
    Broken,
    /// A page.
    Html,
    /// Ten megabytes of JSON.
    Huge,
    /// After a minute.
    Slow,
    /// To somewhere else.
    Redirect,
    /// JSON without an ID token.
    NoToken,
}

type Change = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// What it does.
#[derive(Clone)]
pub struct Plan {
    /// Claims of whoever signs in.
    pub person: Value,
    /// Seconds ago that the person proved who they are; at `prompt=login` none.
    pub shown_ago: i64,
    /// Whether `prompt=login` is obeyed.
    pub obeys_prompt: bool,
    /// How the token is signed.
    pub signed: Signed,
    /// Last change of the token's claims.
    pub claims: Change,
    /// Last change of the token's head.
    pub head: Change,
    /// Last change of the discovery document.
    pub discovery: Change,
    /// Last change of the key set.
    pub jwks: Change,
    /// How the token endpoint answers.
    pub token: TokenAnswer,
    /// Whether it is there at all.
    pub is_away: bool,
    /// What it says its name is in the answer's address; none: nothing.
    pub names_itself: Option<String>,
    /// Whether it takes a code without asking for the verifier that belongs to it.
    pub forgets_pkce: bool,
}

struct Grant {
    nonce: Option<String>,
    challenge: String,
    redirect: String,
    auth_time: i64,
}

struct Shared {
    issuer: String,
    plan: Mutex<Plan>,
    codes: Mutex<BTreeMap<String, Grant>>,
    keys: Keys,
    now: AtomicI64,
    asked: AtomicI64,
}

/// A provider that runs until it is dropped.
pub struct Provider {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Provider {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let issuer = format!("http://{}", listener.local_addr()?);
        let nothing: Change = Arc::new(|_value| {});
        let plan = Plan {
            person: json!({"sub": "4711", "name": "Eva Ek", "email": "eva.ek@palmkoping.example"}),
            shown_ago: 5,
            obeys_prompt: true,
            signed: Signed::Es256,
            claims: nothing.clone(),
            head: nothing.clone(),
            discovery: nothing.clone(),
            jwks: nothing,
            token: TokenAnswer::Good,
            is_away: false,
            names_itself: Some(issuer.clone()),
            forgets_pkce: false,
        };
        let shared = Arc::new(Shared {
            issuer,
            plan: Mutex::new(plan),
            codes: Mutex::default(),
            keys: Keys::generate()?,
            now: AtomicI64::new(0),
            asked: AtomicI64::new(0),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/elsewhere", get(elsewhere).post(elsewhere))
            .with_state(shared.clone());
        let task = tokio::spawn(async move {
            axum::serve(listener, routes).await.ok();
        });
        Ok(Self { shared, task })
    }

    /// Its name, and its address.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.shared.issuer
    }

    /// Changes what it does from now on.
    pub fn plan(&self, change: impl FnOnce(&mut Plan)) {
        change(&mut lock(&self.shared.plan));
    }

    /// Sets its clock, in milliseconds.
    pub fn set_now(&self, millis: i64) {
        self.shared.now.store(millis / 1000, Ordering::SeqCst);
    }

    /// How often its key set was asked for.
    #[must_use]
    pub fn asked(&self) -> i64 {
        self.shared.asked.load(Ordering::SeqCst)
    }
}

/// A change that sets some members of an object; null takes one away.
pub fn with(members: Value) -> Change {
    Arc::new(move |value| {
        for (name, member) in members.as_object().into_iter().flatten() {
            match (member, value.as_object_mut()) {
                (Value::Null, Some(object)) => drop(object.remove(name)),
                _ => value[name] = member.clone(),
            }
        }
    })
}

async fn discovery(State(shared): State<Arc<Shared>>) -> Response {
    let (change, is_away) = {
        let plan = lock(&shared.plan);
        (plan.discovery.clone(), plan.is_away)
    };
    if is_away {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let at = |path: &str| format!("{}{path}", shared.issuer);
    let mut document = json!({
        "issuer": shared.issuer,
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["ES256", "RS256"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    });
    change(&mut document);
    Json(document).into_response()
}

async fn jwks(State(shared): State<Arc<Shared>>) -> Response {
    shared.asked.fetch_add(1, Ordering::SeqCst);
    let (change, is_away) = {
        let plan = lock(&shared.plan);
        (plan.jwks.clone(), plan.is_away)
    };
    if is_away {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let mut set = shared.keys.set();
    change(&mut set);
    Json(set).into_response()
}

fn parse(text: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Signs the person in without asking, and sends the browser back.
async fn authorize(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let asked = parse(query.unwrap_or_default().as_bytes());
    let get = |name: &str| asked.get(name).cloned().unwrap_or_default();
    let is_whole = get("response_type") == "code"
        && get("client_id") == CLIENT
        && get("code_challenge_method") == "S256"
        && get("scope").split(' ').any(|scope| scope == "openid")
        && !get("state").is_empty();
    if !is_whole {
        return (StatusCode::BAD_REQUEST, "not an authorization request").into_response();
    }
    let plan = lock(&shared.plan).clone();
    let now = shared.now.load(Ordering::SeqCst);
    let is_shown_now = get("prompt") == "login" && plan.obeys_prompt;
    let code = format!("code-{}", lock(&shared.codes).len());
    let grant = Grant {
        nonce: asked.get("nonce").cloned(),
        challenge: get("code_challenge"),
        redirect: get("redirect_uri"),
        auth_time: if is_shown_now {
            now
        } else {
            now - plan.shown_ago
        },
    };
    let mut back = form_urlencoded::Serializer::new(format!("{}?", grant.redirect));
    back.append_pair("code", &code)
        .append_pair("state", &get("state"));
    if let Some(name) = &plan.names_itself {
        back.append_pair("iss", name);
    }
    let back = back.finish().replacen("?&", "?", 1);
    lock(&shared.codes).insert(code, grant);
    (StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response()
}

/// A good token for whoever follows a redirect that nobody should follow.
async fn elsewhere() -> Response {
    Json(json!({"id_token": "a.b.c", "token_type": "Bearer"})).into_response()
}

async fn token(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let plan = lock(&shared.plan).clone();
    match plan.token {
        TokenAnswer::Good => {}
        TokenAnswer::Error => return refuse("temporarily_unavailable"),
        TokenAnswer::Broken => return StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        TokenAnswer::Html => {
            let page = [(header::CONTENT_TYPE, "text/html")];
            return (page, "<html>Underhåll</html>").into_response();
        }
        TokenAnswer::Huge => {
            let json = [(header::CONTENT_TYPE, "application/json")];
            let body = format!("{{\"x\":\"{}\"}}", "x".repeat(10 << 20));
            return (json, body).into_response();
        }
        TokenAnswer::Slow => tokio::time::sleep(Duration::from_secs(60)).await,
        TokenAnswer::Redirect => {
            let there = [(header::LOCATION, format!("{}/elsewhere", shared.issuer))];
            return (StatusCode::TEMPORARY_REDIRECT, there).into_response();
        }
        TokenAnswer::NoToken => {
            return Json(json!({"access_token": "x", "token_type": "Bearer"})).into_response();
        }
    }
    let sent = parse(&form);
    let get = |name: &str| sent.get(name).map(String::as_str).unwrap_or_default();
    let Some(grant) = lock(&shared.codes).remove(get("code")) else {
        return refuse("invalid_grant");
    };
    // A removed code must not be given out again: the count names the next one.
    lock(&shared.codes).insert(format!("used {}", get("code")), Grant::used());
    let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(get("code_verifier")));
    let is_bound = plan.forgets_pkce || challenge == grant.challenge;
    if get("grant_type") != "authorization_code" || get("redirect_uri") != grant.redirect {
        return refuse("invalid_request");
    }
    if !is_bound {
        return refuse("invalid_grant");
    }
    if !is_client(&headers) {
        return refuse("invalid_client");
    }
    let now = shared.now.load(Ordering::SeqCst);
    let mut claims = json!({
        "iss": shared.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "auth_time": grant.auth_time,
        "nonce": grant.nonce,
    });
    with(plan.person.clone())(&mut claims);
    (plan.claims)(&mut claims);
    let token = shared.keys.token(plan.signed, &claims, &plan.head);
    Json(json!({"id_token": token, "access_token": "unused", "token_type": "Bearer", "expires_in": 300}))
        .into_response()
}

impl Grant {
    fn used() -> Self {
        Self {
            nonce: None,
            challenge: String::new(),
            redirect: String::new(),
            auth_time: 0,
        }
    }
}

/// By HTTP Basic, each part form-encoded, as RFC 6749 §2.3.1 says.
fn is_client(headers: &HeaderMap) -> bool {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(CLIENT), encoded(SECRET));
    let expected = format!("Basic {}", BASE64_STANDARD.encode(pair));
    headers
        .get(header::AUTHORIZATION)
        .is_some_and(|given| *given == *expected)
}

fn refuse(error: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({"error": error}))).into_response()
}
