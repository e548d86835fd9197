//! All tenders as rows of a table: what each asks for and what comes next.
use shared::id::TenderId;
use shared::model::{Body, Kind, Role, Tender, TenderState};
use shared::state::{Rows as _, State};

use crate::components::Tone;
use crate::components::table::arrangement::Order;
use crate::components::table::model::{Cell, Column, Holds, Row};
use crate::components::table::views::View;
use crate::replica::Me;
use crate::routes::Route;
use crate::screens::frame::model::is;
use crate::screens::names;
use crate::screens::tender::model::{Step, TenderModel};
use crate::word;
use crate::words::{nouns, numbers};

/// The columns.
#[must_use]
pub fn columns() -> Vec<Column> {
    vec![
        Column::new("title", word!(notice_field.title), Holds::Text, 34),
        Column::new("reference", word!(tenders.reference), Holds::Text, 19),
        Column::new("requirement", word!(table.requirement), Holds::Text, 14),
        Column::new("deadline", word!(notice_field.deadline), Holds::Number, 14),
        Column::new("value", word!(notice_field.value), Holds::Number, 17),
        Column::new("nature", word!(notice_field.nature), Holds::Choice, 17),
        Column::new("contractor", word!(table.contractor), Holds::Choice, 20),
        Column::new("state", word!(table.state), Holds::Choice, 18),
        Column::new("next", word!(table.next), Holds::Choice, 17),
    ]
}

/// The views that come with it, the role's own first.
#[must_use]
pub fn views(me: &Me) -> Vec<View> {
    let open = View::new(
        word!(table.view_open),
        &[("state", "open")],
        Some(("deadline", Order::Rising)),
        &["nature", "contractor"],
    );
    let bare = View::new(
        word!(table.view_bare),
        &[("next", "require")],
        Some(("deadline", Order::Rising)),
        &["nature", "contractor", "requirement"],
    );
    let sign = View::new(
        word!(table.view_to_sign),
        &[("next", "sign")],
        Some(("title", Order::Rising)),
        &["nature", "deadline"],
    );
    let all = View::new(word!(table.view_all), &[], None, &["nature", "value"]);
    if is(me, Role::Procurement) {
        vec![open, bare, sign, all]
    } else {
        vec![all, sign, open, bare]
    }
}

/// The rows: open ones first, then by the last day for tenders.
#[must_use]
pub fn rows(state: &State) -> Vec<Row> {
    let mut found: Vec<(TenderId, &Tender)> = Vec::new();
    for entity in state.all(Kind::Tender) {
        if let Body::Tender(tender) = &entity.body {
            found.push((TenderId::from(entity.id), tender));
        }
    }
    shared::ordered::sort_by(&mut found, |(_, a), (_, b)| {
        let place = |t: &Tender| {
            (
                t.state != TenderState::Open,
                t.deadline.is_none(),
                t.deadline,
            )
        };
        place(a).cmp(&place(b)).then(a.title.cmp(&b.title))
    });
    found
        .into_iter()
        .filter_map(|(id, _)| row(state, id))
        .collect()
}

fn row(state: &State, id: TenderId) -> Option<Row> {
    let model = TenderModel::of(state, id)?;
    let tender = &model.tender;
    let terms = model.requirements.first().map(|(_, terms)| {
        word!(
            table.terms,
            places = terms.places.get(),
            months = terms.months_each.get()
        )
    });
    let contractor = match tender.state {
        TenderState::Open => None,
        TenderState::Awarded { contractor, .. } => names::organisation(state, contractor),
    };
    let (code, tone) = match tender.state {
        TenderState::Open => ("open", Tone::Info),
        TenderState::Awarded { .. } => ("awarded", Tone::Plain),
    };
    let next = match model.step {
        Step::Require => Cell::state("require", Tone::Wait, word!(table.step_require)),
        Step::Award => Cell::state("award", Tone::Info, word!(table.step_award)),
        Step::Sign => Cell::state("sign", Tone::Wait, word!(table.step_sign)),
        Step::Done => Cell::state("done", Tone::Ok, word!(table.step_done)),
    };
    let value = tender.value.map(|value| {
        let kronor = i64::try_from(value.0 / 100).unwrap_or(i64::MAX);
        Cell::number(kronor, numbers::kronor(value))
    });
    Some(Row {
        id: id.uuid(),
        route: Some(Route::Tender(id)),
        cells: vec![
            Cell::text(tender.title.to_string()),
            Cell::text(tender.reference.to_string()),
            Cell::text(terms.unwrap_or_default()),
            Cell::day(tender.deadline, |day| day.to_string()),
            value.unwrap_or_default(),
            Cell::text(nouns::nature(tender.nature)),
            Cell::text(contractor.unwrap_or_default()),
            Cell::state(code, tone, nouns::tender_state(&tender.state)),
            next,
        ],
    })
}

#[cfg(test)]
mod tests {
    use shared::model::{CpvCode, Entity, Nature, PlacesMonths, Requirement};
    use shared::quantity::{Months, Ore, Places};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::components::table::arrangement::Arrangement;
    use crate::components::table::model::Rows;
    use crate::screens::sample::day;
    use crate::words::{Language, choose};

    fn tender(title: &str, deadline: Option<&str>) -> Tender {
        Tender {
            title: Text::parse(title).unwrap(),
            reference: Text::parse("TEK 2026/7").unwrap(),
            notice: None,
            cpv_main: CpvCode::parse("45214210").unwrap(),
            nature: Nature::Works,
            value: Some(Ore(123_400)),
            deadline: deadline.map(day),
            state: TenderState::Open,
        }
    }

    fn state() -> State {
        let mut state = State::new();
        let mut put = |id: u128, body: Body| state.put(Entity::new(Uuid::from_u128(id), body));
        put(1, tender("Sim- och idrottshall", Some("2026-12-01")).into());
        put(2, tender("Åbron", Some("2026-11-27")).into());
        put(3, tender("Vägar", None).into());
        let terms = PlacesMonths {
            places: Places::parse(4).unwrap(),
            months_each: Months::parse(4).unwrap(),
            first_start_by: day("2027-01-01"),
        };
        let tender = TenderId::from(Uuid::from_u128(1));
        put(
            4,
            Requirement {
                tender,
                lot: None,
                terms,
            }
            .into(),
        );
        state
    }

    #[test]
    fn the_nearest_last_day_stands_first_and_the_next_step_is_told() {
        choose(Language::SV);
        let rows = rows(&state());
        let told: Vec<(&str, &str)> = rows
            .iter()
            .map(|row| (row.name(), row.cells[8].value()))
            .collect();
        assert_eq!(
            told,
            [
                ("Åbron", "require"),
                ("Sim- och idrottshall", "award"),
                ("Vägar", "require")
            ]
        );
        assert_eq!(rows[1].cells[2].text, "4 × 4 mån");
        assert_eq!(rows[1].cells[4].plain(), "1234");
    }

    #[test]
    fn every_view_names_columns_and_choices_that_are_there() {
        let rows = Rows::new(rows(&state()));
        let columns = columns();
        let me = crate::screens::sample::me(&[Role::Procurement]);
        for view in views(&me) {
            let known = |name: &String| columns.iter().any(|column| column.name == name);
            assert!(view.how.hidden.iter().all(known), "{}", view.name);
            assert!(
                view.how.picks.iter().all(|(name, _)| known(name)),
                "{}",
                view.name
            );
            assert!(
                view.how.sort.iter().all(|(name, _)| known(name)),
                "{}",
                view.name
            );
        }
        let shown =
            |how: &Arrangement| rows.kept(&rows.sorted(&columns, None), &columns, how).len();
        let bare = &views(&me)[1];
        assert_eq!(shown(&bare.how), 2);
        assert_eq!(shown(&Arrangement::default()), 3);
    }
}
