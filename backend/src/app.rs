//! What every request works with. The wall clock enters the product here and nowhere else, so a test can move it.

use std::net::IpAddr;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use shared::time::{Day, Millis};
use tokio::sync::watch;

use crate::accept::{Deps, Now};
use crate::auth::oidc::Oidc;
use crate::auth::password::Passwords;
use crate::error::ApiError;
use crate::health::Heard;
use crate::limits::Limits;
use crate::settings::Settings;
use crate::store::Store;
use crate::vault::Vault;

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    /// UTC milliseconds.
    fn now(&self) -> Millis;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        Millis(Timestamp::now().as_millisecond())
    }
}

/// The state of the server.
pub struct App {
    pub store: Arc<dyn Store>,
    pub vault: Vault,
    pub clock: Arc<dyn Clock>,
    pub settings: Settings,
    pub limits: Limits,
    pub passwords: Passwords,
    pub oidc: Oidc,
    pub heard: Heard,
    closing: watch::Sender<bool>,
}

impl App {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn Store>,
        vault: Vault,
        clock: Arc<dyn Clock>,
        settings: Settings,
    ) -> Result<Self, ApiError> {
        let passwords = Passwords::new(settings.argon2_memory_kib, settings.argon2_passes)?;
        let limits = Limits::new(&settings.limits);
        let oidc = Oidc::open(&settings).map_err(ApiError::internal)?;
        Ok(Self {
            store,
            vault,
            clock,
            settings,
            limits,
            passwords,
            oidc,
            heard: Heard::default(),
            closing: watch::Sender::new(false),
        })
    }

    /// Ends endless answers, so that the server can stop.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Changes when the server is about to stop.
    pub fn closing(&self) -> watch::Receiver<bool> {
        self.closing.subscribe()
    }

    /// UTC milliseconds.
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// What the domain work needs of this.
    pub fn deps(&self) -> Deps {
        Deps {
            store: self.store.clone(),
            vault: self.vault.clone(),
        }
    }

    /// The moment for the domain work.
    pub fn moment(&self) -> Now {
        Now {
            millis: self.now(),
            today: self.today(),
        }
    }

    /// The day in Sweden.
    pub fn today(&self) -> Day {
        day_in_sweden(self.now())
    }

    /// Whose budget a request draws from: the peer, or whom the configured proxy names last.
    pub fn client_address(&self, peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
        match forwarded
            .and_then(|list| list.rsplit(',').next())
            .and_then(|last| last.trim().parse().ok())
        {
            Some(client) if self.settings.trusted_proxy == Some(peer) => client,
            Some(_) | None => peer,
        }
    }
}

/// The local date in Europe/Stockholm; the zone's rules are in the binary.
pub fn day_in_sweden(at: Millis) -> Day {
    let (at, zone) = local(at);
    let date = zone.to_datetime(at).date();
    Day::new(date.year(), date.month(), date.day()).unwrap_or(Day::MIN)
}

/// Minutes east of UTC in Sweden.
pub fn offset_in_sweden(at: Millis) -> i32 {
    let (at, zone) = local(at);
    zone.to_offset(at).seconds() / 60
}

fn local(at: Millis) -> (Timestamp, TimeZone) {
    let zone = TimeZone::get("Europe/Stockholm").unwrap_or(TimeZone::UTC);
    (Timestamp::from_millisecond(at.0).unwrap_or_default(), zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_sweden() {
        let at =
            |text: &str| day_in_sweden(Millis(text.parse::<Timestamp>().unwrap().as_millisecond()));
        assert_eq!(at("2026-06-30T21:59:59Z"), Day::new(2026, 6, 30).unwrap());
        assert_eq!(at("2026-06-30T22:00:00Z"), Day::new(2026, 7, 1).unwrap());
        assert_eq!(at("2026-12-31T23:00:00Z"), Day::new(2027, 1, 1).unwrap());
    }
}
