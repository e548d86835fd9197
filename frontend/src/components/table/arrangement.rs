//! How somebody has arranged a table: what is looked for, picked, sorted by, left out.
use super::model::Column;

/// Which way it is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Least first.
    Rising,
    /// Most first.
    Falling,
}

/// How somebody has arranged a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrangement {
    /// What is looked for.
    pub text: String,
    /// What is picked, by column.
    pub picks: Vec<(String, String)>,
    /// What it is sorted by.
    pub sort: Option<(String, Order)>,
    /// Columns left out.
    pub hidden: Vec<String>,
}

impl Arrangement {
    /// What is picked in a column; empty for everything.
    #[must_use]
    pub fn pick(&self, column: &str) -> String {
        let picked = self.picks.iter().find(|(name, _)| name == column);
        picked.map(|(_, value)| value.clone()).unwrap_or_default()
    }
    /// Picks in a column; an empty value takes the pick away.
    pub fn set_pick(&mut self, column: &str, value: String) {
        self.picks.retain(|(name, _)| name != column);
        if !value.is_empty() {
            self.picks.push((column.to_owned(), value));
        }
    }
    /// Sorts by a column; by the same again the other way.
    pub fn turn(&mut self, column: &str) {
        let order = match &self.sort {
            Some((name, Order::Rising)) if name == column => Order::Falling,
            Some(_) | None => Order::Rising,
        };
        self.sort = Some((column.to_owned(), order));
    }
    /// Shows or leaves out a column.
    pub fn set_hidden(&mut self, column: &str, hidden: Hidden) {
        self.hidden.retain(|name| name != column);
        if hidden == Hidden::Yes {
            self.hidden.push(column.to_owned());
        }
    }
    /// Whether a column is left out.
    #[must_use]
    pub fn is_hidden(&self, column: &str) -> bool {
        self.hidden.iter().any(|name| name == column)
    }
    /// Shows all rows again; order and columns stay.
    pub fn widen(&mut self) {
        self.text.clear();
        self.picks.clear();
    }
    /// The places of the columns that are shown; the first names the row and always is.
    #[must_use]
    pub fn shown(&self, columns: &[Column]) -> Vec<usize> {
        let all = columns.iter().enumerate();
        all.filter(|(place, column)| *place == 0 || !self.is_hidden(column.name))
            .map(|(place, _)| place)
            .collect()
    }
}

/// Whether a column is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// It is.
    Yes,
    /// It is shown.
    No,
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::COLUMNS;
    use super::*;

    #[test]
    fn the_column_that_names_the_row_cannot_be_left_out() {
        let mut how = Arrangement::default();
        how.set_hidden("title", Hidden::Yes);
        how.set_hidden("value", Hidden::Yes);
        assert_eq!(how.shown(&COLUMNS), [0, 2]);
        how.set_hidden("value", Hidden::No);
        assert_eq!(how.shown(&COLUMNS), [0, 1, 2]);
    }

    #[test]
    fn showing_all_rows_again_leaves_order_and_columns() {
        let mut how = Arrangement::default();
        how.turn("title");
        how.set_hidden("value", Hidden::Yes);
        let before = how.clone();
        how.set_pick("state", "open".to_owned());
        how.text = "skola".to_owned();
        assert_ne!(how, before);
        how.widen();
        assert_eq!(how, before);
        how.set_pick("state", "open".to_owned());
        how.set_pick("state", String::new());
        assert_eq!((how.pick("state").as_str(), &how), ("", &before));
    }
}
