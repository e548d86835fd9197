//! Every screen under accessibility engines that nobody here wrote.
//!
//! They come from npm, pinned, once, into the user's cache folder: neither the checkout nor the product has anything of them.
//! `FOTFASTE_LOOKS` names another folder of `node_modules`.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Result;

use super::{Outcome, browser, run_shown, tools};
use crate::cargo;
use crate::site::{self, Flavour};
use crate::workspace::Workspace;

const VARIABLE: &str = "FOTFASTE_LOOKS";
const PACKAGES: [&str; 2] = ["axe-core@4.14.1", "accessibility-checker-engine@4.0.34"];
const FILES: [&str; 2] = ["axe-core/axe.min.js", "accessibility-checker-engine/ace.js"];

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    if let Some(missing) = browser::missing()? {
        return Ok(Outcome::Skipped(missing));
    }
    let Some(modules) = find() else {
        return Ok(Outcome::Skipped(format!(
            "{} cannot be installed; it needs npm and its registry",
            PACKAGES.join(" and ")
        )));
    };
    site::build(workspace, Flavour::Release)?;
    cargo::build(workspace, &["--package", "backend", "--bin", "fotfaste"])?;
    run_shown(
        cargo::command(workspace)
            .args([
                "test",
                "--package",
                "tests",
                "--test",
                "looks",
                "--",
                "--nocapture",
            ])
            .env("FOTFASTE_PROGRAM", workspace.program())
            .env(VARIABLE, modules),
    )?;
    Ok(Outcome::Passed)
}

fn find() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os(VARIABLE) {
        return Some(PathBuf::from(folder));
    }
    let folder = tools::cache()?.join(format!(
        "looks-{}",
        PACKAGES.join("-").replace(['@', '/'], "_")
    ));
    let modules = folder.join("node_modules");
    let is_there = || FILES.iter().all(|file| modules.join(file).is_file());
    if is_there() {
        return Some(modules);
    }
    eprintln!("installing {}, once", PACKAGES.join(" and "));
    let install = Command::new("npm")
        .args([
            "install",
            "--silent",
            "--no-fund",
            "--no-audit",
            "--ignore-scripts",
            "--prefix",
        ])
        .arg(&folder)
        .args(PACKAGES)
        .stdout(Stdio::null())
        .status();
    (install.is_ok_and(|status| status.success()) && is_there()).then_some(modules)
}
