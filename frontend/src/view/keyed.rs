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
    mut each: impl FnMut() -> Vec<T> + 'static,
    key: impl Fn(&T) -> Key + 'static,
    draw: impl Fn(T) -> View + Clone + 'static,
) -> View {
    View::Keyed(Box::new(move || {
        let row = |one: T| {
            let draw = draw.clone();
            let row: Row = (key(&one), Box::new(move || draw(one)));
            row
        };
        each().into_iter().map(row).collect()
    }))
}

/// Rows that are in the page, and what stands after them.
pub struct Rows {
    rows: Vec<DrawnRow>,
    end: Place,
}

struct DrawnRow {
    key: Key,
    drawn: Drawn,
    /// What the row has made lives as long as the row.
    owner: Owner,
}

impl Rows {
    pub(super) fn follow(mut each: Box<dyn FnMut() -> Vec<Row>>, end: Place) -> Drawn {
        let parent = Owner::current().unwrap_or_default();
        let draw = move |before: Option<Drawn>| {
            let mut rows = match before {
                Some(Drawn::Rows(rows)) => rows,
                _ => Self {
                    rows: Vec::new(),
                    end: end.clone(),
                },
            };
            rows.draw_anew(each(), &parent);
            Drawn::Rows(rows)
        };
        Drawn::Follows(Follows::new(None, Box::new(draw)))
    }

    fn draw_anew(&mut self, wanted: Vec<Row>, parent: &Owner) {
        let mut before: Vec<Option<DrawnRow>> = self.rows.drain(..).map(Some).collect();
        for (key, draw) in wanted {
            let is = |row: &&mut Option<DrawnRow>| row.as_ref().is_some_and(|row| row.key == key);
            let found = before.iter_mut().find(is).and_then(Option::take);
            self.rows.push(found.unwrap_or_else(|| {
                let owner = parent.with(Owner::new);
                let drawn = owner.with(|| draw().draw_before(&self.end));
                DrawnRow { key, drawn, owner }
            }));
        }
        for gone in before.into_iter().flatten() {
            gone.drawn.remove();
            gone.owner.cleanup();
        }
        self.order();
    }

    /// Moves what does not stand right before what comes after it.
    fn order(&self) {
        let mut next = self.end.clone();
        for row in self.rows.iter().rev() {
            let places = row.drawn.all_places();
            if !places
                .last()
                .is_some_and(|last| dom::is_right_before(last, &next))
            {
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
