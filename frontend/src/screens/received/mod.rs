//! What people said about the product: read by the authority's administrators, and done with one by one.
use crate::view::*;
use shared::api::{FeedbackInfo, FeedbackSettle};
use shared::id::FeedbackId;

use super::feedback::kind;
use crate::components::{Tone, chip, empty, head};
use crate::platform::{clock, http, page};
use crate::replica::use_replica;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, dates};

/// What was fetched. Copied freely.
#[derive(Clone, Copy)]
struct Received {
    items: Var<Option<Vec<FeedbackInfo>>>,
    next: Var<Option<String>>,
    why: Var<Option<String>>,
}

/// Draws the screen.
pub fn draw() -> AnyView {
    let received = Received {
        items: Var::new(None),
        next: Var::new(None),
        why: Var::new(None),
    };
    received.fetch(None);
    let more = move || {
        received.next.get().map(|after| view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| received.fetch(Some(after.clone())))>{word!(form.more)}</button> }.into_any())
    };
    let why = move || {
        received
            .why
            .get()
            .map(|why| view! { <p class="notice" data-tone="wait">{why}</p> }.into_any())
    };
    view! {
        <div class="page">
            {head(word!(nav.received), None, Some(word!(feedback.received_intro).to_owned()))}
            <div role="status">{why}</div>
            {move || received.list()}
            {more}
        </div>
    }
    .into_any()
}

impl Received {
    fn fetch(self, after: Option<String>) {
        leptos::task::spawn_local(async move {
            let path = after.map_or_else(
                || "/api/v1/feedback".to_owned(),
                |after| format!("/api/v1/feedback?after={after}"),
            );
            match http::page::<FeedbackInfo>(&path).await {
                Ok((items, next)) => {
                    self.why.set(None);
                    self.next.set(next);
                    self.items
                        .update(|all| all.get_or_insert_default().extend(items));
                }
                Err(error) => self.why.set(Some(codes::http(&error))),
            }
        });
    }

    fn settle(self, id: FeedbackId) {
        leptos::task::spawn_local(async move {
            let path = "/api/v1/feedback/settle";
            match http::post::<_, serde_json::Value>(path, &FeedbackSettle { id }).await {
                Ok(_nothing) => {
                    let now = Some(clock::now());
                    self.items.update(|items| {
                        let found = items.iter_mut().flatten().find(|item| item.id == id);
                        if let Some(item) = found {
                            item.settled_at = now;
                        }
                    });
                    page::announce(word!(feedback.settled));
                    page::focus("main h1");
                }
                Err(error) => self.why.set(Some(codes::http(&error))),
            }
        });
    }

    fn list(self) -> AnyView {
        match self.items.get() {
            None => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
            Some(items) if items.is_empty() => empty(
                word!(feedback.none_title),
                word!(feedback.none),
                ().into_any(),
            ),
            Some(items) => {
                let rows = items.into_iter().map(|item| self.row(item));
                view! { <section class="card"><ul class="list">{rows.collect_view()}</ul></section> }
                    .into_any()
            }
        }
    }

    fn row(self, item: FeedbackInfo) -> AnyView {
        let today = use_replica().today().get();
        let id = item.id;
        let below = format!("{} · {}", item.place, dates::moment(item.created_at, today));
        let mark = match item.settled_at {
            Some(_) => chip(Tone::Ok, word!(feedback.settled)),
            None => view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| self.settle(id))>{word!(feedback.settle)}</button> }.into_any(),
        };
        let contact = item.contact.map(|contact| {
            view! { <span>{word!(feedback.answer_to, contact = contact)}</span> }.into_any()
        });
        view! {
            <li class="list-row">
                <div><strong>{kind(item.kind)}</strong><span class="said">{item.what}</span>{contact}<span class="small muted">{below}</span></div>
                {mark}
            </li>
        }
        .into_any()
    }
}
