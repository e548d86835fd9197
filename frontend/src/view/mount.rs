//! Puts the app into the page.
use leptos::prelude::Owner;

use super::View;
use super::drawn::Drawn;
use crate::platform::dom;

/// What is in the page's body until this is dropped.
pub struct Mounted {
    drawn: Option<Drawn>,
    /// What was made while drawing lives as long.
    _owner: Owner,
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Some(drawn) = self.drawn.take() {
            drawn.remove();
        }
    }
}

/// Draws into the page's body. Leptos must have been started (`start` does).
#[must_use]
pub fn mount(draw: impl FnOnce() -> View) -> Mounted {
    let owner = Owner::new();
    let drawn = owner.with(|| {
        let at = dom::text("");
        dom::put(&dom::body(), &at);
        draw().draw_at(at)
    });
    Mounted {
        drawn: Some(drawn),
        _owner: owner,
    }
}
