//! The trail: who did what, in one unbroken chain. What was said is not shown here.
use crate::view::*;
use shared::api::{AuditFault, AuditItem, AuditPage};

use crate::components::{Tone, head, notice};
use crate::platform::http;
use crate::replica::use_replica;
use crate::screens::names;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, nouns};

/// Draws the screen.
pub fn draw() -> AnyView {
    let items = Var::new(Vec::<AuditItem>::new());
    let next = Var::new(None::<i64>);
    let broken = Var::new(None::<i64>);
    let why = Var::new(None::<String>);
    let fetch = move |after: Option<i64>| {
        leptos::task::spawn_local(async move {
            let path = after.map_or_else(
                || "/api/v1/audit".to_owned(),
                |after| format!("/api/v1/audit?after={after}"),
            );
            match http::get::<AuditPage>(&path).await {
                Ok(page) => {
                    next.set(page.next);
                    broken.set(page.fault.map(place));
                    items.update(|items| items.extend(page.items));
                }
                Err(error) => {
                    why.set(Some(codes::http(&error)));
                }
            }
        });
    };
    fetch(None);
    let state = move || match (why.get(), broken.get()) {
        (Some(why), _) => notice(Tone::Wait, word!(audit.not_here), why),
        // Nothing is said of the chain before it was looked at.
        (None, None) if items.with(Vec::is_empty) => ().into_any(),
        (None, Some(at)) => notice(
            Tone::Bad,
            word!(audit.broken_title),
            word!(audit.broken, at = at),
        ),
        (None, None) => notice(
            Tone::Ok,
            word!(audit.whole_title),
            word!(audit.whole).to_owned(),
        ),
    };
    let row = |item: AuditItem| {
        let state = use_replica().state().get_untracked();
        let name =
            names::user(&*state, item.actor).unwrap_or_else(|| short(&item.actor.to_string()));
        view! { <tr><td>{item.seq}</td><td>{nouns::command(&item.kind)}</td><td>{name}</td><td>{item.device.clone().unwrap_or_else(|| short(&item.replica.to_string()))} " · " {item.cmd_no}</td><td>{short(&item.hash)}</td></tr> }.into_any()
    };
    let more = move || {
        next.get().map(|after| view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| fetch(Some(after)))>{word!(form.more)}</button> }.into_any())
    };
    view! {
        <div class="page">
            {head(word!(nav.audit), None, Some(word!(audit.intro).to_owned()))}
            {state}
            <section class="card"><div class="scroll" tabindex="0" role="group" aria-label=word!(nav.audit)>
                <table>
                    <thead><tr><th scope="col">{word!(audit.seq)}</th><th scope="col">{word!(audit.what)}</th><th scope="col">{word!(audit.who)}</th><th scope="col">{word!(audit.device)}</th><th scope="col">{word!(audit.seal)}</th></tr></thead>
                    <tbody>{move || items.get().into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>{more}</section>
        </div>
    }
    .into_any()
}

/// The link at which the chain fails, however it does.
const fn place(fault: AuditFault) -> i64 {
    match fault {
        AuditFault::Changed(seq)
        | AuditFault::Broken(seq)
        | AuditFault::Missing(seq)
        | AuditFault::Truncated(seq) => seq,
    }
}

/// Enough of an id to compare by eye.
fn short(id: &str) -> String {
    id.chars().take(8).collect()
}
