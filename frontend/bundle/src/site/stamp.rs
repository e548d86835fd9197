//! Is the site at hand still that of its inputs? A hash over them, kept beside the site.
//!
//! Cargo already knows whether the app has to be compiled again; this spares binding and compressing it, which take
//! longer than all the rest after a change of the backend alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Flavour;
use crate::workspace::Workspace;

/// The files beside the crate that become part of the site.
pub const FILES: [&str; 6] = [
    "index.html",
    "manifest.webmanifest",
    "boot.js",
    "theme.js",
    "service_worker.js",
    "service_worker_off.js",
];
/// The folders of such files.
pub const FOLDERS: [&str; 3] = ["styles", "icons", "locales"];

/// The hash of everything that the site is made of and by.
pub fn of(workspace: &Workspace, flavour: Flavour, compiled: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    hash.update(flavour.profile());
    let tool = fs::metadata(std::env::current_exe()?)?;
    hash.update(tool.len().to_le_bytes());
    hash.update(
        tool.modified()?
            .duration_since(UNIX_EPOCH)?
            .as_nanos()
            .to_le_bytes(),
    );
    add(&mut hash, compiled)?;
    for file in FILES {
        add(&mut hash, &workspace.frontend().join(file))?;
    }
    for folder in FOLDERS {
        for file in files_of(&workspace.frontend().join(folder))? {
            hash.update(file.file_name().unwrap_or_default().as_encoded_bytes());
            add(&mut hash, &file)?;
        }
    }
    Ok(super::assemble::hex(&hash.finalize()))
}

/// The files of `folder`, by name.
pub fn files_of(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("{} is missing", folder.display()))? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether the site was made from inputs of this hash.
#[must_use]
pub fn is_current(workspace: &Workspace, stamp: &str) -> bool {
    workspace.site().join("index.html").is_file()
        && fs::read_to_string(path(workspace)).is_ok_and(|kept| kept == stamp)
}

/// Remembers what the site was made from.
pub fn keep(workspace: &Workspace, stamp: &str) -> Result<()> {
    Ok(fs::write(path(workspace), stamp)?)
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.target.join("site.stamp")
}

fn add(hash: &mut Sha256, path: &Path) -> Result<()> {
    let bytes = fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    hash.update(bytes.len().to_le_bytes());
    hash.update(&bytes);
    Ok(())
}
