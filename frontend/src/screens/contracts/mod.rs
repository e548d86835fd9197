//! All contracts with what they have served of what was promised.
use leptos::prelude::*;
use shared::follow_up::{FirstStart, Fulfilment, fulfilment};
use shared::id::ContractId;
use shared::model::{Body, Contract, Kind};
use shared::state::{Rows, State};
use shared::time::Day;

use crate::components::{Tone, button_to, chip, empty, head, windowed};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::word;
use crate::words::{dates, numbers};

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let body = move || list(&replica.state().get(), replica.today().get());
    view! { <div class="page">{head(word!(nav.contracts), None, Some(word!(contracts.intro).to_owned()))} {body}</div> }.into_any()
}

/// The contracts of a state, those that lack something first.
pub fn list(state: &State, today: Day) -> AnyView {
    let rows = state.all(Kind::Contract).into_iter();
    let mut found: Vec<(ContractId, Contract, Fulfilment)> = rows
        .filter_map(|entity| match &entity.body {
            Body::Contract(contract) => fulfilment(state, ContractId::from(entity.id), today)
                .map(|f| (ContractId::from(entity.id), contract.clone(), f)),
            _ => None,
        })
        .collect();
    shared::ordered::sort_by(&mut found, |(_, a, x), (_, b, y)| {
        (-x.days_lacking, &a.title).cmp(&(-y.days_lacking, &b.title))
    });
    if found.is_empty() {
        return empty(
            word!(contracts.none_title),
            word!(contracts.none),
            button_to(Route::Home, word!(not_found.home)),
        );
    }
    view! { <section class="card">{windowed(found, row)}</section> }.into_any()
}

fn row((id, contract, figures): &(ContractId, Contract, Fulfilment)) -> AnyView {
    let promised = u32::from(figures.places_promised) * u32::from(figures.months_each);
    let served = word!(
        contracts.served,
        served = figures.months_served,
        promised = promised
    );
    view! {
        <li><a class="list-row" href=Route::Contract(*id).path()>
            <div><strong>{contract.title.to_string()}</strong><span class="small muted">{contract.reference.to_string()} " · " {contract.contractor_name.to_string()} " · " {dates::span(contract.starts, contract.ends)}</span></div>
            <div class="row"><span>{served}</span>{health(figures)}</div>
        </a></li>
    }
    .into_any()
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
