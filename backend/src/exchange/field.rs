//! Readings that the formats share: codes, days, moments, amounts, durations, with a warning where a text cannot be read.

use super::limit::BYTES_MAX;
use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};
use shared::notice::{Amount, Duration, DurationUnit, Exactness, Lot, Nature, Notice, Warning};

/// Collects warnings while a notice is read.
pub(super) struct Reading {
    pub warnings: Vec<Warning>,
}

impl Reading {
    /// Most warnings that one notice carries; the rest say the same.
    pub const WARNINGS_MAX: usize = 100;

    pub fn new() -> Self {
        Self {
            warnings: Vec::new(),
        }
    }

    pub fn warn(&mut self, warning: Warning) {
        if self.warnings.len() < Self::WARNINGS_MAX && !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// A CPV code of eight digits, without its check digit. Other texts are left out with a warning.
    pub fn cpv(&mut self, field: &str, text: &str) -> Option<String> {
        let code = text.split('-').next().unwrap_or(text).trim();
        if code.len() == 8 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(code.to_owned());
        }
        self.warn(Warning::unreadable(field, text));
        None
    }

    /// An amount; a text that is none, or one that no contract can be worth, is left out with a warning.
    pub fn amount(&mut self, field: &str, number: &str, currency: Option<&str>) -> Option<Amount> {
        let is_possible = |amount: &Amount| {
            let size = amount.as_text().parse::<f64>();
            size.is_ok_and(|size| size.is_finite() && size >= 0.0)
        };
        let amount = Amount::parse(number, currency).ok().filter(is_possible);
        if amount.is_none() {
            self.warn(Warning::unreadable(field, number));
        }
        amount
    }

    /// A nature by its code.
    pub fn nature(&mut self, field: &str, code: &str) -> Option<Nature> {
        let nature = Nature::from_code(code);
        if nature.is_none() {
            self.warn(Warning::unreadable(field, code));
        }
        nature
    }

    /// A day `YYYY-MM-DD`; what follows (a zone, a time) is dropped, for the day is the buyer's own.
    pub fn day(&mut self, field: &str, text: &str) -> Option<String> {
        let day = text.get(..10).filter(|day| day.parse::<Date>().is_ok());
        if day.is_none() {
            self.warn(Warning::unreadable(field, text));
        }
        day.map(str::to_owned)
    }

    /// A moment or a day, as written; a text that is none is left out with a warning.
    pub fn moment(&mut self, field: &str, text: String) -> Option<String> {
        if instant(&text).is_none() {
            self.warn(Warning::unreadable(field, &text));
            return None;
        }
        Some(text)
    }

    /// A duration by count and unit.
    pub fn duration(&mut self, lot: Option<&String>, count: &str, unit: &str) -> Option<Duration> {
        let unit_known = match unit.trim().to_ascii_uppercase().as_str() {
            "DAY" | "DAYS" | "CALENDAR_DAY" => Some(DurationUnit::Day),
            "WEEK" | "WEEKS" => Some(DurationUnit::Week),
            "MONTH" | "MONTHS" => Some(DurationUnit::Month),
            "QUARTER" => Some(DurationUnit::Quarter),
            "YEAR" | "YEARS" => Some(DurationUnit::Year),
            _ => None,
        };
        let whole = count
            .trim()
            .split_once('.')
            .map_or(count.trim(), |(whole, decimals)| {
                if decimals.bytes().all(|digit| digit == b'0') {
                    whole
                } else {
                    ""
                }
            });
        let duration = match (whole.parse(), unit_known) {
            (Ok(count), Some(unit)) => Some(Duration { count, unit }),
            (Ok(_) | Err(_), _) => None,
        };
        match duration.and_then(Duration::months) {
            Some((_, Exactness::Exact)) => {}
            Some((_, Exactness::Rounded)) => {
                self.warn(Warning::DurationRounded { lot: lot.cloned() })
            }
            None => self.warn(Warning::unreadable(
                "duration_months",
                &format!("{count} {unit}"),
            )),
        }
        duration
    }
}

/// The instant of a moment text, for comparing only: a moment without zone is taken as UTC, a day as its end.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let day_end = || Some(text.get(..10)?.parse::<Date>().ok()?.at(23, 59, 59, 0));
    let local = || {
        text.parse::<DateTime>()
            .ok()
            .filter(|_| text.contains('T'))
            .or_else(day_end)
    };
    text.parse::<Timestamp>()
        .ok()
        .or_else(|| TimeZone::UTC.to_timestamp(local()?).ok())
}

/// Puts in what every format needs at the end: the earliest deadline, and a warning for each field that is missing.
pub(super) fn finish(mut notice: Notice, mut reading: Reading) -> Notice {
    let mut deadlines: Vec<&String> = notice
        .lots
        .iter()
        .filter_map(|lot| lot.deadline.as_ref())
        .collect();
    deadlines.sort_by_key(|text| instant(text));
    if deadlines.first() != deadlines.last() {
        reading.warn(Warning::DeadlinesDiffer);
    }
    if notice.deadline.is_none() {
        notice.deadline = deadlines.first().map(|text| (*text).clone());
    }
    let missing = [
        ("notice_id", notice.notice_id.is_none()),
        ("title", notice.title.is_none()),
        ("buyer", notice.buyer.is_none()),
        ("cpv_main", notice.cpv_main.is_none()),
        ("nature", notice.nature.is_none()),
    ];
    for (field, _) in missing.into_iter().filter(|&(_, is_missing)| is_missing) {
        reading.warn(Warning::missing(field));
    }
    notice.warnings = reading.warnings;
    notice
}

/// Gives every lot the terms that a notice states once for all; only the first lot where the copies would outgrow a file.
pub(super) fn share_terms(lots: &mut [Lot], terms: Option<String>, reading: &mut Reading) {
    let Some(terms) = terms else { return };
    let has_room = lots.len().saturating_mul(terms.len()) <= BYTES_MAX;
    if !has_room {
        reading.warn(Warning::TermsOnFirstLotOnly);
    }
    let count = if has_room { lots.len() } else { 1 };
    for lot in lots.iter_mut().take(count) {
        lot.performance_terms.get_or_insert_with(|| terms.clone());
    }
}

/// Fills title, CPV and nature of a notice from its only lot or part, with a warning for each.
pub(super) fn take_from_only_lot(notice: &mut Notice, reading: &mut Reading) {
    let only: Lot = match (notice.lots.as_slice(), notice.parts.as_slice()) {
        ([only], []) | ([], [only]) => only.clone(),
        _ => return,
    };
    let mut took = |field: &str, is_new: bool| {
        if is_new {
            reading.warn(Warning::TakenFromLot {
                field: field.to_owned(),
            });
        }
    };
    took("title", fill(&mut notice.title, only.title));
    took("cpv_main", fill(&mut notice.cpv_main, only.cpv_main));
    took("nature", fill(&mut notice.nature, only.nature));
}

fn fill<T>(field: &mut Option<T>, from: Option<T>) -> bool {
    let is_new = field.is_none() && from.is_some();
    if is_new {
        *field = from;
    }
    is_new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_lose_their_check_digit_and_nothing_else() {
        let mut reading = Reading::new();
        assert_eq!(
            reading.cpv("cpv_main", "45233130-9").as_deref(),
            Some("45233130")
        );
        assert_eq!(reading.cpv("cpv_main", "4523313"), None);
        assert_eq!(
            reading.warnings,
            [Warning::unreadable("cpv_main", "4523313")]
        );
    }

    #[test]
    fn moments_compare_by_instant_not_by_text() {
        let earlier = instant("2024-03-01T23:00:00+02:00");
        assert!(earlier < instant("2024-03-01T22:00:00Z"));
        assert!(earlier.is_some());
        assert!(instant("2024-03-01T12:00") < instant("2024-03-01"));
        assert_eq!(instant("soon"), None);
    }

    #[test]
    fn amounts_and_moments_that_cannot_be_are_left_out_with_a_warning() {
        let mut reading = Reading::new();
        for (number, is_kept) in [("0", true), ("12.5", true), ("-1", false), ("1e400", false)] {
            let amount = reading.amount("value", number, Some("SEK"));
            assert_eq!(amount.is_some(), is_kept, "{number}");
        }
        assert_eq!(reading.warnings.len(), 2);
        for (text, is_kept) in [("2024-03-01T12:00:00Z", true), ("2024-13-45", false)] {
            let moment = reading.moment("deadline", text.to_owned());
            assert_eq!(moment.is_some(), is_kept, "{text}");
        }
        assert_eq!(reading.warnings.len(), 3);
    }

    #[test]
    fn durations_with_an_unknown_unit_are_left_out() {
        let mut reading = Reading::new();
        assert!(reading.duration(None, "06", "MONTH").is_some());
        assert!(reading.duration(None, "24.0", "MONTH").is_some());
        assert!(reading.warnings.is_empty());
        assert!(reading.duration(None, "2.5", "YEAR").is_none());
        assert!(reading.duration(None, "3", "FORTNIGHT").is_none());
        assert_eq!(reading.warnings.len(), 2);
    }
}
