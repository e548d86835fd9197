//! The program under test: built by cargo where the test lane has not said which one to take.
//!
//! `FOTFASTE_PROGRAM` names a finished program (the release one, say); without it `cargo build` and `cargo site --dev` run
//! once a test process, so a test started by hand never meets a stale server or page.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};

static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
static ROOT: OnceLock<PathBuf> = OnceLock::new();
static SITE: OnceLock<Result<(), String>> = OnceLock::new();

/// The path of `fotfaste`.
///
/// # Errors
/// When it cannot be built.
pub fn program() -> Result<PathBuf> {
    PROGRAM
        .get_or_init(|| build().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(anyhow::Error::msg)
}

/// Makes sure that the program has a site to serve.
///
/// # Errors
/// When it cannot be built.
pub fn site() -> Result<()> {
    SITE.get_or_init(|| build_site().map_err(|error| format!("{error:#}")))
        .clone()
        .map_err(anyhow::Error::msg)
}

/// The root of the checkout. Asked of cargo at run time first: a target directory that several checkouts share may hold this
/// crate as another one compiled it.
#[must_use]
pub fn root() -> &'static Path {
    ROOT.get_or_init(|| {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        package
            .parent()
            .map_or_else(|| PathBuf::from("."), Path::to_owned)
    })
}

fn build() -> Result<PathBuf> {
    if let Some(program) = std::env::var_os("FOTFASTE_PROGRAM") {
        return Ok(PathBuf::from(program));
    }
    cargo(&["build", "--package", "backend", "--bin", "fotfaste"])?;
    Ok(target()?
        .join("debug")
        .join(format!("fotfaste{}", std::env::consts::EXE_SUFFIX)))
}

fn build_site() -> Result<()> {
    if std::env::var_os("FOTFASTE_PROGRAM").is_some() {
        return Ok(());
    }
    cargo(&["site", "--dev"])
}

/// This test's own program lies in `<target>/<profile>/deps`.
fn target() -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let target = own
        .ancestors()
        .nth(3)
        .context("a test outside of a target directory")?;
    Ok(target.to_owned())
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("cargo");
    command
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target()?)
        .args(arguments);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO"
        {
            command.env_remove(&name);
        }
    }
    let output = command.output()?;
    ensure!(
        output.status.success(),
        "cargo {} failed:\n{}",
        arguments.join(" "),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// All files of a kind in a folder and those below it, in order.
///
/// # Errors
/// When one of them cannot be read.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|kind| kind == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
