//! Names covered on a tablet that many can see: initials stand for them until somebody taps, and again half a minute later.
use std::cell::Cell;

use crate::view::*;

use super::names;
use crate::platform::{clock, keep};
use crate::replica::Replica;
use crate::signals::{Var, handler};
use crate::word;

/// How long names are shown, milliseconds.
const SHOWN_MILLIS: i32 = 30_000;
const KEPT: &str = "fotfaste.privacy";

thread_local! {
    /// Counts reveals, so that an earlier one does not cut a later one short.
    static REVEALS: Cell<u32> = const { Cell::new(0) };
}

fn is_chosen() -> bool {
    keep::read(KEPT).as_deref() == Some("on")
}

/// Covers names when this tablet is to.
pub fn cover(replica: Replica) {
    REVEALS.set(REVEALS.get() + 1);
    set(replica, is_chosen());
}

fn set(replica: Replica, is_covered: bool) {
    if names::cover(is_covered) {
        replica.redraw();
    }
}

/// Shows the names for a while.
pub fn reveal(replica: Replica) {
    if !names::is_covered() {
        return;
    }
    let number = REVEALS.get() + 1;
    REVEALS.set(number);
    set(replica, false);
    clock::after(SHOWN_MILLIS, move || {
        if REVEALS.get() == number {
            set(replica, is_chosen());
        }
    });
}

/// The switch, and the key that shows the names for a while.
pub fn switch(replica: Replica) -> AnyView {
    let is_on = Var::new(is_chosen());
    let turn = move |_| {
        let next = !is_on.get_untracked();
        keep::write(KEPT, if next { "on" } else { "off" });
        is_on.set(next);
        cover(replica);
    };
    let show = move || {
        is_on.get().then(|| view! { <button class="button" data-look="quiet" type="button" on:click=handler(move |_| reveal(replica))>{word!(lock.reveal)}</button> }.into_any())
    };
    view! {
        {show}
        <button class="button" data-look="quiet" type="button" aria-pressed=move || is_on.get().to_string() on:click=handler(turn)>{word!(lock.cover)}</button>
    }
    .into_any()
}
