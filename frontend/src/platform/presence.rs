//! Whether somebody is here: a touch or a key in the last moments.
use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::clock;

const SIGNS: [&str; 2] = ["pointerdown", "keydown"];

/// Notes touches and keys until it is dropped.
pub struct Presence {
    last_ms: Rc<Cell<i64>>,
    heard: Closure<dyn Fn()>,
}

impl Presence {
    /// Begins with somebody here.
    #[must_use]
    pub fn note() -> Self {
        let last_ms = Rc::new(Cell::new(clock::mono_ms()));
        let noted = Rc::clone(&last_ms);
        let heard = Closure::<dyn Fn()>::new(move || noted.set(clock::mono_ms()));
        if let Some(window) = web_sys::window() {
            for sign in SIGNS {
                drop(window.add_event_listener_with_callback(sign, heard.as_ref().unchecked_ref()));
            }
        }
        Self { last_ms, heard }
    }

    /// Milliseconds since the last sign.
    #[must_use]
    pub fn quiet_ms(&self) -> i64 {
        clock::mono_ms() - self.last_ms.get()
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let heard = self.heard.as_ref().unchecked_ref();
            for sign in SIGNS {
                drop(window.remove_event_listener_with_callback(sign, heard));
            }
        }
    }
}
