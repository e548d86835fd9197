//! All placements as rows of a table. A person stands there under the name that this reader's rows have.
use shared::id::PlacementId;
use shared::model::{Body, Kind, Placement, PlacementState, Role};
use shared::state::{Rows as _, State, find};
use shared::time::Day;

use crate::components::Tone;
use crate::components::table::arrangement::Order;
use crate::components::table::model::{Cell, Column, Holds, Row};
use crate::components::table::views::View;
use crate::replica::Me;
use crate::routes::Route;
use crate::screens::cases::model::{Deviation, deviations};
use crate::screens::frame::model::is;
use crate::screens::names;
use crate::word;
use crate::words::nouns;

/// The columns.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("person", word!(table.person), Holds::Text, 22),
        Column::new("contract", word!(table.contract), Holds::Text, 28),
        Column::new("contractor", word!(table.contractor), Holds::Choice, 20),
        Column::new("site", word!(table.site), Holds::Choice, 22),
        Column::new("trade", word!(table.trade), Holds::Text, 17),
        Column::new("starts", word!(table.starts), Holds::Number, 14),
        Column::new("ends", word!(table.ends), Holds::Number, 14),
        Column::new("state", word!(table.state), Holds::Choice, 18),
        Column::new("need", word!(table.need), Holds::Choice, 18),
    ]
}

/// The views that come with it.
#[must_use]
pub fn views() -> Vec<View> {
    let sorted = |name, picks: &[(&str, &str)], by| {
        View::new(
            name,
            picks,
            Some((by, Order::Rising)),
            &["contractor", "trade"],
        )
    };
    vec![
        sorted(word!(table.view_running), &[("state", "started")], "ends"),
        sorted(word!(table.view_planned), &[("state", "planned")], "starts"),
        View::new(
            word!(table.view_all),
            &[],
            Some(("starts", Order::Falling)),
            &["trade"],
        ),
    ]
}

/// What to do where there is no placement yet.
#[must_use]
pub fn next_where_none(me: &Me) -> Option<(Route, &'static str)> {
    let plans = is(me, Role::Caseworker) || is(me, Role::MatchingOfficer);
    plans.then(|| (Route::Matching, word!(nav.matching)))
}

/// The rows, the one that began last first.
#[must_use]
pub fn rows(state: &State, today: Day) -> Vec<Row> {
    let mut found: Vec<(PlacementId, &Placement)> = Vec::new();
    for entity in state.all(Kind::Placement) {
        if let Body::Placement(placement) = &entity.body {
            found.push((PlacementId::from(entity.id), placement));
        }
    }
    shared::ordered::sort_by(&mut found, |(a, x), (b, y)| {
        y.planned_start.cmp(&x.planned_start).then(a.cmp(b))
    });
    found
        .into_iter()
        .map(|(id, placement)| row(state, id, placement, today))
        .collect()
}

fn row(state: &State, id: PlacementId, placement: &Placement, today: Day) -> Row {
    let name = names::person(state, placement.candidate);
    let contract = find::contract(state, placement.contract);
    let (from, to) = placement
        .occupies()
        .unwrap_or((placement.planned_start, placement.planned_end));
    let tone = match placement.state {
        PlacementState::Planned => Tone::Info,
        PlacementState::Started { .. } | PlacementState::Completed { .. } => Tone::Ok,
        PlacementState::EndedEarly { .. } | PlacementState::DidNotStart { .. } => Tone::Plain,
    };
    Row {
        id: id.uuid(),
        route: Some(Route::Placement(id)),
        cells: vec![
            Cell::text(name.unwrap_or_else(|| word!(person.unnamed).to_owned())),
            Cell::text(
                contract
                    .map(|contract| contract.title.to_string())
                    .unwrap_or_default(),
            ),
            Cell::text(
                contract
                    .map(|contract| contract.contractor_name.to_string())
                    .unwrap_or_default(),
            ),
            Cell::text(names::site(state, placement.site).unwrap_or_default()),
            Cell::text(names::trade(state, placement.slot).unwrap_or_default()),
            Cell::day(Some(from), |day| day.to_string()),
            Cell::day(Some(to), |day| day.to_string()),
            Cell::state(
                placement.state.code(),
                tone,
                nouns::placement_state(placement.state),
            ),
            need(&deviations(state, id, placement, today)),
        ],
    }
}

/// The first thing that concerns the office too; meetings and tasks are the case circle's.
fn need(all: &[Deviation]) -> Cell {
    for one in all {
        return match one {
            Deviation::Disputed(_) => Cell::state("disputed", Tone::Bad, word!(cases.disputed)),
            Deviation::ShouldStart(_) => {
                Cell::state("should_start", Tone::Wait, word!(cases.should_start))
            }
            Deviation::ShouldEnd(_) => {
                Cell::state("should_end", Tone::Wait, word!(cases.should_end))
            }
            Deviation::ToConfirm(_) => {
                Cell::state("to_confirm", Tone::Wait, word!(cases.to_confirm))
            }
            Deviation::Unanswered(_) => {
                Cell::state("unanswered", Tone::Info, word!(cases.unanswered))
            }
            Deviation::AwayToday(_)
            | Deviation::MeetingToNote(..)
            | Deviation::MeetingLate(_)
            | Deviation::TaskLate(..)
            | Deviation::MeetingToday(..)
            | Deviation::MeetingSoon(..)
            | Deviation::MeetingToPlan(_)
            | Deviation::TaskSoon(..)
            | Deviation::Starts(_)
            | Deviation::Ends(_) => continue,
        };
    }
    Cell::none()
}

#[cfg(test)]
mod tests {
    use shared::model::{AbsenceReason, Entity, Key, TraineeCard};
    use shared::text::Text;

    use super::*;
    use crate::screens::sample::{Sample, day};
    use crate::words::{Language, choose};

    fn first(state: &State) -> Row {
        choose(Language::SV);
        rows(state, day("2026-11-24")).swap_remove(0)
    }

    #[test]
    fn a_placement_tells_where_it_is_and_what_it_needs() {
        let sample = Sample::running("2026-10-01")
            .present("2026-11-20", 480)
            .authority_says("2026-11-20", AbsenceReason::Sick);
        let row = first(&sample.state);
        let cells: Vec<&str> = row.cells.iter().map(Cell::value).collect();
        assert_eq!(cells[0], "Amina Karimi");
        assert_eq!(cells[3..6], ["Palmcrantzskolan", "Snickeri", "2026-10-01"]);
        assert_eq!(cells[7..], ["started", "disputed"]);
    }

    #[test]
    fn outside_the_case_circle_a_person_has_the_name_of_the_card_only() {
        let mut state = Sample::planned("2026-12-01").state;
        let candidate = Sample::planned("2026-12-01").candidate;
        state.remove(Key::new(Kind::Candidate, candidate));
        assert_eq!(first(&state).name(), "Praktikant");
        let display = Text::parse("Praktikant 7").unwrap();
        state.put(Entity::new(candidate, TraineeCard { display }));
        assert_eq!(first(&state).name(), "Praktikant 7");
    }
}
