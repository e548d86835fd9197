//! The texts of the language that is spoken, as two rows; `word!` names a place in one. Surprising choice: the rows come from outside
//! of the module, as files that `boot.js` fetches beside it, so that nobody waits for languages that they do not speak, nor for what
//! only later modules say. The second row is read by `later` alone, which the build tool does not let into the first module.
use std::cell::Cell;
use std::fmt::{Display, Write as _};

use super::Language;

/// The number of a text that says all by itself.
#[derive(Clone, Copy, Debug)]
pub struct Plain(pub u16);

/// The number of a text with places to fill, and their names in order.
#[derive(Clone, Copy, Debug)]
pub struct Filled(pub u16, pub &'static [&'static str]);

/// As `Plain`, in the row that comes with the later modules.
#[derive(Clone, Copy, Debug)]
pub struct LaterPlain(pub u16);

/// As `Filled`, in the row that comes with the later modules.
#[derive(Clone, Copy, Debug)]
pub struct LaterFilled(pub u16, pub &'static [&'static str]);

impl Plain {
    /// The text; empty where the row is shorter than the module counts on.
    #[must_use]
    pub fn say(self) -> &'static str {
        at(self.0)
    }
}

impl LaterPlain {
    /// The text; empty where the row has not come.
    #[must_use]
    pub fn say(self) -> &'static str {
        later(self.0)
    }
}

impl Filled {
    /// Stops the build where other places are filled than the text has.
    ///
    /// # Panics
    /// Where a place is missing or one too many; only while compiling.
    pub const fn check(self, given: &[&str]) {
        check(self.1, given);
    }

    /// The text with its places filled; `names` and `values` belong together.
    #[must_use]
    pub fn fill(self, names: &[&str], values: &[&dyn Display]) -> String {
        fill(at(self.0), names, values)
    }
}

impl LaterFilled {
    /// As `Filled::check`.
    pub const fn check(self, given: &[&str]) {
        check(self.1, given);
    }

    /// The text with its places filled; `names` and `values` belong together.
    #[must_use]
    pub fn fill(self, names: &[&str], values: &[&dyn Display]) -> String {
        fill(later(self.0), names, values)
    }
}

const fn check(names: &[&str], given: &[&str]) {
    assert!(
        given.len() == names.len(),
        "fill each place of the text, once"
    );
    let mut at = 0;
    while at < given.len() {
        assert!(has(names, given[at]), "the text has no place of this name");
        at += 1;
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

type Row = &'static [&'static str];

thread_local! {
    static SPOKEN: Cell<(Language, Row)> = const { Cell::new((Language::FIRST, &[])) };
    static LATER: Cell<Row> = const { Cell::new(&[]) };
}

/// The language of the next text.
#[must_use]
pub fn current() -> Language {
    SPOKEN.get().0
}

/// Speaks this language from now on. `row` is kept as long as the page lives.
pub fn speak(language: Language, row: String) {
    SPOKEN.set((language, kept(row)));
}

/// Says this from now on where later modules speak, in the language that is spoken.
pub fn speak_later(row: String) {
    LATER.set(kept(row));
}

fn kept(row: String) -> Row {
    let row: &'static str = Box::leak(row.into_boxed_str());
    let texts: Vec<&'static str> = row.split('\n').collect();
    Box::leak(texts.into_boxed_slice())
}

#[inline(never)]
fn at(number: u16) -> &'static str {
    #[cfg(not(target_arch = "wasm32"))]
    if SPOKEN.get().1.is_empty() {
        choose(Language::FIRST);
    }
    let texts = SPOKEN.get().1;
    texts.get(usize::from(number)).copied().unwrap_or_default()
}

/// A function of its own even where it is called once: the build tool looks for its name (`bundle/src/site/split.rs`).
#[inline(never)]
fn later(number: u16) -> &'static str {
    #[cfg(not(target_arch = "wasm32"))]
    if LATER.get().is_empty() {
        choose(current());
    }
    let texts = LATER.get();
    texts.get(usize::from(number)).copied().unwrap_or_default()
}

fn fill(text: &str, names: &[&str], values: &[&dyn Display]) -> String {
    let mut filled = String::new();
    let mut rest = text;
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
    const ROWS: &[(&str, [&str; 2])] = include!(concat!(env!("OUT_DIR"), "/rows.rs"));
    let rows = ROWS.iter().find(|(tag, _)| *tag == language.tag());
    let [first, later] = rows.map_or(["", ""], |(_, rows)| *rows);
    speak(language, first.to_owned());
    speak_later(later.to_owned());
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
        speak_later("three".to_owned());
        assert_eq!((Plain(1).say(), Plain(2).say()), ("two", ""));
        assert_eq!((LaterPlain(0).say(), LaterPlain(1).say()), ("three", ""));
    }
}
