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

/// What a trainee sees on the tablet of a site; a language that has only these speaks Swedish elsewhere.
const TRAINEES: [&str; 11] = [
    "format", "absence", "banner", "date", "month", "number", "person", "site", "state", "tablet",
    "trainee",
];

#[test]
fn every_further_language_has_the_trainees_views_whole_and_the_same_places() {
    let swedish = texts("sv");
    let mut faults = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(root().join("frontend/locales")).unwrap() {
        let path = entry.unwrap().path();
        let language = path.file_stem().unwrap().to_string_lossy().into_owned();
        let own = texts(&language);
        seen += 1;
        for (name, text) in &own {
            match swedish.get(name) {
                None => faults.push(format!("{language}: {name} is no text of ours")),
                Some(other) if places(text) != places(other) => {
                    faults.push(format!("{language}: {name} has other places: {text:?}"));
                }
                Some(_) => {}
            }
        }
        let wanted = swedish.keys().filter(|name| {
            let group = name.split('.').next().unwrap_or_default();
            TRAINEES.contains(&group) && !own.contains_key(*name)
        });
        faults.extend(wanted.map(|name| format!("{language}: {name} is missing")));
    }
    assert!(seen >= 3, "only {seen} languages");
    none(
        &faults,
        "write the text in the language's file of frontend/locales, or take it out there",
    );
}

/// LIX (Björnsson 1968): words a sentence, and a hundred times the share of words with more than six letters. A place to be filled is
/// one short word; a colon and a middle dot end a part as a full stop does.
fn lix(text: &str) -> (usize, f64) {
    let mut plain = String::new();
    for (at, part) in text.split("{{").enumerate() {
        let part = if at == 0 {
            part
        } else {
            plain.push('x');
            part.split_once("}}").map_or(part, |(_, rest)| rest)
        };
        plain.push_str(part);
    }
    let sentences = plain.split(['.', '!', '?', ':', '·', '…']);
    let sentences = sentences
        .filter(|part| part.chars().any(char::is_alphabetic))
        .count();
    let words: Vec<usize> = plain
        .split(|letter: char| !letter.is_alphanumeric() && letter != '-')
        .filter(|word| !word.is_empty())
        .map(|word| word.chars().count())
        .collect();
    let long = words.iter().filter(|length| **length > 6).count();
    let count = words.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "words of a catalogue")]
    let figure = count as f64 / sentences.max(1) as f64 + 100.0 * long as f64 / count as f64;
    (words.len(), figure)
}

#[test]
fn the_swedish_is_plain() {
    const MOST: f64 = 40.0;
    /// Below this a single long word decides the figure: names of screens, columns and buttons.
    const SENTENCE: usize = 8;
    let swedish = texts("sv");
    let hard = swedish.iter().filter_map(|(name, text)| {
        let (words, figure) = lix(text);
        (words >= SENTENCE && figure > MOST)
            .then(|| format!("{name} has LIX {figure:.0}, at most {MOST}: {text}"))
    });
    none(
        &hard.collect::<Vec<_>>(),
        "shorter sentences and shorter words in frontend/locales/sv.json",
    );
    let whole = swedish.into_values().map(|text| text + ". ");
    let (words, figure) = lix(&whole.collect::<String>());
    assert!(
        words > 2000 && figure <= MOST,
        "LIX {figure:.1} over {words} words"
    );
    println!("LIX {figure:.1} over the catalogue's {words} words");
    // The measure itself: a known text. Ten words in two sentences, three of them long: 5 + 30.
    let (words, figure) = lix("Praktikanten kommer idag. Hen stannar här i fyra hela månader.");
    assert_eq!((words, figure.round()), (10, 35.0));
}
