//! Which ways in somebody has, and that the last one is never taken away.

use shared::api::{Factors, PasskeyInfo};
use shared::time::Millis;
use uuid::Uuid;

use crate::app::App;
use crate::auth::{Caller, event};
use crate::error::{ApiError, ErrorCode};
use crate::settings::SecondFactor;
use crate::store::{self, StoreError, Tx};

/// What somebody can show besides the password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    pub passkeys: usize,
    pub has_authenticator: bool,
    pub recovery_left: i64,
}

impl Ways {
    /// Whether a password alone must not be enough, whatever the settings.
    pub fn has_any(self) -> bool {
        self.passkeys > 0 || self.has_authenticator
    }

    pub async fn read(tx: &mut dyn Tx, user: Uuid) -> Result<Self, StoreError> {
        Ok(Self {
            passkeys: tx.passkeys_of(user).await?.len(),
            has_authenticator: tx.authenticator(user).await?.is_some(),
            recovery_left: tx.recovery_left(user).await?,
        })
    }
}

/// A user's ways.
pub async fn ways(app: &App, user: Uuid) -> Result<Ways, ApiError> {
    store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move { Ok(Ways::read(tx, user).await?) })
    })
    .await
}

/// Refuses what would leave somebody outside: called after a way was taken away, in the same transaction.
pub async fn ensure_way_in(
    tx: &mut dyn Tx,
    user: Uuid,
    second_factor: SecondFactor,
) -> Result<(), ApiError> {
    let ways = Ways::read(tx, user).await?;
    let row = tx.user(user).await?.ok_or(ErrorCode::NotFound)?;
    let is_password_enough = match second_factor {
        SecondFactor::Required => ways.has_authenticator,
        SecondFactor::Offered => true,
    };
    if ways.passkeys > 0 || (!row.password_hash.is_empty() && is_password_enough) {
        Ok(())
    } else {
        Err(ErrorCode::LastWayIn.into())
    }
}

/// What the account screen is told.
pub async fn info(app: &App, caller: &Caller, may_passkey: bool) -> Result<Factors, ApiError> {
    let user = caller.user.id;
    store::read::<_, ApiError, _>(app.store.as_ref(), move |tx| {
        Box::pin(async move {
            let row = tx.user(user).await?.ok_or(ErrorCode::NotFound)?;
            let passkeys = tx.passkeys_of(user).await?.into_iter();
            let passkeys = passkeys.map(|row| PasskeyInfo {
                id: row.id.into(),
                name: row.name,
                created_at: Millis(row.created_at),
                last_used: row.last_used.map(Millis),
            });
            let authenticator = tx.authenticator(user).await?;
            Ok(Factors {
                passkeys: passkeys.collect(),
                authenticator: authenticator.map(|row| Millis(row.created_at)),
                recovery_left: u32::try_from(tx.recovery_left(user).await?).unwrap_or(0),
                has_password: !row.password_hash.is_empty(),
                may_passkey,
                events: event::list(tx, user).await?,
            })
        })
    })
    .await
}
