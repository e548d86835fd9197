//! Every screen under accessibility engines that nobody here wrote; its pages and pictures are kept in the target directory.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::npm::Packages;
use super::{Outcome, browser, run_shown};
use crate::cargo;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

const ENGINES: Packages = Packages {
    variable: "FOTFASTE_LOOKS",
    name: "looks",
    packages: &["axe-core@4.14.1", "accessibility-checker-engine@4.0.34"],
    files: &["axe-core/axe.min.js", "accessibility-checker-engine/ace.js"],
};

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    if let Some(missing) = browser::missing()? {
        return Ok(Outcome::Skipped(missing));
    }
    let modules = match ENGINES.find() {
        Ok(modules) => modules,
        Err(missing) => return Ok(Outcome::Skipped(missing)),
    };
    walk(workspace, Some(modules))?;
    Ok(Outcome::Passed)
}

/// Walks through all screens; without engines only what is seen is kept.
pub fn walk(workspace: &Workspace, engines: Option<PathBuf>) -> Result<()> {
    site::build(workspace, Flavour::Release)?;
    cargo::build(workspace, &["--package", "backend", "--bin", "fotfaste"])?;
    let mut test = cargo::command(workspace);
    test.args(["test", "--package", "tests", "--test", "looks"])
        .args(["--", "--nocapture"])
        .env("FOTFASTE_PROGRAM", workspace.program())
        .env("FOTFASTE_LOOKS_KEEP", kept(workspace))
        .env("FOTFASTE_LOOKS_BASELINE", baseline(workspace))
        .env_remove(ENGINES.variable);
    if let Some(modules) = engines {
        test.env(ENGINES.variable, modules);
    }
    run_shown(&mut test)
}

/// Where pages and pictures are kept.
pub fn kept(workspace: &Workspace) -> PathBuf {
    workspace.target.join("looks")
}

/// The pictures that new ones are compared with: beside the target directory, so that cleaning it leaves them.
fn baseline(workspace: &Workspace) -> PathBuf {
    let name = workspace.target.file_name().unwrap_or_default();
    workspace
        .target
        .with_file_name(format!("{}-looks", name.to_string_lossy()))
}

/// Makes the present pictures the baseline.
pub fn accept(workspace: &Workspace) -> Result<()> {
    let (shots, baseline) = (kept(workspace).join("shots"), baseline(workspace));
    ensure!(
        shots.is_dir(),
        "there are no pictures yet: cargo verify looks"
    );
    if baseline.exists() {
        std::fs::remove_dir_all(&baseline)?;
    }
    std::fs::create_dir_all(&baseline)?;
    let mut count = 0;
    for entry in std::fs::read_dir(shots)? {
        let entry = entry?;
        std::fs::copy(entry.path(), baseline.join(entry.file_name()))?;
        count += 1;
    }
    eprintln!(
        "looks: {count} pictures are the baseline, {}",
        baseline.display()
    );
    Ok(())
}
