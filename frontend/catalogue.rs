//! The texts of a language as two rows in a fixed order: what the first module says, and what only later ones do. Read by the build
//! script, which numbers them, and by the build tool, which makes the files that a browser fetches: both must count alike, so both
//! take this file in. Surprising choice: a text's row follows from the sources that say it; the build tool looks into the linked
//! module whether that is right.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;

/// The language that all others are held to, and that speaks where another has no text.
pub const FIRST: &str = "sv";

/// Name of a text (`group.key`) → text, in order of name.
pub type Texts = BTreeMap<String, String>;

/// The tags of all languages: `FIRST`, then the others by tag.
pub fn languages(folder: &Path) -> Result<Vec<String>, String> {
    let mut tags = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
            && let Some(stem) = path.file_stem().and_then(|stem| stem.to_str())
        {
            tags.push(stem.to_owned());
        }
    }
    tags.sort_by_key(|tag| (tag != FIRST, tag.clone()));
    Ok(tags)
}

/// The texts of one language as its file has them.
pub fn read(folder: &Path, tag: &str) -> Result<Texts, String> {
    let path = folder.join(format!("{tag}.json"));
    let told = |error: String| format!("{}: {error}", path.display());
    let content = fs::read_to_string(&path).map_err(|error| told(error.to_string()))?;
    let groups: BTreeMap<String, BTreeMap<String, Value>> =
        serde_json::from_str(&content).map_err(|error| told(error.to_string()))?;
    let mut texts = Texts::new();
    for (group, keys) in groups {
        for (key, value) in keys {
            let name = format!("{group}.{key}");
            match value {
                Value::String(text) if !text.contains('\n') => texts.insert(name, text),
                _ => return Err(told(format!("{name} is not a text of one line"))),
            };
        }
    }
    Ok(texts)
}

/// The screens that lie in the first module; all others lie in later ones.
const FIRST_SCREENS: [&str; 9] = [
    "demo",
    "frame",
    "lock",
    "mod.rs",
    "names.rs",
    "parts.rs",
    "privacy.rs",
    "reader.rs",
    "site",
];
/// What else only later modules have.
const LATER: [&str; 3] = ["components/table", "words/notices.rs", "words/nouns.rs"];
/// Where the tests of a source begin.
const TESTS: &str = "#[cfg(test)]";

/// The names of the texts in each of the two rows, in order. A text that any source of the first module says is in the first.
pub fn rows(sources: &Path, first: &Texts) -> Result<[Vec<String>; 2], String> {
    let mut said = BTreeSet::new();
    add_said(sources, sources, &mut said)?;
    let (row, later) = first.keys().cloned().partition(|name| said.contains(name));
    Ok([row, later])
}

/// The texts of one row in a language; nothing where it has none of its own.
pub fn row<'texts>(names: &[String], own: &'texts Texts) -> Vec<Option<&'texts String>> {
    names.iter().map(|name| own.get(name)).collect()
}

fn is_later(path: &Path) -> bool {
    match path.strip_prefix("screens") {
        Ok(screen) => !FIRST_SCREENS.iter().any(|first| screen.starts_with(first)),
        Err(_) => LATER.iter().any(|later| path.starts_with(later)),
    }
}

/// Adds what the sources of the first module in `folder` say.
fn add_said(sources: &Path, folder: &Path, said: &mut BTreeSet<String>) -> Result<(), String> {
    let told = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    for entry in fs::read_dir(folder).map_err(|error| told(folder, error))? {
        let path = entry.map_err(|error| told(folder, error))?.path();
        if path.is_dir() {
            add_said(sources, &path, said)?;
        } else if !path.strip_prefix(sources).is_ok_and(is_later) {
            let source = fs::read_to_string(&path).map_err(|error| told(&path, error))?;
            let code = source.split(TESTS).next().unwrap_or_default();
            said.extend(code.split("word!(").skip(1).map(name));
        }
    }
    Ok(())
}

/// What stands at the beginning of `code`: a name with its point, perhaps with space around it.
fn name(code: &str) -> String {
    code.chars()
        .filter(|sign| !sign.is_whitespace())
        .take_while(|sign| matches!(sign, 'a'..='z' | '0'..='9' | '_' | '.'))
        .collect()
}
