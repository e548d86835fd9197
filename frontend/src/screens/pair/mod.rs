//! Connecting this tablet: the code comes with the scanned address or is typed, the words are compared, then it signs in by itself.
pub mod words;

use crate::view::*;

use crate::components::{Form, Tone, field, head, notice, submit};
use crate::platform::address::{Address, use_address};
use crate::platform::http::HttpError;
use crate::platform::{clock, page};
use crate::replica::tablet::{self, PairError};
use crate::replica::{Replica, use_replica};
use crate::routes::Route;
use crate::screens::reader::Reader;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::codes;

/// How often it is asked whether the words were found to be the same, milliseconds.
const EVERY_MILLIS: i32 = 1_500;

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Code,
    Words([u8; 3]),
    Refused,
}

/// Draws the screen.
pub fn draw() -> AnyView {
    let code = page::take_fragment();
    let stage = Var::lasting("pair", Stage::Code);
    let form = Form::new().about(word!(help.pair));
    let typed = Var::new(code.clone());
    if !code.is_empty() {
        connect(form, stage, code);
    }
    let body = move || match stage.get() {
        Stage::Code => ask(form, stage, typed),
        Stage::Words(places) => {
            request_animation_frame(page::focus_heading);
            view! { {head(word!(pair.words), Some(word!(pair.title).to_owned()), Some(word!(pair.words_what).to_owned()))} {words::draw(places)} <p class="muted" role="status">{word!(pair.waits)}</p> }.into_any()
        }
        Stage::Refused => refused(stage, typed),
    };
    view! { <div class="pair stack">{body}</div> }.into_any()
}

/// The words were said to differ, or it took too long: from here another code is typed.
fn refused(stage: Var<Stage>, typed: Var<String>) -> AnyView {
    let anew = move |_| {
        typed.set(String::new());
        stage.set(Stage::Code);
        request_animation_frame(page::focus_heading);
    };
    view! {
        {head(word!(pair.title), Some(word!(app.name).to_owned()), None)}
        {notice(Tone::Bad, word!(pair.refused), word!(pair.refused_why).to_owned())}
        <button class="button" type="button" on:click=handler(anew)>{word!(pair.again)}</button>
    }
    .into_any()
}

fn ask(form: Form, stage: Var<Stage>, typed: Var<String>) -> AnyView {
    let send = move || {
        let mut read = Reader::new();
        let code = read.text::<40>("code", &typed.get_untracked());
        match read.finish(code) {
            Err(problems) => form.wrong(problems),
            Ok(code) => connect(form, stage, code.to_string()),
        }
    };
    let fields = field(form, "code", typed, word!(pair.code), word!(pair.code_hint));
    view! {
        {head(word!(pair.title), Some(word!(app.name).to_owned()), Some(word!(pair.intro).to_owned()))}
        <section class="card">{submit(form, word!(pair.connect), fields, send)}</section>
    }
    .into_any()
}

fn connect(form: Form, stage: Var<Stage>, code: String) {
    let (replica, address) = (use_replica(), use_address());
    form.run(async move {
        match tablet::pair(&code).await {
            Ok(places) => {
                stage.set(Stage::Words(places));
                wait(replica, address, stage);
            }
            Err(PairError::Http(error)) => form.refuse(codes::http(&error)),
            Err(PairError::Key) => form.refuse(word!(pair.no_key).to_owned()),
        }
    });
}

/// Tries to sign in until the other screen has said yes or no.
fn wait(replica: Replica, address: Address, stage: Var<Stage>) {
    clock::after(EVERY_MILLIS, move || {
        if !matches!(stage.try_get_untracked(), Some(Stage::Words(_))) {
            return;
        }
        leptos::task::spawn_local(async move {
            match tablet::sign_in().await {
                Ok(Some(session)) => {
                    replica.signed_in(session);
                    address.go(&Route::Home.path());
                }
                Ok(None) => stage.set(Stage::Refused),
                Err(HttpError::Refused { code, .. }) if code == "device_revoked" => {
                    stage.set(Stage::Refused);
                }
                Err(_not_yet) => wait(replica, address, stage),
            }
        });
    });
}
