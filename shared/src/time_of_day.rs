//! A time on the clock, without a day.
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A local time, whole minutes, 00:00 to 23:59. Wire form `HH:MM`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

/// Why a text is not a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a time between 00:00 and 23:59")]
pub struct NotATime;

impl TimeOfDay {
    /// Reads `HH:MM`; anything else is refused.
    pub fn parse(text: &str) -> Result<Self, NotATime> {
        let (hour, minute) = text.split_once(':').ok_or(NotATime)?;
        let number = |part: &str, below: u16| {
            let is_two = part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit());
            let number = part.parse::<u16>().ok().filter(|number| *number < below);
            number.filter(|_| is_two).ok_or(NotATime)
        };
        Ok(Self(number(hour, 24)? * 60 + number(minute, 60)?))
    }

    /// Hour, 0–23.
    #[must_use]
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }
    /// Minute, 0–59.
    #[must_use]
    pub const fn minute(self) -> u16 {
        self.0 % 60
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}
impl fmt::Debug for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_the_last_minute_are_taken_and_nothing_beside() {
        for text in ["00:00", "09:05", "23:59"] {
            assert_eq!(TimeOfDay::parse(text).unwrap().to_string(), text);
        }
        for bad in ["24:00", "12:60", "9:05", "0905", "12:5", "+1:00", ""] {
            assert_eq!(TimeOfDay::parse(bad), Err(NotATime), "{bad}");
        }
    }
}
