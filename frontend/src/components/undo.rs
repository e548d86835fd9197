//! Undo instead of "are you sure?": says what happened and takes it back for ten seconds.
use std::sync::Arc;

use crate::view::*;

use crate::platform::{clock, page, paint};
use crate::signals::{Var, handler};
use crate::word;

/// Milliseconds that the bar stays.
const SHOWN_MILLIS: i32 = 10_000;

/// Takes something back. Held by what lives as long as the screen: a callback of the framework's own would die with the card that was
/// pressed, which is drawn anew as soon as its answer is there.
type Back = Arc<dyn Fn() + Send + Sync>;

/// What can be taken back.
#[derive(Clone, Copy)]
pub struct Undo {
    shown: Var<Option<(u64, String)>>,
    back: StoredValue<Option<Back>>,
    count: StoredValue<u64>,
}

impl Default for Undo {
    fn default() -> Self {
        Self {
            shown: Var::new(None),
            back: StoredValue::new(None),
            count: StoredValue::new(0),
        }
    }
}

impl Undo {
    /// Offers to take something back.
    pub fn offer(&self, what: String, back: impl Fn() + Send + Sync + 'static) {
        let undo = *self;
        let number = self.count.get_value() + 1;
        self.count.set_value(number);
        // What the bar says and what it takes back change together.
        paint::after(move || {
            if undo.back.try_set_value(Some(Arc::new(back))).is_none() {
                page::announce(&what);
                undo.shown.set(Some((number, what)));
            }
        });
        clock::after(SHOWN_MILLIS, move || {
            // A newer offer has its own ten seconds.
            if undo
                .shown
                .try_get_untracked()
                .flatten()
                .is_some_and(|(shown, _)| shown == number)
            {
                undo.shown.set(None);
            }
        });
    }

    fn take_back(&self) {
        if let Some(back) = self.back.get_value() {
            back();
            page::announce(word!(form.undone));
        }
        self.shown.set(None);
    }
}

/// The bar.
pub fn undo_bar(undo: Undo) -> AnyView {
    let bar = move || {
        undo.shown.get().map(|(_, what)| {
            view! { <div class="undo"><span>{what}</span><button type="button" on:click=handler(move |_| undo.take_back())>{word!(form.undo)}</button></div> }.into_any()
        })
    };
    view! { {bar} }.into_any()
}
