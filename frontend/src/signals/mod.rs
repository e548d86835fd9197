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
use leptos::task::spawn_local;

use crate::platform::dom::{Event, MouseEvent};
use crate::platform::{clock, paint};

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

/// Milliseconds that a letter's work may take to be done in the letter's own frame.
const FITS_A_FRAME: i64 = 16;
/// What a letter that did not fit weighs in quick ones.
const SLOW_WEIGHS: u32 = 8;

thread_local! {
    /// How slow this machine is: letters that did not fit, less the quick ones since.
    static SLOWNESS: Cell<u32> = const { Cell::new(0) };
}

/// A handler of a field that is typed in. What the letter changes is worked out at once while that fits in a frame. Where it does
/// not, on a cheap machine, the letter is shown first and what it changes is worked out after that frame, once for all letters that
/// came until then. Nothing is done when `of`, a value of the screen, is gone by then.
pub fn typing<T: Clone + Send + Sync + 'static>(
    of: Var<T>,
    act: impl Fn(String) + 'static,
) -> Handler<Event> {
    typed(of.held(), Rc::new(act))
}

fn typed(of: RwSignal<var::Held>, act: Rc<dyn Fn(String)>) -> Handler<Event> {
    let waits = Rc::new(Cell::new(false));
    handler(move |event: Event| {
        let (act, waiting) = (Rc::clone(&act), Rc::clone(&waits));
        let work = move || {
            waiting.set(false);
            if of.try_get_untracked().is_none() {
                return;
            }
            let begun = clock::mono_ms();
            // What stands there by now: later letters too.
            act(event_target_value(&event));
            // Runs after all that follows from it.
            spawn_local(async move {
                let now = SLOWNESS.get();
                SLOWNESS.set(if clock::mono_ms() - begun < FITS_A_FRAME {
                    now.saturating_sub(1)
                } else {
                    (now + SLOW_WEIGHS).min(3 * SLOW_WEIGHS)
                });
            });
        };
        if SLOWNESS.get() < SLOW_WEIGHS {
            work();
        } else if !waits.replace(true) {
            paint::after(work);
        }
    })
}

/// Makes a handler of a closure.
pub fn handler<E>(act: impl FnMut(E) + 'static) -> Handler<E> {
    Box::new(act)
}
