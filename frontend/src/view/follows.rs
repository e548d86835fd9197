//! What follows signals. Surprising choice: what it has drawn lies here and not in Leptos' effect, whose task keeps it until its next
//! turn: an inner effect could run in between, when what it reads is gone.
use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::RenderEffect;

use super::drawn::Drawn;

/// What is in the page as long as this lives, drawn anew when what it read has changed.
pub struct Follows {
    drawn: Rc<RefCell<Option<Drawn>>>,
    _effect: RenderEffect<()>,
}

impl Follows {
    /// Draws at once, and again over what was drawn before.
    pub fn new(before: Option<Drawn>, mut draw: Box<dyn FnMut(Option<Drawn>) -> Drawn>) -> Self {
        let drawn = Rc::new(RefCell::new(before));
        let held = Rc::downgrade(&drawn);
        let effect = RenderEffect::new(move |_| {
            if let Some(held) = held.upgrade() {
                let before = held.take();
                let now = draw(before);
                held.replace(Some(now));
            }
        });
        Self {
            drawn,
            _effect: effect,
        }
    }

    /// Looks at what is drawn.
    pub fn with<R>(&self, look: impl FnOnce(&Drawn) -> R) -> Option<R> {
        self.drawn.borrow().as_ref().map(look)
    }
}
