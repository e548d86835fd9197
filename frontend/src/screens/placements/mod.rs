//! All placements that one may see.
pub mod model;

use crate::view::*;
use shared::model::Kind;

use crate::components::table::model::Rows;
use crate::components::table::{Table, guarded_table};
use crate::components::{button_to, empty, head};
use crate::replica::use_replica;
use crate::screens::export;
use crate::screens::mark;
use crate::signals::Live;
use crate::word;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let rows = Live::new(move || {
        let today = replica.today().get();
        Rows::new(replica.state().with(|state| model::rows(state, today)))
    });
    let list = replica.me().get_untracked().map(|me| {
        let shown = Table {
            id: "placements",
            label: word!(placements.title),
            columns: model::columns(),
            views: model::views(),
            owner: me.user.to_string(),
            rows,
            mark: Some(mark::of_rows(Kind::Placement)),
        };
        let next = model::next_where_none(&me);
        guarded_table(shown, export::placements, move || {
            let next = next.map(|(route, text)| button_to(route, text));
            empty(
                word!(placements.none_title),
                word!(placements.none),
                next.into_any(),
            )
        })
    });
    view! { <div class="page">{head(word!(placements.title), None, Some(word!(placements.intro).to_owned()))} {list}</div> }.into_any()
}
