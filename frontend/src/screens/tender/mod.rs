//! One tender: its requirement, its award, its contract.
pub mod model;

use crate::view::*;
use shared::command::{AwardTender, SetRequirement, SignContract};
use shared::id::{RequirementId, TenderId};
use shared::model::{Body, Key, Kind, OrganisationKind, PlacesMonths, TenderState};
use shared::quantity::{Months, Places};
use shared::state::{Rows, State};

use self::model::{Step, TenderModel};
use crate::components::{
    Choice, Form, button_to, choose, empty, fact, field, head_with, link_to, live_mark, submit,
    typed_field,
};
use crate::platform::address::use_address;
use crate::platform::ids;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::reader::Reader;
use crate::screens::timeline;
use crate::screens::{names, people};
use crate::signals::{Live, Var};
use crate::word;
use crate::words::{dates, nouns, numbers};

/// Draws the screen.
pub fn draw(id: TenderId) -> AnyView {
    let replica = use_replica();
    let model = Live::new(move || replica.state().with(|state| TenderModel::of(state, id)));
    let body = move || {
        let Some(model) = model.get() else {
            return view! { {head_with(word!(nav.tenders), None, None, ().into_any())} {empty(word!(not_found.what), word!(not_found.why), button_to(Route::Tenders, word!(nav.tenders)))} }.into_any();
        };
        view! { {top(id, &model)} <div class="two">{steps(id, &model)}<div class="stack">{facts(&model)}{timeline::draw(move |state, _| timeline::model::of_tender(state, id))}</div></div> }
            .into_any()
    };
    view! { <div class="page">{body}</div> }.into_any()
}

fn top(id: TenderId, model: &TenderModel) -> AnyView {
    let replica = use_replica();
    let mark = live_mark(move || replica.record_state(Key::new(Kind::Tender, id))).into_any();
    let over = format!("{} · {}", word!(tender.over), model.tender.reference);
    head_with(
        model.tender.title.as_str(),
        Some(over),
        None,
        mark.into_any(),
    )
}

fn facts(model: &TenderModel) -> AnyView {
    let tender = &model.tender;
    view! {
        <section class="card"><h2>{word!(placement.facts)}</h2><dl class="facts">
            {fact(word!(notice_field.nature), nouns::nature(tender.nature))}
            {fact(word!(notice_field.cpv_main), tender.cpv_main.as_str())}
            {tender.value.map(|value| fact(word!(notice_field.value), numbers::kronor(value)))}
            {tender.deadline.map(|day| fact(word!(notice_field.deadline), dates::date(day)))}
            {tender.notice.as_ref().map(|notice| fact(word!(notice_field.notice_id), notice.id.to_string()))}
        </dl></section>
    }
    .into_any()
}

/// "4 platser, minst 4 månader vardera, första start senast 1 oktober 2026".
#[must_use]
pub fn terms(terms: PlacesMonths) -> String {
    word!(
        tender.terms,
        places = terms.places.get(),
        months = terms.months_each.get(),
        day = dates::date(terms.first_start_by)
    )
}

fn steps(id: TenderId, model: &TenderModel) -> AnyView {
    let state = use_replica().state().get_untracked();
    let requirements = model
        .requirements
        .iter()
        .map(|(_, what)| {
            view! { <li class="list-row"><strong>{terms(*what)}</strong></li> }.into_any()
        })
        .collect_view();
    let contracts = model
        .contracts
        .iter()
        .map(|(id, title)| {
            view! { <li>{link_to(Route::Contract(*id), title.clone())}</li> }.into_any()
        })
        .collect_view();
    let awarded = match model.tender.state {
        TenderState::Open => None,
        TenderState::Awarded { contractor, on } => {
            let name = names::organisation(&*state, contractor)
                .unwrap_or_else(|| word!(organisation_kind.contractor).to_owned());
            Some(word!(tender.awarded, name = name, day = dates::date(on)))
        }
    };
    let form = match model.step {
        Step::Require => view! { <p class="muted">{word!(tender.require_why)}</p>{requirement_form(id, ids::new(), None)} }.into_any(),
        Step::Award => view! {
            <details><summary>{word!(tender.change)}</summary>{model.requirements.first().map(|(requirement, terms)| requirement_form(id, *requirement, Some(*terms)))}</details>
            <h3>{word!(tender.award_title)}</h3>{award_form(id)}
        }
        .into_any(),
        Step::Sign => model.requirements.first().map(|(requirement, what)| view! { <h3>{word!(tender.sign_title)}</h3>{sign_form(*requirement, *what, model)} }.into_any()).into_any(),
        Step::Done => ().into_any(),
    };
    view! {
        <section class="card">
            <h2>{word!(tender.requirement)}</h2>
            <ul class="list">{requirements}</ul>
            {awarded.map(|text| view! { <p>"✓ "{text}</p> }.into_any())}
            <ul>{contracts}</ul>
            {form}
        </section>
    }
    .into_any()
}

fn requirement_form(
    tender: TenderId,
    requirement: RequirementId,
    set: Option<PlacesMonths>,
) -> AnyView {
    let form = Form::new().about(word!(help.requirement));
    let places = Var::new(set.map_or_else(|| "4".to_owned(), |t| t.places.get().to_string()));
    let months = Var::new(set.map_or_else(|| "4".to_owned(), |t| t.months_each.get().to_string()));
    let by = Var::new(set.map_or_else(String::new, |t| t.first_start_by.to_string()));
    let send = move || {
        let mut read = Reader::new();
        let places = read
            .number("places", &places.get_untracked(), 1, 200)
            .and_then(|n| Places::parse(n).ok());
        let months_each = read
            .number("months", &months.get_untracked(), 1, 60)
            .and_then(|n| Months::parse(n).ok());
        let first_start_by = read.day("first-start", &by.get_untracked());
        let terms = (|| {
            Some(PlacesMonths {
                places: places?,
                months_each: months_each?,
                first_start_by: first_start_by?,
            })
        })();
        form.send(
            read.finish(terms.map(|terms| SetRequirement {
                requirement,
                tender,
                lot: None,
                terms,
            })),
            word!(form.saved),
            || {},
        );
    };
    let fields = view! {
        <div class="fields">
            {typed_field(form, "places", places, word!(tender.places), word!(tender.places_hint), "number", "off")}
            {typed_field(form, "months", months, word!(tender.months), word!(tender.months_hint), "number", "off")}
            {typed_field(form, "first-start", by, word!(tender.first_start), "", "date", "off")}
        </div>
    }.into_any();
    submit(form, word!(tender.set), fields.into_any(), send)
}

fn award_form(tender: TenderId) -> AnyView {
    let replica = use_replica();
    let form = Form::new().about(word!(help.award));
    let contractor = Var::new(String::new());
    let on = Var::new(replica.today().get_untracked().to_string());
    let contractors = Live::new(move || replica.state().with(|state| contractors(state)));
    // The only one there is, or the one that was registered just now.
    Effect::new(move |before: Option<usize>| {
        let count = contractors.with(Vec::len);
        let is_new = before.is_some_and(|before| count > before);
        if count == 1 || is_new {
            let last = contractors.with(|all| all.last().map(|one| one.value.clone()));
            contractor.set(last.unwrap_or_default());
        }
        count
    });
    let is_first = Live::new(move || contractors.with(Vec::is_empty));
    let send = move || {
        let mut read = Reader::new();
        let contractor = read.chosen("contractor", &contractor.get_untracked());
        let on = read.day("award-on", &on.get_untracked());
        form.send(
            read.finish(contractor.zip(on).map(|(contractor, on)| AwardTender {
                tender,
                contractor,
                on,
            })),
            word!(form.saved),
            || {},
        );
    };
    let fields = view! {
        <div class="fields">
            {move || choose(form, "contractor", contractor, word!(organisation_kind.contractor), word!(tender.contractor_hint), contractors.get())}
            {typed_field(form, "award-on", on, word!(tender.award_on), "", "date", "off")}
        </div>
    }.into_any();
    view! {
        {submit(form, word!(tender.award), fields.into_any(), send)}
        <details open=move || is_first.get()><summary>{word!(tender.new_contractor)}</summary>{people::organisation_form(Some(OrganisationKind::Contractor))}</details>
    }
    .into_any()
}

/// By when they were registered: ids grow with time.
fn contractors(state: &State) -> Vec<Choice> {
    let rows = state.all(Kind::Organisation).into_iter();
    rows.filter_map(|entity| match &entity.body {
        Body::Organisation(o) if o.kind == OrganisationKind::Contractor => {
            Some(Choice::new(entity.id, o.name.to_string()))
        }
        _ => None,
    })
    .collect()
}

fn sign_form(requirement: RequirementId, what: PlacesMonths, model: &TenderModel) -> AnyView {
    let form = Form::new().about(word!(help.sign));
    let today = use_replica().today().get_untracked().to_string();
    let title = Var::new(model.tender.title.to_string());
    let reference = Var::new(model.tender.reference.to_string());
    let signed = Var::new(today.clone());
    let starts = Var::new(today);
    let ends = Var::new(String::new());
    let address = use_address();
    let send = move || {
        let contract = ids::new();
        let mut read = Reader::new();
        let title = read.text::<200>("contract-title", &title.get_untracked());
        let reference = read.text::<200>("contract-reference", &reference.get_untracked());
        let signed_on = read.day("signed", &signed.get_untracked());
        let starts = read.day("starts", &starts.get_untracked());
        let ends = read.day("ends", &ends.get_untracked());
        let slots = (0..what.places.get()).map(|_| ids::new()).collect();
        let command = (|| {
            Some(SignContract {
                contract,
                requirement,
                title: title?,
                reference: reference?,
                signed_on: signed_on?,
                starts: starts?,
                ends: ends?,
                slots,
            })
        })();
        // What comes next is done on the contract's own page.
        form.send(read.finish(command), word!(tender.signed), move || {
            address.go(&Route::Contract(contract).path());
        });
    };
    let fields = view! {
        <div class="fields">
            {field(form, "contract-title", title, word!(notice_field.title), "")}
            {field(form, "contract-reference", reference, word!(tenders.reference), "")}
            {typed_field(form, "signed", signed, word!(tender.signed_on), "", "date", "off")}
            {typed_field(form, "starts", starts, word!(tender.starts), "", "date", "off")}
            {typed_field(form, "ends", ends, word!(tender.ends), "", "date", "off")}
        </div>
    }
    .into_any();
    submit(form, word!(tender.sign), fields.into_any(), send)
}
