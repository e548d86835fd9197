//! An invitation, or the very first link. The secret stands after `#`, is read once and taken out of the address.
use crate::view::*;
use serde_json::Value;
use shared::api::{AcceptRequest, BootstrapRequest, LinkInfo, LinkQuestion, ResetUse, SessionInfo};

use crate::components::{Form, button_to, field, head, submit, typed_field};
use crate::platform::address::use_address;
use crate::platform::{http, page};
use crate::replica::use_replica;
use crate::routes::Route;
use crate::screens::entry;
use crate::screens::reader::Reader;
use crate::screens::sign_in::issuers::{self, Errand};
use crate::signals::Var;
use crate::word;
use crate::words::{codes, nouns};

/// Draws the screen.
pub fn draw() -> AnyView {
    let token = page::take_fragment();
    let link: Var<Option<Result<LinkInfo, String>>> = Var::new(None);
    let asked = token.clone();
    if asked.is_empty() {
        // Loaded again, or copied without its end: the link itself may still be good.
        link.set(Some(Err(word!(start.no_secret).to_owned())));
    } else {
        leptos::task::spawn_local(async move {
            let answer =
                http::post::<_, LinkInfo>("/auth/v1/link", &LinkQuestion { token: asked }).await;
            link.set(Some(answer.map_err(|error| codes::http(&error))));
        });
    }
    let body = move || {
        match link.get() {
        None => view! { <p role="status">{word!(start.looking)}</p> }.into_any(),
        Some(Err(why)) => {
            view! { {head(word!(start.not_valid), Some(word!(app.name).to_owned()), Some(why))} {button_to(Route::SignIn, word!(nav.sign_in))} }.into_any()
        }
        Some(Ok(LinkInfo::Invite { name, login, organisation_name, role, .. })) => {
            let intro = word!(start.invite, organisation = organisation_name, role = nouns::role(role));
            view! { {head(&word!(start.hello, name = name), Some(word!(app.name).to_owned()), Some(intro))} {accept(token.clone(), login)} }.into_any()
        }
        Some(Ok(LinkInfo::Reset { name, login, .. })) => {
            let intro = word!(start.reset).to_owned();
            view! { {head(&word!(start.hello, name = name), Some(word!(app.name).to_owned()), Some(intro))} {reset(token.clone(), login)} }.into_any()
        }
        Some(Ok(LinkInfo::Bootstrap { .. })) => {
            let intro = word!(start.bootstrap).to_owned();
            view! { {head(word!(start.first), Some(word!(app.name).to_owned()), Some(intro))} {bootstrap(token.clone())} }.into_any()
        }
    }
    };
    view! { {body} }.into_any()
}

fn enter<B: serde::Serialize + 'static>(form: Form, path: &'static str, request: B) {
    let replica = use_replica();
    let address = use_address();
    form.run(async move {
        match http::post::<_, SessionInfo>(path, &request).await {
            Ok(session) => entry::enter(replica, address, session),
            Err(error) => form.refuse(codes::http(&error)),
        }
    });
}

/// A new password for an account that is there; nobody is signed in by it.
fn reset(token: String, login: String) -> AnyView {
    let form = Form::new().about(word!(help.password));
    let address = use_address();
    let password = Var::new(String::new());
    let send = move || {
        let mut read = Reader::new();
        let secret = read.new_password("password", &password.get_untracked());
        match read.finish(secret) {
            Err(problems) => form.wrong(problems),
            Ok(password) => {
                let token = token.clone();
                form.run(async move {
                    let request = ResetUse { token, password };
                    match http::post::<_, Value>("/auth/v1/reset", &request).await {
                        Ok(_) => {
                            page::announce(word!(start.reset_done));
                            address.go(&Route::SignIn.path());
                        }
                        Err(error) => form.refuse(codes::http(&error)),
                    }
                });
            }
        }
    };
    let fields = password_fields(form, password, login);
    view! { <section class="card">{submit(form, word!(start.reset_button), fields, send)}</section> }.into_any()
}

/// Whose password it is, and the field for it.
fn password_fields(form: Form, password: Var<String>, login: String) -> AnyView {
    view! {
        <p>{word!(start.your_login)} " " <strong>{login}</strong></p>
        {typed_field(form, "password", password, word!(start.new_password), word!(fault.password_short), "password", "new-password")}
    }.into_any()
}

fn accept(token: String, login: String) -> AnyView {
    let form = Form::new().about(word!(help.password));
    let password = Var::new(String::new());
    let invitation = token.clone();
    let send = move || {
        let mut read = Reader::new();
        let secret = read.new_password("password", &password.get_untracked());
        match read.finish(secret) {
            Err(problems) => form.wrong(problems),
            Ok(password) => enter(
                form,
                "/auth/v1/accept",
                AcceptRequest {
                    token: token.clone(),
                    password,
                },
            ),
        }
    };
    let fields = password_fields(form, password, login);
    view! { <section class="card">{submit(form, word!(start.accept), fields, send)} {issuers::buttons(form, Errand::Invitation(invitation))}</section> }
        .into_any()
}

fn bootstrap(token: String) -> AnyView {
    let form = Form::new().about(word!(help.bootstrap));
    let [authority, number, name, login, password] =
        std::array::from_fn(|_| Var::new(String::new()));
    let send = move || {
        let mut read = Reader::new();
        let authority = read.text::<200>("authority", &authority.get_untracked());
        let number = read.org_number("number", &number.get_untracked());
        let name = read.text::<200>("name", &name.get_untracked());
        let login = read.text::<200>("login", &login.get_untracked());
        let password = read.new_password("password", &password.get_untracked());
        let request = (|| {
            Some(BootstrapRequest {
                token: token.clone(),
                authority: authority?.to_string(),
                number: number?.as_str().to_owned(),
                login: login?.to_string(),
                name: name?.to_string(),
                password: password?,
            })
        })();
        match read.finish(request) {
            Err(problems) => form.wrong(problems),
            Ok(request) => enter(form, "/auth/v1/bootstrap", request),
        }
    };
    let fields = view! {
        {field(form, "authority", authority, word!(start.authority), word!(start.authority_hint))}
        {field(form, "number", number, word!(start.number), word!(fault.not_an_org_number))}
        {typed_field(form, "name", name, word!(start.name), "", "text", "name")}
        {typed_field(form, "login", login, word!(sign_in.login), word!(start.login_hint), "text", "username")}
        {typed_field(form, "password", password, word!(start.new_password), word!(fault.password_short), "password", "new-password")}
    }.into_any();
    view! { <section class="card">{submit(form, word!(start.create), fields.into_any(), send)}</section> }.into_any()
}
