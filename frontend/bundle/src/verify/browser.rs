//! The app in a real Chromium, with the release site and the server as users get them.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use super::{Outcome, run_shown, tools};
use crate::cargo;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

/// Test files that drive a browser.
const TESTS: [&str; 18] = [
    "browser",
    "chains",
    "factor_walk",
    "field",
    "firefox",
    "first_run",
    "frozen",
    "office",
    "reach",
    "replica",
    "steady",
    "storms",
    "tablet_day",
    "tablet_walk",
    "trust",
    "walks",
    "wasm_state",
    "worker",
];

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    tests(workspace, &TESTS)
}

/// Every task by keyboard alone.
pub fn keyboard(workspace: &Workspace) -> Result<Outcome> {
    tests(workspace, &["keyboard"])
}

/// Payloads of cross-site scripting in every text field.
pub fn payloads(workspace: &Workspace) -> Result<Outcome> {
    tests(workspace, &["payloads"])
}

fn tests(workspace: &Workspace, names: &[&str]) -> Result<Outcome> {
    if let Some(missing) = missing()? {
        return Ok(Outcome::Skipped(missing));
    }
    site::build(workspace, Flavour::Release)?;
    cargo::build(workspace, &["--package", "backend", "--bin", "fotfaste"])?;
    let mut arguments = vec!["test", "--package", "tests"];
    for name in names {
        arguments.extend(["--test", name]);
    }
    run_shown(
        cargo::command(workspace)
            .args(&arguments)
            .env("FOTFASTE_PROGRAM", workspace.program())
            .env("FOTFASTE_REPLAY", replay(workspace)?),
    )?;
    Ok(Outcome::Passed)
}

/// What is missing of the browser, after it was asked for.
pub fn missing() -> Result<Option<String>> {
    let packages = ["chromium", "chromium-driver"];
    tools::ensure("chromedriver", "/usr/bin/chromedriver", &packages)
}

/// Makes the module that runs the fixed log of commands; gives its folder.
fn replay(workspace: &Workspace) -> Result<PathBuf> {
    cargo::build(
        workspace,
        &[
            "--package",
            "replay",
            "--target",
            cargo::WASM,
            "--profile",
            "wasm-release",
        ],
    )?;
    let built = workspace.target.join(cargo::WASM).join("wasm-release");
    let module = site::wasm::bind(&built.join("replay.wasm"), Flavour::Release)?;
    let folder = workspace.target.join("replay");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("replay.js"), module.script)?;
    fs::write(folder.join("replay.wasm"), module.wasm)?;
    Ok(folder)
}
