//! Digits for thumbs with gloves on. The PIN is checked on the device, so it works without network.
use std::rc::Rc;

use crate::view::*;
use gloo_timers::callback::Interval;
use shared::api::device::{Pin, PinPerson};
use shared::pairing;

use super::model::Tries;
use crate::components::{help, within};
use crate::platform::{clock, crypto, page};
use crate::replica::tablet;
use crate::signals::{Var, handler};
use crate::word;

/// How the last PIN was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Nothing,
    Checking,
    Wrong,
    Broken,
}

/// Asks a person for their PIN; `then` runs when it is right. `id` is the field's own: several may be open on a page.
pub fn pad(id: &str, person: &PinPerson, button: &str, then: impl Fn() + 'static) -> AnyView {
    let Some(pin) = person.pin.clone() else {
        return ().into_any();
    };
    let (id, user, button) = (id.to_owned(), person.user, button.to_owned());
    let digits = Var::new(String::new());
    let said = Var::new(Said::Nothing);
    let left = Var::new(Tries::of(user).left(clock::now().0));
    tick(left);
    // It runs long after the press, when the PIN is found right.
    let then: Rc<dyn Fn()> = Rc::from(within(Box::new(then)));
    let enter = move || {
        let tries = Tries::of(user);
        let pause = tries.left(clock::now().0);
        if pause > 0 || said.get_untracked() == Said::Checking {
            left.set(pause);
            return;
        }
        let (typed, pin, then) = (digits.get_untracked(), pin.clone(), Rc::clone(&then));
        digits.set(String::new());
        if typed.is_empty() {
            return;
        }
        said.set(Said::Checking);
        leptos::task::spawn_local(async move {
            match is_right(&typed, &pin).await {
                Some(true) => {
                    Tries::default().keep(user);
                    said.set(Said::Nothing);
                    then();
                }
                Some(false) => {
                    let now = clock::now().0;
                    let tries = tries.wrong(now);
                    tries.keep(user);
                    tablet::missed();
                    left.set(tries.left(now));
                    said.set(Said::Wrong);
                    page::announce(word!(lock.wrong));
                }
                None => said.set(Said::Broken),
            }
        });
    };
    let enter = Rc::new(enter);
    let send = {
        let enter = Rc::clone(&enter);
        move |event: SubmitEvent| {
            event.prevent_default();
            enter();
        }
    };
    let press = move |sign: char| digits.update(|all| add(all, sign));
    let keys = "123456789"
        .chars()
        .map(|sign| key(sign, press))
        .collect_view();
    let words = move || {
        let text = match (left.get(), said.get()) {
            (1.., _) => word!(lock.pause, seconds = left.get()),
            (_, Said::Checking) => word!(lock.checking).to_owned(),
            (_, Said::Wrong) => word!(lock.wrong).to_owned(),
            (_, Said::Broken) => word!(lock.broken).to_owned(),
            (_, Said::Nothing) => word!(lock.pin_hint).to_owned(),
        };
        let tone = match said.get() {
            Said::Wrong | Said::Broken => "bad",
            Said::Nothing | Said::Checking => "plain",
        };
        view! { <p class="pin-words" data-tone=tone role="status">{text}</p> }.into_any()
    };
    view! {
        <form class="pad" novalidate on:submit=handler(send)>
            <label for=id.clone()>{word!(lock.pin)}</label>
            <input class="input" id=id name="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="8" prop:value=move || digits.get()
                on:input=handler(move |event| digits.set(event_target_value(&event))) />
            {words}
            <div class="keys">
                {keys}
                <button type="button" class="answer" aria-label=word!(lock.erase) on:click=handler(move |_| digits.update(|all| { all.pop(); }))>"⌫"</button>
                {key('0', press)}
                <button type="submit" class="answer">{button}</button>
            </div>
        </form>
        {help(word!(help.lock))}
    }
    .into_any()
}

fn key(sign: char, press: impl Fn(char) + 'static) -> AnyView {
    view! { <button type="button" class="answer" on:click=handler(move |_| press(sign))>{sign.to_string()}</button> }.into_any()
}

fn add(all: &mut String, sign: char) {
    if all.len() < *pairing::PIN_LENGTHS.end() {
        all.push(sign);
    }
}

/// Counts a pause down while it lasts.
fn tick(left: Var<i64>) {
    let timer = Interval::new(1_000, move || {
        if let Some(now) = left.try_get_untracked().filter(|now| *now > 0) {
            left.set(now - 1);
        }
    });
    let timer = StoredValue::new_local(Some(timer));
    on_cleanup(move || drop(timer.try_update_value(Option::take)));
}

/// Whether it is; nothing when the browser cannot tell.
async fn is_right(typed: &str, pin: &Pin) -> Option<bool> {
    let salt = pairing::unhex(&pin.salt, pin.salt.len() / 2)?;
    let made = crypto::stretch(typed, &salt, pin.rounds).await.ok()?;
    Some(pairing::hex(&made) == pin.verifier)
}
