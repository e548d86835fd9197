//! Days, months and instants. Surprising choice: no clock and no time zone here; both come inside commands.
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::Date;
use time::macros::date;

/// The Julian day number of 1970-01-01.
const JULIAN_1970: i64 = 2_440_588;

/// A local date in Europe/Stockholm, 2000-01-01 to 2199-12-31. Wire form `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// Why a text or a number is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a day between 2000-01-01 and 2199-12-31")]
pub struct NotADay;

impl Day {
    /// The first day that is taken.
    pub const MIN: Self = Self(date!(2000 - 01 - 01));
    /// The last day that is taken.
    pub const MAX: Self = Self(date!(2199 - 12 - 31));

    /// Reads `YYYY-MM-DD`; anything else is refused.
    pub fn parse(text: &str) -> Result<Self, NotADay> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADay);
        }
        let number = |from: usize, to: usize| -> Result<i16, NotADay> {
            let digits = &bytes[from..to];
            if !digits.iter().all(u8::is_ascii_digit) {
                return Err(NotADay);
            }
            Ok(digits
                .iter()
                .fold(0, |sum, digit| sum * 10 + i16::from(digit - b'0')))
        };
        let small = |from, to| number(from, to).map(|n| n.to_le_bytes()[0].cast_signed());
        Self::new(number(0, 4)?, small(5, 7)?, small(8, 10)?)
    }

    /// From year, month 1–12 and day of the month 1–31.
    pub fn new(year: i16, month: i8, day: i8) -> Result<Self, NotADay> {
        let month = time::Month::try_from(month.unsigned_abs()).map_err(|_ignored| NotADay)?;
        let day = u8::try_from(day).map_err(|_ignored| NotADay)?;
        let date =
            Date::from_calendar_date(i32::from(year), month, day).map_err(|_ignored| NotADay)?;
        if date < Self::MIN.0 || date > Self::MAX.0 {
            Err(NotADay)
        } else {
            Ok(Self(date))
        }
    }

    /// The day with this Julian day number, held within the range.
    fn numbered(number: i64) -> Self {
        let (min, max) = (Self::MIN.number(), Self::MAX.number());
        let number = i32::try_from(number.clamp(min, max)).ok();
        let date = number.and_then(|number| Date::from_julian_day(number).ok());
        date.map_or(Self::MIN, Self)
    }

    /// The Julian day number.
    fn number(self) -> i64 {
        i64::from(self.0.to_julian_day())
    }

    /// The local day of an instant; `tz_minutes` is the offset east of UTC (Stockholm: 60 or 120), held to ±14 hours.
    #[must_use]
    pub fn at(instant: Millis, tz_minutes: i32) -> Self {
        let offset = i64::from(tz_minutes.clamp(-840, 840)) * 60_000;
        let days = instant.0.saturating_add(offset).div_euclid(86_400_000);
        Self::numbered(days.saturating_add(JULIAN_1970))
    }

    /// The instant at which this day begins in UTC, from 2000-01-01 on: what formatters of dates are given beside the time zone UTC.
    #[must_use]
    pub fn begins_in_utc(self) -> Millis {
        Millis((self.number() - JULIAN_1970) * 86_400_000)
    }

    /// Year, 2000–2199.
    #[must_use]
    pub fn year(self) -> i16 {
        i16::try_from(self.0.year()).unwrap_or(i16::MAX)
    }
    /// Month, 1–12.
    #[must_use]
    pub fn month(self) -> i8 {
        u8::from(self.0.month()).cast_signed()
    }
    /// Day of the month, 1–31.
    #[must_use]
    pub const fn day_of_month(self) -> u8 {
        self.0.day()
    }
    /// 1 = Monday … 7 = Sunday.
    #[must_use]
    pub const fn weekday(self) -> u8 {
        self.0.weekday().number_from_monday()
    }

    /// This day plus `days` (may be negative), held within the range.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self::numbered(self.number().saturating_add(days))
    }

    /// This day plus whole calendar months; a day that the month lacks becomes its last day (31 Jan + 1 = 28 Feb).
    #[must_use]
    pub fn plus_months(self, months: u32) -> Self {
        let months = i32::from(self.month()) - 1 + i32::try_from(months.min(2_400)).unwrap_or(0);
        let year = self.0.year() + months / 12;
        let Ok(month) = time::Month::try_from((months % 12 + 1).to_le_bytes()[0]) else {
            return self;
        };
        let day = self.0.day().min(time::util::days_in_month(month, year));
        Date::from_calendar_date(year, month, day)
            .map_or(Self::MAX, |date| Self(date.min(Self::MAX.0)))
    }

    /// Days from `self` until `other`; negative when `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        other.number() - self.number()
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
        write!(
            f,
            "{:04}-{:02}-{:02}",
            self.year(),
            self.month(),
            self.day_of_month()
        )
    }
}
impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
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
    fn every_day_is_that_of_another_calendar() {
        let first = jiff::civil::date(2000, 1, 1);
        for number in 0..73_049 {
            let theirs = first + jiff::Span::new().days(number);
            let ours = Day::MIN.plus_days(number);
            assert_eq!(ours.to_string(), theirs.to_string());
            assert_eq!(Day::parse(&theirs.to_string()), Ok(ours));
            assert_eq!(
                i64::from(ours.weekday()),
                i64::from(theirs.weekday().to_monday_one_offset())
            );
            assert_eq!(Day::MIN.days_until(ours), number);
            let months = u32::try_from(number % 40).unwrap();
            let later =
                (theirs + jiff::Span::new().months(months)).min(jiff::civil::date(2199, 12, 31));
            assert_eq!(ours.plus_months(months).to_string(), later.to_string());
        }
        assert_eq!(Day::MIN.plus_days(73_048), Day::MAX);
        assert_eq!(Day::MAX.plus_days(1), Day::MAX);
    }

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
        let day = Day::parse("2026-11-27").unwrap();
        assert_eq!(day.begins_in_utc(), Millis(1_795_737_600_000));
        assert_eq!(Day::at(day.begins_in_utc(), 0), day);
        assert_eq!(Day::MIN.begins_in_utc(), Millis(946_684_800_000));
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
