//! Days and months as people say them, by the browser's own tables; only what stands around a time is in the catalogue.
use shared::time::{Day, Millis, Month};

use crate::platform::intl::{self, Shape};
use crate::platform::{clock, letters};
use crate::word;

fn said(day: Day, shape: Shape) -> String {
    intl::day(word!(format.region), day, shape)
}

/// "tisdag 24 november".
#[must_use]
pub fn long(day: Day) -> String {
    said(day, Shape::Long)
}

/// "24 november 2026".
#[must_use]
pub fn date(day: Day) -> String {
    said(day, Shape::Full)
}

/// "24 nov.". Not at the end of a sentence, which would have two full stops.
#[must_use]
pub fn short(day: Day) -> String {
    said(day, Shape::Short)
}

/// "24 nov.–3 dec. 2026", what both share once.
#[must_use]
pub fn span(from: Day, to: Day) -> String {
    intl::span(word!(format.region), from, to)
}

/// "november 2026".
#[must_use]
pub fn month(month: Month) -> String {
    said(month.first_day(), Shape::MonthYear)
}

/// "kl. 08:14" of today, "24 nov. kl. 08:14" of another day.
#[must_use]
pub fn moment(at: Millis, today: Day) -> String {
    let day = clock::day_of(at);
    let (hour, minute) = clock::time_of(at);
    let time = intl::time(word!(format.region), hour, minute);
    if day == today {
        word!(date.time_today, time = time)
    } else {
        word!(date.time, day = short(day), time = time)
    }
}

/// A heading begins with a capital: "Tisdag 24 november".
#[must_use]
pub fn capital(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| {
        letters::upper(first.encode_utf8(&mut [0; 4])) + rest.as_str()
    })
}

/// "tis".
#[must_use]
pub fn weekday_short(day: Day) -> String {
    said(day, Shape::Weekday)
}

/// "november".
#[must_use]
pub fn month_name(day: Day) -> String {
    said(day, Shape::Month)
}

/// "nov.".
#[must_use]
pub fn month_short(day: Day) -> String {
    said(day, Shape::MonthShort)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_begins_with_a_capital() {
        assert_eq!(capital("åttonde dagen"), "Åttonde dagen");
        assert_eq!(capital(""), "");
    }
}
