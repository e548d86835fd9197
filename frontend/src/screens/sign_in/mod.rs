//! Signing in. What waits on the device stays there and is sent afterwards.
use leptos::prelude::*;
use shared::api::{LoginRequest, SessionInfo};

use crate::components::{Form, head, submit, typed_field};
use crate::platform::address::use_address;
use crate::platform::http;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::reader::Reader;
use crate::signals::Var;
use crate::word;
use crate::words::codes;

/// Draws the screen.
pub fn draw() -> AnyView {
    let replica = use_replica();
    let address = use_address();
    let form = Form::new();
    let login = Var::new(String::new());
    let password = Var::new(String::new());
    let unsent = replica.sync().with_untracked(|sync| sync.unsent);
    let send = move || {
        let mut read = Reader::new();
        let name = read.text::<200>("login", &login.get_untracked());
        let secret = read.secret("password", &password.get_untracked());
        let request = name.zip(secret).map(|(name, password)| LoginRequest {
            login: name.to_string(),
            password,
        });
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => {
                leptos::task::spawn_local(async move {
                    match http::post::<_, SessionInfo>("/auth/v1/login", &request).await {
                        Ok(session) => {
                            replica.signed_in(session);
                            address.go(&Route::Home.path());
                        }
                        Err(error) => form.refuse(codes::http(&error)),
                    }
                });
            }
        }
    };
    let fields = view! {
        {typed_field(form, "login", login, word!(sign_in.login), "", "text", "username")}
        {typed_field(form, "password", password, word!(sign_in.password), "", "password", "current-password")}
    }.into_any();
    view! {
        {head(word!(sign_in.title), Some(word!(app.name).to_owned()), Some(word!(sign_in.intro).to_owned()))}
        {(unsent > 0).then(|| view! { <p class="notice" data-tone="wait">{word!(app.send_first, count = unsent)}</p> }.into_any())}
        {move || {
            let count = replica.sync().with(|sync| sync.other_users_waiting);
            (count > 0).then(|| view! { <p class="notice" data-tone="wait">{word!(sign_in.waiting, count = count)}</p> }.into_any())
        }}
        <section class="card">{submit(form, word!(sign_in.button), fields.into_any(), send)}</section>
    }
    .into_any()
}
