//! What could not be done: on this device, and at the office what came from all devices.
use leptos::prelude::*;
use shared::api::{InboxItem, Page};
use shared::model::Role;
use shared::verdict::{Outcome, Verdict};

use crate::components::{Tone, chip, empty, head};
use crate::platform::http;
use crate::replica::{InboxEntry, use_replica};
use crate::screens::frame::model::is;
use crate::signals::Var;
use crate::word;
use crate::words::{codes, dates, nouns};

const OFFICE: [Role; 4] = [
    Role::Procurement,
    Role::ContractManager,
    Role::MatchingOfficer,
    Role::Administrator,
];

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let own = move || {
        let entries = replica.inbox().get();
        if entries.is_empty() {
            empty(word!(inbox.none_title), word!(inbox.none), ().into_any())
        } else {
            let today = replica.today().get();
            let rows = entries
                .iter()
                .map(|entry| own_row(entry, today))
                .collect_view();
            view! { <section class="card"><h2>{word!(inbox.here)}</h2><ul class="list">{rows}</ul></section> }.into_any()
        }
    };
    let is_office = replica.me().with_untracked(|me| {
        me.as_ref()
            .is_some_and(|me| OFFICE.iter().any(|role| is(me, *role)))
    });
    view! { <div class="page">{head(word!(nav.inbox), None, Some(word!(inbox.intro).to_owned()))} {own} {is_office.then(office)}</div> }.into_any()
}

fn own_row(entry: &InboxEntry, today: shared::time::Day) -> AnyView {
    view! {
        <li class="list-row">
            <div><strong>{nouns::command(&entry.kind)}</strong><span>{codes::outcome(&entry.outcome)}</span><span class="small muted">{dates::moment(entry.occurred_at, today)}</span></div>
            {outcome_mark(&entry.outcome)}
        </li>
    }
    .into_any()
}

fn outcome_mark(outcome: &Outcome) -> AnyView {
    match outcome {
        Outcome::Parked { .. } => chip(Tone::Wait, word!(inbox.parked)),
        Outcome::Rejected { .. } => chip(Tone::Bad, word!(inbox.rejected)),
        Outcome::Applied { .. } | Outcome::Duplicate => chip(Tone::Ok, word!(outcome.applied)),
    }
}

fn office() -> AnyView {
    let replica = use_replica();
    let answer: Var<Option<Result<Vec<InboxItem>, String>>> = Var::new(None);
    leptos::task::spawn_local(async move {
        let page = http::get::<Page<InboxItem>>("/api/v1/inbox").await;
        answer.set(Some(
            page.map(|page| page.items)
                .map_err(|error| codes::http(&error)),
        ));
    });
    let rows = move || match answer.get() {
        None => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
        Some(Err(why)) => view! { <p class="muted">{why}</p> }.into_any(),
        Some(Ok(items)) if items.is_empty() => {
            view! { <p class="muted">{word!(inbox.office_none)}</p> }.into_any()
        }
        Some(Ok(items)) => {
            let today = replica.today().get();
            let rows = items.into_iter().map(|item| {
                let outcome = shared::wire::read_value::<Verdict>(&item.verdict)
                    .ok()
                    .map(|verdict| verdict.outcome);
                let why = outcome.as_ref().map_or_else(|| word!(inbox.newer).to_owned(), codes::outcome);
                view! {
                    <li class="list-row">
                        <div><strong>{item.user_name}</strong><span>{why}</span><span class="small muted">{dates::moment(item.received_at, today)}</span></div>
                        {outcome.as_ref().map(outcome_mark)}
                    </li>
                }.into_any()
            });
            view! { <ul class="list">{rows.collect_view()}</ul> }.into_any()
        }
    };
    view! { <section class="card"><h2>{word!(inbox.office)}</h2>{rows}</section> }.into_any()
}
