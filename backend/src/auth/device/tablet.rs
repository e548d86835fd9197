//! The tablet's own side: it uses the code with its public key, signs what the server gives it and gets a session for that. Whatever is
//! wrong with a signature, nonce or id is one answer.

use axum::http::HeaderMap;
use axum::response::Response;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use shared::api::device::{
    DeviceNamed, DeviceNonce, DeviceSignIn, DeviceState, HandOver, PairRequest, Paired,
};
use shared::id::{DeviceId, UserId};
use shared::pairing::{self, Purpose};
use shared::sync::protocol::PushReply;
use shared::time::Millis;

use super::offer::MINUTES;
use super::state;
use crate::accept;
use crate::app::App;
use crate::auth::{amr, login};
use crate::error::{ApiError, ErrorCode};
use crate::store::{self, DeviceRow, UserRow};

/// Wrong codes after which the offer that they nearly met is over.
const TRIES_MAX: i64 = 5;
/// How long a nonce may be signed.
const NONCE_MILLIS: i64 = 60_000;

/// Uses a code. The first tablet that has the whole of it takes it; whoever comes next finds nothing.
pub async fn pair(app: &App, request: PairRequest) -> Result<Paired, ApiError> {
    let code = pairing::read_code(&request.code).ok_or(ErrorCode::CodeUnknown)?;
    let key = pairing::unhex(&request.public_key, pairing::KEY_LENGTH);
    let key = key.filter(|key| key.first() == Some(&4));
    let key = key.ok_or_else(|| super::refused("public_key"))?;
    let now = app.now().0;
    let taken = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (code, key) = (code.clone(), key.clone());
        Box::pin(async move {
            let handle: String = code.chars().take(pairing::HANDLE_LENGTH).collect();
            for found in tx.devices_by_handle(&handle).await? {
                tx.lock_tenant(found.tenant).await?;
                // Read again under the lock: of two tablets with one code, one comes second.
                let Some(row) = tx.device(found.id).await? else {
                    continue;
                };
                let is_open = state(&row)? == DeviceState::Offered
                    && now < row.expires_at
                    && row.tries < TRIES_MAX;
                if !is_open {
                    continue;
                }
                if pairing::code_hash(row.id.into(), &code) != row.code_hash {
                    let tries = row.tries + 1;
                    tx.put_device(&DeviceRow { tries, ..row }).await?;
                    continue;
                }
                let row = DeviceRow {
                    state: DeviceState::Asked.code().to_owned(),
                    public_key: Some(key.clone()),
                    expires_at: now + MINUTES * 60_000,
                    ..row
                };
                tx.put_device(&row).await?;
                return Ok(Some((DeviceId::from(row.id), row.expires_at)));
            }
            Ok(None)
        })
    })
    .await?;
    let (device, expires_at) = taken.ok_or(ErrorCode::CodeUnknown)?;
    Ok(Paired {
        device,
        expires_at: Millis(expires_at),
    })
}

/// Gives a tablet something to sign; what was given before is void. An unknown one gets the like, so that nobody learns which are there.
pub async fn nonce(app: &App, asked: DeviceNamed) -> Result<DeviceNonce, ApiError> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(ApiError::internal)?;
    let (nonce, until) = (pairing::hex(&random), app.now().0 + NONCE_MILLIS);
    let given = nonce.clone();
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let nonce = Some(given.clone());
        Box::pin(async move {
            let Some(found) = tx.device(asked.device.uuid()).await? else {
                return Ok(());
            };
            tx.lock_tenant(found.tenant).await?;
            if let Some(row) = tx.device(found.id).await? {
                tx.put_device(&DeviceRow {
                    nonce,
                    nonce_until: until,
                    ..row
                })
                .await?;
            }
            Ok(())
        })
    })
    .await?;
    Ok(DeviceNonce {
        nonce,
        expires_at: Millis(until),
    })
}

/// The tablet that has proven itself; the nonce is used up whether or not the signature is right.
async fn proven(
    app: &App,
    purpose: Purpose,
    proof: DeviceSignIn,
) -> Result<(DeviceRow, DeviceState), ApiError> {
    let now = app.now().0;
    let row = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let proof = proof.clone();
        Box::pin(async move {
            let Some(found) = tx.device(proof.device.uuid()).await? else {
                return Ok(None);
            };
            tx.lock_tenant(found.tenant).await?;
            let Some(row) = tx.device(found.id).await? else {
                return Ok(None);
            };
            let is_fresh = row.nonce.as_deref() == Some(&*proof.nonce) && now < row.nonce_until;
            let is_right = is_fresh && is_signed(&row, purpose, &proof);
            let row = DeviceRow {
                nonce: None,
                last_seen: if is_right { Some(now) } else { row.last_seen },
                ..row
            };
            tx.put_device(&row).await?;
            Ok(is_right.then_some(row))
        })
    })
    .await?;
    let row = row.ok_or(ErrorCode::CredentialsRefused)?;
    let state = state(&row)?;
    let is_over = state == DeviceState::Asked && now >= row.expires_at;
    Ok((row, if is_over { DeviceState::Refused } else { state }))
}

fn is_signed(row: &DeviceRow, purpose: Purpose, proof: &DeviceSignIn) -> bool {
    let (Some(key), Some(signature)) = (
        row.public_key.as_deref(),
        pairing::unhex(&proof.signature, pairing::SIGNATURE_LENGTH),
    ) else {
        return false;
    };
    let message = pairing::message(purpose, proof.device, &proof.nonce);
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
        .verify(&message, &signature)
        .is_ok()
}

/// Begins a session for a tablet that signed.
pub async fn sign_in(
    app: &App,
    headers: &HeaderMap,
    proof: DeviceSignIn,
) -> Result<Response, ApiError> {
    let (row, state) = proven(app, Purpose::Session, proof).await?;
    match state {
        DeviceState::Active => {
            let user = user_of(app, &row).await?;
            login::welcome(app, headers, &user, amr::DEVICE).await
        }
        DeviceState::Offered | DeviceState::Asked => Err(ErrorCode::DevicePending.into()),
        DeviceState::Refused | DeviceState::Revoked => Err(ErrorCode::DeviceRevoked.into()),
    }
}

async fn user_of(app: &App, row: &DeviceRow) -> Result<UserRow, ApiError> {
    let id = row.user.ok_or(ErrorCode::CredentialsRefused)?;
    let user = store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.user(id).await?) })
    })
    .await?;
    user.ok_or_else(|| ErrorCode::CredentialsRefused.into())
}

/// Takes into custody what waited on a tablet when it was disconnected. It learns that it is kept, and nothing else.
pub async fn hand_over(app: &App, request: HandOver) -> Result<PushReply, ApiError> {
    let (row, state) = proven(app, Purpose::HandOver, request.proof).await?;
    let user = row.user.filter(|_| state == DeviceState::Revoked);
    let caller = accept::Caller {
        tenant: row.tenant,
        user: UserId::from(user.ok_or(ErrorCode::CredentialsRefused)?),
    };
    let reply = accept::push(&app.deps(), caller, app.moment(), request.push).await?;
    Ok(PushReply {
        verdicts: Vec::new(),
        ..reply
    })
}
