//! Numbers as people write them: a thin space between thousands in Swedish, hours instead of minutes.
use shared::quantity::Ore;

use crate::word;

/// "1" or "many": both languages need no more.
#[must_use]
pub fn many(count: usize, one: &str, other: impl FnOnce() -> String) -> String {
    if count == 1 { one.to_owned() } else { other() }
}

/// "1 dag", "12 dagar".
#[must_use]
pub fn days(count: i64) -> String {
    if count == 1 {
        word!(number.day_one).to_owned()
    } else {
        word!(number.day_many, days = whole(count.unsigned_abs()))
    }
}

/// "12 345".
#[must_use]
pub fn whole(number: u64) -> String {
    let digits = number.to_string();
    let gap = word!(format.thousands);
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push_str(gap);
        }
        text.push(digit);
    }
    text
}

/// "1 234 567 kr", öre left out.
#[must_use]
pub fn kronor(amount: Ore) -> String {
    word!(number.kronor, amount = whole(amount.0 / 100))
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
    let mark = word!(format.decimal);
    if tenths.is_multiple_of(10) {
        whole(tenths / 10)
    } else {
        format!("{}{mark}{}", whole(tenths / 10), tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, choose};

    #[test]
    fn numbers_follow_the_language() {
        choose(Language::SV);
        assert_eq!(kronor(Ore(123_456_789)), "1\u{a0}234\u{a0}567\u{a0}kr");
        assert_eq!(tenths(64), "6,4");
        assert_eq!(tenths(160), "16");
        choose(Language::EN);
        assert_eq!(whole(1_000), "1,000");
        assert_eq!(hours(450), "7 h 30 min");
    }
}
