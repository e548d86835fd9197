//! One button an issuer: the way to it, and what came of it for somebody who is back. Nothing is drawn where there is none.
use crate::view::*;
use leptos::task::spawn_local;
use serde_json::Value;
use shared::api::{Nothing, OidcAgain, OidcPurpose, OidcStart};

use crate::components::Form;
use crate::platform::address::use_address;
use crate::platform::http::{self, HttpError};
use crate::platform::page;
use crate::replica::use_replica;
use crate::screens::sudo;
use crate::signals::{Var, handler};
use crate::word;
use crate::words::codes;

/// What somebody goes to an issuer for.
#[derive(Clone)]
pub enum Errand {
    /// To sign in.
    SignIn,
    /// To use an invitation, by its secret.
    Invitation(String),
    /// To show once more who they are.
    Again,
    /// To sign in through it from now on.
    Bind,
}

/// Tells in `form` what an issuer's answer came to; its code stands after `#`.
pub fn tell(form: Form) {
    let code = page::take_fragment();
    if !code.is_empty() {
        form.refuse(codes::http(&HttpError::Refused {
            status: 403,
            code,
            data: Value::Null,
        }));
    }
}

/// The buttons.
pub fn buttons(form: Form, errand: Errand) -> AnyView {
    let known: Var<Vec<(String, String)>> = Var::new(Vec::new());
    spawn_local(async move {
        if let Ok(list) = http::get::<Value>("/auth/v1/oidc").await {
            known.set(read(&list));
        }
    });
    let draw = move || {
        let issuers = known.get().into_iter();
        let buttons: Vec<AnyView> = issuers
            .map(|(issuer, label)| button(form, issuer, &label, errand.clone()))
            .collect();
        (!buttons.is_empty()).then(|| view! { <div class="actions">{buttons}</div> }.into_any())
    };
    view! { {draw} }.into_any()
}

fn text(of: &Value, name: &str) -> String {
    let found = of.get(name).and_then(Value::as_str);
    found.unwrap_or_default().to_owned()
}

fn read(list: &Value) -> Vec<(String, String)> {
    let items = list.get("items").and_then(Value::as_array);
    let items = items.into_iter().flatten();
    items
        .map(|one| (text(one, "key"), text(one, "label")))
        .collect()
}

fn button(form: Form, issuer: String, label: &str, errand: Errand) -> AnyView {
    let replica = use_replica();
    let here = use_address().path();
    let words = match errand {
        Errand::Bind => word!(sign_in.bind, name = label),
        Errand::SignIn | Errand::Invitation(_) | Errand::Again => word!(sign_in.with, name = label),
    };
    let press = move |_| {
        let (issuer, errand) = (issuer.clone(), errand.clone());
        let landing = Some(here.get_untracked());
        spawn_local(async move {
            let is_new = matches!(errand, Errand::SignIn | Errand::Invitation(_));
            let answer = match errand {
                Errand::SignIn => start(issuer, None).await,
                Errand::Invitation(token) => start(issuer, Some(token)).await,
                Errand::Again => again(issuer, OidcPurpose::Again, landing).await,
                Errand::Bind => again(issuer, OidcPurpose::Bind, landing).await,
            };
            match answer {
                Ok(answer) => {
                    if is_new {
                        replica.going_away().await;
                    }
                    page::leave(&text(&answer, "location"));
                }
                Err(error) => form.refuse(codes::http(&error)),
            }
        });
    };
    view! { <button class="button" data-look="quiet" type="button" on:click=handler(press)>{words}</button> }.into_any()
}

async fn start(issuer: String, token: Option<String>) -> Result<Value, HttpError> {
    // A session that was left without network must not be found by whoever comes back.
    drop(http::post::<_, Value>("/auth/v1/logout", &Nothing {}).await);
    let landing = None;
    let request = OidcStart {
        issuer,
        landing,
        token,
    };
    http::post("/auth/v1/oidc/start", &request).await
}

async fn again(
    issuer: String,
    purpose: OidcPurpose,
    landing: Option<String>,
) -> Result<Value, HttpError> {
    let request = OidcAgain {
        issuer,
        purpose,
        landing,
    };
    match purpose {
        OidcPurpose::Again => http::post("/auth/v1/oidc/again", &request).await,
        OidcPurpose::Bind => sudo::post("/auth/v1/oidc/again", &request).await,
    }
}
