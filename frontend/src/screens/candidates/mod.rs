//! Candidates of the own case circles (or those to match), and a new one: a minimal card.
pub mod model;

use crate::view::*;
use shared::command::RegisterCandidate;
use shared::model::{Body, Kind, Protection, Role};
use shared::state::Rows as _;

use crate::components::table::model::Rows;
use crate::components::table::{Table, guarded_table};
use crate::components::{Choice, Form, check, choose, empty, field, head, submit, typed_field};
use crate::platform::ids;
use crate::replica::use_replica;
use crate::screens::export;
use crate::screens::frame::model::is;
use crate::screens::mark;
use crate::screens::reader::Reader;
use crate::signals::{Live, Var};
use crate::word;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let rows = Live::new(move || Rows::new(replica.state().with(|state| model::rows(state))));
    let me = replica.me().get_untracked();
    let may = me
        .as_ref()
        .is_some_and(|me| is(me, Role::Caseworker) || is(me, Role::MatchingOfficer));
    let list = me.map(|me| {
        let shown = Table {
            id: "candidates",
            label: word!(nav.candidates),
            columns: model::columns(),
            views: model::views(&me),
            owner: me.user.to_string(),
            rows,
            mark: Some(mark::of_rows(Kind::Candidate)),
        };
        guarded_table(shown, export::candidates, move || {
            let why = if may {
                word!(candidates.none)
            } else {
                word!(candidates.none_others)
            };
            empty(word!(candidates.none_title), why, ().into_any())
        })
    });
    let is_empty = Live::new(move || rows.with(|rows| rows.all().is_empty()));
    let new = may.then(|| view! { <section class="card"><details open=move || is_empty.get()><summary>{word!(candidates.new)}</summary>{new_form()}</details></section> }.into_any());
    view! { <div class="page">{head(word!(nav.candidates), None, Some(word!(candidates.intro).to_owned()))} {new} {list}</div> }.into_any()
}

fn new_form() -> AnyView {
    let replica = use_replica();
    let form = Form::new().about(word!(help.candidate));
    let [given, family, alias, wants] = std::array::from_fn(|_| Var::new(String::new()));
    let from = Var::new(replica.today().get_untracked().to_string());
    let protected = Var::new(false);
    let caseworkers = caseworkers();
    let me = replica.me().get_untracked().map(|me| me.user.to_string());
    let caseworker = Var::new(
        me.filter(|me| caseworkers.iter().any(|one| one.value == *me))
            .unwrap_or_default(),
    );
    let send = move || {
        let mut read = Reader::new();
        let given_name = read.text::<80>("given", &given.get_untracked());
        let family_name = read.text::<80>("family", &family.get_untracked());
        let alias_text = read.text::<80>("alias", &alias.get_untracked());
        let wants = read.text_or_none::<200>("wants", &wants.get_untracked());
        let available_from = read.day("available", &from.get_untracked());
        let protection = if protected.get_untracked() {
            Protection::Protected
        } else {
            Protection::None
        };
        let caseworker = read.chosen("caseworker", &caseworker.get_untracked());
        let command = (|| {
            Some(RegisterCandidate {
                candidate: ids::new(),
                given_name: given_name?,
                family_name: family_name?,
                alias: alias_text?,
                protection,
                caseworkers: [caseworker?].into(),
                wants,
                available_from: available_from?,
            })
        })();
        form.send(read.finish(command), word!(candidates.saved), move || {
            for text in [given, family, alias] {
                text.set(String::new());
            }
        });
    };
    let fields = view! {
        <div class="fields">
            {field(form, "given", given, word!(candidates.given), "")}
            {field(form, "family", family, word!(candidates.family), "")}
            {field(form, "alias", alias, word!(candidates.alias), word!(candidates.alias_hint))}
            {field(form, "wants", wants, word!(candidates.wants), word!(form.optional))}
            {choose(form, "caseworker", caseworker, word!(candidates.caseworker), "", caseworkers)}
            {typed_field(form, "available", from, word!(candidates.available), "", "date", "off")}
        </div>
        {check("protected".to_owned(), word!(candidates.is_protected), Box::new(move || protected.get()), move |on| protected.set(on))}
    }.into_any();
    submit(form, word!(candidates.register), fields.into_any(), send)
}

/// Everybody who is a caseworker today, by name.
fn caseworkers() -> Vec<Choice> {
    let replica = use_replica();
    let today = replica.today().get_untracked();
    let state = replica.state().get_untracked();
    let rows = state.all(Kind::Membership).into_iter();
    let found = rows.filter_map(|entity| match &entity.body {
        Body::Membership(m) if m.role == Role::Caseworker && m.holds_on(today) => {
            Some((m.user, m.name.to_string()))
        }
        _ => None,
    });
    let mut found: Vec<_> = found.collect();
    shared::ordered::sort_by(&mut found, |a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    found.dedup_by_key(|(user, _)| *user);
    found
        .into_iter()
        .map(|(user, name)| Choice::new(user, name))
        .collect()
}
