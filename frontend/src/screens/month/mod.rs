//! The month on a site: one calendar a trainee, signed one by one.
mod calendar;
pub mod model;

use crate::view::*;
use shared::api::device::PinPerson;
use shared::command::AttestMonth;
use shared::id::SiteId;
use shared::model::SheetState;
use shared::time::Month;

pub use self::calendar::{calendar, said, sums};
use self::model::{MonthModel, MonthStep};
use crate::components::{Form, Tone, button_to, chip, empty, head_with, live_mark, submit};
use crate::replica::{tablet, use_replica};
use crate::routes::Route;
use crate::screens::site::model::on_site;
use crate::screens::{lock, names};
use crate::signals::{Live, Var, handler};
use crate::word;
use crate::words::{dates, nouns};

/// Draws the screen.
pub fn draw(site: SiteId, month: Month) -> AnyView {
    let replica = use_replica();
    let title = dates::capital(&dates::month(month));
    let over = names::site(&*replica.state().get_untracked(), site);
    let before = month.first_day().plus_days(-1).in_month();
    let after = month.first_day().plus_months(1).in_month();
    let actions = view! {
        <a class="button" data-look="quiet" href=Route::SiteMonth(site, before).path()><span class="spoken">{word!(month.earlier)}</span><span aria-hidden="true">"←"</span></a>
        <a class="button" data-look="quiet" href=Route::SiteMonth(site, after).path()><span class="spoken">{word!(month.later)}</span><span aria-hidden="true">"→"</span></a>
        <a class="button" data-look="quiet" href=Route::Site(site).path()>{word!(month.back)}</a>
    }.into_any();
    // Other rows that come meanwhile leave the cards as they are, and a PIN that is half typed.
    let all = Live::new(move || {
        let state = replica.state().get();
        let today = replica.today().get();
        let found: Vec<(String, MonthModel)> = on_site(&state, site)
            .into_iter()
            .filter_map(|(id, placement)| {
                let model = MonthModel::of(&state, id, month, today)
                    .filter(|model| model.step != MonthStep::Nothing)?;
                let name = names::trainee(&*state, placement.candidate)
                    .unwrap_or_else(|| word!(person.unnamed).to_owned());
                Some((name, model))
            })
            .collect();
        found
    });
    let people = move || {
        let found = all.get();
        if found.is_empty() {
            return empty(
                word!(month.nothing),
                word!(site.nobody),
                button_to(Route::Site(site), word!(month.back)),
            );
        }
        found
            .into_iter()
            .map(|(name, model)| sheet(&name, &model))
            .collect_view()
            .into_any()
    };
    view! { <div class="page">{head_with(&title, over, Some(word!(month.intro).to_owned()), actions.into_any())} {people}</div> }.into_any()
}

fn sheet(name: &str, model: &MonthModel) -> AnyView {
    let replica = use_replica();
    let key = shared::model::Key::new(
        shared::model::Kind::Sheet,
        shared::model::Sheet::id_of(model.placement, model.month),
    );
    let tone = match model.state {
        SheetState::Open => Tone::Plain,
        SheetState::Attested { .. } => Tone::Info,
        SheetState::Confirmed { .. } => Tone::Ok,
    };
    view! {
        <section class="card">
            <header><h2>{name.to_owned()}</h2><div class="row">{chip(tone, nouns::sheet_state(model.state))}{live_mark(move || replica.record_state(key))}</div></header>
            {calendar(model, None)}
            <p class="muted">{sums(model)}</p>
            {step(name, model)}
        </section>
    }
    .into_any()
}

/// On a shared tablet the month is signed by the PIN, given once more: what is signed stands above.
fn sign(form: Form, name: &str, month: Month, command: AttestMonth) -> AnyView {
    let replica = use_replica();
    let is_asking = Var::new(false);
    let name = name.to_owned();
    let ask = move || {
        let author = replica.author().get_untracked()?;
        let text = word!(
            month.i_sign,
            month = dates::month(month),
            trainee = name.clone(),
            name = author.name
        );
        let (people, command) = (Var::new(Vec::new()), command.clone());
        leptos::task::spawn_local(async move { people.set(tablet::people_kept().await) });
        let keys = move || {
            let all: Vec<PinPerson> = people.get();
            let person = all.into_iter().find(|person| person.user == author.user);
            let command = command.clone();
            person.map(|person| {
                let id = format!("pin-{}", command.placement);
                lock::pad(&id, &person, word!(month.attest), move || {
                    form.send(Ok(command.clone()), word!(month.attested), || {})
                })
            })
        };
        Some(
            view! { <div class="stack sign"><p><strong>{text}</strong></p>{keys}</div> }.into_any(),
        )
    };
    let body = move || is_asking.get().then(&ask);
    view! {
        {form.words()}
        <div class="actions"><button class="button" type="button" aria-expanded=move || is_asking.get().to_string() on:click=handler(move |_| is_asking.update(|open| *open = !*open))>{word!(month.attest)} " …"</button></div>
        {body}
    }
    .into_any()
}

fn step(name: &str, model: &MonthModel) -> AnyView {
    match model.step {
        MonthStep::NotOver { from } => {
            view! { <p class="muted small">{word!(month.not_over, day = dates::date(from))}</p> }
                .into_any()
        }
        MonthStep::ToAttest => {
            let form = Form::new().about(word!(help.attest));
            let command = AttestMonth {
                placement: model.placement,
                month: model.month,
            };
            if use_replica().is_tablet() {
                return sign(form, name, model.month, command);
            }
            submit(form, word!(month.attest), ().into_any(), move || {
                form.send(Ok(command.clone()), word!(month.attested), || {})
            })
        }
        MonthStep::ToConfirm => {
            view! { <p class="muted small">{word!(month.waits_confirm)}</p> }.into_any()
        }
        MonthStep::Disputed => {
            view! { <p class="muted small">{word!(month.disputed)}</p> }.into_any()
        }
        MonthStep::Done => view! { <p class="muted small">{word!(month.done)}</p> }.into_any(),
        MonthStep::Nothing => ().into_any(),
    }
}
