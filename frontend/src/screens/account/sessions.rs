//! Where I am signed in, and ending what should not be.
use crate::view::*;
use serde_json::Value;
use shared::api::{SessionItem, SessionsEnd};
use shared::id::SessionId;

use crate::components::{Form, Tone, chip, submit};
use crate::platform::http;
use crate::replica::use_replica;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, dates};

type Answer = Var<Option<Result<Vec<SessionItem>, String>>>;

/// Draws the list.
pub fn draw() -> AnyView {
    let answer: Answer = Var::new(None);
    let form = Form::new().about(word!(help.sessions));
    ask(answer);
    let others = submit(form, word!(account.end_others), ().into_any(), move || {
        end(answer, form, None)
    });
    let rows = move || match answer.get() {
        None => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
        Some(Err(why)) => view! { <p class="muted">{why}</p> }.into_any(),
        Some(Ok(items)) => {
            let rows = items
                .iter()
                .map(|item| row(answer, form, item))
                .collect_view();
            view! { <ul class="list">{rows}</ul> }.into_any()
        }
    };
    view! { {rows} {others} }.into_any()
}

fn ask(answer: Answer) {
    leptos::task::spawn_local(async move {
        let list = http::list::<SessionItem>("/auth/v1/sessions").await;
        answer.set(Some(list.map_err(|error| codes::http(&error))));
    });
}

fn end(answer: Answer, form: Form, session: Option<SessionId>) {
    leptos::task::spawn_local(async move {
        match http::post::<_, Value>("/auth/v1/sessions/end", &SessionsEnd { session }).await {
            Ok(_) => {
                form.succeed(word!(account.ended).to_owned());
                ask(answer);
            }
            Err(error) => form.refuse(codes::http(&error)),
        }
    });
}

fn row(answer: Answer, form: Form, item: &SessionItem) -> AnyView {
    let today = use_replica().today().get_untracked();
    let when = |at| dates::moment(at, today);
    let times = format!(
        "{} {}",
        word!(
            account.began,
            time = when(item.created_at),
            how = how(&item.amr)
        ),
        word!(account.seen, time = when(item.last_seen))
    );
    let id = item.id;
    let mark = if item.is_this {
        chip(Tone::Ok, word!(account.this_session))
    } else {
        view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| end(answer, form, Some(id)))>{word!(account.end)}</button> }.into_any()
    };
    view! { <li class="list-row"><div><strong>{agent(&item.agent)}</strong><span class="small muted">{times}</span></div>{mark}</li> }.into_any()
}

/// Browser and machine by their own names, which no language changes.
fn agent(words: &str) -> String {
    let named = words
        .split(' ')
        .filter(|word| !word.is_empty())
        .map(|word| match word {
            "iphone" => "iPhone".to_owned(),
            "ipad" => "iPad".to_owned(),
            other => dates::capital(other),
        });
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        word!(account.agent_unknown).to_owned()
    } else {
        named.join(" · ")
    }
}

fn how(amr: &str) -> &'static str {
    match amr {
        "pwd" => word!(account.by_password),
        "pwd otp" => word!(account.by_code),
        "pwd rec" => word!(account.by_recovery),
        "hwk" => word!(account.by_passkey),
        _ => word!(account.by_other),
    }
}
