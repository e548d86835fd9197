//! All tenders, and the way to register one by hand.
pub mod model;

use crate::view::*;
use shared::command::RegisterTender;
use shared::model::{Kind, Nature, Role};

use crate::components::table::model::Rows;
use crate::components::table::{Table, table};
use crate::components::{
    Choice, Form, button_to, choose, empty, field, head_with, submit, typed_field,
};
use crate::platform::address::use_address;
use crate::platform::ids;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::frame::model::is;
use crate::screens::mark;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var};
use crate::word;
use crate::words::nouns;

/// What can be bought.
pub const NATURES: [Nature; 3] = [Nature::Works, Nature::Supplies, Nature::Services];

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let me = replica.me().get_untracked();
    let may = me.as_ref().is_some_and(|me| is(me, Role::Procurement));
    let rows = Live::new(move || Rows::new(replica.state().with(|state| model::rows(state))));
    let list = me.map(|me| {
        let shown = Table {
            id: "tenders",
            label: word!(nav.tenders),
            columns: model::columns(),
            views: model::views(&me),
            owner: me.user.to_string(),
            rows,
            mark: Some(mark::of_rows(Kind::Tender)),
        };
        let none = move || {
            let next = may.then(|| button_to(Route::Import, word!(nav.import_)));
            let why = if may {
                word!(tenders.none)
            } else {
                word!(tenders.none_others)
            };
            empty(word!(tenders.none_title), why, next.into_any())
        };
        table(shown, none)
    });
    let actions = may.then(|| view! { <a class="button" data-look="quiet" href=Route::Import.path()>{word!(nav.import_)}</a> }.into_any());
    let is_empty = Live::new(move || rows.with(|rows| rows.all().is_empty()));
    let new = may.then(|| view! { <section class="card"><details open=move || is_empty.get()><summary>{word!(tenders.new)}</summary>{new_form()}</details></section> }.into_any());
    // What is added stands above the rows: there may be thousands of them.
    view! { <div class="page">{head_with(word!(nav.tenders), None, Some(word!(tenders.intro).to_owned()), actions.into_any())} {new} {list}</div> }.into_any()
}

fn new_form() -> AnyView {
    let form = Form::new().about(word!(help.tender));
    let [title, reference, cpv, nature, value, deadline] =
        std::array::from_fn(|_| Var::new(String::new()));
    let natures = NATURES
        .iter()
        .enumerate()
        .map(|(place, nature)| Choice::new(place, nouns::nature(*nature)))
        .collect();
    let address = use_address();
    let send = move || {
        let tender = ids::new();
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
                tender,
                title: title_text?,
                reference: reference_text?,
                notice: None,
                cpv_main: cpv_main?,
                nature: nature?,
                value,
                deadline,
            })
        })();
        // Its requirement is set on its own page.
        form.send(read.finish(command), word!(form.saved), move || {
            address.go(&Route::Tender(tender).path());
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
