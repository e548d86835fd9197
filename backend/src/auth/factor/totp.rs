//! Codes of an authenticator app (RFC 6238: SHA-1, six digits, 30 seconds, as every app has them). A code counts within one step
//! of now and once: no code of its step or an earlier one is taken again. The secret is sealed under its user's key.

use sha2::{Digest, Sha256};
use shared::api::{AccountEventKind, RecoveryCodes, TotpOffer};
use totp_rs::{Builder, Totp};
use uuid::Uuid;

use super::ensure_may_add;
use super::recovery::Fresh;
use super::ways::ensure_way_in;
use crate::app::App;
use crate::auth::event::Event;
use crate::auth::{Caller, amr, session};
use crate::error::{ApiError, ErrorCode};
use crate::qr;
use crate::store::{self, AuthenticatorRow, CeremonyRow, Hash, TenantId, Tx, UserRow};
use crate::vault::{Opened, Place, Vault};

/// Digits of a code.
pub const DIGITS: usize = 6;
/// Bytes of a secret, as RFC 4226 recommends.
const SECRET_LENGTH: usize = 20;
/// How long an offered secret may be confirmed.
const OFFER_MILLIS: i64 = 15 * 60_000;
const OFFER: &str = "totp_offer";
/// What the authenticator app shows above the code.
const ISSUER: &str = "Fotf%C3%A4ste";

/// Makes a secret and shows it; it counts once [`confirm`] is given a code of it. The present one counts until then.
pub async fn offer(app: &App, caller: &Caller) -> Result<TotpOffer, ApiError> {
    ensure_may_add(app, caller).await?;
    let mut secret = [0; SECRET_LENGTH];
    getrandom::fill(&mut secret).map_err(|error| ApiError::internal(error.to_string()))?;
    let (vault, tenant, user, now) = (
        app.vault.clone(),
        caller.tenant(),
        caller.user.id,
        app.now().0,
    );
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            tx.forget_ceremonies(now).await?;
            tx.take_ceremony(&key(user)).await?;
            let sealed = vault.seal(tx, tenant, user, &place(user), &secret).await;
            let row = CeremonyRow {
                key: key(user),
                kind: OFFER.to_owned(),
                user: Some(user),
                payload: sealed.map_err(ApiError::internal)?,
                expires_at: now + OFFER_MILLIS,
            };
            Ok(tx.put_ceremony(&row).await?)
        })
    })
    .await?;
    let secret = totp_rs::Secret::from(secret).to_base32();
    let login = encoded(&caller.user.login);
    let uri = format!("otpauth://totp/{ISSUER}:{login}?secret={secret}&issuer={ISSUER}");
    Ok(TotpOffer {
        qr: qr::draw(&uri)?,
        secret,
    })
}

/// Takes the offered secret into use when the code is one of it, with fresh recovery codes.
pub async fn confirm(app: &App, caller: &Caller, code: &str) -> Result<RecoveryCodes, ApiError> {
    ensure_may_add(app, caller).await?;
    app.limits.check_code(&caller.user.login)?;
    let (user, tenant, now) = (caller.user.id, caller.tenant(), app.now().0);
    let (vault, code) = (app.vault.clone(), typed(code));
    let Fresh { codes, hashes } = Fresh::make(user)?;
    let row = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (vault, code, hashes) = (vault.clone(), code.clone(), hashes.clone());
        Box::pin(async move {
            let offer = tx.take_ceremony(&key(user)).await?;
            let offer = offer.filter(|offer| offer.kind == OFFER && now < offer.expires_at);
            let Some(offer) = offer else { return Ok(false) };
            let secret = open(tx, &vault, tenant, user, &offer.payload).await?;
            let Some(step) = step(&secret, &code, now)? else {
                // A slip of the finger: the same picture is good for another try.
                tx.put_ceremony(&offer).await?;
                return Ok(false);
            };
            tx.put_authenticator(&AuthenticatorRow {
                user,
                secret: offer.payload,
                last_step: step,
                created_at: now,
            })
            .await?;
            tx.replace_recovery(user, &hashes).await?;
            Ok(true)
        })
    })
    .await?;
    if !row {
        return Err(ErrorCode::CodeRefused.into());
    }
    Event::own(app, caller, AccountEventKind::TotpAdded)
        .keep_alone(app)
        .await?;
    session::strengthen(app, &caller.session, amr::TOTP).await?;
    Ok(RecoveryCodes { codes })
}

/// Takes the authenticator away.
pub async fn remove(app: &App, caller: &Caller) -> Result<(), ApiError> {
    let (user, policy) = (caller.user.id, app.settings.second_factor);
    let event = Event::own(app, caller, AccountEventKind::TotpRemoved);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let event = event.clone();
        Box::pin(async move {
            if !tx.remove_authenticator(user).await? {
                return Err(ErrorCode::NotFound.into());
            }
            ensure_way_in(tx, user, policy).await?;
            Ok(event.keep(tx).await?)
        })
    })
    .await
}

/// Uses a code up; false when it is wrong, or its step was used.
pub async fn use_code(app: &App, user: &UserRow, code: String) -> Result<bool, ApiError> {
    let (id, tenant, now, vault) = (user.id, user.tenant, app.now().0, app.vault.clone());
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (vault, code) = (vault.clone(), code.clone());
        Box::pin(async move {
            let Some(row) = tx.authenticator(id).await? else {
                return Ok(false);
            };
            let secret = open(tx, &vault, tenant, id, &row.secret).await?;
            match step(&secret, &code, now)? {
                Some(step) => Ok(tx.use_step(id, step).await?),
                None => Ok(false),
            }
        })
    })
    .await
}

async fn open(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    user: Uuid,
    sealed: &[u8],
) -> Result<Vec<u8>, ApiError> {
    let opened = vault
        .unseal(tx, tenant, Some(user), &place(user), sealed)
        .await;
    match opened.map_err(ApiError::internal)? {
        Opened::Bytes(secret) => Ok(secret),
        Opened::Erased { .. } => Err(ErrorCode::CodeRefused.into()),
    }
}

/// The step that a code belongs to, when it is one of now or one beside it.
fn step(secret: &[u8], code: &str, now: i64) -> Result<Option<i64>, ApiError> {
    let totp: Totp = Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|error| ApiError::internal(error.to_string()))?;
    let step = totp.check(code, u64::try_from(now / 1_000).unwrap_or(0));
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

fn typed(code: &str) -> String {
    code.chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn key(user: Uuid) -> Hash {
    let hasher = Sha256::new_with_prefix(b"fotfaste totp offer");
    hasher.chain_update(user.as_bytes()).finalize().into()
}

fn place(user: Uuid) -> Place<'static> {
    Place::Entity {
        kind: "authenticator",
        id: user,
    }
}

/// A part of a URI in which nothing means anything.
fn encoded(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    });
    bytes.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B (SHA-1), its last six digits.
    #[test]
    fn the_codes_of_the_standard_are_taken_within_one_step() {
        let secret = b"12345678901234567890";
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (2_000_000_000, "279037"),
        ] {
            for late in [-30, 0, 30] {
                let found = step(secret, code, (second + late) * 1_000).unwrap();
                assert_eq!(found, Some(second / 30), "{second} {late}");
            }
            assert_eq!(step(secret, code, (second + 60) * 1_000).unwrap(), None);
        }
        assert_eq!(step(secret, "+87082", 59_000).unwrap(), None);
    }

    #[test]
    fn an_account_name_cannot_add_to_the_address() {
        assert_eq!(encoded("a&b=c@d"), "a%26b%3Dc%40d");
    }
}
