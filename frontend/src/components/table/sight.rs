//! Which rows are on the screen, and what the keys do. All rows are of one height, in CSS pixels.

/// Rows drawn above and below those in sight, so that a fast hand does not see the seam.
const SPARE: usize = 8;
/// Others are drawn when fewer than these are left: some at once cost less than one at each frame.
const LEAST: usize = 3;

/// From this row up to, not with, that one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// First.
    pub from: usize,
    /// After the last.
    pub to: usize,
}

impl Sight {
    /// The rows in sight: the first row begins `top` below the upper edge of what is seen (above it: less than 0).
    #[must_use]
    pub fn of(top: i32, seen: i32, pitch: i32, count: usize) -> Self {
        let pitch = pitch.max(1);
        let place = |at: i32| usize::try_from(at.max(0)).unwrap_or_default().min(count);
        let from = place((-top).div_euclid(pitch));
        let to = place((seen - top).div_euclid(pitch) + 1);
        Self { from, to }
    }

    /// The rows to draw for these in sight, of so many. At the top, where somebody types and picks, hardly more than is seen.
    #[must_use]
    pub fn drawn(self, count: usize) -> Self {
        let spare = if self.from == 0 { LEAST } else { SPARE };
        Self {
            from: self.from.saturating_sub(spare),
            to: (self.to + spare).min(count),
        }
    }

    /// Whether what is drawn is enough for these in sight, and not for a longer table.
    #[must_use]
    pub fn is_enough_for(self, seen: Self, count: usize) -> bool {
        self.from <= seen.from.saturating_sub(LEAST)
            && self.to >= (seen.to + LEAST).min(count)
            && self.to <= count
    }
}

/// Where the keys are: the head or a row, and which of the cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The row; none is the head.
    pub row: Option<usize>,
    /// The cell; 0 is the box that chooses the row.
    pub cell: usize,
}

/// How the keys move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the row above.
    Up,
    /// To the row below.
    Down,
    /// To the cell before.
    Left,
    /// To the cell after.
    Right,
    /// To the first cell of the row.
    RowStart,
    /// To its last.
    RowEnd,
    /// To the first cell of the first row.
    Start,
    /// To the last cell of the last row.
    End,
    /// A screen up.
    PageUp,
    /// A screen down.
    PageDown,
}

impl Step {
    /// What a key means.
    #[must_use]
    pub fn of(key: &str, with: With) -> Option<Self> {
        Some(match (key, with) {
            ("ArrowUp", With::Nothing) => Self::Up,
            ("ArrowDown", With::Nothing) => Self::Down,
            ("ArrowLeft", With::Nothing) => Self::Left,
            ("ArrowRight", With::Nothing) => Self::Right,
            ("Home", With::Nothing) => Self::RowStart,
            ("End", With::Nothing) => Self::RowEnd,
            ("Home", With::Control) => Self::Start,
            ("End", With::Control) => Self::End,
            ("PageUp", With::Nothing) => Self::PageUp,
            ("PageDown", With::Nothing) => Self::PageDown,
            _ => return None,
        })
    }
}

/// What is held with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// Nothing.
    Nothing,
    /// Control, or the command key.
    Control,
}

impl Place {
    /// Where a step leads in a table of so many rows and cells, so many rows a screen.
    #[must_use]
    pub fn step(self, step: Step, rows: usize, cells: usize, page: usize) -> Self {
        let last_row = rows.checked_sub(1);
        let last_cell = cells.saturating_sub(1);
        let to = |row: Option<usize>, cell| Self { row, cell };
        let here = self.row.map(|row| row.min(last_row.unwrap_or_default()));
        match step {
            Step::Up => to(here.and_then(|row| row.checked_sub(1)), self.cell),
            Step::Down => to(
                here.map_or(last_row.map(|_| 0), |row| Some(row + 1).min(last_row)),
                self.cell,
            ),
            Step::Left => to(here, self.cell.saturating_sub(1)),
            Step::Right => to(here, (self.cell + 1).min(last_cell)),
            Step::RowStart => to(here, 0),
            Step::RowEnd => to(here, last_cell),
            Step::Start => to(last_row.map(|_| 0), 0),
            Step::End => to(last_row, last_cell),
            Step::PageUp => to(here.map(|row| row.saturating_sub(page)), self.cell),
            Step::PageDown => to(
                Some(here.unwrap_or_default() + page).min(last_row),
                self.cell,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_on_the_screen_and_a_few_more_are_drawn() {
        let drawn = |top| Sight::of(top, 800, 50, 5_000).drawn(5_000);
        assert_eq!(drawn(200), Sight { from: 0, to: 16 });
        assert_eq!(
            drawn(-50_000),
            Sight {
                from: 992,
                to: 1_025
            }
        );
        assert_eq!(
            drawn(-249_500),
            Sight {
                from: 4_982,
                to: 5_000
            }
        );
        assert_eq!(Sight::of(-900_000, 800, 50, 3), Sight { from: 3, to: 3 });
        assert_eq!(Sight::of(0, 800, 0, 0), Sight { from: 0, to: 0 });
    }

    #[test]
    fn what_is_drawn_serves_until_its_edge_is_near() {
        let drawn = Sight { from: 92, to: 125 };
        let seen = |from| Sight {
            from,
            to: from + 17,
        };
        assert!(drawn.is_enough_for(seen(100), 5_000) && drawn.is_enough_for(seen(105), 5_000));
        assert!(!drawn.is_enough_for(seen(106), 5_000) && !drawn.is_enough_for(seen(94), 5_000));
        assert!(
            !drawn.is_enough_for(Sight { from: 100, to: 110 }, 110),
            "the table has shrunk"
        );
        assert!(Sight { from: 0, to: 9 }.is_enough_for(Sight { from: 0, to: 9 }, 9));
        assert!(
            !Sight { from: 0, to: 9 }.is_enough_for(Sight { from: 0, to: 10 }, 10),
            "it has grown"
        );
    }

    #[test]
    fn the_keys_go_everywhere_and_not_outside() {
        let mut at = Place::default();
        let mut go = |key, with| {
            at = at.step(Step::of(key, with).unwrap(), 100, 4, 10);
            (at.row, at.cell)
        };
        assert_eq!(go("ArrowUp", With::Nothing), (None, 0));
        assert_eq!(go("ArrowDown", With::Nothing), (Some(0), 0));
        assert_eq!(go("ArrowLeft", With::Nothing), (Some(0), 0));
        assert_eq!(go("End", With::Nothing), (Some(0), 3));
        assert_eq!(go("ArrowRight", With::Nothing), (Some(0), 3));
        assert_eq!(go("PageDown", With::Nothing), (Some(10), 3));
        assert_eq!(go("End", With::Control), (Some(99), 3));
        assert_eq!(go("PageDown", With::Nothing), (Some(99), 3));
        assert_eq!(go("ArrowDown", With::Nothing), (Some(99), 3));
        assert_eq!(go("PageUp", With::Nothing), (Some(89), 3));
        assert_eq!(go("Home", With::Control), (Some(0), 0));
        assert_eq!(go("ArrowUp", With::Nothing), (None, 0));
        assert_eq!(Step::of("a", With::Nothing), None);
    }

    #[test]
    fn a_table_that_has_shrunk_brings_the_keys_back_into_it() {
        let at = Place {
            row: Some(80),
            cell: 1,
        };
        assert_eq!(at.step(Step::Down, 3, 4, 10).row, Some(2));
        assert_eq!(at.step(Step::Down, 0, 4, 10).row, None);
        assert_eq!(at.step(Step::PageDown, 0, 4, 10).row, None);
    }
}
