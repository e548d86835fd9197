//! The words of the Swedish catalogue, for tests that look for what a person would: another wording breaks none of them.
use std::fs;

use serde_json::Value;

use crate::program::root;

/// The words of a key such as `form.saved`, up to the first value in them.
///
/// # Panics
/// When there is no such key.
#[must_use]
pub fn word(key: &str) -> String {
    let path = root().join("frontend/locales/sv.json");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let all: Value = serde_json::from_str(&text).unwrap_or_default();
    let found = key.split('.').try_fold(&all, |at, part| at.get(part));
    let words = found.and_then(Value::as_str);
    let words = words.unwrap_or_else(|| panic!("the catalogue has no {key}"));
    words
        .split("{{")
        .next()
        .unwrap_or_default()
        .trim()
        .to_owned()
}
