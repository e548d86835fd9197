//! What is in the page, and how it is drawn anew.
use std::borrow::Cow;

use super::follows::Follows;
use super::keyed::Rows;
use super::slot::Value;
use super::tree::DrawnTree;
use super::{Follow, View};
use crate::platform::dom::{self, Place};

/// What is in the page.
pub enum Drawn {
    /// A text; nothing is an empty one.
    Text(Place, Cow<'static, str>),
    /// An attribute's value.
    Value(Value),
    /// One after the other, and what stands after them.
    List(Vec<Drawn>, Place),
    /// Elements.
    Tree(DrawnTree),
    /// What follows the signals that it has read.
    Follows(Follows),
    /// Rows that stay.
    Rows(Rows),
}

impl View {
    /// Draws it in the place of an empty text.
    pub(super) fn draw_at(self, at: Place) -> Drawn {
        match self {
            Self::None | Self::Event(_) => Drawn::Text(at, Cow::Borrowed("")),
            Self::Is(is) => {
                Self::Text(Cow::Borrowed(if is { "true" } else { "false" })).draw_at(at)
            }
            Self::Text(text) => {
                dom::say(&at, &text);
                Drawn::Text(at, text)
            }
            Self::List(all) => {
                let all = all.into_iter().map(|one| one.draw_before(&at)).collect();
                Drawn::List(all, at)
            }
            Self::Tree(tree) => {
                let drawn = tree.draw(&at).into();
                dom::remove(&at);
                drawn
            }
            Self::Follows(follows) => Self::follow(follows, at),
            Self::Keyed(gone, rows) => Rows::follow(gone, rows, at),
        }
    }

    /// Draws it before another.
    pub(super) fn draw_before(self, next: &Place) -> Drawn {
        if let Self::Tree(tree) = self {
            return tree.draw(next).into();
        }
        let at = dom::text("");
        dom::put_before(&at, next);
        self.draw_at(at)
    }

    fn follow(mut follows: Box<dyn Follow>, at: Place) -> Drawn {
        let mut at = Some(at);
        let draw = move |before: Option<Drawn>| {
            let view = follows.now();
            match (before, at.take()) {
                (Some(mut drawn), _) => {
                    drawn.draw_anew(view);
                    drawn
                }
                (None, at) => view.draw_at(at.unwrap_or_else(|| dom::text(""))),
            }
        };
        Drawn::Follows(Follows::new(None, Box::new(draw)))
    }
}

impl Drawn {
    /// Draws something else in its place: into the same elements where they fit.
    pub fn draw_anew(&mut self, view: View) {
        match (self, view) {
            (Self::Text(at, before), View::Text(text)) => {
                if *before != text {
                    dom::say(at, &text);
                    *before = text;
                }
            }
            (Self::Text(_, before), View::None) if before.is_empty() => {}
            (Self::Tree(drawn), View::Tree(tree)) if drawn.fits(&tree) => drawn.draw_anew(tree),
            (Self::List(drawn, end), View::List(views)) => list_anew(drawn, end, views),
            (drawn, view) => drawn.replace(view),
        }
    }

    fn replace(&mut self, view: View) {
        let old = self.all_places();
        let Some(first) = old.first() else { return };
        let new = view.draw_before(first);
        if let Some(first_new) = new.all_places().first() {
            dom::inherit_focus(first, first_new);
        }
        // What followed signals ends before its elements go.
        drop(std::mem::replace(self, new));
        old.iter().for_each(dom::remove);
    }

    /// Takes it out of the page.
    pub fn remove(self) {
        let places = self.all_places();
        drop(self);
        places.iter().for_each(dom::remove);
    }

    /// All that stands outermost, in order; never nothing.
    pub fn all_places(&self) -> Vec<Place> {
        let mut all = Vec::new();
        self.places(&mut all);
        all
    }

    pub(super) fn places(&self, into: &mut Vec<Place>) {
        match self {
            Self::Text(at, _) => into.push(at.clone()),
            Self::Value(_) => {}
            Self::List(all, end) => {
                all.iter().for_each(|one| one.places(into));
                into.push(end.clone());
            }
            Self::Tree(tree) => tree.places(into),
            Self::Follows(follows) => {
                follows.with(|drawn| drawn.places(into));
            }
            Self::Rows(rows) => rows.places(into),
        }
    }
}

/// The first with the first, the second with the second.
fn list_anew(drawn: &mut Vec<Drawn>, end: &Place, views: Vec<View>) {
    for too_many in drawn.drain(views.len().min(drawn.len())..) {
        too_many.remove();
    }
    for (place, view) in views.into_iter().enumerate() {
        match drawn.get_mut(place) {
            Some(drawn) => drawn.draw_anew(view),
            None => drawn.push(view.draw_before(end)),
        }
    }
}
