//! The keys of the table: one stop for the tabulator, arrows within. Surprising choice: the table keeps the focus and names the
//! cell that is meant (`aria-activedescendant`), because a row that is scrolled away is no element any more and would take the
//! focus with it.
use crate::view::KeyboardEvent;

use super::Grid;
use super::sight::{Place, Step, With};
use crate::platform::{page, seen};

impl Grid {
    /// The element of a place.
    pub(super) fn cell_id(self, at: Place) -> String {
        match at.row {
            Some(row) => format!("{}-{row}-{}", self.id, at.cell),
            None => format!("{}-head-{}", self.id, at.cell),
        }
    }

    /// Answers a key.
    pub(super) fn pressed(self, event: &KeyboardEvent) {
        let with = if event.ctrl_key() || event.meta_key() {
            With::Control
        } else {
            With::Nothing
        };
        if event.alt_key() || event.shift_key() {
            return;
        }
        let key = event.key();
        // A box or link in the table that was pressed has the focus; its own keys are its own.
        let is_ours = page::has_focus(self.id);
        if let Some(step) = Step::of(&key, with) {
            event.prevent_default();
            if !is_ours {
                page::focus_in_place(self.id);
            }
            self.go(step);
        } else if is_ours && with == With::Nothing && key == " " {
            event.prevent_default();
            self.choose_here();
        } else if is_ours && with == With::Nothing && key == "Enter" {
            event.prevent_default();
            self.open_here();
        } else if with == With::Control && key == "a" {
            event.prevent_default();
            self.toggle_all();
        }
    }

    fn go(self, step: Step) {
        let cells = self.shown_columns().len() + 1;
        let pitch = self.pitch.get_untracked().max(1);
        let page = usize::try_from(seen::height() / pitch - 2)
            .unwrap_or_default()
            .max(1);
        let before = self.at.get_untracked();
        let now = before.step(step, self.count(), cells, page);
        if let Some(row) = now.row {
            self.reveal(row);
        }
        self.at.set(now);
    }

    fn choose_here(self) {
        let at = self.at.get_untracked();
        match (at.row, at.cell) {
            (None, 0) => self.toggle_all(),
            (None, cell) => self.sort_by(cell),
            (Some(row), _) => {
                if let Some(id) = self.row_at(row, |row| row.id) {
                    self.toggle(id);
                }
            }
        }
    }

    fn open_here(self) {
        let at = self.at.get_untracked();
        let Some(row) = at.row else {
            return self.choose_here();
        };
        if let Some(Some(route)) = self.row_at(row, |row| row.route) {
            self.address.go(&route.path());
        }
    }

    fn sort_by(self, cell: usize) {
        let shown = self.shown_columns();
        let column = cell
            .checked_sub(1)
            .and_then(|cell| shown.get(cell).copied());
        let name = column.and_then(|place| {
            self.columns
                .with_untracked(|columns| columns.get(place).map(|column| column.name))
        });
        if let Some(name) = name {
            self.arrange(|how| how.turn(name));
        }
    }

    /// The places of the columns that are shown.
    pub(super) fn shown_columns(self) -> Vec<usize> {
        self.columns
            .with_untracked(|columns| self.how.with_untracked(|how| how.shown(columns)))
    }

    /// The same, and again when they are others.
    pub(super) fn shown_columns_now(self) -> Vec<usize> {
        let shown = |columns: &Vec<super::model::Column>| self.how.with(|how| how.shown(columns));
        self.columns.with_untracked(shown)
    }

    fn row_at<T>(self, place: usize, read: impl FnOnce(&super::model::Row) -> T) -> Option<T> {
        let place = self
            .order
            .with_untracked(|order| order.get(place).copied())?;
        self.rows
            .with_untracked(|rows| rows.all().get(place).map(read))
    }
}
