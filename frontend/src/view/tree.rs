//! Elements with what is put into them.
use super::drawn::Drawn;
use super::slot::Slot;
use super::still::{Hole, Still};
use super::{IntoView, View};
use crate::platform::dom::{self, Place};

/// Elements of a `view!`, and what is put into them.
pub struct Tree {
    still: &'static str,
    parts: Vec<View>,
}

/// Elements that nothing is put into.
#[must_use]
pub const fn still(still: &'static str) -> View {
    View::Tree(Tree::new(still))
}

impl Tree {
    /// Nothing is put in yet.
    #[must_use]
    pub const fn new(still: &'static str) -> Self {
        Self {
            still,
            parts: Vec::new(),
        }
    }

    /// Puts in what comes next.
    pub fn put(&mut self, part: impl IntoView) {
        self.parts.push(part.into_view());
    }

    /// Draws it before another.
    pub fn draw(self, next: &Place) -> DrawnTree {
        let still = Still::of(self.still);
        let (copy, holes) = still.copy();
        let mut roots = Vec::with_capacity(still.count);
        let mut at = dom::first_in(&copy);
        for number in 0..still.count {
            if number > 0 {
                at = dom::after(&at);
            }
            roots.push(Root::Still(at.clone()));
        }
        let mut slots = Vec::with_capacity(holes.len());
        for (part, (at, hole)) in self.parts.into_iter().zip(holes) {
            if let Hole::Child = hole
                && let Some(root) = roots.iter_mut().find(|root| root.is(&at))
            {
                *root = Root::Put(slots.len());
            }
            slots.push(Slot::fill(part, at, hole));
        }
        dom::put_before(&copy, next);
        DrawnTree {
            still: self.still,
            roots,
            slots,
        }
    }
}

impl From<Tree> for View {
    fn from(tree: Tree) -> Self {
        Self::Tree(tree)
    }
}

/// What stands outermost: an element, or what was put there.
enum Root {
    Still(Place),
    Put(usize),
}

impl Root {
    fn is(&self, place: &Place) -> bool {
        matches!(self, Self::Still(still) if still == place)
    }
}

/// Elements that are in the page.
pub struct DrawnTree {
    still: &'static str,
    roots: Vec<Root>,
    slots: Vec<Slot>,
}

impl DrawnTree {
    /// Whether another is drawn by the same elements.
    pub fn fits(&self, tree: &Tree) -> bool {
        std::ptr::eq(self.still, tree.still)
    }

    /// Puts other parts into the same elements.
    pub fn draw_anew(&mut self, tree: Tree) {
        for (slot, part) in self.slots.iter_mut().zip(tree.parts) {
            slot.fill_anew(part);
        }
    }

    /// All that stands outermost.
    pub fn places(&self, into: &mut Vec<Place>) {
        for root in &self.roots {
            match root {
                Root::Still(place) => into.push(place.clone()),
                Root::Put(slot) => {
                    if let Some(Slot::Child(drawn)) = self.slots.get(*slot) {
                        drawn.places(into);
                    }
                }
            }
        }
    }
}

impl From<DrawnTree> for Drawn {
    fn from(tree: DrawnTree) -> Self {
        Self::Tree(tree)
    }
}
