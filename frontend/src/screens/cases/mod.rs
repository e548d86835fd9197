//! The caseworker's list.
pub mod model;

use leptos::prelude::*;

use self::model::{CaseModel, Deviation, cases};
use crate::components::{Tone, button_to, chip, empty, head, windowed};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::word;
use crate::words::{dates, nouns};

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let list = move || {
        let me = replica.me().get()?;
        let found = cases(&replica.state().get(), me.user, replica.today().get());
        Some(if found.is_empty() {
            empty(
                word!(cases.none_title),
                word!(cases.none),
                button_to(Route::Candidates, word!(nav.candidates)),
            )
        } else {
            view! { <section class="card">{windowed(found, row)}</section> }.into_any()
        })
    };
    view! { <div class="page">{head(word!(nav.cases), None, Some(word!(cases.intro).to_owned()))} {list}</div> }.into_any()
}

fn row(case: &CaseModel) -> AnyView {
    let name = case
        .name
        .clone()
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let place = [case.site.clone(), case.trade.clone()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ");
    let days = dates::span(case.days.0, case.days.1);
    let recent = word!(
        cases.recent,
        here = case.recent.days_present,
        away = case.recent.days_absent()
    );
    view! {
        <li><a class="list-row" href=Route::Placement(case.placement).path()>
            <div><strong>{name}</strong><span class="small muted">{place} " · " {days}</span></div>
            <div class="row"><span class="small muted">{recent}</span>{deviation(case.deviation)}{chip(Tone::Plain, nouns::placement_state(case.state))}</div>
        </a></li>
    }
    .into_any()
}

fn deviation(deviation: Deviation) -> Option<AnyView> {
    match deviation {
        Deviation::Disputed => Some(chip(Tone::Bad, word!(cases.disputed))),
        Deviation::ShouldStart => Some(chip(Tone::Wait, word!(cases.should_start))),
        Deviation::ShouldEnd => Some(chip(Tone::Wait, word!(cases.should_end))),
        Deviation::ToConfirm => Some(chip(Tone::Wait, word!(cases.to_confirm))),
        Deviation::Unanswered => Some(chip(Tone::Info, word!(cases.unanswered))),
        Deviation::None => None,
    }
}
