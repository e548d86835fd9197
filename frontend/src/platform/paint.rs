//! The next frame: what is pressed answers in it, and what takes longer waits until it is on the screen. A cheap tablet then answers
//! at once, however much there is to draw.
use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event};

use super::{clock, dom};

/// The mark of what was pressed until it is answered; the sheets show it.
const PRESSED: &str = "data-pressed";
/// Milliseconds after which what waits is done without a frame: a page out of sight has none.
const WITHOUT_FRAME_MILLIS: i32 = 100;

type Then = Box<dyn FnOnce()>;

/// Calls back before the next frame is painted.
pub fn request_animation_frame(then: impl FnOnce() + 'static) {
    request(Box::new(then));
}

fn request(then: Then) {
    if let Some(window) = web_sys::window() {
        // A window that has no frames is closing.
        drop(window.request_animation_frame(dom::once(then).unchecked_ref()));
    }
}

/// Does it once the next frame is painted.
pub fn after(then: impl FnOnce() + 'static) {
    wait(Box::new(then));
}

/// Whatever is done: compiled once for all of it.
fn wait(then: Then) {
    let waits = Rc::new(Cell::new(Some(then)));
    let painted = Rc::clone(&waits);
    request_animation_frame(move || soon(0, painted));
    soon(WITHOUT_FRAME_MILLIS, waits);
}

fn soon(millis: i32, waits: Rc<Cell<Option<Then>>>) {
    clock::after(millis, move || {
        if let Some(then) = waits.take() {
            then();
        }
    });
}

/// How long what a press does is drawn, milliseconds, the server's answer with it.
const DRAWN_MILLIS: i32 = 3_000;

thread_local! {
    static PRESSES: Cell<u32> = const { Cell::new(0) };
}

/// Whether what is drawn now may be the answer to a press.
#[must_use]
pub fn is_after_press() -> bool {
    PRESSES.get() > 0
}

/// Marks what is pressed, a button or a link, until what waited for the next frame is done. For the life of the page.
pub fn mark_presses() {
    let mark = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let pressed = event.target().and_then(|at| at.dyn_into::<Element>().ok());
        let pressed = pressed.and_then(|at| at.closest("button, a, summary").ok().flatten());
        if let Some(element) = pressed {
            PRESSES.set(PRESSES.get() + 1);
            clock::after(DRAWN_MILLIS, || PRESSES.set(PRESSES.get() - 1));
            // It may be gone by then; its mark goes with it.
            drop(element.set_attribute(PRESSED, ""));
            after(move || clock::after(0, move || drop(element.remove_attribute(PRESSED))));
        }
    });
    if let Some(window) = web_sys::window() {
        let mark = mark.as_ref().unchecked_ref();
        drop(window.add_event_listener_with_callback_and_bool("click", mark, true));
    }
    mark.forget();
}
