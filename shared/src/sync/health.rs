//! How a device stands, as it says itself with each pull, and what of that somebody at the office should look at: whoever reports from a
//! site sees only their own tablet, and a tablet in a drawer tells nobody that three days of attendance lie on it.
use serde::{Deserialize, Serialize};

use crate::time::Millis;

const HOUR: i64 = 3_600_000;
/// A site's tablet that was not heard for so long is silent: 72 hours, over a weekend (sync.md §6: the lease of a site tablet).
pub const SILENT_TABLET_MILLIS: i64 = 72 * HOUR;
/// Any other device: 14 days (sync.md §6: the lease of a caseworker's device).
pub const SILENT_MILLIS: i64 = 14 * 24 * HOUR;
/// What was recorded longer ago than this and is not sent is late: 24 hours.
pub const UNSENT_MILLIS: i64 = 24 * HOUR;
/// A loss is told to the office for so long: 14 days. The device tells it as long as it is used.
pub const LOST_MILLIS: i64 = 14 * 24 * HOUR;
/// Less free space than this is soon none, MiB.
pub const FREE_MIN_MIB: u32 = 50;
/// A clock further off than this is told: 5 minutes (trust.md row 12).
pub const SKEW_MILLIS: i64 = 300_000;
/// Longest name of a build that is kept.
pub const BUILD_MAX: usize = 64;

/// How a device stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// Commands that the server does not keep yet.
    pub unsent: u32,
    /// When the oldest of them was made: by the device's clock as it is sent, by the server's as it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<Millis>,
    /// Commands whose bytes were damaged on the device, so that they were never sent.
    #[serde(default)]
    pub lost: u32,
    /// When the server was told of the last one; what the device says of it is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_at: Option<Millis>,
    /// Whether the browser has promised to keep what is stored.
    #[serde(default)]
    pub is_kept: bool,
    /// Space that is left, MiB; absent where the browser does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_mib: Option<u32>,
    /// The server's clock minus the device's, milliseconds.
    #[serde(default)]
    pub skew_ms: i64,
    /// The app's build.
    #[serde(default)]
    pub build: String,
}

/// What somebody should look at, the most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Commands were lost on the device.
    Lost,
    /// It was not heard for long.
    Silent,
    /// It is heard, and what was recorded on it does not come.
    Unsent,
    /// There is hardly any space left.
    Full,
    /// What is not sent lies where the browser may clear it.
    NotKept,
    /// Its clock is wrong.
    Clock,
}

impl Health {
    /// What somebody should look at at `now`, when the device was heard last at `heard`; `is_tablet` is a site's shared one.
    #[must_use]
    pub fn alarms(&self, heard: Millis, is_tablet: bool, now: Millis) -> Vec<Alarm> {
        let silent = if is_tablet {
            SILENT_TABLET_MILLIS
        } else {
            SILENT_MILLIS
        };
        let is_after = |at: Millis, millis| now.0.saturating_sub(at.0) > millis;
        let is_told = self.lost_at.is_none_or(|at| !is_after(at, LOST_MILLIS));
        let all = [
            (self.lost > 0 && is_told, Alarm::Lost),
            (is_after(heard, silent), Alarm::Silent),
            (
                self.unsent > 0 && self.oldest.is_some_and(|at| is_after(at, UNSENT_MILLIS)),
                Alarm::Unsent,
            ),
            (
                self.free_mib.is_some_and(|free| free < FREE_MIN_MIB),
                Alarm::Full,
            ),
            (self.unsent > 0 && !self.is_kept, Alarm::NotKept),
            (self.skew_ms.saturating_abs() > SKEW_MILLIS, Alarm::Clock),
        ];
        let rung = all.into_iter().filter(|(rings, _)| *rings);
        rung.map(|(_, alarm)| alarm).collect()
    }

    /// Whether somebody would want to know of this at once, who knows `before`: not each new measure of space and clock.
    #[must_use]
    pub fn is_news(&self, before: &Self) -> bool {
        let told = |health: &Self| {
            let is_full = health.free_mib.is_some_and(|free| free < FREE_MIN_MIB);
            let is_off = health.skew_ms.saturating_abs() > SKEW_MILLIS;
            (health.unsent, health.lost, health.is_kept, is_full, is_off)
        };
        told(self) != told(before) || self.build != before.build || self.oldest != before.oldest
    }

    /// As the server keeps what comes at `now`, who knows `before`: by its own clock, and no more than is kept of it.
    #[must_use]
    pub fn kept(mut self, before: Option<&Self>, now: Millis) -> Self {
        self.build = self.build.chars().take(BUILD_MAX).collect();
        let by_ours = |at: Millis| Millis(at.0.saturating_add(self.skew_ms).min(now.0));
        self.oldest = self.oldest.map(by_ours);
        let known = before.map_or(0, |before| before.lost);
        self.lost_at = if self.lost > known {
            Some(now)
        } else {
            before.and_then(|before| before.lost_at)
        };
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Millis = Millis(1_000 * HOUR);

    fn ago(hours: i64) -> Millis {
        Millis(NOW.0 - hours * HOUR)
    }

    fn kept() -> Health {
        Health {
            is_kept: true,
            free_mib: Some(2_000),
            ..Health::default()
        }
    }

    #[test]
    fn a_device_that_is_well_rings_no_alarm() {
        assert_eq!(kept().alarms(ago(1), true, NOW), []);
        assert_eq!(Health::default().alarms(ago(1), true, NOW), []);
    }

    #[test]
    fn a_tablet_is_silent_after_three_days_and_another_device_after_fourteen() {
        for (hours, is_tablet, rings) in [
            (72, true, false),
            (73, true, true),
            (73, false, false),
            (14 * 24, false, false),
            (14 * 24 + 1, false, true),
        ] {
            let alarms = kept().alarms(ago(hours), is_tablet, NOW);
            assert_eq!(alarms == [Alarm::Silent], rings, "{hours} {is_tablet}");
        }
    }

    #[test]
    fn what_is_not_sent_rings_when_it_is_a_day_old_or_may_be_cleared() {
        let unsent = |hours| Health {
            unsent: 3,
            oldest: Some(ago(hours)),
            ..kept()
        };
        assert_eq!(unsent(24).alarms(ago(0), true, NOW), []);
        assert_eq!(unsent(25).alarms(ago(0), true, NOW), [Alarm::Unsent]);
        let loose = Health {
            is_kept: false,
            ..unsent(1)
        };
        assert_eq!(loose.alarms(ago(0), true, NOW), [Alarm::NotKept]);
    }

    #[test]
    fn the_most_urgent_stands_first() {
        let health = Health {
            unsent: 1,
            oldest: Some(ago(200)),
            lost: 1,
            lost_at: None,
            is_kept: false,
            free_mib: Some(49),
            skew_ms: -300_001,
            build: String::new(),
        };
        let alarms = health.alarms(ago(100), true, NOW);
        assert_eq!(alarms.len(), 6);
        assert!(alarms.is_sorted(), "{alarms:?}");
    }

    #[test]
    fn measures_that_move_all_the_time_are_no_news() {
        let before = kept();
        let other = Health {
            free_mib: Some(1_900),
            skew_ms: 40,
            ..kept()
        };
        assert!(!other.is_news(&before));
        let off = Health {
            skew_ms: 400_000,
            ..kept()
        };
        assert!(off.is_news(&before));
        assert!(
            Health {
                unsent: 1,
                ..kept()
            }
            .is_news(&before)
        );
    }

    #[test]
    fn the_server_keeps_it_by_its_own_clock_and_knows_when_it_was_told_of_a_loss() {
        let said = Health {
            build: "å".repeat(200),
            oldest: Some(ago(30)),
            skew_ms: 2 * HOUR,
            lost: 1,
            lost_at: Some(Millis(1)),
            ..kept()
        };
        let first = said.clone().kept(None, NOW);
        assert_eq!(first.build.chars().count(), BUILD_MAX);
        assert_eq!((first.oldest, first.lost_at), (Some(ago(28)), Some(NOW)));
        let later = Millis(NOW.0 + 15 * 24 * HOUR);
        let second = said.clone().kept(Some(&first), later);
        assert_eq!(second.lost_at, Some(NOW));
        assert!(first.alarms(NOW, true, NOW).contains(&Alarm::Lost));
        assert!(!second.alarms(later, true, later).contains(&Alarm::Lost));
        let more = Health { lost: 2, ..said }.kept(Some(&second), later);
        assert_eq!(more.lost_at, Some(later));
    }

    #[test]
    fn what_lay_unsent_when_it_was_heard_grows_old_while_it_is_not() {
        let health = Health {
            unsent: 1,
            oldest: Some(ago(20)),
            ..kept()
        };
        assert_eq!(health.alarms(ago(0), false, NOW), []);
        let later = Millis(NOW.0 + 5 * HOUR);
        assert_eq!(health.alarms(ago(0), false, later), [Alarm::Unsent]);
    }
}
