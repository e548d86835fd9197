//! Showing once more who one is: asks the server for something guarded, and where the last proof is too old opens one dialog and asks
//! again by itself. The dialog is put into the page when it is wanted, so that no screen has to know of it.
use std::cell::RefCell;
use std::rc::Rc;

use crate::view::*;
use futures::channel::oneshot;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::api::SudoRequest;
use shared::command::Command;

use crate::components::{Form, submit, typed_field};
use crate::platform::http::{self, HttpError};
use crate::platform::{modal, page, passkey};
use crate::screens::entry;
use crate::screens::reader::{Problem, Reader};
use crate::screens::sign_in::issuers::{self, Errand};
use crate::signals::{Var, handler};
use crate::word;
use crate::words::codes;

const DIALOG: &str = "sudo";

type Tell = Rc<RefCell<Option<oneshot::Sender<bool>>>>;

/// Asks for something guarded.
///
/// # Errors
/// As the server says; `sudo_required` when the person would not show who they are.
pub async fn post<B: Serialize, T: DeserializeOwned>(path: &str, body: &B) -> Result<T, HttpError> {
    match http::post(path, body).await {
        Err(error) if is_asked(&error) && shown().await => http::post(path, body).await,
        answer => answer,
    }
}

/// Makes sure that the next guarded thing is let through: for what travels by itself later, such as a command.
///
/// # Errors
/// When it would not be.
pub async fn ensure() -> Result<(), HttpError> {
    let nothing = SudoRequest::default();
    post::<_, Value>("/auth/v1/sudo", &nothing).await.map(drop)
}

/// Sends a command that is guarded: the server is asked first, for the command travels by itself later. Without network it says no.
pub fn send<C: Into<Command>>(form: Form, command: Result<C, Vec<Problem>>, done: &'static str) {
    let command = command.map(Into::<Command>::into);
    let owner = Owner::current();
    leptos::task::spawn_local(async move {
        let asked = if command.is_ok() {
            ensure().await
        } else {
            Ok(())
        };
        match (asked, owner) {
            (Ok(()), Some(owner)) => owner.with(|| form.send(command, done, || {})),
            (Ok(()), None) => {}
            (Err(error), _) => form.refuse(codes::http(&error)),
        }
    });
}

fn is_asked(error: &HttpError) -> bool {
    matches!(error, HttpError::Refused { code, .. } if code == "sudo_required")
}

/// Opens the dialog; whether the person has shown who they are when it closes.
async fn shown() -> bool {
    let (tell, told) = oneshot::channel();
    let tell: Tell = Rc::new(RefCell::new(Some(tell)));
    let mounted = mount({
        let tell = Rc::clone(&tell);
        move || dialog(tell)
    });
    modal::open(DIALOG);
    let is_shown = told.await.unwrap_or(false);
    drop(mounted);
    is_shown
}

fn end(tell: &Tell, is_shown: bool) {
    if let Some(tell) = tell.borrow_mut().take() {
        // Whoever asked may have left the screen.
        tell.send(is_shown).ok();
    }
    modal::close(DIALOG);
}

fn dialog(tell: Tell) -> AnyView {
    let (by_passkey, by_password, by_close) = (Rc::clone(&tell), Rc::clone(&tell), tell);
    let form = Form::new().about(word!(help.sudo));
    let [password, code] = std::array::from_fn(|_| Var::new(String::new()));
    let wants_code = Var::new(false);
    let ask = move |request: SudoRequest, tell: Tell| {
        leptos::task::spawn_local(async move {
            match http::post::<_, Value>("/auth/v1/sudo", &request).await {
                Ok(_) => end(&tell, true),
                Err(error) => {
                    if codes::is(&error, "code_required") {
                        wants_code.set(true);
                        page::focus("#sudo-code");
                    }
                    form.refuse(codes::http(&error));
                }
            }
        });
    };
    let send = move || {
        let mut read = Reader::new();
        let secret = read.secret("sudo-password", &password.get_untracked());
        match read.finish(secret) {
            Err(problems) => form.wrong(problems),
            Ok(secret) => {
                let code = Some(code.get_untracked()).filter(|code| !code.is_empty());
                let request = SudoRequest {
                    password: Some(secret),
                    code,
                    credential: None,
                };
                ask(request, Rc::clone(&by_password));
            }
        }
    };
    let with_passkey = passkey::is_possible().then(|| {
        let press = move |_| {
            let tell = Rc::clone(&by_passkey);
            leptos::task::spawn_local(async move {
                match entry::proof().await {
                    Ok(credential) => {
                        let request = SudoRequest {
                            credential: Some(credential),
                            ..SudoRequest::default()
                        };
                        ask(request, tell);
                    }
                    Err(why) => form.refuse(why),
                }
            });
        };
        view! { <div class="actions"><button class="button" type="button" on:click=handler(press)>{word!(sign_in.passkey)}</button></div> }.into_any()
    });
    let code_field = move || {
        wants_code.get().then(|| {
            typed_field(
                form,
                "sudo-code",
                code,
                word!(sign_in.code),
                word!(sign_in.code_hint),
                "text",
                "one-time-code",
            )
        })
    };
    let fields = view! {
        {typed_field(form, "sudo-password", password, word!(sign_in.password), "", "password", "current-password")}
        {code_field}
    };
    let (cancel, close) = (Rc::clone(&by_close), by_close);
    view! {
        <dialog class="dialog" id=DIALOG aria-labelledby="sudo-title" on:close=handler(move |_| end(&close, false))>
            <h2 id="sudo-title">{word!(sudo.title)}</h2>
            <p class="muted">{word!(sudo.why)}</p>
            {with_passkey}
            {submit(form, word!(sudo.go_on), fields.into_any(), send)}
            {issuers::buttons(form, Errand::Again)}
            <div class="actions"><button class="button" data-look="text" type="button" on:click=handler(move |_| end(&cancel, false))>{word!(form.cancel)}</button></div>
        </dialog>
    }
    .into_any()
}
