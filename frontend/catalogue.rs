//! The texts of a language as a row in a fixed order. Read by the build script, which numbers them, and by the build tool, which
//! makes the file that a browser fetches: both must count alike, so both take this file in.

use std::collections::BTreeMap;
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

/// The row of a language: one text for each of the first language's, which speaks where this one is silent.
pub fn row(first: &Texts, own: &Texts) -> Vec<String> {
    let text = |(name, text): (&String, &String)| own.get(name).unwrap_or(text).clone();
    first.iter().map(text).collect()
}
