//! One placement: what is next (meeting, tasks), notes, its month and each day with what both sides said, whom to call, its facts
//! and its life (start, end).
mod contact;
mod day;
mod life;
pub mod meeting;
pub mod model;
mod notes;
pub mod tasks;

use crate::view::*;
use shared::command::ConfirmMonth;
use shared::id::PlacementId;
use shared::model::{Key, Kind, PlacementState, Sheet};
use shared::state::{State, find};
use shared::time::{Day, Month};

use self::model::{first_month, may, months};
use crate::components::{
    Form, Tone, button_to, chip, empty, fact, head_with, link_to, record_mark, submit,
};
use crate::platform::clock;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::month::model::{MonthModel, MonthStep};
use crate::screens::month::{calendar, sums};
use crate::screens::{names, timeline};
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::{dates, nouns};

/// Draws the screen.
pub fn draw(id: PlacementId) -> AnyView {
    let replica = use_replica();
    let is_here = Live::new(move || {
        replica
            .state()
            .with(|state| find::placement(&**state, id).is_some())
    });
    let is_circle = Live::new(move || {
        let state = replica.state().get();
        let me = replica.me().get();
        let placement = find::placement(&*state, id);
        me.zip(placement)
            .is_some_and(|(me, placement)| may(&state, &me, placement).verify)
    });
    // The month that was chosen; until then the first that has something to look at, which is there when the placement starts.
    let chosen = Var::new(None::<Month>);
    let month = Live::new(move || {
        let today = replica.today().get();
        let first = move |state: &State| {
            let placement = find::placement(state, id)?;
            first_month(state, id, placement, today)
        };
        chosen
            .get()
            .or_else(|| replica.state().with(|state| first(state)))
    });
    let body = move || {
        if !is_here.get() {
            return view! { {head_with(word!(placement.title), None, None, ().into_any())} {empty(word!(not_found.what), word!(not_found.why), button_to(Route::Home, word!(not_found.home)))} }.into_any();
        }
        view! { {move || top(id)} <div class="two"><div class="stack">{move || is_circle.get().then(|| circle(id))}{the_month(id, month, chosen)}</div><div class="stack">{contact::draw(id)}{move || facts(id)}{life::draw(id)}{timeline::draw(move |state, today| timeline::model::of_placement(state, id, today, clock::day_of))}</div></div> }.into_any()
    };
    view! { <div class="page">{body}</div> }.into_any()
}

/// What only the case circle sees.
fn circle(id: PlacementId) -> AnyView {
    view! { <div class="pair">{meeting::draw(id)}{tasks::draw(id)}</div>{notes::draw(id)} }
        .into_any()
}

fn top(id: PlacementId) -> Option<AnyView> {
    let replica = use_replica();
    let state = replica.state().get();
    let placement = find::placement(&*state, id)?;
    let name = names::person(&*state, placement.candidate)
        .unwrap_or_else(|| word!(person.unnamed).to_owned());
    let over = [
        names::site(&*state, placement.site),
        names::trade(&*state, placement.slot),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ");
    let mark = view! { {contact::call(id)} {chip(tone(placement.state), nouns::placement_state(placement.state))} {record_mark(replica.record_state(Key::new(Kind::Placement, id)))} }.into_any();
    Some(head_with(&name, Some(over), None, mark.into_any()))
}

fn tone(state: PlacementState) -> Tone {
    match state {
        PlacementState::Planned => Tone::Info,
        PlacementState::Started { .. } | PlacementState::Completed { .. } => Tone::Ok,
        PlacementState::EndedEarly { .. } | PlacementState::DidNotStart { .. } => Tone::Wait,
    }
}

fn facts(id: PlacementId) -> Option<AnyView> {
    let state = use_replica().state().get();
    let placement = find::placement(&*state, id)?;
    let real = match placement.state {
        PlacementState::Planned => None,
        PlacementState::Started { on } => Some(fact(word!(placement.started), dates::date(on))),
        PlacementState::EndedEarly { started, on, reason } => {
            Some(view! { {fact(word!(placement.served), dates::span(started, on))} {fact(word!(placement.end_reason), nouns::end_reason(reason))} }.into_any())
        }
        PlacementState::Completed { started, on } => Some(fact(word!(placement.served), dates::span(started, on))),
        PlacementState::DidNotStart { reason } => Some(fact(word!(form.reason), nouns::no_start(reason))),
    };
    let contract = names::contract(&*state, placement.contract)
        .map(|title| link_to(Route::Contract(placement.contract), title));
    let view = view! {
        <section class="card">
            <h2>{word!(placement.facts)}</h2>
            <dl class="facts">
                {fact(word!(placement.planned), dates::span(placement.planned_start, placement.planned_end))}
                {real}
                {contract.map(|link| view! { <div><dt>{word!(placement.contract)}</dt><dd>{link}</dd></div> }.into_any())}
            </dl>
        </section>
    }.into_any();
    Some(view.into_any())
}

fn the_month(id: PlacementId, month: Live<Option<Month>>, picked: Var<Option<Month>>) -> AnyView {
    let replica = use_replica();
    let chosen = Var::new(None::<Day>);
    let model = Live::new(move || {
        let state = replica.state().get();
        month
            .get()
            .and_then(|month| MonthModel::of(&state, id, month, replica.today().get()))
    });
    let choose = move || {
        let state = replica.state().get();
        let months = find::placement(&*state, id)
            .map(|p| months(p, replica.today().get()))
            .unwrap_or_default();
        let one = move |shown: Month| {
            let pressed = move || (month.get() == Some(shown)).to_string();
            view! {
                <button type="button" class="button" data-look="quiet" aria-pressed=pressed on:click=handler(move |_| { chosen.set(None); picked.set(Some(shown)); })>
                    {dates::capital(&dates::month(shown))}
                </button>
            }.into_any()
        };
        (months.len() > 1).then(|| view! { <div class="steps" role="group" aria-label=word!(placement.months)>{months.into_iter().map(one).collect_view()}</div> }.into_any())
    };
    let grid = move || {
        model.get().map(|model| {
            let key = Key::new(Kind::Sheet, Sheet::id_of(id, model.month));
            view! {
                <header><h2>{dates::capital(&dates::month(model.month))}</h2>
                    <div class="row">{chip(Tone::Plain, nouns::sheet_state(model.state))}{record_mark(replica.record_state(key))}</div></header>
                {calendar(&model, Some(chosen))}
                <p class="muted">{sums(&model)}</p>
                <p class="small muted">{word!(placement.choose_day)}</p>
            }.into_any()
        })
    };
    let nothing = move || {
        month
            .get()
            .is_none()
            .then(|| view! { <p class="muted">{word!(placement.not_started_yet)}</p> }.into_any())
    };
    let detail = move || chosen.get().map(|day| day::draw(id, day));
    view! {
        <section class="card" id="month" tabindex="-1">{choose}{nothing}{grid}{detail}{move || confirm(id, model)}</section>
    }
    .into_any()
}

fn confirm(id: PlacementId, model: Live<Option<MonthModel>>) -> Option<AnyView> {
    let replica = use_replica();
    let (step, month) =
        model.with(|model| model.as_ref().map(|model| (model.step, model.month)))?;
    let state = replica.state().get_untracked();
    let me = replica.me().get_untracked()?;
    let may = may(&state, &me, find::placement(&*state, id)?);
    match step {
        MonthStep::ToConfirm if may.verify => {
            let form = Form::new().about(word!(help.confirm));
            let command = ConfirmMonth {
                placement: id,
                month,
            };
            Some(submit(
                form,
                word!(month.confirm),
                ().into_any(),
                move || form.send(Ok(command.clone()), word!(month.confirmed), || {}),
            ))
        }
        MonthStep::Disputed => {
            Some(view! { <p class="muted">{word!(month.disputed)}</p> }.into_any())
        }
        MonthStep::ToConfirm => {
            Some(view! { <p class="muted">{word!(month.to_confirm)}</p> }.into_any())
        }
        MonthStep::ToAttest => {
            Some(view! { <p class="muted">{word!(month.to_attest)}</p> }.into_any())
        }
        MonthStep::NotOver { .. } | MonthStep::Done | MonthStep::Nothing => None,
    }
}
