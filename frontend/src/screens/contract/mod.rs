//! One contract: figures, slots over time, what stands behind each figure, and what is to be registered.
mod axis;
mod check_in;
mod forms;
pub mod model;

use crate::view::*;
use shared::clause::places_months::Forecast;
use shared::follow_up::{FirstStart, Fulfilment, SlotFulfilment, fulfilment};
use shared::id::{ContractId, OrganisationId};
use shared::model::{Contract, Key, Kind, Role, SlotState};
use shared::state::{State, find};

use self::model::Axis;
use crate::components::{Tone, button_to, chip, empty, figure, head_with, link_to, live_mark};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::contracts::health;
use crate::screens::frame::model::is;
use crate::screens::{mark, names, tender, timeline};
use crate::signals::Live;
use crate::word;
use crate::words::{dates, nouns, numbers};

/// Draws the screen.
pub fn draw(id: ContractId) -> AnyView {
    let replica = use_replica();
    let figures = Live::new(move || {
        let state = replica.state().get();
        let contract = find::contract(&*state, id)?.clone();
        fulfilment(&*state, id, replica.today().get()).map(|figures| (contract, figures))
    });
    let is_here = Live::new(move || figures.with(Option::is_some));
    let is_manager = replica.me().with_untracked(|me| {
        me.as_ref().is_some_and(|me| {
            is(me, Role::ContractManager) || is(me, Role::ContractorAdministrator)
        })
    });
    let body = move || {
        if !is_here.get() {
            return view! { {head_with(word!(nav.contracts), None, None, ().into_any())} {empty(word!(not_found.what), word!(not_found.why), button_to(Route::Contracts, word!(nav.contracts)))} }.into_any();
        }
        let drawn = move || {
            figures.with(|found| {
                found.as_ref().map(|(contract, figures)| {
                    let state = replica.state().get_untracked();
                    view! { {top(id, contract)} {numbers_of(figures)} <section class="card"><h2>{word!(contract.axis_title)}</h2>{drawing(&state, contract, figures)}</section> {behind(&state, figures)} {places(&state, contract)} }.into_any()
                })
            })
        };
        // What is to be registered stands before what has happened.
        view! { {drawn} {is_manager.then(|| forms::draw(id))} {timeline::draw(move |state, today| timeline::model::of_contract(state, id, today))} }.into_any()
    };
    view! { <div class="page">{body}</div> }.into_any()
}

fn top(id: ContractId, contract: &Contract) -> AnyView {
    let replica = use_replica();
    let over = word!(
        contract.over,
        reference = contract.reference.to_string(),
        contractor = contract.contractor_name.to_string()
    );
    let mark = live_mark(move || replica.record_state(Key::new(Kind::Contract, id))).into_any();
    head_with(
        contract.title.as_str(),
        Some(over),
        Some(tender::terms(contract.terms)),
        mark.into_any(),
    )
}

fn numbers_of(figures: &Fulfilment) -> AnyView {
    let promised = u32::from(figures.places_promised) * u32::from(figures.months_each);
    let running = figures.slots.iter().filter(|slot| slot.is_running).count();
    let of = |n: u32| Some(word!(contract.of, total = n));
    let ends = figures
        .ends
        .map_or_else(|| word!(contract.no_end).to_owned(), dates::short);
    let lacking = if figures.days_lacking > 0 {
        chip(
            Tone::Wait,
            word!(
                contracts.lacking,
                days = numbers::days(figures.days_lacking)
            ),
        )
    } else {
        chip(Tone::Ok, word!(contract.all_planned))
    };
    let first = match figures.first_start {
        FirstStart::InTime { on } => chip(
            Tone::Ok,
            word!(contract.first_in_time, day = dates::short(on)),
        ),
        FirstStart::Late { on } => chip(
            Tone::Wait,
            word!(contract.first_late, day = dates::short(on)),
        ),
        FirstStart::Due { by } => chip(
            Tone::Info,
            word!(contract.first_due, day = dates::short(by)),
        ),
        FirstStart::Missed { by } => chip(
            Tone::Bad,
            word!(contract.first_missed, day = dates::short(by)),
        ),
    };
    let served = if figures.days_remaining == 0 {
        health(figures)
    } else {
        let slots = word!(
            contract.slots_done,
            done = figures.slots_served,
            total = figures.places_promised
        );
        view! { <span class="small muted">{slots}</span> }.into_any()
    };
    let offered = word!(
        contract.offered,
        offered = figures.offered,
        started = figures.started
    );
    view! {
        <div class="figures">
            {figure(word!(contract.months_served), figures.months_served.to_string(), of(promised), served)}
            {figure(word!(contract.running), running.to_string(), of(figures.places_promised.into()), view! { <span class="small muted">{offered}</span> }.into_any())}
            {figure(word!(contract.remaining), numbers::whole(figures.days_remaining.unsigned_abs()), Some(word!(contract.days).to_owned()), lacking)}
            {figure(word!(contract.expected_end), ends, None, first)}
        </div>
    }
    .into_any()
}

fn drawing(state: &State, contract: &Contract, figures: &Fulfilment) -> AnyView {
    let today = use_replica().today().get_untracked();
    let name = |slot: &SlotFulfilment, place: usize| {
        slot.events
            .get(place)
            .and_then(|event| event.candidate)
            .and_then(|id| names::trainee(state, id))
    };
    axis::draw(&Axis::of(contract, figures, today, name), today)
}

fn behind(state: &State, figures: &Fulfilment) -> AnyView {
    let slots = figures.slots.iter().map(|slot| {
        let events = slot.events.iter().map(|event| {
            let name = event.candidate.and_then(|id| names::person(state, id)).unwrap_or_else(|| word!(person.unnamed).to_owned());
            let days = dates::span(event.planned.0, event.planned.1);
            let numbers = word!(contract.event, served = event.days_served, here = event.attendance.days_present, away = event.attendance.days_absent());
            let told = view! {
                <div><strong>{name}</strong><span class="small muted">{days}</span></div>
                <div class="row"><span class="small">{numbers}</span>{chip(Tone::Plain, nouns::placement_state(event.state))}</div>
            }.into_any();
            // Who follows figures only has no page to go to.
            if find::placement(state, event.placement).is_some() {
                view! { <li><a class="list-row" href=Route::Placement(event.placement).path()>{told}</a></li> }.into_any()
            } else {
                view! { <li class="list-row">{told}</li> }.into_any()
            }
        });
        let forecast = match slot.forecast {
            Forecast::Served { on } => word!(contract.slot_done, day = dates::date(on)),
            Forecast::Expected { on } => word!(contract.slot_expected, day = dates::date(on)),
            Forecast::Lacking { days } => word!(contract.slot_lacking, days = numbers::days(days)),
        };
        let offer = match &slot.offer {
            SlotState::Promised => nouns::slot_state(&slot.offer).to_owned(),
            SlotState::Offered { site, trade, from } => {
                let site = names::site(state, *site).unwrap_or_default();
                word!(contract.offer, trade = trade.to_string(), site = site, day = dates::date(*from))
            }
        };
        view! {
            <li class="stack-s">
                <div class="between"><h3>{word!(contract.slot, number = slot.number)} " " {mark::of(Key::new(Kind::Slot, slot.slot))}</h3><span class="small">{word!(contract.slot_served, months = slot.served.months, days = slot.served.days_over)} " · " {forecast}</span></div>
                <p class="small muted">{offer}</p>
                <ul class="list">{events.collect_view()}</ul>
            </li>
        }.into_any()
    });
    view! { <section class="card"><details><summary>{word!(contract.behind)}</summary><p class="muted">{word!(contract.rule)}</p><ul class="stack">{slots.collect_view()}</ul></details></section> }.into_any()
}

/// The name of an organisation by a site that it hosts, for those who see the site and not the organisation.
fn host(state: &State, contract: &Contract, id: OrganisationId) -> Option<String> {
    let mut sites = contract
        .sites
        .iter()
        .filter_map(|id| find::site(state, *id));
    sites
        .find(|site| site.host == id)
        .map(|site| site.host_name.to_string())
}

fn places(state: &State, contract: &Contract) -> AnyView {
    let sites = contract.sites.iter().filter_map(|id| Some((*id, find::site(state, *id)?))).map(|(id, site)| view! { <li class="list-row"><div><strong>{site.name.to_string()}</strong><span class="small muted">{site.host_name.to_string()}</span></div>{mark::of(Key::new(Kind::Site, id))}</li> }.into_any()).collect_view();
    let subs = contract.subcontractors.iter().map(|id| {
        names::organisation(state, *id)
            .or_else(|| host(state, contract, *id))
            .unwrap_or_else(|| word!(organisation_kind.subcontractor).to_owned())
    });
    let subs: Vec<String> = subs.collect();
    let subs = if subs.is_empty() {
        word!(contract.no_subcontractors).to_owned()
    } else {
        subs.join(", ")
    };
    view! {
        <section class="card">
            <h2>{word!(contract.sites)}</h2>
            {contract.sites.is_empty().then(|| view! { <p class="muted">{word!(contract.no_sites)}</p> }.into_any())}
            <ul class="list">{sites}</ul>
            <p class="small muted">{word!(contract.subcontractors)} ": " {subs}</p>
            {find::tender(state, contract.tender).map(|_| view! { <p class="small">{link_to(Route::Tender(contract.tender), word!(contract.to_tender))}</p> }.into_any())}
        </section>
    }
    .into_any()
}
