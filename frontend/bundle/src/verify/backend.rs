//! The server's own tests, and all tests across crates that need neither a browser nor PostgreSQL.

use std::fs;

use anyhow::Result;

use super::{Outcome, cargo};
use crate::workspace::Workspace;

/// Test files that have a lane of their own.
const ELSEWHERE: [&str; 30] = [
    "architecture",
    "browser",
    "chains",
    "factor_walk",
    "field",
    "firefox",
    "first_run",
    "frozen",
    "fuzz",
    "html",
    "judges",
    "keyboard",
    "looks",
    "office",
    "payloads",
    "postgres",
    "reach",
    "replica",
    "schemathesis",
    "simulation",
    "steady",
    "store_contract",
    "storms",
    "tablet_day",
    "tablet_walk",
    "torn",
    "trust",
    "walks",
    "wasm_state",
    "worker",
];

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    cargo(workspace, &["test", "--package", "backend"])?;
    let mut names = Vec::new();
    for entry in fs::read_dir(workspace.root.join("tests/tests"))? {
        let path = entry?.path();
        let name = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default()
            .to_owned();
        let is_test = path.extension().is_some_and(|extension| extension == "rs")
            || path.join("main.rs").is_file();
        if is_test && !ELSEWHERE.contains(&name.as_str()) {
            names.push(name);
        }
    }
    names.sort();
    let mut arguments = vec!["test", "--package", "tests", "--lib"];
    for name in &names {
        arguments.extend(["--test", name]);
    }
    cargo(workspace, &arguments)?;
    Ok(Outcome::Passed)
}
