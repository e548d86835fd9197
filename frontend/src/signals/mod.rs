//! Signals that weigh little. Surprising choice: Leptos' own are compiled anew for each type that they hold, 3 to 5 kB each time;
//! these hold any type behind one pointer, so that all of their machinery lies in the app's module once.
//!
//! var (what a person or the replica sets) · live (what is worked out of others) · handler (what is done when something happens) ·
//! effect (what is done when a value has changed) · lasting (what outlives a change of language)
mod effect;
mod lasting;
mod live;
mod var;

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::{GetUntracked, RwSignal, event_target_value};

use crate::platform::dom::{Event, MouseEvent};
use crate::platform::paint;

pub use effect::effect;
pub use lasting::{forget_undrawn, language_changes, root};
pub use live::Live;
pub use var::{Shown, Var};

/// What is done. Surprising choice: not `FnMut`, which brings with each closure the code that calls it only once.
pub trait Act<E> {
    /// Does it.
    fn act(&mut self, event: E);
}

impl<E, F: FnMut(E)> Act<E> for F {
    fn act(&mut self, event: E) {
        self(event);
    }
}

/// What is done when something happens in the page: one type an event instead of one a place.
pub type Handler<E> = Box<dyn Act<E>>;

/// A handler of presses that lets the frame be shown in which what was pressed answers, and then does what may take long.
/// Nothing is done when `of`, a value of the screen, is gone by then.
pub fn soon<T: Clone + Send + Sync + 'static>(
    of: Var<T>,
    act: impl Fn() + 'static,
) -> Handler<MouseEvent> {
    later(of.held(), Rc::new(act))
}

fn later(of: RwSignal<var::Held>, act: Rc<dyn Fn()>) -> Handler<MouseEvent> {
    handler(move |_| {
        let act = Rc::clone(&act);
        paint::after(move || {
            if of.try_get_untracked().is_some() {
                act();
            }
        });
    })
}

/// A handler of a field that is typed in: the letter is shown, and then it is worked out what it changes, once for all letters that came
/// until then. Nothing is done when `of`, a value of the screen, is gone by then.
pub fn typing<T: Clone + Send + Sync + 'static>(
    of: Var<T>,
    act: impl Fn(String) + 'static,
) -> Handler<Event> {
    typed_soon(of.held(), Rc::new(act))
}

fn typed_soon(of: RwSignal<var::Held>, act: Rc<dyn Fn(String)>) -> Handler<Event> {
    let waits = Rc::new(Cell::new(false));
    handler(move |event: Event| {
        if waits.replace(true) {
            return;
        }
        let (act, waits) = (Rc::clone(&act), Rc::clone(&waits));
        paint::after(move || {
            waits.set(false);
            if of.try_get_untracked().is_some() {
                // What stands there by now: later letters too.
                act(event_target_value(&event));
            }
        });
    })
}

/// Makes a handler of a closure.
pub fn handler<E>(act: impl FnMut(E) + 'static) -> Handler<E> {
    Box::new(act)
}
