//! The way to the search: a button in the menu and Control-K. The search itself comes with the module `more`, when it is asked for.
use crate::view::*;

use crate::platform::modal::Shortcut;
use crate::screens::parts;
use crate::screens::search::Asked;
use crate::signals::{Live, Var, soon};
use crate::word;

/// The button, and the place of the dialog.
pub fn draw() -> (AnyView, AnyView) {
    let asked = Var::new(0);
    provide_context(Asked(asked));
    let ask = move || asked.update(|count| *count += 1);
    StoredValue::new_local(Shortcut::on("k", ask));
    let button = view! {
        <button class="search-button" type="button" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" on:click=soon(asked, ask)>
            <span>{word!(search.open)}</span><kbd aria-hidden="true">"Ctrl K"</kbd>
        </button>
    };
    let is_asked = Live::new(move || asked.get() > 0);
    let dialog = move || is_asked.get().then(parts::search);
    (button.into_any(), view! { {dialog} }.into_any())
}
