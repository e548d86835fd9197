//! Reads an ID token (OpenID Connect Core §3.1.3.7) and takes nothing of it on trust: signature, issuer, audience, times and nonce
//! are checked here, in one place, before any claim is looked at.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use shared::time::Millis;

use super::keys::{Algorithm, KeyError, Keys};

/// Longest token that is read, in bytes.
const LENGTH_MAX: usize = 32 * 1024;
/// Longest subject (Core §2).
const SUBJECT_MAX: usize = 255;
/// How far clocks may be apart, in seconds.
const SKEW: i64 = 60;
/// How old a token may be when it arrives, in seconds: it was made for this sign-in.
const AGE_MAX: i64 = 600;

/// Why a token is refused. For the log; the browser is told one code for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    #[error("not a token")]
    Malformed,
    #[error("algorithm not allowed")]
    Algorithm,
    #[error("asks for an extension that is not known")]
    Critical,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("another issuer")]
    Issuer,
    #[error("another audience")]
    Audience,
    #[error("expired")]
    Expired,
    #[error("not yet valid")]
    NotYet,
    #[error("made long ago or in the future")]
    Age,
    #[error("another nonce")]
    Nonce,
    #[error("no subject")]
    Subject,
}

#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    typ: Option<String>,
    crit: Option<Value>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// The claims of a token that holds.
#[derive(Clone, Debug, Deserialize)]
pub struct Claims {
    pub sub: String,
    /// When the person last proved who they are, in seconds.
    pub auth_time: Option<i64>,
    pub acr: Option<String>,
    #[serde(default)]
    pub amr: Vec<String>,
    /// All else, for names and roles.
    #[serde(flatten)]
    pub others: Map<String, Value>,
}

#[derive(Deserialize)]
struct Whole {
    iss: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    #[serde(flatten)]
    claims: Claims,
}

/// What a token must be.
pub struct Expected<'e> {
    pub issuer: &'e str,
    pub client_id: &'e str,
    pub algorithms: &'e [Algorithm],
    pub nonce: &'e str,
    pub now: Millis,
}

/// Checks a token and gives its claims.
pub fn check(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Claims, TokenError> {
    if token.len() > LENGTH_MAX {
        return Err(TokenError::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (head, body) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    let signature = BASE64_URL_SAFE_NO_PAD
        .decode(signature)
        .map_err(|_error| TokenError::Malformed)?;
    let head: Head = part(head)?;
    if head.crit.is_some() {
        return Err(TokenError::Critical);
    }
    if head
        .typ
        .is_some_and(|kind| !kind.eq_ignore_ascii_case("jwt"))
    {
        return Err(TokenError::Malformed);
    }
    let algorithm = Algorithm::parse(&head.alg)
        .filter(|algorithm| expected.algorithms.contains(algorithm))
        .ok_or(TokenError::Algorithm)?;
    keys.verify(
        algorithm,
        head.kid.as_deref(),
        signed.as_bytes(),
        &signature,
    )?;
    let whole: Whole = part(body)?;
    check_claims(&whole, expected)?;
    Ok(whole.claims)
}

fn check_claims(whole: &Whole, expected: &Expected<'_>) -> Result<(), TokenError> {
    if whole.iss != expected.issuer {
        return Err(TokenError::Issuer);
    }
    let is_for_us = match &whole.aud {
        Audience::One(audience) => audience == expected.client_id,
        Audience::Several(all) => {
            all.iter().any(|audience| audience == expected.client_id)
                && (all.len() == 1 || whole.azp.is_some())
        }
    };
    let is_our_party = whole
        .azp
        .as_deref()
        .is_none_or(|party| party == expected.client_id);
    if !is_for_us || !is_our_party {
        return Err(TokenError::Audience);
    }
    let now = expected.now.0 / 1000;
    if whole.exp <= now.saturating_sub(SKEW) {
        return Err(TokenError::Expired);
    }
    if whole.nbf.is_some_and(|from| from > now + SKEW) {
        return Err(TokenError::NotYet);
    }
    if whole.iat > now + SKEW || whole.iat < now - AGE_MAX {
        return Err(TokenError::Age);
    }
    let nonce = whole.nonce.as_deref().unwrap_or_default();
    if nonce.is_empty() || nonce != expected.nonce {
        return Err(TokenError::Nonce);
    }
    let subject = &whole.claims.sub;
    if subject.is_empty() || subject.len() > SUBJECT_MAX || subject.chars().any(char::is_control) {
        return Err(TokenError::Subject);
    }
    Ok(())
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, TokenError> {
    let bytes = BASE64_URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|_error| TokenError::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_error| TokenError::Malformed)
}
