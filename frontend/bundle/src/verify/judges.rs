//! Lighthouse over the main screens, and csp_evaluator over the content policy. They run in node.

use std::process::Command;

use anyhow::Result;

use super::npm::Packages;
use super::{Outcome, browser, run_shown};
use crate::cargo;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

const JUDGES: Packages = Packages {
    variable: "FOTFASTE_JUDGES",
    name: "judges",
    packages: &[
        "lighthouse@12.8.2",
        "puppeteer-core@24.17.1",
        "csp_evaluator@1.1.8",
    ],
    files: &[
        "lighthouse/package.json",
        "puppeteer-core/package.json",
        "csp_evaluator/package.json",
    ],
};
const NODE_MIN: u32 = 20;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    if let Some(missing) = browser::missing()? {
        return Ok(Outcome::Skipped(missing));
    }
    if node().is_none_or(|version| version < NODE_MIN) {
        return Ok(Outcome::Skipped(format!("no node {NODE_MIN} or later")));
    }
    let modules = match JUDGES.find() {
        Ok(modules) => modules,
        Err(missing) => return Ok(Outcome::Skipped(missing)),
    };
    site::build(workspace, Flavour::Release)?;
    cargo::build(workspace, &["--package", "backend", "--bin", "fotfaste"])?;
    run_shown(
        cargo::command(workspace)
            .args(["test", "--package", "tests", "--test", "judges"])
            .args(["--", "--nocapture"])
            .env("FOTFASTE_PROGRAM", workspace.program())
            .env(JUDGES.variable, modules),
    )?;
    Ok(Outcome::Passed)
}

fn node() -> Option<u32> {
    let output = Command::new("node").arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.trim()
        .strip_prefix('v')?
        .split('.')
        .next()?
        .parse()
        .ok()
}
