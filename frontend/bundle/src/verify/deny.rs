//! Licences, sources and bans of all dependencies; known weaknesses where their database can be had.
//!
//! cargo-deny is built once, into cargo's own folder; `FOTFASTE_CARGO_DENY` names another one.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::{Outcome, run_shown};
use crate::cargo;
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let program = find(workspace)?;
    let mut check = Command::new(&program);
    run_shown(
        check
            .current_dir(&workspace.root)
            .args(["check", "bans", "licenses", "sources"]),
    )?;
    let mut fetch = Command::new(&program);
    let fetched = fetch
        .current_dir(&workspace.root)
        .args(["fetch", "db"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    if fetched.success() {
        run_shown(Command::new(&program).current_dir(&workspace.root).args([
            "check",
            "--disable-fetch",
            "advisories",
        ]))?;
    } else {
        eprintln!("advisories: not checked, their database cannot be fetched from here");
    }
    Ok(Outcome::Passed)
}

fn find(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(program) = std::env::var_os("FOTFASTE_CARGO_DENY") {
        return Ok(PathBuf::from(program));
    }
    let installed = Command::new("cargo-deny")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if installed.is_ok_and(|status| status.success()) {
        return Ok(PathBuf::from("cargo-deny"));
    }
    let folder = workspace.target.join("tools");
    let program = folder
        .join("bin")
        .join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    if !program.is_file() {
        eprintln!("deny: building cargo-deny, once");
        let mut install = cargo::command(workspace);
        install
            // Unoptimised: it runs for seconds and takes minutes to build.
            .args(["install", "--debug", "--locked", "cargo-deny", "--root"])
            .arg(&folder);
        install.env("CARGO_TARGET_DIR", folder.join("target"));
        run_shown(&mut install).context("cargo-deny cannot be built")?;
    }
    ensure!(program.is_file(), "cargo-deny was not installed");
    Ok(program)
}
