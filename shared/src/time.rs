//! Days, months and instants. Surprising choice: no clock and no time zone here; both come inside commands.
use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A local date in Europe/Stockholm, 2000-01-01 to 2199-12-31. Wire form `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why a text or a number is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day between 2000-01-01 and 2199-12-31")]
pub struct NotADay;

impl Day {
    /// The first day that is taken.
    pub const MIN: Self = Self(Date::constant(2000, 1, 1));
    /// The last day that is taken.
    pub const MAX: Self = Self(Date::constant(2199, 12, 31));

    /// Reads `YYYY-MM-DD`; anything else is refused.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        if text.len() != 10 {
            return Err(NotADay);
        }
        let date: Date = text.parse().map_err(|_ignored: jiff::Error| NotADay)?;
        Self::from_date(date)
    }

    /// From year, month 1–12 and day of the month 1–31.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, NotADay> {
        Date::new(year, month, day)
            .map_err(|_ignored| NotADay)
            .and_then(Self::from_date)
    }

    fn from_date(date: Date) -> Result<Self, NotADay> {
        if date < Self::MIN.0 || date > Self::MAX.0 {
            Err(NotADay)
        } else {
            Ok(Self(date))
        }
    }

    /// The local day of an instant; `tz_minutes` is the offset east of UTC (Stockholm: 60 or 120), held to ±14 hours.
    #[must_use]
    pub fn at(instant: Millis, tz_minutes: i32) -> Self {
        let offset = i64::from(tz_minutes.clamp(-840, 840)) * 60_000;
        let days = instant.0.saturating_add(offset).div_euclid(86_400_000);
        Self(Date::constant(1970, 1, 1)).plus_days_unbounded(days)
    }

    fn plus_days_unbounded(self, days: i64) -> Self {
        let date = self
            .0
            .saturating_add(jiff::Span::new().days(days.clamp(-100_000, 100_000)));
        Self(date.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Year, 2000–2199.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }
    /// Month, 1–12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }
    /// Day of the month, 1–31.
    #[must_use]
    pub fn day_of_month(self) -> u8 {
        self.0.day().unsigned_abs()
    }
    /// 1 = Monday … 7 = Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_one_offset().unsigned_abs()
    }

    /// This day plus `days` (may be negative), held within the range.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let date = self
            .0
            .saturating_add(jiff::Span::new().days(days.clamp(-73_000, 73_000)));
        Self(date.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// This day plus whole calendar months; a day that the month lacks becomes its last day (31 Jan + 1 = 28 Feb).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let date = self
            .0
            .saturating_add(jiff::Span::new().months(i64::from(months.min(2_400))));
        Self(date.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Days from `self` until `other`; negative when `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        let span = self.0.until(other.0).map(|s| i64::from(s.get_days()));
        span.unwrap_or(0)
    }

    /// The month that this day lies in.
    #[must_use]
    pub fn in_month(self) -> Month {
        Month {
            year: self.year(),
            month: self.month(),
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// A calendar month. Wire form `YYYY-MM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        if text.len() != 7 {
            return Err(NotADay);
        }
        Ok(Day::parse(&format!("{text}-01"))?.in_month())
    }

    /// First day of the month.
    #[must_use]
    pub fn first_day(self) -> Day {
        Day::new(self.year, self.month, 1).unwrap_or(Day::MIN)
    }
    /// Last day of the month.
    #[must_use]
    pub fn last_day(self) -> Day {
        (29..=31)
            .rev()
            .find_map(|number| self.day(number))
            .unwrap_or_else(|| self.first_day().plus_days(27))
    }
    /// The day with this number, 1–31, if the month has it.
    #[must_use]
    pub fn day(self, number: u8) -> Option<Day> {
        i8::try_from(number)
            .ok()
            .and_then(|n| Day::new(self.year, self.month, n).ok())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Serialize for Month {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

/// An instant: UTC milliseconds since 1970.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Millis(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_border_days_are_taken_and_the_next_ones_refused() {
        assert_eq!(Day::parse("2000-01-01"), Ok(Day::MIN));
        assert_eq!(Day::parse("2199-12-31"), Ok(Day::MAX));
        for bad in [
            "1999-12-31",
            "2200-01-01",
            "2026-02-29",
            "2026-2-01",
            "20260201",
            "2026-02-01T00",
            "",
        ] {
            assert_eq!(Day::parse(bad), Err(NotADay), "{bad}");
        }
    }

    #[test]
    fn an_instant_falls_on_its_local_day() {
        let just_before_midnight_utc = Millis(1_795_737_600_000 - 1);
        assert_eq!(
            Day::at(just_before_midnight_utc, 0),
            Day::parse("2026-11-26").unwrap()
        );
        assert_eq!(
            Day::at(just_before_midnight_utc, 60),
            Day::parse("2026-11-27").unwrap()
        );
        assert_eq!(Day::at(Millis(i64::MAX), 0), Day::MAX);
        assert_eq!(Day::at(Millis(i64::MIN), 0), Day::MIN);
    }

    #[test]
    fn months_end_where_the_calendar_says() {
        let leap = Month::parse("2028-02").unwrap();
        assert_eq!(leap.last_day(), Day::parse("2028-02-29").unwrap());
        assert_eq!(leap.day(30), None);
        assert_eq!(
            Day::parse("2026-01-31").unwrap().plus_months(1),
            Day::parse("2026-02-28").unwrap()
        );
        assert_eq!(
            Day::parse("2026-12-30")
                .unwrap()
                .days_until(Day::parse("2027-01-02").unwrap()),
            3
        );
    }
}
