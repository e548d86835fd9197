//! Values that outlive a change of language, which draws everything anew: what is shown only once, and what somebody is in the middle
//! of. Such a value ends with its screen, as any other.
use std::cell::{Cell, RefCell};

use leptos::prelude::{Owner, RwSignal, on_cleanup};

use super::var::Held;

struct Lasting {
    name: String,
    /// How often the language had changed when it was last drawn.
    drawn: u32,
    /// Which drawing it belongs to.
    drawing: u32,
    value: RwSignal<Held>,
    owner: Owner,
}

thread_local! {
    static ROOT: RefCell<Option<Owner>> = const { RefCell::new(None) };
    static CHANGES: Cell<u32> = const { Cell::new(0) };
    static DRAWINGS: Cell<u32> = const { Cell::new(0) };
    static ALL: RefCell<Vec<Lasting>> = const { RefCell::new(Vec::new()) };
}

/// The owner of everything, under which such values live.
pub fn root(owner: Option<Owner>) {
    ROOT.set(owner);
}

/// All that is drawn is drawn anew now, in another language.
pub fn language_changes() {
    CHANGES.set(CHANGES.get() + 1);
}

/// The value of this name, from before the change of language, or a first one.
pub(super) fn lasting(name: String, first: Held) -> RwSignal<Held> {
    let (now, drawing) = (CHANGES.get(), DRAWINGS.get() + 1);
    DRAWINGS.set(drawing);
    on_cleanup(move || {
        if CHANGES.get() == now {
            end(drawing);
        }
    });
    let known = ALL.with_borrow_mut(|all| {
        let is_known = |one: &&mut Lasting| one.name == name && one.drawn < now;
        let found = all.iter_mut().find(is_known)?;
        (found.drawn, found.drawing) = (now, drawing);
        Some(found.value)
    });
    known.unwrap_or_else(|| {
        let owner = ROOT.with_borrow(|root| root.as_ref().map(|root| root.with(Owner::new)));
        let owner = owner.unwrap_or_default();
        let value = owner.with(|| RwSignal::new(first));
        let one = Lasting {
            name,
            drawn: now,
            drawing,
            value,
            owner,
        };
        ALL.with_borrow_mut(|all| all.push(one));
        value
    })
}

/// Somebody goes elsewhere: what was not drawn again after the change is nobody's, and must not be shown to whoever comes next.
pub fn forget_undrawn() {
    let now = CHANGES.get();
    forget(move |one| one.drawn < now);
}

/// Its screen is left.
fn end(drawing: u32) {
    forget(move |one| one.drawing == drawing);
}

fn forget(is_over: impl Fn(&Lasting) -> bool) {
    let over = ALL.with_borrow_mut(|all| {
        let (over, still) = std::mem::take(all).into_iter().partition(is_over);
        *all = still;
        let over: Vec<Lasting> = over;
        over
    });
    for one in over {
        one.owner.cleanup();
    }
}
