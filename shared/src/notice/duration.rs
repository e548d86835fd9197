//! How long a lot's contract runs, as stated, and what that is in months.
//!
//! The surprising choice: days become months by the habit of the one who wrote them. Systems that only know days write
//! 1 month as 30 and 1 year as 365, so 1440 days is 48 months and 1460 days too; all else is divided by 30.4375.

use serde::{Deserialize, Serialize};

/// A duration in the unit that the notice states (eForms BT-36).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Duration {
    /// How many units.
    pub count: u32,
    /// The unit.
    pub unit: DurationUnit,
}

/// Units of the code list `timeperiod_duration-unit`, and the older `QUARTER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DurationUnit {
    /// Calendar days.
    Day,
    /// Seven days.
    Week,
    /// Calendar months.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

impl Duration {
    /// Longest duration that is believed, in months (a century); more is a slip of the pen.
    pub const MONTHS_MAX: u32 = 1200;

    /// Whole months, and whether that is exact. A year is 12 months; days and weeks are rounded to the nearest month, never
    /// below 1. `None` above [`Self::MONTHS_MAX`]. Worked example: 1826 days → 60, not exact; 720 days → 24.
    #[must_use]
    pub fn months(self) -> Option<(u32, Exactness)> {
        let (months, exactness) = match self.unit {
            DurationUnit::Month => (Some(self.count), Exactness::Exact),
            DurationUnit::Quarter => (self.count.checked_mul(3), Exactness::Exact),
            DurationUnit::Year => (self.count.checked_mul(12), Exactness::Exact),
            DurationUnit::Week => (
                self.count.checked_mul(7).map(months_of_days),
                Exactness::Rounded,
            ),
            DurationUnit::Day => (Some(months_of_days(self.count)), Exactness::Rounded),
        };
        months
            .filter(|&months| months <= Self::MONTHS_MAX)
            .map(|months| (months, exactness))
    }
}

/// Whether a number of months is what the notice says or the nearest to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exactness {
    /// Stated in months, quarters or years.
    Exact,
    /// Stated in days or weeks.
    Rounded,
}

fn months_of_days(days: u32) -> u32 {
    if days == 0 {
        0
    } else if days.is_multiple_of(365) {
        days / 365 * 12
    } else if days.is_multiple_of(30) {
        days / 30
    } else {
        // 30.4375 = 487/16 days a month; half a month rounds up.
        let nearest = (u64::from(days) * 32 + 487) / (2 * 487);
        u32::try_from(nearest).unwrap_or(u32::MAX).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(count: u32, unit: DurationUnit) -> Option<u32> {
        Duration { count, unit }.months().map(|(months, _)| months)
    }

    #[test]
    fn a_year_is_twelve_months() {
        assert_eq!(months(4, DurationUnit::Year), Some(48));
        assert_eq!(months(4, DurationUnit::Quarter), Some(12));
        assert_eq!(months(36, DurationUnit::Month), Some(36));
    }

    #[test]
    fn days_become_the_months_that_were_meant() {
        let meant = [
            (0, 0),
            (1, 1),
            (14, 1),
            (30, 1),
            (45, 1),
            (46, 2),
            (90, 3),
            (180, 6),
            (300, 10),
            (365, 12),
            (366, 12),
        ];
        let long = [
            (720, 24),
            (730, 24),
            (731, 24),
            (1080, 36),
            (1440, 48),
            (1460, 48),
            (1461, 48),
            (1800, 60),
            (1826, 60),
        ];
        for (days, expected) in meant.into_iter().chain(long) {
            assert_eq!(
                months(days, DurationUnit::Day),
                Some(expected),
                "{days} days"
            );
        }
        assert_eq!(months(26, DurationUnit::Week), Some(6));
    }

    #[test]
    fn a_century_is_the_limit() {
        assert_eq!(months(1200, DurationUnit::Month), Some(1200));
        assert_eq!(months(1201, DurationUnit::Month), None);
        assert_eq!(months(u32::MAX, DurationUnit::Year), None);
        assert_eq!(months(u32::MAX, DurationUnit::Week), None);
    }
}
