//! The week on a site, Monday first: a row for everybody who was there on one of its days.
use shared::id::{PlacementId, SiteId};
use shared::model::Attendance;
use shared::state::{State, find};
use shared::time::Day;

use crate::screens::month::model::Cell;
use crate::screens::names;
use crate::screens::site::model::{entry, on_site, runs_on};

/// One person's week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekRow {
    /// The placement.
    pub placement: PlacementId,
    /// What to call them; none where no card is shown.
    pub name: Option<String>,
    /// Monday to Sunday.
    pub cells: Vec<Cell>,
    /// Days present.
    pub days: u32,
    /// Minutes present.
    pub minutes: u32,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeekModel {
    /// Name of the site.
    pub name: String,
    /// Monday to Sunday.
    pub days: Vec<Day>,
    /// By name.
    pub rows: Vec<WeekRow>,
}

/// Monday of the week that a day lies in.
#[must_use]
pub fn monday(day: Day) -> Day {
    day.plus_days(1 - i64::from(day.weekday()))
}

impl WeekModel {
    /// The week that a day lies in; nothing when the site's row is not here.
    #[must_use]
    pub fn of(state: &State, id: SiteId, day: Day, today: Day) -> Option<Self> {
        let site = find::site(state, id)?;
        let days: Vec<Day> = (0..7).map(|on| monday(day).plus_days(on)).collect();
        let mut rows = Vec::new();
        for (placement, row) in on_site(state, id) {
            if !days.iter().any(|day| runs_on(&row, *day)) {
                continue;
            }
            let cells: Vec<Cell> = days
                .iter()
                .map(|day| Cell::of(&row, entry(state, placement, *day), *day, today))
                .collect();
            let mut shown = WeekRow {
                placement,
                name: names::trainee(state, row.candidate),
                cells,
                days: 0,
                minutes: 0,
            };
            for cell in &shown.cells {
                if let Cell::Holds(Attendance::Present { minutes }) = cell {
                    shown.days += 1;
                    shown.minutes += u32::from(minutes.get());
                }
            }
            rows.push(shown);
        }
        Some(Self {
            name: site.name.to_string(),
            days,
            rows,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn every_day_of_a_week_leads_to_the_same_monday() {
        for on in ["2026-11-23", "2026-11-24", "2026-11-29"] {
            assert_eq!(monday(day(on)), day("2026-11-23"), "{on}");
        }
        assert_eq!(monday(day("2026-11-30")), day("2026-11-30"));
    }

    #[test]
    fn a_week_over_two_months_reads_both_sheets() {
        let sample = Sample::running("2026-11-01")
            .present("2026-11-30", 480)
            .present("2026-12-01", 240);
        let today = day("2026-12-02");
        let model = WeekModel::of(&sample.state, sample.site, day("2026-12-03"), today).unwrap();
        let row = &model.rows[0];
        assert_eq!((row.days, row.minutes), (2, 720));
        assert_eq!((row.cells[2], row.cells[3]), (Cell::Open, Cell::Ahead));
    }

    #[test]
    fn who_ended_stands_in_the_week_of_the_last_day_and_not_in_the_next() {
        let sample = Sample::running("2026-11-02").ended_early("2026-11-10");
        let rows = |on| {
            WeekModel::of(&sample.state, sample.site, day(on), day("2026-11-24"))
                .unwrap()
                .rows
        };
        assert_eq!(rows("2026-11-12")[0].cells[2], Cell::Outside);
        assert!(rows("2026-11-16").is_empty());
    }
}
