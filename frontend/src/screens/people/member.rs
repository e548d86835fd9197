//! What an administrator does with somebody else's account: a link to a new password, ending sessions, closing, opening.

use crate::view::*;
use serde_json::Value;
use shared::api::{AccountState, InviteMade, MemberInfo, MemberRef, MemberState, ResetRequest};

use super::invite;
use crate::components::{Form, check, submit};
use crate::platform::http::HttpError;
use crate::replica::use_replica;
use crate::screens::sudo;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::codes;

/// Draws it, closed; nothing for one's own account. `changed` when the list is to be asked for anew.
pub fn actions(one: &MemberInfo, changed: impl Fn() + Copy + 'static) -> AnyView {
    let member = one.user;
    let is_me = use_replica()
        .me()
        .with_untracked(|me| me.as_ref().is_some_and(|me| me.user == member));
    if is_me {
        return ().into_any();
    }
    let form = Form::new().about(word!(help.account));
    let made = Var::lasting(&format!("reset {member}"), None::<InviteMade>);
    let with_factors = Var::new(false);
    let reset = move || {
        form.run(async move {
            let request = ResetRequest {
                member,
                with_factors: with_factors.get_untracked(),
            };
            match sudo::post::<_, InviteMade>("/api/v1/members/reset", &request).await {
                Ok(link) => made.set(Some(link)),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    };
    let (to, label, done) = match one.account {
        AccountState::Active => (
            AccountState::Closed,
            word!(people.close),
            word!(people.closed_now),
        ),
        AccountState::Closed => (
            AccountState::Active,
            word!(people.open),
            word!(people.opened),
        ),
    };
    let turn = move |_| {
        form.run(async move {
            let request = MemberState {
                member,
                account: to,
            };
            let answer = sudo::post::<_, Value>("/api/v1/members/state", &request).await;
            finish(form, answer.map(drop), done);
            changed();
        });
    };
    let end = move |_| {
        form.run(async move {
            let answer =
                sudo::post::<_, Value>("/api/v1/members/sessions", &MemberRef { member }).await;
            finish(form, answer.map(drop), word!(people.sessions_ended));
        });
    };
    let factors = check(
        format!("reset-factors-{member}"),
        word!(people.reset_factors),
        Box::new(move || with_factors.get()),
        move |is_on| with_factors.set(is_on),
    );
    let link = move || made.get().map(|made| invite::shown("reset-link", &made));
    view! {
        <details>
            <summary>{word!(people.account)}</summary>
            {submit(form, word!(people.reset), factors, reset)}
            {link}
            <div class="actions">
                <button class="button" data-look="quiet" type="button" on:click=handler(end)>{word!(people.end_sessions)}</button>
                <button class="button" data-look="grave" type="button" on:click=handler(turn)>{label}</button>
            </div>
        </details>
    }
    .into_any()
}

fn finish(form: Form, answer: Result<(), HttpError>, done: &'static str) {
    match answer {
        Ok(()) => form.succeed(done.to_owned()),
        Err(error) => form.refuse(codes::http(&error)),
    }
}
