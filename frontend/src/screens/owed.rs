//! A language of which only the first row of texts could be had, so that another speaks on the later screens: it is asked for again
//! when the network is back and at each screen. Surprising choice: what is drawn stays as it is, half-filled forms and all; the
//! next screen speaks it.
use std::cell::RefCell;

use crate::platform::catalogue;
use crate::platform::wake::Wake;
use crate::words::{self, Language};

thread_local! {
    static OWED: RefCell<Option<Owed>> = const { RefCell::new(None) };
}

struct Owed {
    language: Language,
    /// Calls back at each sign that it is worth trying; ends with the debt.
    _wake: Wake,
}

/// This language is owed from now on.
pub fn note(language: Language) {
    let owed = Owed {
        language,
        _wake: Wake::on(|_sign| ask()),
    };
    OWED.set(Some(owed));
}

/// Asks for it, if any is owed. Nobody waits for the answer.
pub fn ask() {
    let language = OWED.with_borrow(|owed| owed.as_ref().map(|owed| owed.language));
    let Some(language) = language else { return };
    leptos::task::spawn_local(async move {
        let is_spoken = || language == words::current();
        // Whoever has chosen another language has brought both of its rows.
        let row = match is_spoken() {
            true => catalogue::fetch(language.tag()).await,
            false => return OWED.set(None),
        };
        if let Some((_, row)) = row {
            if is_spoken() {
                words::speak_later(row);
            }
            OWED.set(None);
        }
    });
}
