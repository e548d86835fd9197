//! Both languages say the same things: the same texts, each with the same places to be filled.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use tests::program::root;

use super::tree::none;

fn texts(language: &str) -> BTreeMap<String, String> {
    let path = root().join(format!("frontend/locales/{language}.json"));
    let read: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut texts = BTreeMap::new();
    collect("", &read, &mut texts);
    texts
}

fn collect(above: &str, value: &Value, texts: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                collect(&format!("{above}.{name}"), part, texts);
            }
        }
        Value::String(text) => {
            texts.insert(above.trim_start_matches('.').to_owned(), text.clone());
        }
        other => panic!("{above} is no text: {other}"),
    }
}

/// The names between `{{` and `}}`.
fn places(text: &str) -> BTreeSet<&str> {
    let parts = text.split("{{").skip(1);
    parts
        .filter_map(|part| part.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect()
}

#[test]
fn both_languages_have_the_same_texts_and_places() {
    let (swedish, english) = (texts("sv"), texts("en"));
    assert!(swedish.len() > 500, "only {} texts", swedish.len());
    let mut faults = Vec::new();
    for (name, text) in &swedish {
        match english.get(name) {
            None => faults.push(format!("{name} is missing in English")),
            Some(other) if places(text) != places(other) => {
                faults.push(format!("{name}: {text:?} and {other:?} have other places"));
            }
            Some(other) if text.is_empty() != other.is_empty() => {
                faults.push(format!("{name} is empty in one language"));
            }
            Some(_) => {}
        }
    }
    let only = english.keys().filter(|name| !swedish.contains_key(*name));
    faults.extend(only.map(|name| format!("{name} is missing in Swedish")));
    none(&faults, "write the text in both files of frontend/locales");
}
