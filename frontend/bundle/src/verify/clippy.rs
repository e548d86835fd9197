//! No warning: all crates for this machine, and what the browser runs for wasm32 too.

use anyhow::Result;

use super::{Outcome, cargo};
use crate::cargo::{WASM, ensure_wasm_target};
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<Outcome> {
    cargo(
        workspace,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
    )?;
    ensure_wasm_target(workspace)?;
    let browser = [
        "clippy",
        "--package",
        "shared",
        "--package",
        "frontend",
        "--package",
        "app",
        "--lib",
        "--target",
        WASM,
    ];
    cargo(
        workspace,
        &[&browser[..], &["--", "-D", "warnings"]].concat(),
    )?;
    Ok(Outcome::Passed)
}
