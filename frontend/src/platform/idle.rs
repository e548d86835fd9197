//! Whether anybody touches the device.
use std::cell::Cell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::clock;

/// How often it is looked, milliseconds.
const EVERY_MS: u32 = 2_000;

/// Calls back, again and again, with how many milliseconds nobody has touched the page, for the life of the page. The wall clock
/// counts, because a device that slept was not touched either.
pub fn watch(then: impl Fn(i64) + 'static) {
    let last = Rc::new(Cell::new(clock::now().0));
    let touched = {
        let last = Rc::clone(&last);
        Closure::<dyn Fn()>::new(move || last.set(clock::now().0))
    };
    if let Some(window) = web_sys::window() {
        for name in ["pointerdown", "keydown", "wheel"] {
            let heard = touched.as_ref().unchecked_ref();
            drop(window.add_event_listener_with_callback_and_bool(name, heard, true));
        }
    }
    touched.forget();
    Interval::new(EVERY_MS, move || then(clock::now().0 - last.get())).forget();
}
