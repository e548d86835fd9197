//! A list whose rows stay the same elements as long as their keys are in it, so that a keyboard keeps its place.
use leptos::prelude::Owner;

use super::View;
use super::drawn::Drawn;
use super::follows::Follows;
use crate::platform::dom::{self, Place};

/// What a row is known by.
pub type Key = String;

/// A row that may have to be drawn.
pub type Row = (Key, Box<dyn FnOnce() -> View>);

/// A list of what `each` says, drawn anew when what it read has changed. A row is drawn once; what changes in it follows signals.
pub fn keyed<T: 'static>(
    each: impl FnMut() -> Vec<T> + 'static,
    key: impl Fn(&T) -> Key + 'static,
    draw: impl Fn(T) -> View + Clone + 'static,
) -> View {
    View::Keyed(Gone::Away, each_row(each, key, draw))
}

/// As [`keyed`], but rows that come are drawn into the elements of those that go: a long table that is scrolled makes none anew. Only
/// where no row keeps anything of its own.
pub fn keyed_over<T: 'static>(
    each: impl FnMut() -> Vec<T> + 'static,
    key: impl Fn(&T) -> Key + 'static,
    draw: impl Fn(T) -> View + Clone + 'static,
) -> View {
    View::Keyed(Gone::DrawnOver, each_row(each, key, draw))
}

/// Says which rows there are.
pub type Each = Box<dyn FnMut() -> Vec<Row>>;

fn each_row<T: 'static>(
    mut each: impl FnMut() -> Vec<T> + 'static,
    key: impl Fn(&T) -> Key + 'static,
    draw: impl Fn(T) -> View + Clone + 'static,
) -> Each {
    Box::new(move || {
        let row = |one: T| {
            let draw = draw.clone();
            let row: Row = (key(&one), Box::new(move || draw(one)));
            row
        };
        each().into_iter().map(row).collect()
    })
}

/// What becomes of the elements of rows that go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// They are taken out of the page.
    Away,
    /// Rows that come are drawn into them, unless somebody's focus is there.
    DrawnOver,
}

/// Rows that are in the page, and what stands after them.
pub struct Rows {
    rows: Vec<DrawnRow>,
    end: Place,
    gone: Gone,
}

struct DrawnRow {
    key: Key,
    drawn: Drawn,
    /// What the row has made lives as long as the row.
    owner: Owner,
}

impl DrawnRow {
    fn remove(self) {
        self.drawn.remove();
        self.owner.cleanup();
    }
}

impl Rows {
    pub(super) fn follow(gone: Gone, mut each: Each, end: Place) -> Drawn {
        let parent = Owner::current().unwrap_or_default();
        let draw = move |before: Option<Drawn>| {
            let mut rows = match before {
                Some(Drawn::Rows(rows)) => rows,
                _ => Self {
                    rows: Vec::new(),
                    end: end.clone(),
                    gone,
                },
            };
            rows.draw_anew(each(), &parent);
            Drawn::Rows(rows)
        };
        Drawn::Follows(Follows::new(None, Box::new(draw)))
    }

    fn draw_anew(&mut self, wanted: Vec<Row>, parent: &Owner) {
        let mut before: Vec<Option<DrawnRow>> = self.rows.drain(..).map(Some).collect();
        let found: Vec<Option<DrawnRow>> = wanted
            .iter()
            .map(|(key, _)| {
                let is =
                    |row: &&mut Option<DrawnRow>| row.as_ref().is_some_and(|row| row.key == *key);
                before.iter_mut().find(is).and_then(Option::take)
            })
            .collect();
        let mut gone = before.into_iter().flatten();
        let stays: Vec<bool> = found.iter().map(Option::is_some).collect();
        for ((key, draw), found) in wanted.into_iter().zip(found) {
            let row = found.unwrap_or_else(|| {
                let over = self.next_to_draw_over(&mut gone);
                let owner = parent.with(Owner::new);
                let drawn = owner.with(|| match over {
                    Some(mut over) => {
                        over.drawn.draw_anew(draw());
                        over.owner.cleanup();
                        over.drawn
                    }
                    None => draw().draw_before(&self.end),
                });
                DrawnRow { key, drawn, owner }
            });
            self.rows.push(row);
        }
        gone.for_each(DrawnRow::remove);
        // Rows that came first: else all that stay would be moved around them.
        self.order(|place| !stays.get(place).is_some_and(|stays| *stays));
        self.order(|_| true);
    }

    fn next_to_draw_over(&self, gone: &mut impl Iterator<Item = DrawnRow>) -> Option<DrawnRow> {
        if self.gone == Gone::Away {
            return None;
        }
        // Whoever is in a row that goes, or presses on it, must not find themselves in another.
        let row = gone.next()?;
        if !row.drawn.all_places().iter().any(dom::is_in_use) {
            return Some(row);
        }
        row.remove();
        None
    }

    /// Of some rows, moves what does not stand right before what comes after it.
    fn order(&self, is_meant: impl Fn(usize) -> bool) {
        let mut next = self.end.clone();
        for (place, row) in self.rows.iter().enumerate().rev() {
            let places = row.drawn.all_places();
            let is_right = |last| dom::is_right_before(last, &next);
            if is_meant(place) && !places.last().is_some_and(is_right) {
                places
                    .iter()
                    .for_each(|place| dom::put_before(place, &next));
            }
            if let Some(first) = places.into_iter().next() {
                next = first;
            }
        }
    }

    pub(super) fn places(&self, into: &mut Vec<Place>) {
        self.rows.iter().for_each(|row| row.drawn.places(into));
        into.push(self.end.clone());
    }
}
