//! Cargo called from within `cargo run`.
//!
//! The outer cargo describes the build tool's own package in the environment. Left there, build scripts that read such
//! variables would see other values than under a plain `cargo build` and everything would be built twice: they are taken out.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// The wasm target that browsers run.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Flags beside those of `.cargo/config.toml`: cargo joins the two lists.
const SMALL: [&str; 6] = [
    "-Zbuild-std=std,panic_abort",
    "-Zbuild-std-features=optimize_for_size",
    "--config",
    "target.wasm32-unknown-unknown.rustflags=['-Zunstable-options','-Cpanic=immediate-abort']",
    "--config",
    "target.wasm32-unknown-unknown.rustflags=['-Zfmt-debug=none','-Zlocation-detail=none']",
];

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
    run(command(workspace), arguments)
}

/// As `build`, with the standard library compiled anew for size and without words for panics, which nobody reads in a release.
/// Surprising choice: the pinned compiler is told to take unstable options for this one build; where the library's source is not
/// to be had, the app is built with the library as it comes, and becomes larger.
pub fn build_small(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    if !has_library_source(workspace)? {
        eprintln!(
            "site: rust-src is missing and cannot be added; the app becomes a twentieth larger"
        );
        return build(workspace, arguments);
    }
    let mut command = command(workspace);
    command.env("RUSTC_BOOTSTRAP", "1");
    run(command, &[arguments, &SMALL].concat())
}

fn run(mut command: Command, arguments: &[&str]) -> Result<()> {
    let status = command.arg("build").args(arguments).status()?;
    if !status.success() {
        bail!("cargo build {} failed", arguments.join(" "));
    }
    Ok(())
}

/// Whether the source of the standard library is at hand; asks rustup for it once.
fn has_library_source(workspace: &Workspace) -> Result<bool> {
    let output = Command::new("rustc")
        .current_dir(&workspace.root)
        .args(["--print", "sysroot"])
        .output()
        .context("rustc does not start")?;
    let root = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let source = Path::new(&root).join("lib/rustlib/src/rust/library/std");
    if source.is_dir() {
        return Ok(true);
    }
    eprintln!("site: adding rust-src");
    let asked = Command::new("rustup")
        .current_dir(&workspace.root)
        .args(["component", "add", "rust-src"])
        .status();
    Ok(asked.is_ok_and(|status| status.success()) && source.is_dir())
}

/// Adds the wasm target where rustup has not got it: rustup does so by itself only where auto-install is on.
pub fn ensure_wasm_target(workspace: &Workspace) -> Result<()> {
    let output = Command::new("rustc")
        .current_dir(&workspace.root)
        .args(["--print", "target-libdir", "--target", WASM])
        .output()
        .context("rustc does not start")?;
    let folder = String::from_utf8_lossy(&output.stdout);
    if output.status.success() && Path::new(folder.trim()).is_dir() {
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
