//! A contract's slots on a time axis, in the drawing's own units.
use shared::follow_up::{Fulfilment, SlotFulfilment};
use shared::model::{Contract, PlacementState, SlotState};
use shared::time::{Day, Month};

/// Width of the column of names.
pub const LEFT: i64 = 130;
/// Width of the drawing.
pub const WIDTH: i64 = 720;
/// Height of a slot's line.
pub const LINE: i64 = 56;
/// Where the first line begins.
pub const TOP: i64 = 30;

/// A bar of one placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Left edge.
    pub x: i64,
    /// Width of all of it, planned part too.
    pub width: i64,
    /// Width of what is served.
    pub served: i64,
    /// Whose.
    pub name: Option<String>,
    /// First and last day, planned or real.
    pub days: (Day, Day),
    /// How far it has come.
    pub state: PlacementState,
}

/// One slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number.
    pub number: u16,
    /// The trade, when it is offered.
    pub trade: Option<String>,
    /// Its placements.
    pub bars: Vec<Bar>,
    /// Whole months and days beyond them that it has served.
    pub served: (u16, u16),
    /// Nobody is in it and nobody is planned, and something is left.
    pub is_vacant: bool,
    /// Where it is vacant: the last day that somebody can begin and still serve what is left before the work ends, and where that
    /// day stands.
    pub match_by: Option<(Day, i64)>,
}

/// The drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// Months with their left edges.
    pub months: Vec<(Month, i64)>,
    /// Where today is, when it lies within.
    pub today: Option<i64>,
    /// The slots.
    pub lines: Vec<Line>,
    /// Height of all.
    pub height: i64,
}

impl Axis {
    /// Draws a contract's figures. Names come from the caller, who knows which row this reader has.
    #[must_use]
    pub fn of(
        contract: &Contract,
        figures: &Fulfilment,
        today: Day,
        name: impl Fn(&SlotFulfilment, usize) -> Option<String>,
    ) -> Self {
        let days = figures
            .slots
            .iter()
            .flat_map(|slot| &slot.events)
            .flat_map(|event| [event.planned.0, event.planned.1]);
        let first = days
            .clone()
            .min()
            .unwrap_or(contract.starts)
            .min(contract.starts)
            .in_month()
            .first_day();
        let last = days
            .max()
            .unwrap_or(contract.ends)
            .max(contract.ends)
            .in_month()
            .last_day();
        let length = first.days_until(last).max(27) + 1;
        let at = |day: Day| LEFT + first.days_until(day).clamp(0, length) * (WIDTH - LEFT) / length;
        let mut months = Vec::new();
        let mut month = first.in_month();
        while month.first_day() <= last {
            months.push((month, at(month.first_day())));
            month = month.first_day().plus_months(1).in_month();
        }
        let lines: Vec<Line> = figures
            .slots
            .iter()
            .map(|slot| line(slot, (today, contract.ends), at, |place| name(slot, place)))
            .collect();
        let height = TOP + LINE * i64::try_from(lines.len()).unwrap_or_default() + 24;
        Self {
            months,
            today: (first <= today && today <= last).then(|| at(today)),
            lines,
            height,
        }
    }
}

fn line(
    slot: &SlotFulfilment,
    (today, ends): (Day, Day),
    at: impl Fn(Day) -> i64,
    name: impl Fn(usize) -> Option<String>,
) -> Line {
    let bar = |(place, event): (usize, &shared::follow_up::Event)| {
        let (from, to) = match event.state {
            PlacementState::Planned => event.planned,
            PlacementState::Started { on } => (on, event.planned.1.max(today)),
            PlacementState::EndedEarly { started, on, .. }
            | PlacementState::Completed { started, on } => (started, on),
            PlacementState::DidNotStart { .. } => return None,
        };
        let served_to = match event.state {
            PlacementState::Planned | PlacementState::DidNotStart { .. } => from,
            PlacementState::Started { .. } => to.min(today).plus_days(1),
            PlacementState::EndedEarly { .. } | PlacementState::Completed { .. } => to.plus_days(1),
        };
        let x = at(from);
        Some(Bar {
            x,
            width: (at(to.plus_days(1)) - x).max(4),
            served: (at(served_to) - x).max(0),
            name: name(place),
            days: (from, to),
            state: event.state,
        })
    };
    let bars: Vec<Bar> = slot.events.iter().enumerate().filter_map(bar).collect();
    let is_planned = bars.iter().any(|bar| {
        bar.days.1 >= today
            && matches!(
                bar.state,
                PlacementState::Planned | PlacementState::Started { .. }
            )
    });
    let is_vacant = !is_planned && slot.days_remaining > 0;
    let match_by = is_vacant.then(|| ends.plus_days(1 - slot.days_remaining));
    Line {
        match_by: match_by.map(|day| (day, at(day))),
        number: slot.number,
        trade: match &slot.offer {
            SlotState::Promised => None,
            SlotState::Offered { trade, .. } => Some(trade.to_string()),
        },
        is_vacant,
        bars,
        served: (slot.served.months, slot.served.days_over),
    }
}

#[cfg(test)]
mod tests {
    use shared::follow_up::fulfilment;
    use shared::state::find;

    use super::*;
    use crate::screens::sample::{Sample, day};

    fn axis(sample: &Sample, today: &str) -> Axis {
        let figures = fulfilment(&sample.state, sample.contract, day(today)).unwrap();
        let contract = find::contract(&sample.state, sample.contract).unwrap();
        Axis::of(contract, &figures, day(today), |_, _| {
            Some("Amina K.".to_owned())
        })
    }

    #[test]
    fn a_running_placement_is_filled_until_today_and_pale_until_its_end() {
        let axis = axis(&Sample::running("2026-09-01"), "2026-10-31");
        let bar = &axis.lines[0].bars[0];
        assert!(bar.served > 0 && bar.served < bar.width);
        // It is filled to the end of today, which is at most a day's width past the line of today.
        let past_today = bar.x + bar.served - axis.today.unwrap();
        assert!((0..=3).contains(&past_today), "{past_today}");
        assert!(!axis.lines[0].is_vacant && axis.lines[0].match_by.is_none());
        assert!(axis.months.iter().all(|(_, x)| (LEFT..=WIDTH).contains(x)));
    }

    #[test]
    fn a_slot_is_vacant_after_an_early_end() {
        let axis = axis(
            &Sample::running("2026-09-01").ended_early("2026-10-10"),
            "2026-10-31",
        );
        assert!(axis.lines[0].is_vacant);
        // 122 days are promised and 40 served: the last 82 days until the work ends, both included.
        let (match_by, x) = axis.lines[0].match_by.unwrap();
        assert_eq!(match_by, day("2027-06-12"));
        assert!((LEFT..=WIDTH).contains(&x));
        assert_eq!(axis.lines[0].bars[0].served, axis.lines[0].bars[0].width);
    }
}
