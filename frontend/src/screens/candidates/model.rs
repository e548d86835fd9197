//! Candidates as rows of a table: what each wants, from when, and whether they have a place.
use shared::id::{CandidateId, PlacementId};
use shared::model::{Body, Candidate, Kind, Placement, PlacementState, Protection, Role};
use shared::ordered::Map;
use shared::state::{Rows as _, State};

use crate::components::Tone;
use crate::components::table::arrangement::Order;
use crate::components::table::model::{Cell, Column, Holds, Row};
use crate::components::table::views::View;
use crate::replica::Me;
use crate::routes::Route;
use crate::screens::frame::model::is;
use crate::screens::names;
use crate::word;

/// The columns.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("name", word!(table.name), Holds::Text, 28),
        Column::new("wants", word!(candidates.wants), Holds::Text, 28),
        Column::new("available", word!(candidates.available), Holds::Number, 14),
        Column::new("situation", word!(table.situation), Holds::Choice, 16),
        Column::new("site", word!(table.site), Holds::Choice, 24),
        Column::new("protection", word!(table.protection), Holds::Choice, 14),
    ]
}

/// The views that come with it, the role's own first.
#[must_use]
pub fn views(me: &Me) -> Vec<View> {
    let waiting = View::new(
        word!(table.view_waiting),
        &[("situation", "waiting")],
        Some(("available", Order::Rising)),
        &["site"],
    );
    let all = View::new(
        word!(table.view_all),
        &[],
        Some(("name", Order::Rising)),
        &[],
    );
    if is(me, Role::MatchingOfficer) && !is(me, Role::Caseworker) {
        vec![waiting, all]
    } else {
        vec![all, waiting]
    }
}

/// The rows. Whoever waits is opened where slots are matched; whoever has a place, on the placement.
#[must_use]
pub fn rows(state: &State) -> Vec<Row> {
    let mut latest: Map<CandidateId, (PlacementId, &Placement)> = Map::new();
    for entity in state.all(Kind::Placement) {
        if let Body::Placement(placement) = &entity.body {
            let before = latest.get(&placement.candidate);
            if before.is_none_or(|(_, before)| before.planned_start <= placement.planned_start) {
                latest.insert(
                    placement.candidate,
                    (PlacementId::from(entity.id), placement),
                );
            }
        }
    }
    let all = state.all(Kind::Candidate).into_iter();
    all.filter_map(|entity| {
        let Body::Candidate(candidate) = &entity.body else {
            return None;
        };
        let id = CandidateId::from(entity.id);
        Some(row(state, id, candidate, latest.get(&id).copied()))
    })
    .collect()
}

fn row(
    state: &State,
    id: CandidateId,
    candidate: &Candidate,
    placement: Option<(PlacementId, &Placement)>,
) -> Row {
    let (code, tone, text) = match placement.map(|(_, placement)| placement.state) {
        None => ("waiting", Tone::Wait, word!(table.waiting)),
        Some(PlacementState::Planned) => ("planned", Tone::Info, word!(table.planned)),
        Some(PlacementState::Started { .. }) => ("running", Tone::Ok, word!(table.running)),
        // Who wants to go on waits again.
        Some(PlacementState::EndedEarly { .. } | PlacementState::DidNotStart { .. }) => {
            ("waiting", Tone::Wait, word!(table.waiting))
        }
        Some(PlacementState::Completed { .. }) => ("over", Tone::Plain, word!(table.over)),
    };
    let site = placement.and_then(|(_, placement)| names::site(state, placement.site));
    let protection = match candidate.protection {
        Protection::Protected => Cell::state("protected", Tone::Info, word!(candidates.protected)),
        Protection::None => Cell {
            code: Some("open"),
            ..Cell::text(word!(table.open_protection))
        },
    };
    let name = format!("{} {}", candidate.given_name, candidate.family_name);
    let by = format!("{} {}", candidate.family_name, candidate.given_name);
    Row {
        id: id.uuid(),
        route: Some(placement.map_or(Route::Matching, |(id, _)| Route::Placement(id))),
        cells: vec![
            Cell::text_by(name, by),
            Cell::text(
                candidate
                    .wants
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ),
            Cell::day(Some(candidate.available_from), |day| day.to_string()),
            Cell::state(code, tone, text),
            Cell::text(site.unwrap_or_default()),
            protection,
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::table::model::Rows;
    use crate::screens::sample::{Sample, me};
    use crate::words::{Language, choose};

    fn told(sample: &Sample) -> (Vec<String>, Option<Route>) {
        choose(Language::SV);
        let row = rows(&sample.state).swap_remove(0);
        (
            row.cells
                .iter()
                .map(|cell| cell.value().to_owned())
                .collect(),
            row.route,
        )
    }

    #[test]
    fn a_candidate_is_opened_where_the_next_thing_is_done() {
        let sample = Sample::running("2026-10-01");
        let (cells, route) = told(&sample);
        assert_eq!(
            cells,
            [
                "Amina Karimi",
                "",
                "2026-10-01",
                "running",
                "Palmcrantzskolan",
                "open"
            ]
        );
        assert_eq!(route, Some(Route::Placement(sample.placement)));
        assert_eq!(
            told(&Sample::running("2026-10-01").ended_early("2026-10-09")).0[3],
            "waiting"
        );
    }

    #[test]
    fn matching_begins_with_those_who_wait_and_names_are_sorted_by_family() {
        let views = views(&me(&[Role::MatchingOfficer]));
        let rows = Rows::new(rows(&Sample::running("2026-10-01").state));
        assert!(rows.kept(&[0], &columns(), &views[0].how).is_empty());
        assert_eq!(rows.kept(&[0], &columns(), &views[1].how), [0]);
        assert_eq!(rows.all()[0].cells[0].by.as_deref(), Some("Karimi Amina"));
    }
}
