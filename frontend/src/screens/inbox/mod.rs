//! What could not be done: on this device, and at the office what came from all devices.
use leptos::prelude::*;
use shared::api::{InboxItem, Page};
use shared::permission::READ_INBOX;
use shared::verdict::{Outcome, Verdict};

use crate::components::{Tone, chip, empty, head};
use crate::platform::http;
use crate::replica::{InboxEntry, use_replica};
use crate::screens::frame::model::is;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, dates, nouns};

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
            .is_some_and(|me| READ_INBOX.iter().any(|role| is(me, *role)))
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
        Outcome::Applied { .. } if outcome.filed_as() == "flagged" => {
            chip(Tone::Wait, word!(inbox.flagged))
        }
        Outcome::Applied { .. } | Outcome::Duplicate => chip(Tone::Ok, word!(outcome.applied)),
    }
}

fn office() -> AnyView {
    let replica = use_replica();
    let items = Var::new(None::<Vec<InboxItem>>);
    let next = Var::new(None::<String>);
    let why = Var::new(None::<String>);
    let fetch = move |after: Option<String>| {
        leptos::task::spawn_local(async move {
            let path = after.map_or_else(
                || "/api/v1/inbox".to_owned(),
                |after| format!("/api/v1/inbox?after={after}"),
            );
            match http::get::<Page<InboxItem>>(&path).await {
                Ok(page) => {
                    why.set(None);
                    next.set(page.next);
                    items.update(|items| items.get_or_insert_default().extend(page.items));
                }
                Err(error) => why.set(Some(codes::http(&error))),
            }
        });
    };
    fetch(None);
    let rows = move || match (items.get(), why.get()) {
        (None, None) => {
            view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any()
        }
        (None, Some(why)) => view! { <p class="muted">{why}</p> }.into_any(),
        (Some(items), _) if items.is_empty() => {
            view! { <p class="muted">{word!(inbox.office_none)}</p> }.into_any()
        }
        (Some(items), why) => {
            let today = replica.today().get();
            let rows = items.into_iter().map(|item| office_row(item, today));
            view! { <ul class="list">{rows.collect_view()}</ul> {why.map(|why| view! { <p class="muted" role="alert">{why}</p> })} }.into_any()
        }
    };
    let more = move || {
        next.get().map(|after| view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| fetch(Some(after.clone())))>{word!(form.more)}</button> }.into_any())
    };
    view! { <section class="card"><h2>{word!(inbox.office)}</h2>{rows}{more}</section> }.into_any()
}

fn office_row(item: InboxItem, today: shared::time::Day) -> AnyView {
    let outcome = shared::wire::read_value::<Verdict>(&item.verdict)
        .ok()
        .map(|verdict| verdict.outcome);
    let why = outcome
        .as_ref()
        .map_or_else(|| word!(inbox.newer).to_owned(), codes::outcome);
    let what = item.kind.as_deref().map(nouns::command);
    let who = match item.author_name {
        Some(name) => word!(inbox.by_on, name = name, device = item.user_name),
        None => item.user_name,
    };
    view! {
        <li class="list-row">
            <div><strong>{what}</strong><span>{who}</span><span>{why}</span><span class="small muted">{dates::moment(item.received_at, today)}</span></div>
            {outcome.as_ref().map(outcome_mark)}
        </li>
    }
    .into_any()
}
