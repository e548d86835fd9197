//! All contracts as rows of a table: what each has served of what was promised.
use shared::follow_up::{FirstStart, Fulfilment, fulfilment};
use shared::id::ContractId;
use shared::model::{Body, Contract, Kind, Role};
use shared::state::{Rows as _, State};
use shared::time::Day;

use crate::components::Tone;
use crate::components::table::arrangement::Order;
use crate::components::table::model::{Cell, Column, Holds, Row};
use crate::components::table::views::View;
use crate::replica::Me;
use crate::routes::Route;
use crate::screens::frame::model::is;
use crate::word;
use crate::words::numbers;

/// The columns.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("title", word!(notice_field.title), Holds::Text, 34),
        Column::new("reference", word!(tenders.reference), Holds::Text, 19),
        Column::new("contractor", word!(table.contractor), Holds::Choice, 22),
        Column::new("starts", word!(table.starts), Holds::Number, 14),
        Column::new("ends", word!(table.ends), Holds::Number, 14),
        Column::new("slots", word!(table.slots), Holds::Number, 10),
        Column::new("served", word!(table.served), Holds::Number, 16),
        Column::new("lacking", word!(table.lacking), Holds::Number, 13),
        Column::new("health", word!(table.state), Holds::Choice, 19),
    ]
}

/// The views that come with it.
#[must_use]
pub fn views(me: &Me) -> Vec<View> {
    let lacking = View::new(
        word!(table.view_lacking),
        &[],
        Some(("lacking", Order::Falling)),
        &["slots", "starts"],
    );
    let missed = View::new(
        word!(table.view_missed),
        &[("health", "missed")],
        Some(("starts", Order::Rising)),
        &["slots", "ends", "lacking"],
    );
    let by_name = View::new(
        word!(table.view_by_name),
        &[],
        Some(("title", Order::Rising)),
        &["slots", "lacking"],
    );
    if is(me, Role::Procurement) || is(me, Role::ContractorAdministrator) {
        vec![by_name, lacking, missed]
    } else {
        vec![lacking, missed, by_name]
    }
}

/// What to do where there is no contract yet.
#[must_use]
pub fn next_where_none(me: &Me) -> Option<(Route, &'static str)> {
    let sees_tenders = is(me, Role::Procurement) || is(me, Role::ContractManager);
    sees_tenders.then(|| (Route::Tenders, word!(nav.tenders)))
}

/// The rows: those that lack something first.
#[must_use]
pub fn rows(state: &State, today: Day) -> Vec<Row> {
    let mut found: Vec<(ContractId, &Contract, Fulfilment)> = Vec::new();
    for entity in state.all(Kind::Contract) {
        let id = ContractId::from(entity.id);
        if let (Body::Contract(contract), Some(figures)) =
            (&entity.body, fulfilment(state, id, today))
        {
            found.push((id, contract, figures));
        }
    }
    shared::ordered::sort_by(&mut found, |(_, a, x), (_, b, y)| {
        (-x.days_lacking, &a.title).cmp(&(-y.days_lacking, &b.title))
    });
    found
        .iter()
        .map(|(id, contract, figures)| row(*id, contract, figures))
        .collect()
}

fn row(id: ContractId, contract: &Contract, figures: &Fulfilment) -> Row {
    let promised = u32::from(figures.places_promised) * u32::from(figures.months_each);
    let served = word!(
        table.of,
        served = figures.months_served,
        promised = promised
    );
    Row {
        id: id.uuid(),
        route: Some(Route::Contract(id)),
        cells: vec![
            Cell::text(contract.title.to_string()),
            Cell::text(contract.reference.to_string()),
            Cell::text(contract.contractor_name.to_string()),
            Cell::day(Some(contract.starts), |day| day.to_string()),
            Cell::day(Some(contract.ends), |day| day.to_string()),
            Cell::number(
                figures.places_promised.into(),
                figures.places_promised.to_string(),
            ),
            Cell {
                plain: Some(figures.months_served.to_string()),
                ..Cell::number(share(figures.months_served, promised), served)
            },
            Cell::number(
                figures.days_lacking,
                numbers::whole(figures.days_lacking.unsigned_abs()),
            ),
            health(figures),
        ],
    }
}

/// In thousandths.
fn share(part: u32, whole: u32) -> i64 {
    i64::from(part) * 1000 / i64::from(whole.max(1))
}

/// One word for how a contract stands; how much it lacks has a column of its own.
fn health(figures: &Fulfilment) -> Cell {
    match (
        figures.days_remaining,
        figures.first_start,
        figures.days_lacking,
    ) {
        (0, _, _) => Cell::state("fulfilled", Tone::Ok, word!(contracts.fulfilled)),
        (_, FirstStart::Missed { .. }, _) => {
            Cell::state("missed", Tone::Bad, word!(contracts.missed))
        }
        (_, _, 1..) => Cell::state("lacking", Tone::Wait, word!(table.health_lacking)),
        (_, _, _) => Cell::state("in_step", Tone::Ok, word!(contracts.in_step)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::sample::{Sample, day, me};
    use crate::words::{Language, choose};

    #[test]
    fn a_contract_tells_what_it_has_served_and_lacks() {
        choose(Language::SV);
        let sample = Sample::running("2026-06-01");
        let rows = rows(&sample.state, day("2026-07-15"));
        assert_eq!(rows.len(), 1);
        let cells: Vec<&str> = rows[0]
            .cells
            .iter()
            .map(|cell| cell.text.as_str())
            .collect();
        assert_eq!(cells[2..5], ["Fjällbygg AB", "2026-06-01", "2027-06-01"]);
        assert_eq!(cells[6], "1 av 4 mån");
        assert_eq!((cells[7], rows[0].cells[8].value()), ("0", "in_step"));
    }

    #[test]
    fn whoever_promised_begins_with_names_and_whoever_follows_up_with_what_is_lacking() {
        let first = |role| {
            views(&me(&[role]))
                .swap_remove(0)
                .how
                .sort
                .map(|(column, _)| column)
        };
        assert_eq!(
            first(Role::ContractorAdministrator).as_deref(),
            Some("title")
        );
        assert_eq!(first(Role::ContractManager).as_deref(), Some("lacking"));
        assert_eq!(first(Role::Coordinator).as_deref(), Some("lacking"));
        let known = columns();
        for view in views(&me(&[Role::ContractManager])) {
            let names = view
                .how
                .hidden
                .iter()
                .chain(view.how.picks.iter().map(|(column, _)| column));
            for name in names {
                assert!(known.iter().any(|column| column.name == name), "{name}");
            }
        }
    }
}
