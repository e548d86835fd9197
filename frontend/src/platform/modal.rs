//! Dialogs of the browser's own: it keeps the focus within, closes on Escape and gives the focus back to where it was.
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlDialogElement, KeyboardEvent};

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    let found = web_sys::window()?.document()?.get_element_by_id(id)?;
    found.dyn_into().ok()
}

/// Opens it over everything else.
pub fn open(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        // One that is not in the page cannot be opened; there is nothing to be done about it.
        drop(dialog.show_modal());
    }
}

/// Whether it is open.
#[must_use]
pub fn is_open(id: &str) -> bool {
    dialog(id).is_some_and(|dialog| dialog.open())
}

/// Closes it.
pub fn close(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

/// Listens for Control (or the command key) with a letter, until it is dropped.
pub struct Shortcut(Closure<dyn Fn(KeyboardEvent)>);

impl Shortcut {
    /// Calls back; the browser's own meaning of the keys is left out.
    pub fn on(letter: &'static str, then: impl Fn() + 'static) -> Self {
        let heard = Closure::<dyn Fn(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            let is_held =
                (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
            if is_held && event.key() == letter {
                event.prevent_default();
                then();
            }
        });
        if let Some(window) = web_sys::window() {
            let heard = heard.as_ref().unchecked_ref();
            drop(window.add_event_listener_with_callback("keydown", heard));
        }
        Self(heard)
    }
}

impl Drop for Shortcut {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let heard = self.0.as_ref().unchecked_ref();
            drop(window.remove_event_listener_with_callback("keydown", heard));
        }
    }
}
