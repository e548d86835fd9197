//! Signing in: by a passkey first, else by password and, where there is one, a code. What waits on the device stays there and is
//! sent afterwards.
pub mod issuers;

use crate::view::*;
use shared::api::{LoginRequest, PasskeyProof, SessionInfo};

use self::issuers::Errand;
use crate::components::{Form, head, submit, typed_field};
use crate::platform::address::use_address;
use crate::platform::http::{self, HttpError};
use crate::platform::{page, passkey};
use crate::replica::use_replica;
use crate::screens::reader::Reader;
use crate::screens::{demo, entry};
use crate::signals::{Var, handler};
use crate::word;
use crate::words::codes;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let address = use_address();
    let form = Form::new().about(word!(help.sign_in));
    let login = Var::new(String::new());
    let password = Var::new(String::new());
    let code = Var::new(String::new());
    let wants_code = Var::new(false);
    issuers::tell(form);
    let unsent = replica.sync().with_untracked(|sync| sync.unsent);
    let ask = move |path: &'static str, request: Result<String, HttpError>| {
        form.run(async move {
            let answer = match request {
                Ok(request) => http::post_text::<SessionInfo>(path, request).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(session) => entry::enter(replica, address, session),
                Err(error) => {
                    form.refuse(codes::http(&error));
                    if codes::is(&error, "code_required") {
                        wants_code.set(true);
                        page::focus("#code");
                    }
                }
            }
        });
    };
    let send = move || {
        let mut read = Reader::new();
        let name = read.text::<200>("login", &login.get_untracked());
        let secret = read.secret("password", &password.get_untracked());
        let code = Some(code.get_untracked()).filter(|code| !code.is_empty());
        let request = name.zip(secret).map(|(name, password)| LoginRequest {
            login: name.to_string(),
            password,
            code,
        });
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => ask("/auth/v1/login", http::text(&request)),
        }
    };
    let by_passkey = move |_| {
        leptos::task::spawn_local(async move {
            match entry::proof().await {
                Ok(credential) => ask(
                    "/auth/v1/passkey/login",
                    http::text(&PasskeyProof { credential }),
                ),
                Err(why) => form.refuse(why),
            }
        });
    };
    let code_field = move || {
        wants_code.get().then(|| {
            typed_field(
                form,
                "code",
                code,
                word!(sign_in.code),
                word!(sign_in.code_hint),
                "text",
                "one-time-code",
            )
        })
    };
    let fields = view! {
        {typed_field(form, "login", login, word!(sign_in.login), "", "text", "username")}
        {typed_field(form, "password", password, word!(sign_in.password), "", "password", "current-password")}
        {code_field}
    }.into_any();
    let first = passkey::is_possible().then(|| {
        view! {
            <section class="card">
                <div class="actions"><button class="button" type="button" on:click=handler(by_passkey)>{word!(sign_in.passkey)}</button></div>
                <p class="small muted">{word!(sign_in.passkey_hint)}</p>
            </section>
        }.into_any()
    });
    view! {
        {head(word!(sign_in.title), Some(word!(app.name).to_owned()), Some(word!(sign_in.intro).to_owned()))}
        {(unsent > 0).then(|| view! { <p class="notice" data-tone="wait">{word!(app.send_first, count = unsent)}</p> }.into_any())}
        {move || {
            let count = replica.sync().with(|sync| sync.other_users_waiting);
            (count > 0).then(|| view! { <p class="notice" data-tone="wait">{word!(sign_in.waiting, count = count)}</p> }.into_any())
        }}
        {first}
        <section class="card">{submit(form, word!(sign_in.button), fields.into_any(), send)} {issuers::buttons(form, Errand::SignIn)}</section>
        {demo::choice()}
    }
    .into_any()
}
