//! No method of the store without a contract function named after it.

use std::path::Path;

/// A method of the traits that no contract function is named after is not held to anything.
#[test]
fn every_method_of_the_store_has_a_contract_function() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let traits = std::fs::read_to_string(root.join("../backend/src/store/tx.rs")).unwrap();
    let mut contract = String::new();
    for entry in std::fs::read_dir(root.join("tests/store_contract")).unwrap() {
        contract += &std::fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    let name = |line: &str| {
        let rest = line.trim_start().strip_prefix("async fn ")?;
        Some(rest.split(['(', '<']).next()?.to_owned())
    };
    let methods: Vec<String> = traits.lines().filter_map(name).collect();
    let held: Vec<String> = contract
        .lines()
        .filter(|line| line.ends_with("(store) {"))
        .filter_map(name)
        .collect();
    assert!(methods.len() > 50, "the traits were not read: {methods:?}");
    let missing: Vec<&String> = methods
        .iter()
        .filter(|method| {
            let prefix = format!("{method}_");
            !held.iter().any(|name| name.starts_with(&prefix))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "write `async fn METHOD_does_what(store)` in a contract! for: {missing:?}"
    );
}

#[test]
fn both_databases_have_the_same_migrations() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/migrations");
    let names = |database: &str| {
        let mut names: Vec<_> = std::fs::read_dir(root.join(database))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    assert!(!names("sqlite").is_empty());
    assert_eq!(names("sqlite"), names("postgres"));
}
