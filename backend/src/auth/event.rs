//! What happened to somebody's ways in: kept for the user to see, and told in the log without names.

use shared::api::{AccountEvent, AccountEventKind};
use shared::time::Millis;
use uuid::Uuid;

use super::Caller;
use crate::app::App;
use crate::error::ApiError;
use crate::store::{self, AccountEventRow, StoreError, TenantId, Tx};

/// The events that are shown.
const SHOWN_MAX: i64 = 20;

/// Something that happened, ready to be kept. Made outside the transaction, which may run more than once.
#[derive(Clone, Debug)]
pub struct Event(AccountEventRow);

impl Event {
    /// By somebody (`actor`), to a user.
    pub fn new(
        app: &App,
        tenant: TenantId,
        user: Uuid,
        actor: Uuid,
        kind: AccountEventKind,
    ) -> Self {
        tracing::info!(kind = kind.code(), %user, %actor, "account");
        Self(AccountEventRow {
            id: Uuid::now_v7(),
            tenant,
            user,
            actor,
            kind: kind.code().to_owned(),
            at: app.now().0,
        })
    }

    /// By the caller, to themselves.
    pub fn own(app: &App, caller: &Caller, kind: AccountEventKind) -> Self {
        Self::new(app, caller.tenant(), caller.user.id, caller.user.id, kind)
    }

    /// Keeps it.
    pub async fn keep(&self, tx: &mut dyn Tx) -> Result<(), StoreError> {
        tx.put_account_event(&self.0).await
    }

    /// Keeps it by itself.
    pub async fn keep_alone(self, app: &App) -> Result<(), ApiError> {
        store::write::<_, ApiError, _>(app.store.as_ref(), move |tx| {
            let event = self.clone();
            Box::pin(async move { Ok(event.keep(tx).await?) })
        })
        .await
    }
}

/// What happened to a user's ways in, newest first.
pub async fn list(tx: &mut dyn Tx, user: Uuid) -> Result<Vec<AccountEvent>, StoreError> {
    let rows = tx.account_events(user, SHOWN_MAX).await?;
    let events = rows.into_iter().filter_map(|row| {
        let kinds = AccountEventKind::ALL.iter();
        let kind = kinds.copied().find(|kind| kind.code() == row.kind)?;
        Some(AccountEvent {
            kind,
            at: Millis(row.at),
            is_by_other: row.actor != row.user,
        })
    });
    Ok(events.collect())
}
