//! Passkeys: the ceremonies around `webauthn`. Each begins with a random challenge that is kept for five minutes under its hash
//! and taken away when the browser brings it back, so that no answer counts twice. Every "no" is one answer, whatever the reason.

use axum::http::HeaderMap;
use axum::http::header::HOST;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shared::api::{AccountEventKind, PasskeyNew, PasskeyOptions, PasskeyRef};
use shared::text::Text;
use uuid::Uuid;

use super::ensure_may_add;
use super::ways::ensure_way_in;
use super::webauthn::{self, ALGORITHMS, Fault, Made, Proof, RelyingParty};
use crate::app::App;
use crate::auth::event::Event;
use crate::auth::{Caller, amr, session};
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, CeremonyRow, Hash, PasskeyRow, StoreError, UserRow};

/// Most passkeys of a user.
pub const PASSKEYS_MAX: usize = 20;
/// Longest name of a passkey, in characters.
const NAME_MAX: usize = 60;
const CEREMONY_MILLIS: i64 = 5 * 60_000;
/// A passkey is to be made.
const MAKE: &str = "passkey_make";
/// A passkey is to be shown.
const SHOW: &str = "passkey_show";

/// Who we are to an authenticator: the configured address, or on this machine whatever name it is asked by. An address made of
/// numbers has no passkeys, nor has one that nobody configured.
pub fn relying_party(app: &App, headers: &HeaderMap) -> Option<RelyingParty> {
    let configured = app.settings.public_origin.trim_end_matches('/');
    if let Some((_, rest)) = configured.split_once("://") {
        let id = rest.split(':').next().unwrap_or_default();
        let is_name = id.parse::<std::net::IpAddr>().is_err() && !id.starts_with('[');
        return is_name.then(|| RelyingParty {
            id: id.to_owned(),
            origins: vec![configured.to_owned()],
        });
    }
    let host = headers.get(HOST)?.to_str().ok()?;
    let id = host.split(':').next()?;
    (id == "localhost").then(|| RelyingParty {
        id: id.to_owned(),
        origins: vec![format!("http://{host}"), format!("https://{host}")],
    })
}

fn party(app: &App, headers: &HeaderMap) -> Result<RelyingParty, ApiError> {
    relying_party(app, headers).ok_or_else(|| ErrorCode::PasskeysUnavailable.into())
}

/// Begins to sign in, or to show once more who one is.
pub async fn ask(app: &App, headers: &HeaderMap) -> Result<PasskeyOptions, ApiError> {
    let rp = party(app, headers)?;
    let challenge = begin(app, SHOW, None).await?;
    Ok(options(&json!({
        "challenge": challenge,
        "rpId": rp.id,
        "timeout": CEREMONY_MILLIS,
        "userVerification": "required",
        "allowCredentials": [],
    })))
}

/// Begins to make one more passkey of the caller.
pub async fn offer(
    app: &App,
    headers: &HeaderMap,
    caller: &Caller,
) -> Result<PasskeyOptions, ApiError> {
    ensure_may_add(app, caller).await?;
    let rp = party(app, headers)?;
    let user = caller.user.id;
    let known = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.passkeys_of(user).await?) })
    })
    .await?;
    if known.len() >= PASSKEYS_MAX {
        return Err(ApiError::from(ErrorCode::ValueRefused).with("field", "passkeys"));
    }
    let known: Vec<Value> = known
        .iter()
        .map(|row| json!({"type": "public-key", "id": BASE64.encode(&row.credential)}))
        .collect();
    let challenge = begin(app, MAKE, Some(user)).await?;
    Ok(creation(
        &rp,
        &challenge,
        (user, &caller.user.login, &caller.user.name),
        &known,
    ))
}

/// What a browser is asked to make.
fn creation(
    rp: &RelyingParty,
    challenge: &str,
    (user, login, name): (Uuid, &str, &str),
    known: &[Value],
) -> PasskeyOptions {
    let algorithms: Vec<Value> = ALGORITHMS
        .iter()
        .map(|number| json!({"type": "public-key", "alg": number}))
        .collect();
    options(&json!({
        "rp": {"id": rp.id, "name": "Fotfäste"},
        "user": {"id": BASE64.encode(user.as_bytes()), "name": login, "displayName": name},
        "challenge": challenge,
        "pubKeyCredParams": algorithms,
        "timeout": CEREMONY_MILLIS,
        "excludeCredentials": known,
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required",
        },
        "attestation": "none",
    }))
}

fn options(options: &Value) -> PasskeyOptions {
    PasskeyOptions {
        options: options.to_string(),
    }
}

/// Keeps a fresh challenge; gives it as the browser wants it.
async fn begin(app: &App, kind: &'static str, user: Option<Uuid>) -> Result<String, ApiError> {
    let mut challenge = [0; 32];
    getrandom::fill(&mut challenge).map_err(|error| ApiError::internal(error.to_string()))?;
    let now = app.now().0;
    let row = CeremonyRow {
        key: Sha256::digest(challenge).into(),
        kind: kind.to_owned(),
        user,
        payload: Vec::new(),
        expires_at: now + CEREMONY_MILLIS,
    };
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let row = row.clone();
        Box::pin(async move {
            tx.forget_ceremonies(now).await?;
            Ok(tx.put_ceremony(&row).await?)
        })
    })
    .await?;
    Ok(BASE64.encode(challenge))
}

/// Takes the ceremony of a challenge away; none when it is over, unknown, or another.
async fn end(app: &App, kind: &'static str, challenge: &[u8]) -> Result<CeremonyRow, ApiError> {
    let (key, now): (Hash, _) = (Sha256::digest(challenge).into(), app.now().0);
    let row = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.take_ceremony(&key).await?) })
    })
    .await?;
    row.filter(|row| row.kind == kind && now < row.expires_at)
        .ok_or_else(|| refused("challenge"))
}

fn refused(reason: &str) -> ApiError {
    tracing::info!(reason, "passkey refused");
    ErrorCode::PasskeyRefused.into()
}

fn fault(fault: Fault) -> ApiError {
    refused(&fault.to_string())
}

/// Who has shown a passkey.
pub async fn show(app: &App, headers: &HeaderMap, credential: &str) -> Result<UserRow, ApiError> {
    let rp = party(app, headers)?;
    let proof = webauthn::proof(&rp, credential).map_err(fault)?;
    end(app, SHOW, &proof.challenge).await?;
    let (row, user) = owner(app, &proof).await?;
    proof.check(&row.public_key).map_err(fault)?;
    let (id, counter, now) = (row.id, i64::from(proof.counter), app.now().0);
    let has_grown = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.use_passkey(id, counter, now).await?) })
    })
    .await?;
    if has_grown {
        return Ok(user);
    }
    let kind = AccountEventKind::PasskeyCloned;
    Event::new(app, user.tenant, user.id, user.id, kind)
        .keep_alone(app)
        .await?;
    Err(refused("counter"))
}

/// The passkey that a proof names, and its user, who must be the one that the authenticator names.
async fn owner(app: &App, proof: &Proof) -> Result<(PasskeyRow, UserRow), ApiError> {
    let credential = proof.credential.clone();
    let found = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let credential = credential.clone();
        Box::pin(async move {
            let Some(row) = tx.passkey(&credential).await? else {
                return Ok(None);
            };
            let user = tx.user(row.user).await?;
            Ok(user.map(|user| (row, user)))
        })
    })
    .await?;
    let (row, user) = found.ok_or_else(|| refused("unknown"))?;
    if proof.user_handle.as_deref() != Some(&user.id.as_bytes()[..]) {
        return Err(refused("user_handle"));
    }
    if user.state != session::ACTIVE {
        return Err(refused("account"));
    }
    Ok((row, user))
}

/// One more passkey of the caller. The session counts as signed in with it from now on.
pub async fn add(
    app: &App,
    headers: &HeaderMap,
    caller: &Caller,
    request: &PasskeyNew,
) -> Result<(), ApiError> {
    ensure_may_add(app, caller).await?;
    let rp = party(app, headers)?;
    let name = Text::<NAME_MAX>::parse(&request.name)
        .map_err(|_error| ApiError::from(ErrorCode::ValueRefused).with("field", "name"))?;
    let made = webauthn::made(&rp, &request.credential).map_err(fault)?;
    let ceremony = end(app, MAKE, &made.challenge).await?;
    if ceremony.user != Some(caller.user.id) {
        return Err(refused("challenge"));
    }
    let row = row(app, caller.user.id, name.as_str(), made);
    let event = Event::own(app, caller, AccountEventKind::PasskeyAdded);
    let kept = store::write::<_, StoreError, _>(app.store.as_ref(), move |tx| {
        let (row, event) = (row.clone(), event.clone());
        Box::pin(async move {
            tx.put_passkey(&row).await?;
            event.keep(tx).await
        })
    });
    match kept.await {
        Ok(()) => session::strengthen(app, &caller.session, amr::PASSKEY).await,
        Err(StoreError::Conflict(_)) => Err(refused("known")),
        Err(error) => Err(error.into()),
    }
}

fn row(app: &App, user: Uuid, name: &str, made: Made) -> PasskeyRow {
    PasskeyRow {
        id: Uuid::new_v4(),
        user,
        credential: made.credential,
        public_key: made.public_key,
        counter: i64::from(made.counter),
        name: name.to_owned(),
        created_at: app.now().0,
        last_used: None,
    }
}

/// Takes a passkey of the caller away, never the last way in.
pub async fn remove(
    app: &App,
    caller: &Caller,
    PasskeyRef { passkey }: PasskeyRef,
) -> Result<(), ApiError> {
    let (user, policy) = (caller.user.id, app.settings.second_factor);
    let event = Event::own(app, caller, AccountEventKind::PasskeyRemoved);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let event = event.clone();
        Box::pin(async move {
            if !tx.remove_passkey(user, passkey.uuid()).await? {
                return Err(ErrorCode::NotFound.into());
            }
            ensure_way_in(tx, user, policy).await?;
            Ok(event.keep(tx).await?)
        })
    })
    .await
}
