//! What came from all devices and could not be done, waits or is in doubt: the office has it judged once more, or puts it aside.
use crate::view::*;
use serde_json::Value;
use shared::api::{InboxItem, InboxSettle, InboxSettled, Settling};
use shared::id::ReplicaId;
use shared::verdict::{Outcome, Verdict};

use super::group::{Place, awaited, grouped};
use super::{card, line, outcome_mark, place};
use crate::components::press;
use crate::platform::{
    http::{self, HttpError},
    page,
};
use crate::replica::use_replica;
use crate::screens::told;
use crate::signals::Var;
use crate::word;
use crate::words::{codes, dates, nouns};

const PATH: &str = "/api/v1/inbox";
/// Where it is said that something was refused again.
const SAME: &str = "judged-same";

#[derive(Clone, Copy)]
struct Office {
    items: Var<Option<Vec<InboxItem>>>,
    next: Var<Option<String>>,
    why: Var<Option<String>>,
    /// Judged again, and refused again.
    same: Var<Option<(ReplicaId, u64)>>,
}

/// Draws them.
pub(super) fn draw() -> AnyView {
    let office = Office {
        items: Var::new(None),
        next: Var::new(None),
        why: Var::new(None),
        same: Var::new(None),
    };
    office.fetch(None);
    let more = move || {
        let after = office.next.get()?;
        Some(press("quiet", word!(form.more), move || {
            office.fetch(Some(after.clone()))
        }))
    };
    view! { <section class="stack"><h2>{word!(inbox.office)}</h2>{move || office.rows()}<div>{more}</div></section> }.into_any()
}

impl Office {
    fn fetch(self, after: Option<String>) {
        leptos::task::spawn_local(async move {
            let path =
                after.map_or_else(|| PATH.to_owned(), |after| format!("{PATH}?after={after}"));
            match http::page::<InboxItem>(&path).await {
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

    fn rows(self) -> AnyView {
        match (self.items.get(), self.why.get()) {
            (None, None) => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
            (None, Some(why)) => view! { <p class="muted">{why}</p><div>{press("quiet", word!(app.try_again), move || self.fetch(None))}</div> }.into_any(),
            (Some(items), why) => {
                let none = items.is_empty().then(|| view! { <p class="muted">{word!(inbox.office_none)}</p> }.into_any());
                let place = |item: &InboxItem| Place {
                    replica: item.replica,
                    no: item.cmd_no,
                    on: outcome(item).as_ref().and_then(awaited),
                };
                let places: Vec<Place> = items.iter().map(place).collect();
                let groups = grouped(&places).into_iter();
                let rows = groups
                    .map(|(first, waiting)| self.item(&items, first, &waiting))
                    .collect_view();
                view! { {why.map(|why| view! { <p class="notice" data-tone="bad" role="alert">{why}</p> }.into_any())} {none} <ul class="stack">{rows}</ul> }.into_any()
            }
        }
    }

    fn item(self, items: &[InboxItem], first: usize, waiting: &[usize]) -> AnyView {
        let item = &items[first];
        let state = use_replica().state().get_untracked();
        let outcome = outcome(item);
        let why = outcome
            .as_ref()
            .map_or_else(|| word!(inbox.newer).to_owned(), codes::outcome);
        let keys = self.keys(item, outcome.as_ref(), waiting.len());
        let kind = |item: &InboxItem| {
            let kind = item.kind.as_deref();
            kind.map_or(word!(command.unknown), nouns::command)
        };
        let lines = waiting.iter().map(|at| {
            let item = &items[*at];
            line(&state, kind(item), &item.said)
        });
        let waiting = super::waiting(lines.collect());
        let kind = kind(item);
        let who = match &item.author_name {
            Some(name) => word!(inbox.by_on, name = name, device = item.user_name),
            None => item.user_name.clone(),
        };
        let told = told::model::told(&state, &item.said);
        let at = item.occurred_at.unwrap_or(item.received_at);
        // What has no field to show, this reader is not told.
        let sides = (!told.fields.is_empty()).then(|| {
            let said = told::head(word!(told.said), Some(who.clone()), Some(at));
            told::sides(&told, said)
        });
        let by = sides.is_none().then(|| {
            let today = use_replica().today().get_untracked();
            view! { <p class="small muted">{who} " · " {dates::moment(at, today)}</p> }.into_any()
        });
        let body = view! { {sides}{by}{waiting}{keys}<p class="small">{place(&told)}</p> };
        let mark = outcome.as_ref().map(outcome_mark);
        card(kind, &told.about, mark.into_any(), why, body.into_any())
    }

    /// What can be done with it; how it was dealt with is asked for when it is to be put aside.
    fn keys(self, item: &InboxItem, outcome: Option<&Outcome>, waiting: usize) -> AnyView {
        let (replica, cmd_no) = (item.replica, item.cmd_no);
        let verdict_no = item.verdict.get("no").and_then(Value::as_i64).unwrap_or(0);
        let settle = move |how| {
            let request = InboxSettle {
                replica,
                cmd_no,
                verdict_no,
                how,
            };
            self.settle(request, waiting > 0);
        };
        let again = outcome.is_none_or(Outcome::needs_attention).then(|| {
            press("quiet", word!(inbox.judge_again), move || {
                settle(Settling::Again)
            })
        });
        let ways = Settling::ASIDE
            .into_iter()
            .map(|how| press("quiet", way(how), move || settle(how)));
        let same = (self.same.get_untracked() == Some((replica, cmd_no))).then(|| {
            view! { <p class="notice" data-tone="wait" id=SAME tabindex="-1">{word!(inbox.judged_same)}</p> }.into_any()
        });
        view! {
            {same}
            {again.map(|again| view! { <div>{again}</div> }.into_any())}
            <details>
                <summary>{word!(inbox.put_aside)}" …"</summary>
                <p>{word!(inbox.how)}</p>
                <div class="actions" role="group" aria-label=word!(inbox.how)>{ways.collect_view()}</div>
            </details>
        }
        .into_any()
    }

    /// What waited for it has come to something else as well: then the whole list is asked for again.
    fn settle(self, request: InboxSettle, has_waiting: bool) {
        leptos::task::spawn_local(async move {
            let path = "/api/v1/inbox/settle";
            match http::post::<_, InboxSettled>(path, &request).await {
                Ok(settled) => {
                    let is_it = |item: &InboxItem| {
                        (item.replica, item.cmd_no) == (request.replica, request.cmd_no)
                    };
                    self.why.set(None);
                    let same = settled.is_open.then_some((request.replica, request.cmd_no));
                    self.same.set(same);
                    self.items.update(|items| {
                        let Some(items) = items else { return };
                        if !settled.is_open {
                            items.retain(|item| !is_it(item));
                        } else if let Some(item) = items.iter_mut().find(|item| is_it(item)) {
                            item.verdict = settled.verdict;
                        }
                    });
                    if has_waiting && same.is_none() {
                        self.items.set(None);
                        self.fetch(None);
                    }
                    if same.is_some() {
                        request_animation_frame(|| page::focus_in_place(SAME));
                        return;
                    }
                    page::focus_heading();
                    page::announce(if request.how == Settling::Again {
                        word!(inbox.judged_done)
                    } else {
                        word!(inbox.aside_done)
                    });
                }
                // Somebody else was quicker, or it was judged meanwhile.
                Err(HttpError::Refused { status: 404, .. }) => {
                    self.items.set(None);
                    self.fetch(None);
                    page::announce(word!(inbox.changed));
                }
                Err(error) => self.why.set(Some(codes::http(&error))),
            }
        });
    }
}

fn outcome(item: &InboxItem) -> Option<Outcome> {
    let verdict = shared::wire::read_value::<Verdict>(&item.verdict).ok();
    verdict.map(|verdict| verdict.outcome)
}

fn way(how: Settling) -> &'static str {
    match how {
        Settling::Again => word!(inbox.judge_again),
        Settling::Mended => word!(inbox.mended),
        Settling::Told => word!(inbox.told),
        Settling::NotNeeded => word!(inbox.not_needed),
    }
}
