//! Days and months as people say them. Names of days and months stand in the catalogue, so nothing asks the browser.
use crate::platform::letters;
use shared::time::{Day, Millis, Month};

use super::{Language, current};
use crate::platform::clock;
use crate::word;

/// "tisdag 24 november".
#[must_use]
pub fn long(day: Day) -> String {
    word!(
        date.long,
        weekday = weekday(day),
        day = day.day_of_month(),
        month = month_name(day.month())
    )
}

/// "24 november 2026".
#[must_use]
pub fn date(day: Day) -> String {
    word!(
        date.full,
        day = day.day_of_month(),
        month = month_name(day.month()),
        year = day.year()
    )
}

/// "24 nov".
#[must_use]
pub fn short(day: Day) -> String {
    word!(
        date.short,
        day = day.day_of_month(),
        month = month_short(day.month())
    )
}

/// "24 nov 2026 – 3 dec 2026", the year once when it is the same.
#[must_use]
pub fn span(from: Day, to: Day) -> String {
    if from.year() == to.year() {
        word!(
            date.span,
            from = short(from),
            to = short(to),
            year = to.year()
        )
    } else {
        word!(
            date.span_years,
            from = short(from),
            from_year = from.year(),
            to = short(to),
            to_year = to.year()
        )
    }
}

/// "november 2026".
#[must_use]
pub fn month(month: Month) -> String {
    let first = month.first_day();
    word!(
        date.month_year,
        month = month_name(first.month()),
        year = first.year()
    )
}

/// "kl. 8.14" of today, "24 nov kl. 8.14" of another day.
#[must_use]
pub fn moment(at: Millis, today: Day) -> String {
    let day = clock::day_of(at);
    let (hour, minute) = clock::time_of(at);
    let minute = format!("{minute:02}");
    if day == today {
        word!(date.time_today, hour = hour, minute = minute)
    } else {
        word!(date.time, day = short(day), hour = hour, minute = minute)
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

/// "tisdag".
#[must_use]
pub fn weekday(day: Day) -> &'static str {
    match day.weekday() {
        1 => word!(date.monday),
        2 => word!(date.tuesday),
        3 => word!(date.wednesday),
        4 => word!(date.thursday),
        5 => word!(date.friday),
        6 => word!(date.saturday),
        _ => word!(date.sunday),
    }
}

/// "tis".
#[must_use]
pub fn weekday_short(weekday: u8) -> &'static str {
    match weekday {
        1 => word!(date.mon),
        2 => word!(date.tue),
        3 => word!(date.wed),
        4 => word!(date.thu),
        5 => word!(date.fri),
        6 => word!(date.sat),
        _ => word!(date.sun),
    }
}

/// "november".
#[must_use]
pub fn month_name(month: i8) -> &'static str {
    match month {
        1 => word!(date.january),
        2 => word!(date.february),
        3 => word!(date.march),
        4 => word!(date.april),
        5 => word!(date.may),
        6 => word!(date.june),
        7 => word!(date.july),
        8 => word!(date.august),
        9 => word!(date.september),
        10 => word!(date.october),
        11 => word!(date.november),
        _ => word!(date.december),
    }
}

/// "nov": three letters, but Swedish writes "mars", "maj", "juni" and "juli" whole.
#[must_use]
pub fn month_short(month: i8) -> String {
    let name = month_name(month);
    let is_whole = current() == Language::SV && matches!(month, 3 | 6 | 7);
    let letters = if is_whole { name.len() } else { 3 };
    name.chars().take(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::choose;

    #[test]
    fn a_day_is_said_in_the_chosen_language() {
        let day = Day::parse("2026-11-24").unwrap();
        choose(Language::SV);
        assert_eq!(capital(&long(day)), "Tisdag 24 november");
        assert_eq!(short(Day::parse("2026-03-01").unwrap()), "1 mars");
        choose(Language::EN);
        assert_eq!(long(day), "Tuesday 24 November");
        assert_eq!(
            span(day, Day::parse("2027-01-02").unwrap()),
            "24 Nov 2026 – 2 Jan 2027"
        );
    }
}
