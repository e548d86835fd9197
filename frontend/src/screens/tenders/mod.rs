//! All tenders, and the way to register one by hand.
use leptos::prelude::*;
use shared::command::RegisterTender;
use shared::id::TenderId;
use shared::model::{Body, Kind, Nature, Tender, TenderState};
use shared::state::Rows;

use crate::components::{
    Choice, Form, Tone, button_to, chip, choose, empty, field, head_with, submit, typed_field,
    windowed,
};
use crate::platform::ids;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::frame::model::is;
use crate::screens::reader::Reader;
use crate::signals::Var;
use crate::word;
use crate::words::{dates, nouns, numbers};

/// What can be bought.
pub const NATURES: [Nature; 3] = [Nature::Works, Nature::Supplies, Nature::Services];

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let list = move || {
        let state = replica.state().get();
        let rows = state.all(Kind::Tender).into_iter();
        let mut found: Vec<(TenderId, Tender, usize)> = rows
            .filter_map(|entity| match &entity.body {
                Body::Tender(tender) => Some((
                    TenderId::from(entity.id),
                    tender.clone(),
                    state.children(Kind::Requirement, entity.id).len(),
                )),
                _ => None,
            })
            .collect();
        // Open ones first, then by the last day for tenders.
        shared::ordered::sort_by(&mut found, |(_, a, _), (_, b, _)| {
            let place = |t: &Tender| {
                let is_closed = t.state != TenderState::Open;
                (is_closed, t.deadline.is_none(), t.deadline)
            };
            place(a).cmp(&place(b)).then(a.title.cmp(&b.title))
        });
        if found.is_empty() {
            empty(
                word!(tenders.none_title),
                word!(tenders.none),
                button_to(Route::Import, word!(nav.import_)),
            )
        } else {
            view! { <section class="card">{windowed(found, row)}</section> }.into_any()
        }
    };
    let may = replica.me().with_untracked(|me| {
        me.as_ref()
            .is_some_and(|me| is(me, shared::model::Role::Procurement))
    });
    let actions = may.then(|| view! { <a class="button" data-look="quiet" href=Route::Import.path()>{word!(nav.import_)}</a> }.into_any());
    let new = may.then(|| view! { <section class="card"><details><summary>{word!(tenders.new)}</summary>{new_form()}</details></section> }.into_any());
    view! { <div class="page">{head_with(word!(nav.tenders), None, Some(word!(tenders.intro).to_owned()), actions.into_any())} {list} {new}</div> }.into_any()
}

fn row((id, tender, requirements): &(TenderId, Tender, usize)) -> AnyView {
    let state = match tender.state {
        TenderState::Open => chip(Tone::Info, nouns::tender_state(&tender.state)),
        TenderState::Awarded { .. } => chip(Tone::Ok, nouns::tender_state(&tender.state)),
    };
    let below = [
        Some(tender.reference.to_string()),
        Some(nouns::nature(tender.nature).to_owned()),
        tender.value.map(numbers::kronor),
        tender
            .deadline
            .map(|day| word!(tenders.deadline, day = dates::date(day))),
    ];
    let requirement = if *requirements == 0 {
        chip(Tone::Plain, word!(tenders.bare))
    } else {
        chip(Tone::Ok, word!(tenders.required))
    };
    view! {
        <li><a class="list-row" href=Route::Tender(*id).path()>
            <div><strong>{tender.title.to_string()}</strong><span class="small muted">{below.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</span></div>
            <div class="row">{requirement}{state}</div>
        </a></li>
    }
    .into_any()
}

fn new_form() -> AnyView {
    let form = Form::new();
    let [title, reference, cpv, nature, value, deadline] =
        std::array::from_fn(|_| Var::new(String::new()));
    let natures = NATURES
        .iter()
        .enumerate()
        .map(|(place, nature)| Choice::new(place, nouns::nature(*nature)))
        .collect();
    let send = move || {
        let mut read = Reader::new();
        let title_text = read.text::<200>("title", &title.get_untracked());
        let reference_text = read.text::<200>("reference", &reference.get_untracked());
        let cpv_main = read.cpv("cpv", &cpv.get_untracked());
        let chosen = nature
            .get_untracked()
            .parse::<usize>()
            .ok()
            .and_then(|place| NATURES.get(place).copied());
        let nature = read.one_of("nature", chosen);
        let value = read.kronor_or_none("value", &value.get_untracked());
        let deadline = read.day_or_none("deadline", &deadline.get_untracked());
        let command = (|| {
            Some(RegisterTender {
                tender: ids::new(),
                title: title_text?,
                reference: reference_text?,
                notice: None,
                cpv_main: cpv_main?,
                nature: nature?,
                value,
                deadline,
            })
        })();
        form.send(read.finish(command), word!(form.saved), move || {
            for text in [title, reference, cpv] {
                text.set(String::new());
            }
        });
    };
    let fields = view! {
        <div class="fields">
            {field(form, "title", title, word!(notice_field.title), "")}
            {field(form, "reference", reference, word!(tenders.reference), word!(tenders.reference_hint))}
            {field(form, "cpv", cpv, word!(notice_field.cpv_main), word!(fault.not_a_cpv))}
            {choose(form, "nature", nature, word!(notice_field.nature), "", natures)}
            {field(form, "value", value, word!(tenders.value), word!(form.optional))}
            {typed_field(form, "deadline", deadline, word!(notice_field.deadline), word!(form.optional), "date", "off")}
        </div>
    }.into_any();
    submit(form, word!(tenders.register), fields.into_any(), send)
}
