//! The app in a real Chromium, with the release site and the server as users get them.

use anyhow::Result;

use super::{Outcome, run_shown, tools};
use crate::cargo;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

/// Test files that drive a browser.
const TESTS: [&str; 4] = ["browser", "accessibility", "story", "replica"];

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    if let Some(missing) = tools::ensure(
        "chromedriver",
        "/usr/bin/chromedriver",
        &["chromium", "chromium-driver"],
    )? {
        return Ok(Outcome::Skipped(missing));
    }
    site::build(workspace, Flavour::Release)?;
    cargo::build(workspace, &["--package", "backend", "--bin", "fotfaste"])?;
    let mut arguments = vec!["test", "--package", "tests"];
    for name in TESTS {
        if workspace
            .root
            .join("tests/tests")
            .join(format!("{name}.rs"))
            .is_file()
        {
            arguments.extend(["--test", name]);
        }
    }
    let program = workspace
        .target
        .join("debug")
        .join(format!("fotfaste{}", std::env::consts::EXE_SUFFIX));
    run_shown(
        cargo::command(workspace)
            .args(&arguments)
            .env("FOTFASTE_PROGRAM", program),
    )?;
    Ok(Outcome::Passed)
}
