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
    println!("cargo::rerun-if-changed=src");
    let folder = Path::new("locales");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let first = catalogue::read(folder, catalogue::FIRST)?;
    let names = catalogue::rows(Path::new("src"), &first)?;
    fs::write(out.join("keys.rs"), keys(&first, &names)?)?;
    let mut rows = String::from("&[\n");
    for tag in catalogue::languages(folder)? {
        let own = catalogue::read(folder, &tag)?;
        let spoken = names.each_ref().map(|names| {
            let own = catalogue::row(names, &own);
            let texts = own.into_iter().zip(catalogue::row(names, &first));
            let texts = texts.filter_map(|(own, first)| own.or(first));
            texts.map(String::as_str).collect::<Vec<_>>().join("\n")
        });
        writeln!(rows, "    ({tag:?}, {spoken:?}),")?;
    }
    rows.push_str("]\n");
    Ok(fs::write(out.join("rows.rs"), rows)?)
}

/// One module a group, one constant a text: its row as a type, its number there, and the names of its places.
fn keys(
    first: &catalogue::Texts,
    [said_first, said_later]: &[Vec<String>; 2],
) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    let mut open = "";
    for (name, text) in first {
        let (group, key) = name.split_once('.').ok_or("a text without a group")?;
        if group != open {
            let end = if open.is_empty() { "" } else { "}\n" };
            writeln!(code, "{end}pub mod {group} {{\nuse super::super::*;")?;
            open = group;
        }
        let (later, number) = match said_first.binary_search(name) {
            Ok(number) => ("", number),
            Err(_) => ("Later", said_later.binary_search(name).unwrap_or_default()),
        };
        let places = places(text);
        if places.is_empty() {
            writeln!(
                code,
                "pub const {key}: {later}Plain = {later}Plain({number});"
            )?;
        } else {
            writeln!(
                code,
                "pub const {key}: {later}Filled = {later}Filled({number}, &{places:?});"
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
