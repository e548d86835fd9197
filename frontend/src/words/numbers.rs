//! Numbers as people write them and what is counted by them, by the browser's own tables; hours instead of minutes.
use shared::quantity::Ore;

use crate::platform::intl::{self, Sort};
use crate::word;

/// As one is said, or as more are: which of them a number takes is the language's to say.
#[must_use]
pub fn many(count: usize, one: &str, other: impl FnOnce() -> String) -> String {
    if intl::plural(word!(format.region), count as u64) {
        one.to_owned()
    } else {
        other()
    }
}

/// "1 dag", "12 dagar".
#[must_use]
pub fn days(count: i64) -> String {
    let count = count.unsigned_abs();
    if intl::plural(word!(format.region), count) {
        word!(number.day_one).to_owned()
    } else {
        word!(number.day_many, days = whole(count))
    }
}

/// "Ale, Borg och Ån".
#[must_use]
pub fn list(items: &[String]) -> String {
    intl::list(word!(format.region), items)
}

/// "12 345".
#[must_use]
pub fn whole(number: u64) -> String {
    intl::number(word!(format.region), number as f64, Sort::Plain)
}

/// "1 234 567 kr", öre left out.
#[must_use]
pub fn kronor(amount: Ore) -> String {
    intl::number(word!(format.region), (amount.0 / 100) as f64, Sort::Kronor)
}

/// "8 h", "7 h 30 min".
#[must_use]
pub fn hours(minutes: u16) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => word!(number.minutes, minutes = rest),
        (hours, 0) => word!(number.hours, hours = hours),
        (hours, rest) => word!(number.hours_minutes, hours = hours, minutes = rest),
    }
}

/// Tenths of a month: 64 is "6,4".
#[must_use]
pub fn tenths(tenths: u64) -> String {
    intl::number(word!(format.region), tenths as f64 / 10.0, Sort::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, choose};

    #[test]
    fn hours_are_said_whole_where_they_are_whole() {
        choose(Language::EN);
        let plain = |minutes| hours(minutes).replace('\u{a0}', " ");
        assert_eq!(plain(480), "8 h");
        assert_eq!(plain(450), "7 h 30 min");
        assert_eq!(plain(45), "45 min");
    }
}
