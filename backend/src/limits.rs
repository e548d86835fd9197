//! How often one address, account or user may ask (GCRA). The keys are kept in memory: a restart forgives, and several
//! processes each count their own.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

use crate::error::{ApiError, ErrorCode};
use crate::settings::LimitSettings;

/// Which budget a route draws from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Per address: anything without a session.
    Public,
    /// Per address: whether the server is there. All tablets of a municipality come from one address.
    Hello,
    /// Per address, and per account inside the handler.
    Login,
    /// Per address: links that make accounts.
    Enrol,
    /// Per address: tablets that sign in by their key.
    Device,
    /// Per address: what people say about the product.
    Feedback,
    /// Per user.
    Sync,
    /// Per user.
    Api,
    /// Per user.
    Import,
    /// Per user.
    Export,
}

/// Keys beyond which idle ones are forgotten.
const KEYS_MAX: usize = 10_000;

type Keyed<K> = DefaultKeyedRateLimiter<K>;

/// The counters of this process.
pub struct Limits {
    public: Keyed<IpAddr>,
    hello: Keyed<IpAddr>,
    login_address: Keyed<IpAddr>,
    login_account: Keyed<String>,
    enrol: Keyed<IpAddr>,
    device: Keyed<IpAddr>,
    feedback: Keyed<IpAddr>,
    sync: Keyed<uuid::Uuid>,
    api: Keyed<uuid::Uuid>,
    import: Keyed<uuid::Uuid>,
    export: Keyed<uuid::Uuid>,
}

impl Limits {
    pub fn new(settings: &LimitSettings) -> Self {
        const MINUTE: Duration = Duration::from_secs(60);
        Self {
            public: keyed(settings.public_per_address_minute, MINUTE),
            hello: keyed(settings.hello_per_address_minute, MINUTE),
            login_address: keyed(settings.login_per_address_minute, MINUTE),
            login_account: keyed(settings.login_per_account_five_minutes, MINUTE * 5),
            enrol: keyed(settings.enrol_per_address_hour, MINUTE * 60),
            device: keyed(settings.device_per_address_minute, MINUTE),
            feedback: keyed(settings.feedback_per_address_hour, MINUTE * 60),
            sync: keyed(settings.sync_per_user_minute, MINUTE),
            api: keyed(settings.api_per_user_minute, MINUTE),
            import: keyed(settings.import_per_user_hour, MINUTE * 60),
            export: keyed(settings.export_per_user_hour, MINUTE * 60),
        }
    }

    /// Counts one request of an address; the budgets of users are counted once the user is known.
    pub fn check_address(&self, limit: Limit, address: IpAddr) -> Result<(), ApiError> {
        let address = network(address);
        match limit {
            Limit::Public => check(&self.public, &address),
            Limit::Hello => check(&self.hello, &address),
            Limit::Login => check(&self.login_address, &address),
            Limit::Enrol => check(&self.enrol, &address),
            Limit::Device => check(&self.device, &address),
            Limit::Feedback => check(&self.feedback, &address),
            Limit::Sync | Limit::Api | Limit::Import | Limit::Export => Ok(()),
        }
    }

    /// Counts one request of a signed-in user.
    pub fn check_user(&self, limit: Limit, user: uuid::Uuid) -> Result<(), ApiError> {
        match limit {
            Limit::Public
            | Limit::Hello
            | Limit::Login
            | Limit::Enrol
            | Limit::Device
            | Limit::Feedback => Ok(()),
            Limit::Sync => check(&self.sync, &user),
            Limit::Api => check(&self.api, &user),
            Limit::Import => check(&self.import, &user),
            Limit::Export => check(&self.export, &user),
        }
    }

    /// Counts one attempt at an account's code, whether it exists or not.
    pub fn check_code(&self, login: &str) -> Result<(), ApiError> {
        // No account name has a space.
        check(&self.login_account, &format!("{login} code"))
    }

    /// Counts one sign-in attempt for an account, whether it exists or not.
    pub fn check_account(&self, login: &str) -> Result<(), ApiError> {
        check(&self.login_account, &login.to_owned())
    }
}

/// A household or a site has one IPv4 address or one IPv6 /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
    }
}

fn keyed<K: std::hash::Hash + Eq + Clone>(burst: u32, window: Duration) -> Keyed<K> {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let quota = Quota::with_period(window / burst.get()).unwrap_or(Quota::per_second(burst));
    Keyed::keyed(quota.allow_burst(burst))
}

fn check<K: std::hash::Hash + Eq + Clone>(limiter: &Keyed<K>, key: &K) -> Result<(), ApiError> {
    if limiter.len() > KEYS_MAX {
        limiter.retain_recent();
    }
    limiter.check_key(key).map_err(|refused| {
        let wait = refused.wait_time_from(DefaultClock::default().now());
        ApiError::from(ErrorCode::TooManyRequests).with("retry_after_seconds", wait.as_secs() + 1)
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_after_the_burst_is_told_when_to_come_back() {
        let limits = Limits::new(&LimitSettings {
            login_per_address_minute: 3,
            ..LimitSettings::default()
        });
        let (here, there) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
        for _ in 0..3 {
            limits.check_address(Limit::Login, here).unwrap();
        }
        let refused = limits.check_address(Limit::Login, here).unwrap_err();
        assert_eq!(refused.code, ErrorCode::TooManyRequests);
        let wait = refused.data["retry_after_seconds"].as_u64().unwrap();
        assert!((1..=21).contains(&wait), "{wait}");
        limits.check_address(Limit::Login, there).unwrap();
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let limits = Limits::new(&LimitSettings {
            login_per_address_minute: 1,
            ..LimitSettings::default()
        });
        limits
            .check_address(Limit::Login, "2001:db8::1".parse().unwrap())
            .unwrap();
        assert!(
            limits
                .check_address(Limit::Login, "2001:db8::2".parse().unwrap())
                .is_err()
        );
        assert!(
            limits
                .check_address(Limit::Login, "2001:db8:0:1::2".parse().unwrap())
                .is_ok()
        );
    }
}
