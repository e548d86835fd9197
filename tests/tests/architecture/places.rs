//! What may stand only in certain folders.

use crate::tree::{File, files, none};

/// The product's own name is the same in every language.
const OUR_NAME: &str = "Fotfäste";

fn uses(folder: &str, words: &[&str], allowed: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    for file in files(folder, &["rs"]) {
        if allowed.iter().any(|place| file.path.starts_with(place)) {
            continue;
        }
        for (at, line) in file.code() {
            if let Some(word) = words.iter().find(|word| line.contains(*word)) {
                faults.push(format!("{}:{at}: {word}", file.path));
            }
        }
    }
    faults
}

#[test]
fn the_browser_is_touched_only_in_platform_and_replica() {
    let faults = uses(
        "frontend/src",
        &["web_sys::", "js_sys::"],
        &["frontend/src/platform/", "frontend/src/replica/"],
    );
    none(
        &faults,
        "put a function with our own types in frontend/src/platform and call that",
    );
}

#[test]
fn sql_stands_only_in_the_store() {
    let words = [
        "sqlx::query",
        "sqlx::raw_sql",
        "include_str!(\"../migrations",
    ];
    let mut faults = uses("backend/src", &words, &["backend/src/store/"]);
    let places = ["backend/src/store/", "backend/migrations/"];
    let elsewhere = |file: &File| !places.iter().any(|place| file.path.starts_with(place));
    faults.extend(
        files("backend", &["sql"])
            .into_iter()
            .filter(elsewhere)
            .map(|file| file.path),
    );
    none(
        &faults,
        "add a method to the Store trait and its statement under backend/src/store/<table>/",
    );
}

#[test]
fn shared_has_no_clock_no_chance_no_io() {
    let words = [
        "::now(",
        "std::fs",
        "std::net",
        "std::io",
        "std::env",
        "std::thread",
        "HashMap",
        "HashSet",
        "async ",
        "println!",
        "new_v4",
        "now_v7",
        "getrandom",
    ];
    let mut faults = uses("shared/src", &words, &[]);
    // A reader of JSON has to name fractions, if only to refuse them or to hand on what a newer version sent.
    faults.extend(uses("shared/src", &["f64", "f32"], &["shared/src/wire/"]));
    none(
        &faults,
        "hand the value in as an argument; use ordered::Map, integers and basis points",
    );
}

#[test]
fn nothing_below_the_frontend_speaks_swedish() {
    let mut faults = Vec::new();
    for folder in ["shared/src", "backend/src"] {
        for file in files(folder, &["rs"]) {
            // The command line speaks to administrators, and fills the demo. Samples carry names on purpose.
            if file.path.starts_with("backend/src/cli/") || file.path.contains("/testing") {
                continue;
            }
            for (at, line) in file.code() {
                let line = line.replace(OUR_NAME, "");
                let literals = line.split('"').skip(1).step_by(2);
                if literals
                    .flat_map(str::chars)
                    .any(|sign| "åäöÅÄÖ".contains(sign))
                {
                    faults.push(format!("{}:{at}: {}", file.path, line.trim()));
                }
            }
        }
    }
    none(
        &faults,
        "give a code with data; its words belong in frontend/locales",
    );
}
