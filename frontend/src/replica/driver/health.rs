//! What this device says of itself with each pull, for the office's list of devices.
use shared::sync::event::Request;
use shared::sync::health::Health;
use shared::sync::protocol::PullRequest;
use shared::time::Millis;

use super::{Driver, build};
use crate::platform::clock;
use crate::replica::storage::quota::{self, Promised};

/// The browser is asked so often what it promises and what space there is.
const EVERY_MILLIS: i64 = 10 * 60_000;
const MIB: f64 = 1024.0 * 1024.0;

/// What the browser has said.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Storage {
    asked: Millis,
    is_kept: bool,
    free_mib: Option<u32>,
}

impl Driver {
    /// The request, a pull with how this device stands.
    pub(super) async fn with_health(&self, request: Request) -> Request {
        let Request::Pull(pull) = request else {
            return request;
        };
        let storage = self.ask_storage().await;
        let sync = self.screen.sync.get_untracked();
        let skew_ms = self.core.borrow().skew_ms();
        let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let health = Health {
            unsent: small(sync.unsent),
            oldest: sync.oldest_unsent,
            lost: u32::try_from(sync.lost).unwrap_or(u32::MAX),
            lost_at: None,
            is_kept: storage.is_kept,
            free_mib: storage.free_mib,
            skew_ms,
            build: build().to_owned(),
        };
        Request::Pull(PullRequest {
            health: Some(health),
            ..pull
        })
    }

    async fn ask_storage(&self) -> Storage {
        let (now, before) = (clock::now(), self.storage.get());
        if (0..EVERY_MILLIS).contains(&(now.0 - before.asked.0)) {
            return before;
        }
        let free = quota::space()
            .await
            .map(|space| (space.quota - space.used) / MIB);
        let storage = Storage {
            asked: now,
            is_kept: quota::promised().await == Promised::Kept,
            // A float that is too large, or none, becomes the nearest whole number.
            free_mib: free.map(|free| free as u32),
        };
        self.storage.set(storage);
        storage
    }
}
