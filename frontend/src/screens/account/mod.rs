//! My ways in, my sessions, what happened to them; and the same as the first thing that somebody without a second factor sees.
//!
//! passkeys · totp (authenticator and recovery codes) · password · sessions · events
mod events;
mod passkeys;
mod password;
mod sessions;
mod totp;

use crate::view::*;
use shared::api::{Factors, Nothing};

use crate::components::{Form, head};
use crate::platform::http;
use crate::replica::use_replica;
use crate::screens::sign_in::issuers::{self, Errand};
use crate::signals::{Var, handler};
use crate::word;
use crate::words::codes;

/// What the server said last of my ways in. Copied freely.
#[derive(Clone, Copy)]
struct Mine(Var<Option<Result<Factors, String>>>);

impl Mine {
    fn new() -> Self {
        let mine = Self(Var::new(None));
        mine.ask();
        mine
    }

    /// Asks again, after something has changed.
    fn ask(self) {
        leptos::task::spawn_local(async move {
            let answer = http::get::<Factors>("/auth/v1/factors").await;
            self.0
                .set(Some(answer.map_err(|error| codes::http(&error))));
        });
    }

    /// Draws what it is about, or why it cannot be.
    fn draw(self, some: impl Fn(Factors) -> AnyView + Send + 'static) -> AnyView {
        let body = move || match self.0.get() {
            None => view! { <p class="muted" role="status">{word!(inbox.fetching)}</p> }.into_any(),
            Some(Err(why)) => view! { <p class="muted">{why}</p> }.into_any(),
            Some(Ok(factors)) => some(factors),
        };
        view! { {body} }.into_any()
    }
}

/// Draws the screen.
pub fn draw() -> AnyView {
    let mine = Mine::new();
    let form = Form::new();
    issuers::tell(form);
    view! {
        <div class="page">
            {head(word!(nav.account), None, Some(word!(account.intro).to_owned()))}
            <section class="card"><h2>{word!(account.passkeys)}</h2>{passkeys::draw(mine)}</section>
            <section class="card"><h2>{word!(account.totp)}</h2>{totp::draw(mine)}</section>
            <section class="card"><h2>{word!(account.password)}</h2>{password::draw(mine)} {form.words()} {issuers::buttons(form, Errand::Bind)}</section>
            <section class="card"><h2>{word!(account.sessions)}</h2>{sessions::draw()}</section>
            <section class="card"><h2>{word!(account.events)}</h2>{events::draw(mine)}</section>
        </div>
    }
    .into_any()
}

/// What somebody without a second factor must do before anything else.
pub fn first() -> AnyView {
    let replica = use_replica();
    let done = move || replica.factor_added();
    let leave = move |_| {
        leptos::task::spawn_local(async move {
            drop(http::post::<_, serde_json::Value>("/auth/v1/logout", &Nothing {}).await);
            replica.signed_out();
        });
    };
    view! {
        {head(word!(account.first), Some(word!(app.name).to_owned()), Some(word!(account.first_why).to_owned()))}
        {passkeys::first(done)}
        <section class="card"><h2>{word!(account.totp)}</h2><p class="muted">{word!(account.totp_why)}</p>{totp::set_up(done)}</section>
        <div class="actions"><button class="button" data-look="text" type="button" on:click=handler(leave)>{word!(app.sign_out)}</button></div>
    }
    .into_any()
}
