//! What a command said beside what stands now, field by field, with who said it and when.
pub mod model;

use crate::view::*;
use shared::id::UserId;
use shared::time::Millis;

pub use self::model::{Stood, Told};
use crate::replica::use_replica;
use crate::screens::names;
use crate::word;
use crate::words::{dates, nouns};

/// A head of a column: whose it is, who said it and when.
pub fn head(title: &str, who: Option<String>, at: Option<Millis>) -> AnyView {
    let title = title.to_owned();
    let today = use_replica().today().get_untracked();
    let when = at.map(|at| dates::moment(at, today));
    let below: Vec<String> = who.into_iter().chain(when).collect();
    view! { <th scope="col">{title}<span class="small">{below.join(" · ")}</span></th> }.into_any()
}

/// Own words for oneself, else the name.
#[must_use]
pub fn name_of(user: UserId) -> String {
    let replica = use_replica();
    let is_me = replica
        .me()
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.user == user));
    if is_me {
        return word!(person.you).to_owned();
    }
    let state = replica.state().get_untracked();
    names::user(&*state, user).unwrap_or_else(|| word!(person.unknown_user).to_owned())
}

/// The two sides. `said` is the head of the command's column.
pub fn sides(told: &Told, said: AnyView) -> AnyView {
    let stood = told.stood.last();
    let stands = head(
        word!(told.stands),
        stood.map(|stood| name_of(stood.by)),
        stood.map(|stood| stood.at),
    );
    let rows = told.fields.iter().map(|field| {
        view! { <tr><th scope="row">{field.label}</th><td>{field.said.clone()}</td><td>{field.stands.clone()}</td></tr> }.into_any()
    });
    let rows = rows.collect_view();
    view! {
        <table class="sides">
            <caption class="spoken">{word!(told.caption)}</caption>
            <thead><tr><th scope="col"><span class="spoken">{word!(told.field)}</span></th>{said}{stands}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {(told.stood.len() > 1).then(|| history(&told.stood))}
    }
    .into_any()
}

/// Everything that was said of it, oldest first.
fn history(stood: &[Stood]) -> AnyView {
    let today = use_replica().today().get_untracked();
    let rows = stood.iter().map(|one| {
        let side = one.side.map(nouns::side);
        let who: Vec<String> = side
            .map(str::to_owned)
            .into_iter()
            .chain([name_of(one.by), dates::moment(one.at, today)])
            .collect();
        view! { <li class="list-row"><div><strong>{one.what.clone()}</strong><span class="small muted">{who.join(" · ")}</span></div></li> }.into_any()
    });
    view! { <details><summary>{word!(told.history)}</summary><ul class="list">{rows.collect_view()}</ul></details> }.into_any()
}
