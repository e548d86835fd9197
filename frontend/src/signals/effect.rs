//! What is done when a value has changed.
use leptos::prelude::Effect;

use super::Act;

/// Does it once the page is drawn, and again when what it read has changed, as long as whoever asks is there.
pub fn effect(act: impl Fn() + 'static) {
    again(Box::new(move |()| act()));
}

/// Whatever is done: compiled once for all of it.
fn again(mut act: Box<dyn Act<()>>) {
    Effect::new(move |_: Option<()>| act.act(()));
}
