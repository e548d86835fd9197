//! The texts of the language that is spoken, as a row; `word!` names a place in it. Surprising choice: the row comes from outside
//! of the module, as a file that `boot.js` fetches beside it, so that nobody waits for languages that they do not speak.
use std::cell::Cell;
use std::fmt::{Display, Write as _};

use super::Language;

/// The number of a text that says all by itself.
#[derive(Clone, Copy, Debug)]
pub struct Plain(pub u16);

/// The number of a text with places to fill, and their names in order.
#[derive(Clone, Copy, Debug)]
pub struct Filled(pub u16, pub &'static [&'static str]);

impl Filled {
    /// Stops the build where other places are filled than the text has.
    ///
    /// # Panics
    /// Where a place is missing or one too many; only while compiling.
    pub const fn check(self, given: &[&str]) {
        assert!(
            given.len() == self.1.len(),
            "fill each place of the text, once"
        );
        let mut at = 0;
        while at < given.len() {
            assert!(has(self.1, given[at]), "the text has no place of this name");
            at += 1;
        }
    }
}

const fn has(names: &[&str], name: &str) -> bool {
    let mut at = 0;
    while at < names.len() {
        if is_same(names[at].as_bytes(), name.as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The numbers of all texts.
#[allow(non_upper_case_globals, reason = "named as the texts are")]
#[allow(missing_docs, unused_imports, reason = "generated code")]
pub mod keys {
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

thread_local! {
    static SPOKEN: Cell<(Language, &'static [&'static str])> = const { Cell::new((Language::FIRST, &[])) };
}

/// The language of the next text.
#[must_use]
pub fn current() -> Language {
    SPOKEN.get().0
}

/// Speaks this language from now on. `row` is kept as long as the page lives.
pub fn speak(language: Language, row: String) {
    let row: &'static str = Box::leak(row.into_boxed_str());
    let texts: Vec<&'static str> = row.split('\n').collect();
    SPOKEN.set((language, Box::leak(texts.into_boxed_slice())));
}

/// A text that says all by itself; empty where the row is shorter than the module counts on.
#[must_use]
pub fn say(text: Plain) -> &'static str {
    at(text.0)
}

fn at(number: u16) -> &'static str {
    #[cfg(not(target_arch = "wasm32"))]
    if SPOKEN.get().1.is_empty() {
        choose(Language::FIRST);
    }
    let texts = SPOKEN.get().1;
    texts.get(usize::from(number)).copied().unwrap_or_default()
}

/// A text with its places filled; `names` and `values` belong together.
#[must_use]
pub fn fill(text: Filled, names: &[&str], values: &[&dyn Display]) -> String {
    let mut filled = String::new();
    let mut rest = at(text.0);
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or_default();
        filled.push_str(before);
        let value = names.iter().position(|known| *known == name.trim());
        if let Some(value) = value.and_then(|place| values.get(place)) {
            // A String takes all that is written.
            write!(filled, "{value}").ok();
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Speaks a language from the files of the source: for tests, which have no browser to fetch them.
#[cfg(not(target_arch = "wasm32"))]
pub fn choose(language: Language) {
    SPOKEN.set((language, built_in(language)));
}

#[cfg(not(target_arch = "wasm32"))]
fn built_in(language: Language) -> &'static [&'static str] {
    const ROWS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/rows.rs"));
    let row = ROWS.iter().find(|(tag, _)| *tag == language.tag());
    let texts: Vec<&'static str> = row.map_or("", |(_, row)| row).split('\n').collect();
    Box::leak(texts.into_boxed_slice())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word;

    #[test]
    fn a_text_is_said_in_the_language_that_is_spoken_and_its_places_are_filled() {
        choose(Language::SV);
        assert_eq!(word!(app.menu), "Meny");
        assert_eq!(word!(app.title, page = "Idag"), "Idag – Fotfäste");
        choose(Language::EN);
        assert_eq!(word!(app.menu), "Menu");
        assert_eq!(word!(form.fault_in, fault = "b", field = 'a'), "a: b");
    }

    #[test]
    fn a_row_that_is_too_short_is_silent() {
        speak(Language::SV, "one\ntwo".to_owned());
        assert_eq!((say(Plain(1)), say(Plain(2))), ("two", ""));
    }
}
