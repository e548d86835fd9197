//! What a table shows: rows of cells, and which of them in what order. Surprising choice: a cell is text with what it is sorted by, not a type of its own for each table, so that all of this is
//! compiled once.
use shared::time::Day;
use uuid::Uuid;

use super::arrangement::{Arrangement, Order};
use crate::components::{Choice, Tone};
use crate::routes::Route;
use crate::words::fold::{fold, sort_key};

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Words of any kind.
    Text,
    /// Numbers and days; they stand to the right.
    Number,
    /// One of few words; can be picked.
    Choice,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name in what is kept on the device.
    pub name: &'static str,
    /// Its head.
    pub title: &'static str,
    /// What stands in it.
    pub holds: Holds,
    /// Its share of the width.
    pub share: u8,
}

impl Column {
    /// A column.
    #[must_use]
    pub const fn new(name: &'static str, title: &'static str, holds: Holds, share: u8) -> Self {
        Self {
            name,
            title,
            holds,
            share,
        }
    }
}

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// What is read.
    pub text: String,
    /// What is sorted by, where it is not the text.
    pub number: Option<i64>,
    /// Another text to sort by: a person's family name first.
    pub by: Option<String>,
    /// What a spreadsheet is given, where it is not the text.
    pub plain: Option<String>,
    /// What it is called in a kept view, where the text follows the language.
    pub code: Option<&'static str>,
    /// A mark around it.
    pub tone: Option<Tone>,
}

impl Cell {
    /// Words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
    /// Words that are sorted by others.
    #[must_use]
    pub fn text_by(text: impl Into<String>, by: impl Into<String>) -> Self {
        Self {
            by: Some(by.into()),
            ..Self::text(text)
        }
    }
    /// Nothing.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }
    /// A number as people read it.
    #[must_use]
    pub fn number(number: i64, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            number: Some(number),
            plain: Some(number.to_string()),
            ..Self::default()
        }
    }
    /// A day as people read it.
    #[must_use]
    pub fn day(day: Option<Day>, text: fn(Day) -> String) -> Self {
        day.map_or_else(Self::none, |day| Self {
            text: text(day),
            number: Some(Day::MIN.days_until(day)),
            plain: Some(day.to_string()),
            ..Self::default()
        })
    }
    /// One of few words, with a mark.
    #[must_use]
    pub fn state(code: &'static str, tone: Tone, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            code: Some(code),
            tone: Some(tone),
            ..Self::default()
        }
    }
    /// What it is picked by.
    #[must_use]
    pub fn value(&self) -> &str {
        self.code.unwrap_or(&self.text)
    }
    /// What a spreadsheet is given.
    #[must_use]
    pub fn plain(&self) -> &str {
        self.plain.as_deref().unwrap_or(&self.text)
    }
    /// Sorted by as bytes; nothing where there is nothing.
    fn key(&self) -> Option<Vec<u8>> {
        match self.number {
            // As bytes in order: below zero first.
            Some(number) => Some((number.cast_unsigned() ^ (1 << 63)).to_be_bytes().to_vec()),
            None if self.text.is_empty() => None,
            None => Some(sort_key(self.by.as_deref().unwrap_or(&self.text))),
        }
    }
}

/// One row; its cells stand in the order of the columns. The first names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Whose row.
    pub id: Uuid,
    /// Where it is opened.
    pub route: Option<Route>,
    /// Its cells.
    pub cells: Vec<Cell>,
}

impl Row {
    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        self.cells.first().map_or("", |cell| &cell.text)
    }
}

/// All rows, with what each is found by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    rows: Vec<Row>,
    found_by: Vec<String>,
}

impl Rows {
    /// Rows in the order that they have unsorted.
    #[must_use]
    pub fn new(rows: Vec<Row>) -> Self {
        let found_by = rows.iter().map(|row| {
            let mut text = String::new();
            for cell in &row.cells {
                text.push_str(&fold(&cell.text));
                text.push('\n');
                if let Some(plain) = &cell.plain {
                    text.push_str(plain);
                    text.push('\n');
                }
            }
            text
        });
        Self {
            found_by: found_by.collect(),
            rows,
        }
    }
    /// All of them.
    #[must_use]
    pub fn all(&self) -> &[Row] {
        &self.rows
    }
    /// What can be picked in a column, in order.
    #[must_use]
    pub fn choices(&self, column: usize) -> Vec<Choice> {
        let mut found: Vec<Choice> = Vec::new();
        for cell in self.rows.iter().filter_map(|row| row.cells.get(column)) {
            if !cell.text.is_empty() && !found.iter().any(|one| one.value == cell.value()) {
                found.push(Choice::new(cell.value(), &cell.text));
            }
        }
        shared::ordered::sort_by_key(&mut found, |choice| sort_key(&choice.label));
        found
    }
    /// The places of all rows in an order: each row's key is made once.
    #[must_use]
    pub fn sorted(&self, columns: &[Column], sort: Option<&(String, Order)>) -> Vec<usize> {
        let by = sort.and_then(|(name, order)| Some((place_of(columns, name)?, *order)));
        let Some((by, order)) = by else {
            return (0..self.rows.len()).collect();
        };
        let keys = self.rows.iter().enumerate().map(|(place, row)| {
            let key = row.cells.get(by).and_then(Cell::key);
            (key, place)
        });
        let mut keys: Vec<(Option<Vec<u8>>, usize)> = keys.collect();
        shared::ordered::sort_by(&mut keys, |(a, _), (b, _)| {
            // Who has nothing stands last whichever way it is sorted.
            let both = a.is_none().cmp(&b.is_none());
            both.then_with(|| match order {
                Order::Rising => a.cmp(b),
                Order::Falling => b.cmp(a),
            })
        });
        keys.into_iter().map(|(_, place)| place).collect()
    }
    /// Of these places those whose rows are shown.
    #[must_use]
    pub fn kept(&self, sorted: &[usize], columns: &[Column], how: &Arrangement) -> Vec<usize> {
        let words = fold(&how.text);
        let words: Vec<&str> = words.split_whitespace().collect();
        let picks = how.picks.iter();
        let picks =
            picks.filter_map(|(name, value)| Some((place_of(columns, name)?, value.as_str())));
        let picks: Vec<(usize, &str)> = picks.collect();
        let is_shown = |place: &usize| {
            let (Some(row), Some(found_by)) = (self.rows.get(*place), self.found_by.get(*place))
            else {
                return false;
            };
            let is_picked = |(column, value): &(usize, &str)| {
                row.cells
                    .get(*column)
                    .is_some_and(|cell| cell.value() == *value)
            };
            picks.iter().all(is_picked) && words.iter().all(|word| found_by.contains(*word))
        };
        sorted.iter().copied().filter(is_shown).collect()
    }
}

fn place_of(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name == name)
}

#[cfg(test)]
pub mod tests {
    use super::*;

    pub const COLUMNS: [Column; 3] = [
        Column::new("title", "Rubrik", Holds::Text, 3),
        Column::new("value", "Värde", Holds::Number, 1),
        Column::new("state", "Läge", Holds::Choice, 1),
    ];

    pub fn rows() -> Rows {
        let row = |id: u128, title: &str, value: Option<i64>, state: &'static str| Row {
            id: Uuid::from_u128(id),
            route: None,
            cells: vec![
                Cell::text(title),
                value.map_or_else(Cell::none, |value| {
                    Cell::number(value, format!("{value} kr"))
                }),
                Cell::state(state, Tone::Plain, state.to_uppercase()),
            ],
        };
        Rows::new(vec![
            row(0, "Östra skolan", Some(900), "open"),
            row(1, "Åbron", None, "awarded"),
            row(2, "Badhuset", Some(-5), "open"),
            row(3, "Zonen", Some(1_000), "open"),
        ])
    }

    fn arranged(how: impl FnOnce(&mut Arrangement)) -> Vec<usize> {
        let mut arrangement = Arrangement::default();
        how(&mut arrangement);
        let rows = rows();
        rows.kept(
            &rows.sorted(&COLUMNS, arrangement.sort.as_ref()),
            &COLUMNS,
            &arrangement,
        )
    }

    #[test]
    fn titles_are_sorted_as_swedes_do_and_turned_by_the_second_press() {
        assert_eq!(arranged(|how| how.turn("title")), [2, 3, 1, 0]);
        assert_eq!(
            arranged(|how| {
                how.turn("title");
                how.turn("title");
            }),
            [0, 1, 3, 2]
        );
    }

    #[test]
    fn who_has_no_number_stands_last_both_ways() {
        assert_eq!(arranged(|how| how.turn("value")), [2, 0, 3, 1]);
        assert_eq!(
            arranged(|how| {
                how.turn("value");
                how.turn("value");
            }),
            [3, 0, 2, 1]
        );
    }

    #[test]
    fn every_word_must_be_found_somewhere_in_the_row() {
        assert_eq!(arranged(|how| how.text = "ostra 900".to_owned()), [0]);
        assert_eq!(arranged(|how| how.text = "SKOLAN ö".to_owned()), [0]);
        assert!(arranged(|how| how.text = "skolan 1000".to_owned()).is_empty());
        assert_eq!(arranged(|how| how.text = "  ".to_owned()).len(), 4);
    }

    #[test]
    fn picks_are_by_code_and_one_that_no_column_knows_is_left() {
        assert_eq!(
            arranged(|how| how.set_pick("state", "awarded".to_owned())),
            [1]
        );
        assert_eq!(
            arranged(|how| how.set_pick("gone", "x".to_owned())).len(),
            4
        );
        let labels: Vec<String> = rows().choices(2).into_iter().map(|c| c.label).collect();
        assert_eq!(labels, ["AWARDED", "OPEN"]);
    }
}
