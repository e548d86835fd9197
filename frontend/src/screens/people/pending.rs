//! Invitations on their way: taken back, or made anew when the link was lost or has ended.

use crate::view::*;
use serde_json::Value;
use shared::api::{InviteInfo, InviteMade, InviteRef};

use super::invite;
use crate::components::{Form, Tone, chip};
use crate::platform::{clock, http};
use crate::replica::use_replica;
use crate::screens::sudo;
use crate::signals::{Var, effect, handler};
use crate::word;
use crate::words::{codes, dates, nouns};

/// Draws the list; asked for anew each time that the count changes.
pub fn draw(count: Var<usize>) -> AnyView {
    let list = Var::new(Vec::<InviteInfo>::new());
    let made = Var::lasting("invite-anew", None::<InviteMade>);
    let form = Form::new().about(word!(help.invite));
    effect(move || {
        count.with(|_| ());
        leptos::task::spawn_local(async move {
            if let Ok(mut open) = http::list::<InviteInfo>("/api/v1/invites").await {
                open.retain(|invite| invite.used_at.is_none());
                list.set(open);
            }
        });
    });
    let act = move |invite: InviteInfo, renew: bool| {
        made.set(None);
        let id = InviteRef { invite: invite.id };
        form.run(async move {
            let done = if renew {
                let answer = sudo::post::<_, InviteMade>("/api/v1/invites/renew", &id).await;
                answer.map(|fresh| made.set(Some(fresh)))
            } else {
                let answer = sudo::post::<_, Value>("/api/v1/invites/withdraw", &id).await;
                answer.map(|_| form.succeed(word!(people.withdrawn).to_owned()))
            };
            match done {
                Ok(()) => count.update(|count| *count += 1),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    };
    let body = move || {
        let rows = list.get();
        (!rows.is_empty()).then(|| {
            let rows = rows
                .into_iter()
                .map(|invite| row(invite, act))
                .collect_view();
            view! { <h3>{word!(people.pending)}</h3><ul class="list">{rows}</ul> }.into_any()
        })
    };
    let link = move || made.get().map(|made| invite::shown("renewed-link", &made));
    view! { {form.words()} {link} {body} }.into_any()
}

fn row(invite: InviteInfo, act: impl Fn(InviteInfo, bool) + Copy + 'static) -> AnyView {
    let today = use_replica().today().get_untracked();
    let has_ended = invite.expires_at <= clock::now();
    let until = dates::moment(invite.expires_at, today);
    let state = if has_ended {
        chip(Tone::Wait, word!(people.link_ended))
    } else {
        chip(Tone::Plain, word!(people.link_until, until = until))
    };
    let line = format!("{} · {}", invite.login, nouns::role(invite.role));
    let (renew, withdraw) = (invite.clone(), invite.clone());
    view! {
        <li class="list-row">
            <div><strong>{invite.name}</strong><span class="small muted">{line}</span></div>
            {state}
            <div class="actions">
                <button class="button" data-look="quiet" type="button" on:click=handler(move |_| act(renew.clone(), true))>{word!(people.renew)}</button>
                <button class="button" data-look="quiet" type="button" on:click=handler(move |_| act(withdraw.clone(), false))>{word!(people.withdraw)}</button>
            </div>
        </li>
    }
    .into_any()
}
