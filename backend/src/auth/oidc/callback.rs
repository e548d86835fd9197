//! The way back from the issuer. It changes state on a `GET`, because a redirect can be nothing else; what stands in for the guard
//! against other sites is that state and cookie belong together, once: nobody can make a browser finish what it did not begin.
//! Every way ends in a redirect to a page of the app, whose own requests then carry the new `Strict` session cookie.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use url::form_urlencoded;

use super::arrive::{Arriving, arrive};
use super::enter::{self, Shown};
use super::fetch::FetchError;
use super::flow::{self, Flow, Purpose, Secrets};
use super::id_token::{self, Claims, Expected, TokenError};
use super::issuer::Issuer;
use super::keys::KeyError;
use super::metadata::{ClientAuth, Known};
use crate::app::App;
use crate::auth::amr;
use crate::error::{ApiError, ErrorCode};
use crate::store;

/// How far the issuer's clock may lag behind ours when somebody shows once more who they are, in seconds.
const AGAIN_SKEW: i64 = 30;
/// Longest query that is read, in bytes.
const QUERY_MAX: usize = 8 * 1024;
/// Longest level of assurance that is kept, in characters.
const ACR_MAX: usize = 200;
/// Longest word on how somebody proved who they are, in characters, and most of them.
const AMR_MAX: usize = 20;
const AMRS_MAX: usize = 6;

/// Where the browser goes with what.
pub struct Finished {
    pub landing: String,
    pub session: Option<HeaderValue>,
    pub refusal: Option<ApiError>,
}

/// Takes the answer of the issuer named in the address.
pub async fn finish(app: &Arc<App>, key: &str, query: &str, headers: &HeaderMap) -> Finished {
    match attempt(app, key, query, headers).await {
        Ok((landing, session)) => Finished {
            landing,
            session: Some(session),
            refusal: None,
        },
        Err((landing, refusal)) => Finished {
            landing,
            session: None,
            refusal: Some(refusal),
        },
    }
}

/// What the issuer says in the address.
#[derive(Default)]
struct Said {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

impl Said {
    /// None when something is said twice; what is not known is left alone, as OAuth asks.
    fn parse(query: &str) -> Option<Self> {
        let mut said = Self::default();
        if query.len() > QUERY_MAX {
            return None;
        }
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "state" => &mut said.state,
                "code" => &mut said.code,
                "iss" => &mut said.iss,
                "error" => &mut said.error,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return None;
            }
        }
        Some(said)
    }
}

type Refused = (String, ApiError);

async fn attempt(
    app: &Arc<App>,
    key: &str,
    query: &str,
    headers: &HeaderMap,
) -> Result<(String, HeaderValue), Refused> {
    let at_sign_in = |refusal: ApiError| ("/sign-in".to_owned(), refusal);
    let expired = || at_sign_in(ErrorCode::SignInExpired.into());
    let issuer = app
        .oidc
        .issuer(key)
        .ok_or_else(|| at_sign_in(ErrorCode::IssuerUnknown.into()))?;
    let said = Said::parse(query).ok_or_else(expired)?;
    let state = said.state.as_deref().ok_or_else(expired)?;
    let (flow, secrets) = flow::take(app, headers, key, state)
        .await
        .map_err(at_sign_in)?;
    match prove(app, &issuer, &flow, &secrets, &said, headers).await {
        Ok(session) => Ok((flow.landing, session)),
        Err(refusal) => Err(match flow.purpose {
            Purpose::SignIn { .. } | Purpose::Accept { .. } => at_sign_in(refusal),
            // The page of one's ways in tells it; others would not.
            Purpose::Again { .. } | Purpose::Bind { .. } => ("/account".to_owned(), refusal),
        }),
    }
}

async fn prove(
    app: &Arc<App>,
    issuer: &Arc<Issuer>,
    flow: &Flow,
    secrets: &Secrets,
    said: &Said,
    headers: &HeaderMap,
) -> Result<HeaderValue, ApiError> {
    let known = app.oidc.known(app, issuer).await?;
    // Named or not, the answer must be this issuer's: another's code must not be sent to it (RFC 9207).
    let must_be_named = known
        .metadata
        .authorization_response_iss_parameter_supported;
    let is_ours = match &said.iss {
        Some(iss) => *iss == issuer.settings.issuer,
        None => !must_be_named,
    };
    if !is_ours {
        return Err(refused(issuer, "the answer is another issuer's"));
    }
    if said.error.is_some() {
        return Err(ErrorCode::SignInRefused.into());
    }
    let code = said.code.as_deref().ok_or(ErrorCode::SignInExpired)?;
    let token = redeem(app, issuer, &known, secrets, code).await?;
    let claims = verify(app, issuer, known, secrets, &token).await?;
    check_level(issuer, &claims)?;
    let shown = Shown {
        amr: ways(&claims),
        acr: plain(claims.acr.as_deref().unwrap_or_default(), ACR_MAX),
        auth_time: auth_time(app, flow, &claims)?,
        issuer: issuer.settings.issuer.clone(),
    };
    let arriving = Arc::new(Arriving {
        issuer: issuer.clone(),
        tenant: app.oidc.tenant(app, issuer).await?,
        purpose: flow.purpose.clone(),
        claims,
    });
    let inner = app.clone();
    let arrived = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (app, arriving) = (inner.clone(), arriving.clone());
        Box::pin(async move { arrive(&app, tx, &arriving).await })
    })
    .await?;
    let user = arrived.map_err(ApiError::from)?;
    enter::begin(app, &user, flow.purpose.before(), shown, headers).await
}

/// What is sent to redeem a code, and the header that proves us.
fn redemption(
    app: &App,
    issuer: &Issuer,
    known: &Known,
    secrets: &Secrets,
    code: &str,
) -> (String, Option<String>) {
    let client = &issuer.settings.client_id;
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &flow::redirect(app, issuer))
        .append_pair("code_verifier", &secrets.verifier)
        .append_pair("client_id", client);
    let authorization = match (&issuer.secret, known.metadata.client_auth()) {
        (Some(secret), ClientAuth::Basic) => {
            let part = |text: &str| -> String {
                form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            let pair = format!("{}:{}", part(client), part(secret));
            Some(format!("Basic {}", BASE64_STANDARD.encode(pair)))
        }
        (Some(secret), ClientAuth::Post) => {
            form.append_pair("client_secret", secret);
            None
        }
        (None, ClientAuth::Basic | ClientAuth::Post) => None,
    };
    (form.finish(), authorization)
}

/// Sends the code back to the issuer; gives its ID token, not yet believed.
async fn redeem(
    app: &App,
    issuer: &Issuer,
    known: &Known,
    secrets: &Secrets,
    code: &str,
) -> Result<String, ApiError> {
    let (form, authorization) = redemption(app, issuer, known, secrets, code);
    let address = &known.metadata.token_endpoint;
    let answer = app.oidc.post(address, form, authorization).await;
    let answer = answer.map_err(|error| match error {
        // The issuer answers, and does not know this code with this verifier from us.
        FetchError::Status(400..=499) => refused(issuer, "the code was not taken"),
        error => {
            tracing::warn!(issuer = %issuer.settings.key, %error, "the token endpoint");
            ErrorCode::IssuerUnavailable.into()
        }
    })?;
    #[derive(Deserialize)]
    struct Reply {
        id_token: String,
    }
    serde_json::from_slice::<Reply>(&answer)
        .map(|reply| reply.id_token)
        .map_err(|_error| refused(issuer, "no ID token"))
}

async fn verify(
    app: &App,
    issuer: &Issuer,
    known: Arc<Known>,
    secrets: &Secrets,
    token: &str,
) -> Result<Claims, ApiError> {
    let expected = Expected {
        issuer: &issuer.settings.issuer,
        client_id: &issuer.settings.client_id,
        algorithms: &issuer.settings.algorithms,
        nonce: &secrets.nonce,
        now: app.now(),
    };
    let mut checked = id_token::check(token, &known.keys, &expected);
    if checked.as_ref().err() == Some(&TokenError::Key(KeyError::Unknown))
        && let Some(newer) = app.oidc.keys_again(app, issuer).await
    {
        checked = id_token::check(token, &newer.keys, &expected);
    }
    checked.map_err(|error| refused(issuer, &error.to_string()))
}

fn check_level(issuer: &Issuer, claims: &Claims) -> Result<(), ApiError> {
    let wanted = &issuer.settings.acr;
    let is_reached = claims.acr.as_ref().is_some_and(|acr| wanted.contains(acr));
    if wanted.is_empty() || is_reached {
        Ok(())
    } else {
        Err(ErrorCode::AssuranceTooLow.into())
    }
}

/// When the person proved who they are. An issuer that does not say so has not proven anything fresh.
fn auth_time(app: &App, flow: &Flow, claims: &Claims) -> Result<i64, ApiError> {
    let said = claims.auth_time.and_then(|at| at.checked_mul(1000));
    match flow.purpose {
        Purpose::Again { .. } => {
            let since = flow.begun_at - AGAIN_SKEW * 1000;
            said.filter(|at| *at >= since)
                .map(|at| at.min(app.now().0))
                .ok_or_else(|| ErrorCode::SignInTooOld.into())
        }
        Purpose::SignIn { .. } | Purpose::Accept { .. } | Purpose::Bind { .. } => {
            let age = i64::from(app.settings.session_absolute_minutes) * 60_000;
            let oldest = app.now().0 - age;
            Ok(said.unwrap_or(oldest).clamp(oldest, app.now().0))
        }
    }
}

/// How, as the issuer says it: that it was one, and its own words after it.
fn ways(claims: &Claims) -> String {
    let words = claims.amr.iter().map(|word| plain(word, AMR_MAX));
    std::iter::once(amr::FEDERATED.to_owned())
        .chain(words.filter(|word| !word.is_empty()).take(AMRS_MAX))
        .collect::<Vec<_>>()
        .join(" ")
}

/// What may be kept of a text that somebody else wrote.
fn plain(text: &str, length: usize) -> String {
    text.chars()
        .filter(char::is_ascii_graphic)
        .take(length)
        .collect()
}

/// One code for every token that does not hold; why is for the log.
fn refused(issuer: &Issuer, reason: &str) -> ApiError {
    tracing::warn!(issuer = %issuer.settings.key, reason, "an identity was refused");
    ErrorCode::IdentityRefused.into()
}
