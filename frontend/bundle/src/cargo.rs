//! Cargo called from within `cargo run`.
//!
//! The outer cargo describes the build tool's own package in the environment. Left there, build scripts that read such
//! variables would see other values than under a plain `cargo build` and everything would be built twice: they are taken out.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// The wasm target that browsers run.
pub const WASM: &str = "wasm32-unknown-unknown";

const OF_THE_OUTER_CARGO: [&str; 6] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_CFG_",
];

/// A cargo command in the workspace, without the outer cargo's variables.
#[must_use]
pub fn command(workspace: &Workspace) -> Command {
    let mut command = Command::new("cargo");
    command
        .current_dir(&workspace.root)
        .env("CARGO_TARGET_DIR", &workspace.target);
    for (name, _) in std::env::vars_os() {
        let of_outer = name.to_str().is_some_and(|name| {
            OF_THE_OUTER_CARGO
                .iter()
                .any(|prefix| name.starts_with(prefix))
        });
        if of_outer || name == "CARGO" || name == "OUT_DIR" {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs `cargo build` with `arguments`; cargo shows its own progress.
pub fn build(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    let status = command(workspace).arg("build").args(arguments).status()?;
    if !status.success() {
        bail!("cargo build {} failed", arguments.join(" "));
    }
    Ok(())
}

/// Adds the wasm target where rustup has not got it: rustup does so by itself only where auto-install is on.
pub fn ensure_wasm_target(workspace: &Workspace) -> Result<()> {
    let output = Command::new("rustc")
        .current_dir(&workspace.root)
        .args(["--print", "target-libdir", "--target", WASM])
        .output()
        .context("rustc does not start")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && std::path::Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    eprintln!("site: adding the target {WASM}");
    let status = Command::new("rustup")
        .current_dir(&workspace.root)
        .args(["target", "add", WASM])
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!("rustup target add {WASM} failed"),
        Err(_) => bail!("the target {WASM} is missing and there is no rustup to add it"),
    }
}
