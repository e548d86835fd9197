//! Length, headers, migrations, habits of tests.

use std::collections::BTreeSet;

use crate::tree::{files, none};

const LINES_WARNED: usize = 400;
const LINES_MAX: usize = 600;
/// Only ever lowered.
const OPEN_MAX: usize = 0;

#[test]
fn no_file_is_longer_than_600_lines() {
    let mut faults = Vec::new();
    for file in files("", &["rs", "sql", "css", "js", "html"]) {
        let lines = file.text.lines().count();
        if lines > LINES_MAX {
            faults.push(format!("{}: {lines} lines", file.path));
        } else if lines > LINES_WARNED {
            eprintln!(
                "warning: {}: {lines} lines, {LINES_WARNED} is where to think",
                file.path
            );
        }
    }
    none(
        &faults,
        "one thing a file: split by what it is about, with mod.rs as the map",
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    let faults: Vec<String> = files("", &["rs"])
        .into_iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path)
        .collect();
    none(
        &faults,
        "open the file with //! : what it is for, and the one surprising choice",
    );
}

#[test]
fn both_databases_have_the_same_migrations() {
    let names = |folder: &str| -> BTreeSet<String> {
        let found = files(&format!("backend/migrations/{folder}"), &["sql"]);
        found
            .iter()
            .filter_map(|file| file.path.rsplit('/').next())
            .map(str::to_owned)
            .collect()
    };
    let (sqlite, postgres) = (names("sqlite"), names("postgres"));
    assert!(
        !sqlite.is_empty(),
        "no migration was found: is the folder still backend/migrations/sqlite?"
    );
    let faults: Vec<String> = sqlite.symmetric_difference(&postgres).cloned().collect();
    none(
        &faults,
        "write the migration for the other database too, under the same name",
    );
}

#[test]
fn tests_are_neither_ignored_nor_asleep() {
    let words = [
        concat!("#[", "ignore"),
        concat!("should_", "panic"),
        concat!("thread::", "sleep"),
    ];
    let mut faults = Vec::new();
    for file in files("", &["rs"]) {
        for (at, line) in file.text.lines().enumerate() {
            if let Some(word) = words
                .iter()
                .find(|word| line.contains(*word) && !line.trim_start().starts_with("//"))
            {
                faults.push(format!("{}:{}: {word}", file.path, at + 1));
            }
        }
    }
    none(
        &faults,
        "wait on a condition with a deadline (tests::wait); mend or remove the test",
    );
}

#[test]
fn what_is_left_to_do_only_becomes_less() {
    let word = concat!("TO", "DO");
    let is_word = |line: &str| {
        line.split(|sign: char| !sign.is_alphanumeric() && sign != '_')
            .any(|found| found == word)
    };
    let mut found = Vec::new();
    for file in files("", &["rs", "sql", "css", "js"]) {
        for (at, line) in file.text.lines().enumerate() {
            if is_word(line) {
                found.push(format!("{}:{}: {}", file.path, at + 1, line.trim()));
            }
        }
    }
    if found.len() != OPEN_MAX {
        none(
            &found,
            &format!(
                "{} stand here, {OPEN_MAX} were allowed: do it, or open an issue; where it is less, lower the number",
                found.len()
            ),
        );
    }
}

#[test]
fn every_case_of_the_readme_has_its_test() {
    let readme = files("", &["md"])
        .into_iter()
        .find(|file| file.path == "README.md");
    let readme = readme.map(|file| file.text).unwrap_or_default();
    let sources = files("", &["rs"]);
    let mut faults = Vec::new();
    let mut cases = 0;
    for row in readme
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains(".rs::"))
    {
        let named = row.split('`').find_map(|part| part.split_once("::"));
        let Some((path, test)) = named else { continue };
        cases += 1;
        let file = sources.iter().find(|file| file.path == path);
        if !file.is_some_and(|file| file.text.contains(&format!("fn {test}("))) {
            faults.push(row.to_owned());
        }
    }
    assert!(cases > 0, "the README has no table of cases");
    none(
        &faults,
        "name the test as it is called, with its path from the root",
    );
}
