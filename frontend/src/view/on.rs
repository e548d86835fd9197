//! The events that something is done at.
use wasm_bindgen::JsCast;

use super::{Event, KeyboardEvent, MouseEvent, SubmitEvent, View};
use crate::signals::Handler;

fn at<E: JsCast + 'static>(mut act: Handler<E>) -> View {
    View::Event(Box::new(move |event: Event| {
        act.act(event.unchecked_into())
    }))
}

/// Somebody presses.
#[must_use]
pub fn click(act: Handler<MouseEvent>) -> View {
    at(act)
}
/// A key goes down.
#[must_use]
pub fn keydown(act: Handler<KeyboardEvent>) -> View {
    at(act)
}
/// A form is sent.
#[must_use]
pub fn submit(act: Handler<SubmitEvent>) -> View {
    at(act)
}
/// A field is changed and left.
#[must_use]
pub fn change(act: Handler<Event>) -> View {
    View::Event(act)
}
/// A field is written in.
#[must_use]
pub fn input(act: Handler<Event>) -> View {
    View::Event(act)
}
/// A dialog is closed.
#[must_use]
pub fn close(act: Handler<Event>) -> View {
    View::Event(act)
}
