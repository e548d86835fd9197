//! The whole of the domain work of the server: take custody, load, judge by `shared`, store, project, answer. Knows no command by
//! name: a new command needs no line here.

mod again;
mod aside;
mod audit;
mod compact;
mod custody;
mod dependants;
mod erase;
mod judge;
mod leftovers;
mod load;
mod local;
mod names;
mod parallel;
mod pull;
mod snapshot;
mod sound;
mod write;

use std::sync::Arc;

use shared::id::{TenantId, UserId};
use shared::sync::protocol::{PushRefusal, PushReply, PushRequest};
use shared::time::{Day, Millis};
use thiserror::Error;

pub use again::{judge_again, judge_parked};
pub use aside::{is_open, put_aside};
pub use audit::{ChainFault, verify_chain};
pub use compact::{compact, compact_through};
pub use custody::open_envelope;
pub use erase::{Erasure, NotErased, Record, erase, erase_again};
pub use leftovers::judge_leftovers;
pub use local::{Order, execute_in, execute_local, server_replica};
pub use pull::{pull, rights};
pub use snapshot::snapshot_page;
pub use sound::{Sound, Unsound, look_through};

use crate::store::{self, Store, StoreError};
use crate::vault::{Vault, VaultError};

/// What the domain work needs.
#[derive(Clone)]
pub struct Deps {
    pub store: Arc<dyn Store>,
    pub vault: Vault,
}

/// Who asks, from the session; never from the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub tenant: TenantId,
    pub user: UserId,
}

/// When it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// The instant.
    pub millis: Millis,
    /// The day in Sweden.
    pub today: Day,
}

/// Why a request as a whole is not answered. One command is never the reason.
#[derive(Debug, Error)]
pub enum AcceptError {
    /// The push is not taken.
    #[error("push refused")]
    Push(PushRefusal),
    /// Row schema too old to pull (HTTP 426).
    #[error("row schema too old")]
    SchemaTooOld,
    /// No such scope for this user, or no such page (HTTP 404).
    #[error("not found")]
    NotFound,
    /// The store failed.
    #[error("store")]
    Store(#[from] StoreError),
    /// Sealing or opening failed.
    #[error("vault")]
    Vault(#[from] VaultError),
    /// A stored row does not read.
    #[error("stored row does not read")]
    Corrupt(#[source] serde_json::Error),
    /// A stored row does not read as its kind.
    #[error("a stored row does not read as its kind")]
    Unreadable(#[source] shared::wire::ReadError),
}

impl AcceptError {
    /// Whether the database failed, by whichever way its error came: nothing is wrong with what was asked.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Store(error) | Self::Vault(VaultError::Store(error)) => error.is_outage(),
            Self::Vault(VaultError::Io(_) | VaultError::Random(_)) => true,
            Self::Push(_)
            | Self::SchemaTooOld
            | Self::NotFound
            | Self::Vault(_)
            | Self::Corrupt(_)
            | Self::Unreadable(_) => false,
        }
    }
}

/// Whether a command gives or ends a right.
#[must_use]
pub fn is_guarded(envelope: &serde_json::Value) -> bool {
    let kind = envelope["kind"].as_str();
    kind.is_some_and(|kind| shared::permission::GUARDED.contains(&kind))
}

/// Takes a push: custody first, in its own commit; then the verdicts. If judging fails as a whole, custody stands: the device asks
/// again after an outage, and is answered without verdicts otherwise.
pub async fn push(
    deps: &Deps,
    caller: Caller,
    now: Now,
    request: PushRequest,
) -> Result<PushReply, AcceptError> {
    let replica = request.replica_id;
    let taken = custody::take(deps, caller, now, request).await?;
    let verdicts = match judge::judge(deps, caller.tenant, replica, now, &taken.numbers).await {
        Ok(verdicts) => verdicts,
        // The device asks again: its commands are in custody, and are judged then.
        Err(error) if error.is_outage() => return Err(error),
        Err(error) => {
            tracing::error!(error = %error, replica = %replica.uuid(), "judging failed; custody stands");
            Vec::new()
        }
    };
    let epoch = store::read(&*deps.store, |tx| Box::pin(async move { tx.epoch().await })).await?;
    Ok(PushReply {
        epoch: epoch.into(),
        server_time: now.millis,
        custody_high: taken.custody_high,
        verdicts,
        retry_after_ms: None,
    })
}
