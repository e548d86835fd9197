//! Recovery codes: ten of 80 bits, each used once, for whoever has lost their authenticator. So many bits need no slow hash.

use sha2::{Digest, Sha256};
use shared::api::{AccountEventKind, RecoveryCodes};
use uuid::Uuid;

use crate::app::App;
use crate::auth::Caller;
use crate::auth::event::Event;
use crate::error::ApiError;
use crate::store::{self, Hash, UserRow};

/// Codes at a time.
pub const COUNT: usize = 10;
/// Signs of a code.
const LENGTH: usize = 16;
/// Crockford's: nothing that looks like something else.
const SIGNS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Fresh codes with what is kept of them.
pub struct Fresh {
    pub codes: Vec<String>,
    pub hashes: Vec<Hash>,
}

impl Fresh {
    /// Ten new ones for a user.
    pub fn make(user: Uuid) -> Result<Self, ApiError> {
        let mut codes = Vec::with_capacity(COUNT);
        let mut hashes = Vec::with_capacity(COUNT);
        for _ in 0..COUNT {
            let mut bytes = [0; LENGTH];
            getrandom::fill(&mut bytes).map_err(|error| ApiError::internal(error.to_string()))?;
            let plain: String = bytes
                .iter()
                .map(|byte| char::from(SIGNS[usize::from(byte % 32)]))
                .collect();
            hashes.push(hash(user, &plain));
            let groups: Vec<&str> = [0, 4, 8, 12].iter().map(|at| &plain[*at..at + 4]).collect();
            codes.push(groups.join("-"));
        }
        Ok(Self { codes, hashes })
    }
}

/// What is kept of a code, however it was typed.
fn hash(user: Uuid, code: &str) -> Hash {
    let plain = code
        .to_lowercase()
        .replace('o', "0")
        .replace(['i', 'l'], "1");
    let hasher = Sha256::new_with_prefix(b"fotfaste recovery code");
    hasher
        .chain_update(user.as_bytes())
        .chain_update(plain)
        .finalize()
        .into()
}

/// Uses a code up; false when it is none or was used.
pub async fn use_code(app: &App, user: &UserRow, code: &str) -> Result<bool, ApiError> {
    let (id, now, hash) = (user.id, app.now().0, hash(user.id, code));
    let is_right = store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(tx.use_recovery(id, &hash, now).await?) })
    })
    .await?;
    if is_right {
        let kind = AccountEventKind::RecoveryUsed;
        Event::new(app, user.tenant, id, id, kind)
            .keep_alone(app)
            .await?;
    }
    Ok(is_right)
}

/// Makes new codes; the old ones are worth nothing any more.
pub async fn renew(app: &App, caller: &Caller) -> Result<RecoveryCodes, ApiError> {
    let user = caller.user.id;
    let Fresh { codes, hashes } = Fresh::make(user)?;
    let event = Event::own(app, caller, AccountEventKind::RecoveryMade);
    store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        let (hashes, event) = (hashes.clone(), event.clone());
        Box::pin(async move {
            tx.replace_recovery(user, &hashes).await?;
            Ok(event.keep(tx).await?)
        })
    })
    .await?;
    Ok(RecoveryCodes { codes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed_and_another_users_is_not() {
        let (user, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let fresh = Fresh::make(user).unwrap();
        assert_eq!((fresh.codes.len(), fresh.hashes.len()), (COUNT, COUNT));
        let plain = fresh.codes[0].replace('-', "");
        assert_eq!(plain.len(), LENGTH);
        assert_eq!(hash(user, &plain.to_uppercase()), fresh.hashes[0]);
        assert_eq!(hash(user, "O1l0"), hash(user, "0110"));
        assert_ne!(hash(other, &plain), fresh.hashes[0]);
    }
}
