//! "Places × months each, at least."
//!
//! *What the buyer asks*: so many placement slots, each served for so many whole calendar months. Example, Palmcrantz school: four
//! trainees, at least four months each.
//!
//! *What counts*: calendar time from the first to the last day of a placement, both included. Absence does not stop it. Several
//! persons may serve one slot one after another; their days are laid end to end from the slot's first day, so that months are
//! counted by the calendar. Time after an early end, and days in which nobody held the slot, are not served. A slot that served
//! longer than promised does not help another slot ("each").
//!
//! *Worked example*: promised 4 months. A serves 15 Sep–14 Nov (61 days), leaves; B serves 1 Dec–31 Jan (62 days). Laid end to end
//! from 15 Sep the 123 days reach 15 Jan, which is four whole months and one day: the slot is served, on 30 January.
use crate::quantity::Months;
use crate::time::Day;

/// One person's time in a slot: first day and, when it has ended, last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// First day.
    pub from: Day,
    /// Last day, when it has ended.
    pub to: Option<Day>,
    /// Last day that is planned, for one that still runs or is to begin.
    pub planned_to: Day,
}

/// What a slot has served by a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// Days, each calendar day once.
    pub days: i64,
    /// Whole calendar months in them.
    pub months: u16,
    /// Days beyond the whole months.
    pub days_over: u16,
}

/// When a slot's promise is expected to be served, if what runs and is planned goes as planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// It was served in full on this day.
    Served {
        /// That day.
        on: Day,
    },
    /// It will be served on this day.
    Expected {
        /// That day.
        on: Day,
    },
    /// What runs and is planned does not reach it.
    Lacking {
        /// Days that nobody is planned for.
        days: i64,
    },
}

/// Days that a slot has to serve, counted from its first day: whole calendar months differ in length.
#[must_use]
pub fn days_promised(first: Day, months: Months) -> i64 {
    first.days_until(first.plus_months(u32::from(months.get())))
}

/// The days that nobody holds twice: sorted, joined, cut at `as_of`.
fn joined(stretches: &[Stretch], as_of: Day) -> Vec<(Day, Day)> {
    let mut spans: Vec<(Day, Day)> = stretches
        .iter()
        .map(|s| (s.from, s.to.unwrap_or(as_of).min(as_of)))
        .filter(|(from, to)| from <= to)
        .collect();
    crate::ordered::sort_by(&mut spans, Ord::cmp);
    let mut out: Vec<(Day, Day)> = Vec::new();
    for (from, to) in spans {
        match out.last_mut() {
            Some(last) if from <= last.1.plus_days(1) => last.1 = last.1.max(to),
            Some(_) | None => out.push((from, to)),
        }
    }
    out
}

/// What the stretches of one slot have served by `as_of`, that day included.
#[must_use]
pub fn served(stretches: &[Stretch], as_of: Day) -> Served {
    let spans = joined(stretches, as_of);
    let days: i64 = spans
        .iter()
        .map(|(from, to)| from.days_until(*to) + 1)
        .sum();
    let Some((first, _)) = spans.first() else {
        return Served::default();
    };
    let end = first.plus_days(days);
    // At the end of the calendar a month more is no later day: without the second half the count would not end.
    let reached = |months: u16| first.plus_months(u32::from(months));
    let mut months = 0_u16;
    while reached(months + 1) <= end && reached(months) < reached(months + 1) {
        months += 1;
    }
    let over = first.plus_months(u32::from(months)).days_until(end);
    Served {
        days,
        months,
        days_over: u16::try_from(over).unwrap_or(0),
    }
}

/// Days still to be served of one slot; all of them, counted from `as_of`, when nobody has begun.
#[must_use]
pub fn days_remaining(stretches: &[Stretch], months: Months, as_of: Day) -> i64 {
    match joined(stretches, as_of).first() {
        Some((first, _)) => (days_promised(*first, months) - served(stretches, as_of).days).max(0),
        None => days_promised(as_of, months),
    }
}

/// When the slot's promise is or will be served. A running stretch goes on to its planned end, or to `as_of` when that is past;
/// planned ones begin and end as planned.
#[must_use]
pub fn forecast(stretches: &[Stretch], months: Months, as_of: Day) -> Forecast {
    let planned: Vec<Stretch> = stretches
        .iter()
        .map(|s| {
            let runs_to = if s.from <= as_of {
                s.planned_to.max(as_of)
            } else {
                s.planned_to
            };
            Stretch {
                to: Some(s.to.unwrap_or(runs_to)),
                ..*s
            }
        })
        .collect();
    let spans = joined(&planned, Day::MAX);
    let Some((first, _)) = spans.first() else {
        return Forecast::Lacking {
            days: days_promised(as_of, months),
        };
    };
    let mut left = days_promised(*first, months);
    for (from, to) in spans {
        let days = from.days_until(to) + 1;
        if days >= left {
            let on = from.plus_days(left - 1);
            return if on <= as_of {
                Forecast::Served { on }
            } else {
                Forecast::Expected { on }
            };
        }
        left -= days;
    }
    Forecast::Lacking { days: left }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }
    fn ended(from: &str, to: &str) -> Stretch {
        Stretch {
            from: day(from),
            to: Some(day(to)),
            planned_to: day(to),
        }
    }
    fn running(from: &str, planned_to: &str) -> Stretch {
        Stretch {
            from: day(from),
            to: None,
            planned_to: day(planned_to),
        }
    }
    fn four() -> Months {
        Months::parse(4).unwrap()
    }

    /// Stretches, as of, → days, months, days over.
    #[track_caller]
    fn check(stretches: &[Stretch], as_of: &str, expect: (i64, u16, u16)) {
        let got = served(stretches, day(as_of));
        assert_eq!((got.days, got.months, got.days_over), expect);
    }

    #[test]
    fn a_single_placement_counts_calendar_months() {
        check(
            &[ended("2026-09-15", "2027-01-14")],
            "2027-02-01",
            (122, 4, 0),
        );
        check(
            &[ended("2026-09-15", "2027-01-13")],
            "2027-02-01",
            (121, 3, 30),
        );
        check(
            &[ended("2026-01-31", "2026-02-28")],
            "2026-03-01",
            (29, 1, 1),
        );
        check(&[], "2026-03-01", (0, 0, 0));
    }

    #[test]
    fn the_worked_example_holds() {
        let two = [
            ended("2026-09-15", "2026-11-14"),
            ended("2026-12-01", "2027-01-31"),
        ];
        check(&two, "2027-03-01", (123, 4, 1));
        assert_eq!(
            forecast(&two, four(), day("2027-03-01")),
            Forecast::Served {
                on: day("2027-01-30")
            }
        );
        assert_eq!(days_remaining(&two, four(), day("2027-03-01")), 0);
    }

    #[test]
    fn time_to_come_and_time_after_an_early_end_are_not_served() {
        check(
            &[running("2026-10-01", "2027-01-31")],
            "2026-10-31",
            (31, 1, 0),
        );
        check(
            &[running("2026-12-01", "2027-01-31")],
            "2026-10-31",
            (0, 0, 0),
        );
        check(
            &[ended("2026-10-01", "2026-10-10")],
            "2026-12-31",
            (10, 0, 10),
        );
    }

    #[test]
    fn a_day_that_two_persons_hold_counts_once() {
        check(
            &[
                ended("2026-10-01", "2026-10-20"),
                ended("2026-10-11", "2026-10-31"),
            ],
            "2026-12-31",
            (31, 1, 0),
        );
    }

    #[test]
    fn the_forecast_says_what_is_lacking() {
        let as_of = day("2026-11-23");
        assert_eq!(
            forecast(&[running("2026-10-01", "2027-01-31")], four(), as_of),
            Forecast::Expected {
                on: day("2027-01-31")
            }
        );
        assert_eq!(
            forecast(&[running("2026-10-01", "2026-12-31")], four(), as_of),
            Forecast::Lacking { days: 31 }
        );
        assert_eq!(
            forecast(&[], four(), as_of),
            Forecast::Lacking { days: 120 }
        );
        // Overdue but still running: today counts, tomorrow is not promised by anybody.
        assert_eq!(
            forecast(&[running("2026-10-01", "2026-10-31")], four(), as_of),
            Forecast::Lacking { days: 123 - 54 }
        );
    }

    #[test]
    fn serving_day_by_day_never_goes_back_and_meets_the_forecast() {
        let slot = [running("2026-08-31", "2027-06-30")];
        let Forecast::Expected { on } = forecast(&slot, four(), day("2026-09-01")) else {
            panic!("expected")
        };
        let mut last = Served::default();
        for step in 0..200 {
            let as_of = day("2026-08-31").plus_days(step);
            let now = served(&slot, as_of);
            assert_eq!(now.days, last.days + 1);
            assert!(now.months >= last.months);
            assert_eq!(
                days_remaining(&slot, four(), as_of) == 0,
                as_of >= on,
                "{as_of}"
            );
            last = now;
        }
    }
}
