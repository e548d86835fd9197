//! A sign-in that is under way at an issuer. The browser holds one secret, in a cookie; nonce and PKCE verifier are made from it, so
//! the database has nothing that would open a session, and the answer is worth nothing in another browser. The cookie is `Lax`,
//! because the way back comes from another site and `Strict` would not be sent on it; it lives for minutes and opens nothing.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;

use super::issuer::Issuer;
use super::metadata::Known;
use crate::app::App;
use crate::auth::cookie;
use crate::auth::token::{self, Token};
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, CeremonyRow, Hash};

/// The cookie's name.
pub const COOKIE: &str = "__Host-oidc";
/// Within this one must be back from the issuer.
const MINUTES: i64 = 10;
/// What a sign-in under way is called among all that browsers bring back.
const KIND: &str = "oidc";
/// Longest path to land on.
const LANDING_MAX: usize = 200;

/// What the identity is wanted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To sign in; ends the session that the browser had.
    SignIn { before: Option<Hash> },
    /// To use an invitation instead of choosing a password.
    Accept { link: Hash },
    /// To show once more who one is, in this session.
    Again { user: Uuid, session: Hash },
    /// To add this way of signing in to one's account.
    Bind { user: Uuid, session: Hash },
}

impl Purpose {
    /// The session that ends where the new one begins.
    pub fn before(&self) -> Option<Hash> {
        match self {
            Self::SignIn { before } => *before,
            Self::Accept { .. } => None,
            Self::Again { session, .. } | Self::Bind { session, .. } => Some(*session),
        }
    }
}

/// What is kept of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flow {
    pub issuer: String,
    pub purpose: Purpose,
    /// The path of the app where it ends.
    pub landing: String,
    pub begun_at: i64,
    browser: Hash,
}

/// The browser's way to the issuer.
pub struct Begun {
    pub location: String,
    pub cookie: HeaderValue,
}

/// What only the browser of a flow can bring.
pub struct Secrets {
    pub nonce: String,
    pub verifier: String,
}

impl Secrets {
    fn of(secret: &str) -> Self {
        let made = |label: &str| {
            BASE64_URL_SAFE_NO_PAD.encode(
                Sha256::new()
                    .chain_update(label)
                    .chain_update(secret)
                    .finalize(),
            )
        };
        Self {
            nonce: made("nonce "),
            verifier: made("verifier "),
        }
    }

    fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&self.verifier))
    }
}

/// Where the issuer sends the browser back to: one address an issuer, so that no issuer's answer passes for another's.
pub fn redirect(app: &App, issuer: &Issuer) -> String {
    let origin = app.settings.public_origin.trim_end_matches('/');
    format!("{origin}/auth/v1/oidc/{}/callback", issuer.settings.key)
}

/// Notes the flow and makes its address at the issuer.
pub async fn begin(
    app: &App,
    issuer: &Issuer,
    known: &Known,
    purpose: Purpose,
    landing: String,
) -> Result<Begun, ApiError> {
    let (state, browser) = (new_token()?, new_token()?);
    let flow = Flow {
        issuer: issuer.settings.key.clone(),
        landing,
        begun_at: app.now().0,
        browser: browser.hash,
        purpose,
    };
    let row = CeremonyRow {
        key: state.hash,
        kind: KIND.to_owned(),
        user: None,
        payload: serde_json::to_vec(&flow).map_err(ApiError::internal)?,
        expires_at: flow.begun_at + MINUTES * 60_000,
    };
    let now = flow.begun_at;
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let row = row.clone();
        Box::pin(async move {
            tx.forget_ceremonies(now).await?;
            Ok(tx.put_ceremony(&row).await?)
        })
    })
    .await?;
    let secrets = Secrets::of(&browser.text);
    let location = address(app, issuer, known, &flow, &state.text, &secrets);
    Ok(Begun {
        location: location.into(),
        cookie: give(&browser.text)?,
    })
}

fn address(
    app: &App,
    issuer: &Issuer,
    known: &Known,
    flow: &Flow,
    state: &str,
    secrets: &Secrets,
) -> Url {
    let settings = &issuer.settings;
    let mut address = known.metadata.authorization_endpoint.clone();
    let mut query = address.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", &settings.client_id)
        .append_pair("redirect_uri", &redirect(app, issuer))
        .append_pair("scope", &settings.scopes.join(" "))
        .append_pair("state", state)
        .append_pair("nonce", &secrets.nonce)
        .append_pair("code_challenge", &secrets.challenge())
        .append_pair("code_challenge_method", "S256");
    if !settings.acr.is_empty() {
        query.append_pair("acr_values", &settings.acr.join(" "));
    }
    match flow.purpose {
        Purpose::Again { .. } => {
            query
                .append_pair("prompt", "login")
                .append_pair("max_age", "0");
        }
        Purpose::SignIn { .. } | Purpose::Accept { .. } | Purpose::Bind { .. } => {
            // Makes the issuer say when the person last proved who they are.
            let seconds = u64::from(app.settings.session_absolute_minutes) * 60;
            query.append_pair("max_age", &seconds.to_string());
        }
    }
    drop(query);
    address
}

/// Takes the flow of a state away, whoever asks: it is good for one answer. None when it is not this browser's, not of this issuer,
/// or too old.
pub async fn take(
    app: &App,
    headers: &HeaderMap,
    issuer: &str,
    state: &str,
) -> Result<(Flow, Secrets), ApiError> {
    let refused = || ApiError::from(ErrorCode::SignInExpired);
    let key = token::hash(state).ok_or_else(refused)?;
    let row = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.take_ceremony(&key).await?) })
    })
    .await?;
    let row = row.filter(|row| row.kind == KIND && app.now().0 < row.expires_at);
    let row = row.ok_or_else(refused)?;
    let flow: Flow = serde_json::from_slice(&row.payload).map_err(ApiError::internal)?;
    let secret = cookie::value(headers, COOKIE).ok_or_else(refused)?;
    if token::hash(secret) == Some(flow.browser) && flow.issuer == issuer {
        Ok((flow, Secrets::of(secret)))
    } else {
        Err(refused())
    }
}

/// A path of the app to land on: no other site, no place on a page, no query.
pub fn landing(path: Option<String>) -> Result<String, ApiError> {
    let path = path.unwrap_or_else(|| "/".to_owned());
    let is_plain = path
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_'));
    let is_ours = path.starts_with('/') && !path.contains("//") && path.len() <= LANDING_MAX;
    if is_plain && is_ours {
        Ok(path)
    } else {
        Err(ApiError::from(ErrorCode::ValueRefused).with("field", "landing"))
    }
}

fn new_token() -> Result<Token, ApiError> {
    Token::session().map_err(ApiError::internal)
}

fn give(text: &str) -> Result<HeaderValue, ApiError> {
    let seconds = MINUTES * 60;
    HeaderValue::try_from(format!(
        "{COOKIE}={text}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}"
    ))
    .map_err(ApiError::internal)
}

/// Takes the cookie back.
pub fn take_back() -> HeaderValue {
    HeaderValue::from_static("__Host-oidc=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_lands_in_the_app_and_nowhere_else() {
        for good in ["/", "/account", "/site/0190-a/day"] {
            assert_eq!(landing(Some(good.to_owned())).unwrap(), good);
        }
        assert_eq!(landing(None).unwrap(), "/");
        for bad in [
            "",
            "account",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a//evil.example",
            "/a?b=c",
            "/a#b",
            "/%2f%2fevil.example",
            "/.evil.example",
            "/a\r\nset-cookie:x",
            "/å",
            &format!("/{}", "a".repeat(LANDING_MAX)),
        ] {
            assert!(landing(Some(bad.to_owned())).is_err(), "{bad}");
        }
    }
}
