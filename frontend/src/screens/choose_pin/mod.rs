//! A supervisor chooses a PIN on the tablet with the start code that they were given. Needs network, once.
use crate::view::*;
use serde_json::Value;
use shared::api::device::{Pin, PinSet};
use shared::id::UserId;
use shared::pairing::{self, PinFault};

use crate::components::{Form, field, submit, typed_field};
use crate::platform::{crypto, http, random};
use crate::replica::{Author, tablet, use_replica};
use crate::screens::reader::Reader;
use crate::signals::Var;
use crate::word;
use crate::words::codes;

/// Draws the form.
pub fn draw(user: UserId) -> AnyView {
    let replica = use_replica();
    let form = Form::new().about(word!(help.pin));
    let [code, pin, again] = std::array::from_fn(|_| Var::new(String::new()));
    let send = move || {
        let mut read = Reader::new();
        let start = read.text::<40>("start-code", &code.get_untracked());
        let first = read.secret("new-pin", &pin.get_untracked());
        let second = read.secret("new-pin-again", &again.get_untracked());
        let (start, first, second) = match read.finish(start.zip(first).zip(second)) {
            Err(problems) => return form.wrong(problems),
            Ok(((start, first), second)) => (start.to_string(), first, second),
        };
        match pairing::check_pin(&first) {
            Err(PinFault::Form) => return form.refuse(word!(pin.form).to_owned()),
            Err(PinFault::Easy) => return form.refuse(word!(pin.easy).to_owned()),
            Ok(()) if first != second => return form.refuse(word!(pin.differ).to_owned()),
            Ok(()) => {}
        }
        form.run(async move {
            let Some(made) = make(&first).await else {
                return form.refuse(word!(lock.broken).to_owned());
            };
            let request = PinSet {
                user,
                code: start,
                pin: made,
            };
            if let Err(error) = http::post::<_, Value>("/device/v1/pin", &request).await {
                return form.refuse(codes::http(&error));
            }
            let people = tablet::people_now().await.unwrap_or_default();
            if let Some(person) = people.into_iter().find(|person| person.user == user) {
                replica.speak(Author {
                    user,
                    name: person.name,
                });
            }
        });
    };
    let fields = view! {
        {field(form, "start-code", code, word!(pin.code), word!(pin.code_hint))}
        {typed_field(form, "new-pin", pin, word!(pin.new), word!(pin.new_hint), "password", "off")}
        {typed_field(form, "new-pin-again", again, word!(pin.again), "", "password", "off")}
    }
    .into_any();
    view! { <section class="card"><h2>{word!(pin.title)}</h2><p class="muted">{word!(pin.intro)}</p>{submit(form, word!(pin.choose), fields, send)}</section> }.into_any()
}

/// What the device and the server keep of a PIN.
async fn make(pin: &str) -> Option<Pin> {
    let salt: [u8; 16] = random::bytes();
    let rounds = pairing::PIN_ROUNDS_MIN;
    let verifier = crypto::stretch(pin, &salt, rounds).await.ok()?;
    Some(Pin {
        salt: pairing::hex(&salt),
        rounds,
        verifier: pairing::hex(&verifier),
    })
}
