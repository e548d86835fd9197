//! The next frame: what is pressed answers in it, and what takes longer waits until it is on the screen. A cheap tablet then answers
//! at once, however much there is to draw.
use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::request_animation_frame;
use web_sys::{Element, Event};

use super::clock;
use wasm_bindgen::JsCast;

/// The mark of what was pressed until it is answered; the sheets show it.
const PRESSED: &str = "data-pressed";
/// Milliseconds after which what waits is done without a frame: a page out of sight has none.
const WITHOUT_FRAME_MILLIS: i32 = 100;

type Then = Box<dyn FnOnce()>;

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

/// Marks what an event came to until the next frame is painted.
pub fn mark_pressed(event: &Event) {
    let pressed = event.current_target();
    mark(pressed.and_then(|pressed| pressed.dyn_into().ok()));
}

/// Marks an element until the next frame is painted and what waited for it is done.
pub fn mark(element: Option<Element>) {
    let Some(element) = element else { return };
    // It may be gone by then; its mark goes with it.
    drop(element.set_attribute(PRESSED, ""));
    after(move || drop(element.remove_attribute(PRESSED)));
}
