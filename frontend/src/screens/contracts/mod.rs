//! All contracts with what they have served of what was promised.
pub mod model;

use crate::view::*;
use shared::follow_up::{FirstStart, Fulfilment};
use shared::model::Kind;

use crate::components::table::model::Rows;
use crate::components::table::{Table, table};
use crate::components::{Tone, button_to, chip, empty, head};
use crate::replica::use_replica;
use crate::screens::mark;
use crate::signals::Live;
use crate::word;
use crate::words::numbers;

/// Draws the screen.
pub fn draw() -> AnyView {
    view! { <div class="page">{head(word!(nav.contracts), None, Some(word!(contracts.intro).to_owned()))} {list()}</div> }.into_any()
}

/// The contracts that one may see, those that lack something first.
pub fn list() -> AnyView {
    let replica = use_replica();
    let rows = Live::new(move || {
        let today = replica.today().get();
        Rows::new(replica.state().with(|state| model::rows(state, today)))
    });
    let list = replica.me().get_untracked().map(|me| {
        let shown = Table {
            id: "contracts",
            label: word!(nav.contracts),
            columns: model::columns(),
            views: model::views(&me),
            owner: me.user.to_string(),
            rows,
            mark: Some(mark::of_rows(Kind::Contract)),
        };
        let next = model::next_where_none(&me);
        table(shown, move || {
            let next = next.map(|(route, text)| button_to(route, text));
            empty(
                word!(contracts.none_title),
                word!(contracts.none),
                next.into_any(),
            )
        })
    });
    view! { {list} }.into_any()
}

/// One word for how a contract stands.
pub fn health(figures: &Fulfilment) -> AnyView {
    match (
        figures.days_remaining,
        figures.first_start,
        figures.days_lacking,
    ) {
        (0, _, _) => chip(Tone::Ok, word!(contracts.fulfilled)),
        (_, FirstStart::Missed { .. }, _) => chip(Tone::Bad, word!(contracts.missed)),
        (_, _, 1..) => chip(
            Tone::Wait,
            word!(
                contracts.lacking,
                days = numbers::days(figures.days_lacking)
            ),
        ),
        (_, _, _) => chip(Tone::Ok, word!(contracts.in_step)),
    }
}
