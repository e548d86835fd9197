//! The one thing to know of how device and server stand, most pressing first.
use crate::replica::{Online, StorageState, SyncStatus};

/// Why something has not arrived, or that all has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The storage does not answer.
    CannotSave,
    /// There is no space.
    Full,
    /// Somebody has to sign in.
    SignIn,
    /// This storage was copied or turned back: somebody has to help.
    Stopped,
    /// The device has no network; something waits, or nothing.
    NoNetwork(Waits),
    /// There is network, and the server does not answer.
    Silent(Waits),
    /// On its way.
    Sending,
    /// Something was refused.
    Refused,
    /// The first rows are coming.
    Filling,
    /// Everything has arrived.
    Calm,
}

/// Whether something waits to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// Nothing.
    Nothing,
    /// Something.
    Something,
}

impl Why {
    /// Chooses it.
    #[must_use]
    pub fn of(sync: &SyncStatus) -> Self {
        match sync.storage {
            StorageState::Broken => return Self::CannotSave,
            StorageState::Full => return Self::Full,
            StorageState::Kept | StorageState::NotKept | StorageState::Private => {}
        }
        if sync.needs_sign_in {
            return Self::SignIn;
        }
        if sync.is_stopped {
            return Self::Stopped;
        }
        let waits = if sync.unsent == 0 {
            Waits::Nothing
        } else {
            Waits::Something
        };
        match (sync.online, waits) {
            (Online::Offline, _) => Self::NoNetwork(waits),
            (Online::Silent, _) => Self::Silent(waits),
            (Online::Online | Online::Unknown, Waits::Something) => Self::Sending,
            (Online::Online | Online::Unknown, Waits::Nothing) if sync.attention > 0 => {
                Self::Refused
            }
            (Online::Online | Online::Unknown, Waits::Nothing) if !sync.complete => Self::Filling,
            (Online::Online | Online::Unknown, Waits::Nothing) => Self::Calm,
        }
    }
}

/// "12 MB", "1,4 GB": tenths only where they matter.
#[must_use]
pub fn bytes(count: f64) -> (u64, Unit) {
    let megabytes = (count / 1_000_000.0).ceil();
    if megabytes < 1000.0 {
        (megabytes as u64 * 10, Unit::Megabytes)
    } else {
        ((megabytes / 100.0).round() as u64, Unit::Gigabytes)
    }
}

/// What bytes are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A million.
    Megabytes,
    /// A thousand million.
    Gigabytes,
}

impl Unit {
    /// Its sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Megabytes => "MB",
            Self::Gigabytes => "GB",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calm() -> SyncStatus {
        SyncStatus {
            online: Online::Online,
            unsent: 0,
            oldest_unsent: None,
            attention: 0,
            last_sync: None,
            needs_sign_in: false,
            is_stopped: false,
            storage: StorageState::Kept,
            complete: true,
            lost: 0,
            other_users_waiting: 0,
        }
    }

    #[test]
    fn no_network_and_a_silent_server_are_told_apart() {
        let why = |online, unsent| {
            Why::of(&SyncStatus {
                online,
                unsent,
                ..calm()
            })
        };
        assert_eq!(why(Online::Online, 0), Why::Calm);
        assert_eq!(why(Online::Online, 2), Why::Sending);
        assert_eq!(why(Online::Offline, 2), Why::NoNetwork(Waits::Something));
        assert_eq!(why(Online::Silent, 0), Why::Silent(Waits::Nothing));
    }

    #[test]
    fn what_loses_something_is_told_before_all_else() {
        let all_at_once = SyncStatus {
            online: Online::Offline,
            unsent: 3,
            attention: 1,
            needs_sign_in: true,
            is_stopped: true,
            complete: false,
            storage: StorageState::Full,
            ..calm()
        };
        assert_eq!(Why::of(&all_at_once), Why::Full);
        let storage = StorageState::Kept;
        let signed_out = SyncStatus {
            storage,
            ..all_at_once
        };
        assert_eq!(Why::of(&signed_out), Why::SignIn);
        let stopped = SyncStatus {
            needs_sign_in: false,
            ..signed_out
        };
        assert_eq!(Why::of(&stopped), Why::Stopped);
        let refused = SyncStatus {
            attention: 1,
            complete: false,
            ..calm()
        };
        assert_eq!(Why::of(&refused), Why::Refused);
    }

    #[test]
    fn space_is_told_in_megabytes_and_gigabytes() {
        assert_eq!(bytes(1.0), (10, Unit::Megabytes));
        assert_eq!(bytes(12_400_000.0), (130, Unit::Megabytes));
        assert_eq!(bytes(1_440_000_000.0), (14, Unit::Gigabytes));
    }
}
