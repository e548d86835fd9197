//! Text can be read in every theme: contrast worked out from the style sheet's own values (WCAG 2.2, 1.4.3 and 1.4.11).

use std::collections::BTreeMap;
use std::fs;

use tests::program::root;

use crate::tree::none;

/// Text on its ground, by the names of the tokens.
const TEXT: [(&str, &str); 27] = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "sunk"),
    ("ink-2", "paper"),
    ("ink-2", "card"),
    ("ink-2", "sunk"),
    ("ink-2", "line-2"),
    ("ink-3", "paper"),
    ("ink-3", "card"),
    ("spruce", "paper"),
    ("spruce", "card"),
    ("on-spruce", "spruce"),
    ("spruce-ink", "spruce-2"),
    ("amber", "amber-2"),
    ("amber", "card"),
    ("brick", "brick-2"),
    ("brick", "card"),
    ("brick", "paper"),
    ("sky", "sky-2"),
    ("ink", "sky-2"),
    ("ink", "brick-2"),
    ("ink", "amber-2"),
    ("ink", "spruce-2"),
    ("nav-ink", "nav"),
    ("nav-strong", "nav"),
    ("nav-strong", "nav-on"),
    ("bar-ink", "bar"),
];
/// Edges of what is pressed or filled in, and the mark of the focus.
const EDGES: [(&str, &str); 5] = [
    ("edge", "card"),
    ("edge", "paper"),
    ("focus", "paper"),
    ("focus", "card"),
    ("spruce", "card"),
];

type Tokens = BTreeMap<String, String>;

fn tokens(sheet: &str, selector: &str) -> Tokens {
    let start = sheet.find(&format!("{selector} {{")).unwrap();
    let block = &sheet[start..];
    let block = &block[block.find('{').unwrap() + 1..block.find('}').unwrap()];
    let parts = block
        .split(';')
        .filter_map(|part| part.trim().strip_prefix("--"));
    parts
        .filter_map(|part| part.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect()
}

/// Relative luminance of `#rgb` or `#rrggbb`.
fn luminance(colour: &str) -> f64 {
    let digits = colour
        .strip_prefix('#')
        .unwrap_or_else(|| panic!("{colour} is not #rrggbb"));
    let long: String = if digits.len() == 3 {
        digits.chars().flat_map(|digit| [digit, digit]).collect()
    } else {
        digits.to_owned()
    };
    let part = |at: usize| {
        let value = f64::from(u8::from_str_radix(&long[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * part(0) + 0.7152 * part(2) + 0.0722 * part(4)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn faults(theme: &str, tokens: &Tokens, pairs: &[(&str, &str)], least: f64) -> Vec<String> {
    let pairs = pairs
        .iter()
        .map(|(text, ground)| (text, ground, contrast(&tokens[*text], &tokens[*ground])));
    pairs
        .filter(|(_, _, found)| *found < least)
        .map(|(text, ground, found)| {
            format!("{theme}: --{text} on --{ground} is {found:.2}, at least {least}")
        })
        .collect()
}

#[test]
fn text_and_edges_are_seen_in_every_theme() {
    let sheet = fs::read_to_string(root().join("frontend/styles/tokens.css")).unwrap();
    let light = tokens(&sheet, ":root, [data-theme=\"light\"]");
    let mut found = Vec::new();
    for (theme, text, edges) in [("light", 4.5, 3.0), ("dark", 4.5, 3.0), ("sun", 7.0, 4.5)] {
        let mut all = light.clone();
        if theme != "light" {
            all.extend(tokens(&sheet, &format!("\n[data-theme=\"{theme}\"]")));
        }
        found.extend(faults(theme, &all, &TEXT, text));
        found.extend(faults(theme, &all, &EDGES, edges));
    }
    none(&found, "change the token in frontend/styles/tokens.css");
    assert!((contrast("#000", "#ffffff") - 21.0).abs() < 0.01 && contrast("#777777", "#fff") < 4.5);
}
