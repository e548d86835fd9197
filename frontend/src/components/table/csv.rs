//! What is shown, as a file for a spreadsheet. Surprising choice: text that a spreadsheet would calculate gets a `'` before it, also
//! after a sign that might be read as the end of a cell, because whoever opens the file chooses where cells end.
use super::model::{Column, Row};

/// The mark that tells a spreadsheet that the text is UTF-8.
const MARK: &str = "\u{feff}";

/// Makes the file: heads and rows, shown columns only.
#[must_use]
pub fn csv<'a>(
    columns: &[Column],
    shown: &[usize],
    rows: impl Iterator<Item = &'a Row>,
    between: &str,
) -> String {
    let mut file = MARK.to_owned();
    let heads = shown.iter().filter_map(|place| columns.get(*place));
    line(&mut file, between, &mut heads.map(|column| column.title));
    for row in rows {
        let cells = shown.iter().filter_map(|place| row.cells.get(*place));
        line(
            &mut file,
            between,
            &mut cells.map(super::model::Cell::plain),
        );
    }
    file
}

fn line(file: &mut String, between: &str, cells: &mut dyn Iterator<Item = &str>) {
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            file.push_str(between);
        }
        file.push('"');
        guard(file, cell);
        file.push('"');
    }
    file.push_str("\r\n");
}

/// Writes a cell so that nothing in it is calculated.
fn guard(file: &mut String, cell: &str) {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let is_number = !digits.is_empty() && digits.bytes().all(|sign| sign.is_ascii_digit());
    let mut may_begin = !is_number;
    for sign in cell.chars() {
        let is_danger = matches!(
            sign,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0' | '＝' | '＋' | '－' | '＠'
        );
        if may_begin && is_danger {
            file.push('\'');
        }
        // What follows may be read as a cell's beginning; spaces before it do not help.
        may_begin = matches!(sign, ';' | ',' | '\t' | '\r' | '\n' | '"' | '|')
            || (may_begin && sign == ' ');
        if sign == '"' {
            file.push('"');
        }
        file.push(sign);
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::tests::{COLUMNS, rows};
    use super::*;
    use crate::components::table::model::Cell;
    use uuid::Uuid;

    fn written(cell: &str) -> String {
        let row = Row {
            id: Uuid::nil(),
            route: None,
            cells: vec![Cell::text(cell)],
        };
        let file = csv(&COLUMNS, &[0], [row].iter(), ";");
        let (_, line) = file.split_once("\r\n").unwrap();
        line.trim_end_matches("\r\n").to_owned()
    }

    #[test]
    fn only_shown_columns_are_written_and_numbers_are_numbers() {
        let rows = rows();
        let file = csv(&COLUMNS, &[0, 1], rows.all().iter().skip(1).take(2), ";");
        assert_eq!(
            file,
            "\u{feff}\"Rubrik\";\"Värde\"\r\n\"Åbron\";\"\"\r\n\"Badhuset\";\"-5\"\r\n"
        );
    }

    /// The reader of a spreadsheet, as far as it matters: cells end at any of the usual signs, quoted or not.
    fn begins_a_formula(line: &str) -> bool {
        line.split([';', ',', '\t', '\r', '\n', '"', '|'])
            .any(|cell| {
                cell.trim_start_matches(' ')
                    .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
            })
    }

    #[test]
    fn nothing_that_would_be_calculated_begins_a_cell() {
        let ends = ["", ";", ",", "\t", "\"", "\r\n", "|", "; ", "\";\""];
        let formulas = [
            "=1+1",
            "+1",
            "-2+3",
            "@SUM(A1)",
            "=cmd|' /C calc'!A0",
            "=HYPERLINK(\"http://x\")",
            "＝1+1",
            "-1;=2",
            "\t=1",
            "\r=1",
            " =1",
            "+46 70",
            "=\"a\"&\"b\"",
            "@x,=y",
            "-",
            "=",
            "=;=;=",
            "-2-3",
            "＋1",
            "－1",
            "＠A1",
            "+\"x\"",
            "=|=",
        ];
        let mut tried = 0;
        for before in ends {
            for formula in formulas {
                let line = written(&format!("{before}{formula}"));
                assert!(!begins_a_formula(&line), "{before:?}{formula:?}: {line:?}");
                tried += 1;
            }
        }
        assert!(tried >= 200);
        assert_eq!(written("Snickeri \"inne\""), "\"Snickeri \"\"inne\"\"\"");
        assert_eq!(written("Om- och till"), "\"Om- och till\"");
    }
}
