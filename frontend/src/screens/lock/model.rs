//! Wrong PINs and the pauses after them, and after how long the tablet locks itself: kept on the device over a restart. By ids alone.
use shared::id::UserId;
use shared::pairing::pause_seconds;

use crate::platform::keep;

/// Least and most minutes before the tablet locks itself, and how many where nobody chose.
pub const MINUTES_MIN: i64 = 1;
pub const MINUTES_MAX: i64 = 5;
const MINUTES: i64 = 2;
const KEPT_MINUTES: &str = "fotfaste.lock.minutes";

/// After how many minutes without a touch the tablet locks itself.
#[must_use]
pub fn minutes() -> i64 {
    let kept = keep::read(KEPT_MINUTES).and_then(|text| text.parse().ok());
    kept.map_or(MINUTES, |kept: i64| kept.clamp(MINUTES_MIN, MINUTES_MAX))
}

/// Chooses it.
pub fn set_minutes(minutes: i64) {
    keep::write(KEPT_MINUTES, &minutes.to_string());
}

/// Wrong PINs of one person in a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many.
    pub wrong: u32,
    /// Until when no other is taken, by the device's clock in milliseconds.
    pub until: i64,
}

impl Tries {
    /// After one more.
    #[must_use]
    pub fn wrong(self, now: i64) -> Self {
        let wrong = self.wrong.saturating_add(1);
        Self {
            wrong,
            until: now + i64::from(pause_seconds(wrong)) * 1_000,
        }
    }

    /// Seconds to wait, rounded up. A clock that was set back does not make it longer than the pause is.
    #[must_use]
    pub fn left(self, now: i64) -> i64 {
        let most = i64::from(pause_seconds(self.wrong));
        ((self.until - now + 999) / 1_000).clamp(0, most)
    }

    fn write(self) -> String {
        format!("{}:{}", self.wrong, self.until)
    }

    fn read(text: &str) -> Option<Self> {
        let (wrong, until) = text.split_once(':')?;
        Some(Self {
            wrong: wrong.parse().ok()?,
            until: until.parse().ok()?,
        })
    }

    /// Those kept of a person.
    #[must_use]
    pub fn of(user: UserId) -> Self {
        let kept = keep::read(&name(user));
        kept.and_then(|text| Self::read(&text)).unwrap_or_default()
    }

    /// Keeps them.
    pub fn keep(self, user: UserId) {
        keep::write(&name(user), &self.write());
    }
}

fn name(user: UserId) -> String {
    format!("fotfaste.pin.{user}")
}

#[cfg(test)]
mod tests {
    use super::Tries;

    #[test]
    fn the_pause_begins_at_the_fifth_wrong_pin_and_grows() {
        let mut tries = Tries::default();
        let mut pauses = Vec::new();
        for _ in 0..9 {
            tries = tries.wrong(1_000);
            pauses.push(tries.left(1_000));
        }
        assert_eq!(pauses, [0, 0, 0, 0, 1, 5, 15, 60, 60]);
        assert_eq!(tries.left(60_500), 1);
        assert_eq!(tries.left(61_000), 0);
        assert_eq!(tries.left(-9_000_000), 60, "a clock that was set back");
    }

    #[test]
    fn they_read_back_as_they_were_kept() {
        let tries = Tries {
            wrong: 7,
            until: 15,
        };
        assert_eq!(Tries::read(&tries.write()), Some(tries));
        assert_eq!(Tries::read("x"), None);
    }
}
