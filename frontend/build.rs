//! Numbers the texts of `locales/*.json`, so that an unknown key or a place that nobody fills does not compile. Surprising choice:
//! the texts themselves do not go into the module: a browser fetches the one language that is spoken.
use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "catalogue.rs"]
mod catalogue;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=catalogue.rs");
    println!("cargo::rerun-if-changed=locales");
    let folder = Path::new("locales");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let first = catalogue::read(folder, catalogue::FIRST)?;
    fs::write(out.join("keys.rs"), keys(&first)?)?;
    let mut rows = String::from("&[\n");
    for tag in catalogue::languages(folder)? {
        let own = catalogue::read(folder, &tag)?;
        let row = catalogue::row(&first, &own).join("\n");
        writeln!(rows, "    ({tag:?}, {row:?}),")?;
    }
    rows.push_str("]\n");
    Ok(fs::write(out.join("rows.rs"), rows)?)
}

/// One module a group, one constant a text: its number, and the names of its places.
fn keys(first: &catalogue::Texts) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    let mut open = "";
    for (number, (name, text)) in first.iter().enumerate() {
        let (group, key) = name.split_once('.').ok_or("a text without a group")?;
        if group != open {
            let end = if open.is_empty() { "" } else { "}\n" };
            writeln!(
                code,
                "{end}pub mod {group} {{\nuse super::super::{{Filled, Plain}};"
            )?;
            open = group;
        }
        let places = places(text);
        if places.is_empty() {
            writeln!(code, "pub const {key}: Plain = Plain({number});")?;
        } else {
            writeln!(
                code,
                "pub const {key}: Filled = Filled({number}, &{places:?});"
            )?;
        }
    }
    code.push_str("}\n");
    Ok(code)
}

/// The names between `{{` and `}}`, each once.
fn places(text: &str) -> Vec<&str> {
    let mut names: Vec<&str> = text
        .split("{{")
        .skip(1)
        .filter_map(|part| part.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
