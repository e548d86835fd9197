//! The demo by role: one press and one is somebody else. Whether this is the demo says the server; what it says of its accounts is read
//! where they are drawn, so that a site's first module holds nothing of it.
use crate::view::*;
use serde_json::Value;
use shared::api::{LoginRequest, SessionInfo};

use super::{entry, parts};
use crate::components::{Form, link_to};
use crate::platform::address::use_address;
use crate::platform::http;
use crate::replica::use_replica;
use crate::routes::Route;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::{codes, nouns};

/// What the server said; absent before it has, and on real data.
#[derive(Clone, Copy)]
pub struct Demo(pub Var<Option<Value>>);

/// Asks once. No answer is none.
pub fn ask() -> Demo {
    if let Some(demo) = use_context::<Demo>() {
        return demo;
    }
    let demo = Demo(Var::new(None));
    leptos::task::spawn_local(async move {
        if let Ok(told) = http::get::<Value>("/auth/v1/demo").await {
            let has_some = told["accounts"]
                .as_array()
                .is_some_and(|all| !all.is_empty());
            demo.0.set(has_some.then_some(told));
        }
    });
    demo
}

/// The accounts to try, below the form for signing in.
pub fn choice() -> AnyView {
    let Demo(told) = ask();
    let body = move || {
        told.get()
            .is_some()
            .then(|| parts::later(parts::Wanted::Demo))
    };
    view! { {body} }.into_any()
}

/// The way to another role, in the frame.
pub fn switch() -> AnyView {
    let Demo(told) = ask();
    let link = move || {
        told.get()
            .is_some()
            .then(|| link_to(Route::SignIn, word!(demo.switch)))
    };
    view! { {link} }.into_any()
}

/// Draws the accounts.
pub fn draw() -> AnyView {
    let Demo(told) = ask();
    let form = Form::new();
    let list = move || {
        let told = told.get()?;
        let password = told["password"].as_str()?;
        let rows = told["accounts"].as_array()?.iter();
        let rows = rows.filter_map(|account| row(form, account, password));
        Some(rows.collect_view())
    };
    view! {
        <section class="card">
            <h2>{word!(demo.title)}</h2>
            <p class="muted">{word!(demo.intro)}</p>
            {form.words()}
            <ul class="list">{list}</ul>
        </section>
    }
    .into_any()
}

/// One of `shared::api::DemoAccount`.
fn row(form: Form, account: &Value, password: &str) -> Option<AnyView> {
    let replica = use_replica();
    let address = use_address();
    let role = shared::wire::read_value(&account["role"]).ok()?;
    let name = account["name"].as_str()?.to_owned();
    let request = LoginRequest {
        login: account["login"].as_str()?.to_owned(),
        password: password.to_owned(),
        code: None,
    };
    let enter = move |_| {
        let request = request.clone();
        form.begin();
        leptos::task::spawn_local(async move {
            match http::post::<_, SessionInfo>("/auth/v1/login", &request).await {
                Ok(session) => entry::enter(replica, address, session),
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    };
    let row = view! {
        <li><button class="list-row" type="button" on:click=handler(enter)><span><strong>{nouns::role(role)}</strong><span class="small muted">{name}</span></span><span aria-hidden="true">"→"</span></button></li>
    };
    Some(row.into_any())
}
