//! The API as its own description tells it, tried by schemathesis as every role of the demo.
//!
//! The tool is Python: it is installed from PyPI once, into the user's cache folder, so that neither the checkout nor the
//! system has anything of it. `FOTFASTE_SCHEMATHESIS` names another one.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Result;

use super::{Outcome, run_shown, tools};
use crate::cargo;
use crate::workspace::Workspace;

const VARIABLE: &str = "FOTFASTE_SCHEMATHESIS";
const VERSION: &str = "4.32.5";

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    let Some(program) = find() else {
        return Ok(Outcome::Skipped(format!(
            "schemathesis {VERSION} cannot be installed; it needs python3 with venv, and PyPI"
        )));
    };
    cargo::build(workspace, &["--package", "backend", "--bin", "fotfaste"])?;
    run_shown(
        cargo::command(workspace)
            .args(["test", "--package", "tests", "--test", "schemathesis"])
            .env("FOTFASTE_PROGRAM", workspace.program())
            .env(VARIABLE, program),
    )?;
    Ok(Outcome::Passed)
}

fn find() -> Option<PathBuf> {
    if let Some(program) = std::env::var_os(VARIABLE) {
        return Some(PathBuf::from(program));
    }
    let folder = tools::cache()?.join(format!("schemathesis-{VERSION}"));
    let program = folder.join("bin/schemathesis");
    if works(&program) {
        return Some(program);
    }
    eprintln!("installing schemathesis {VERSION}, once");
    let is_made = Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&folder)
        .status();
    let package = format!("schemathesis=={VERSION}");
    let install = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        &package,
    ];
    let is_there = is_made.is_ok_and(|status| status.success())
        && Command::new(folder.join("bin/pip"))
            .args(install)
            .status()
            .is_ok_and(|status| status.success());
    (is_there && works(&program)).then_some(program)
}

fn works(program: &Path) -> bool {
    let version = Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success())
}
