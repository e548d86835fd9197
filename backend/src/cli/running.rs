//! Whether a server runs over a data folder: it holds a lock on a file there as long as it lives, which the system lets go of when it
//! ends, however it ends. Several servers may share a folder; whoever replaces the data must be alone.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::backup::embedded;
use crate::config::DataArgs;

const FILE: &str = "lock";

/// Held as long as it lives.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "the lock ends with the file")] File);

/// What stands beside a database while a backup is laid in its place.
#[must_use]
pub fn mark(live: &Path) -> PathBuf {
    PathBuf::from(format!("{}.restoring", live.display()))
}

/// As a server among others. The data folder is there already.
///
/// # Errors
/// When the data are being replaced, or that was broken off.
pub fn as_server(args: &DataArgs) -> anyhow::Result<Held> {
    let file = open(args)?;
    match file.try_lock_shared() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            bail!("the data in {} are being replaced", args.data.display())
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).context("cannot lock the data folder");
        }
    }
    if let Ok(live) = embedded(args) {
        ensure!(
            !mark(&live).exists(),
            "a restore of {} was broken off: run it again (fotfaste restore)",
            live.display()
        );
    }
    Ok(Held(file))
}

/// As the only one.
///
/// # Errors
/// When a server runs over these data.
pub fn alone(args: &DataArgs) -> anyhow::Result<Held> {
    let file = open(args)?;
    match file.try_lock() {
        Ok(()) => Ok(Held(file)),
        Err(TryLockError::WouldBlock) => {
            bail!("a server runs over {}: stop it first", args.data.display())
        }
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data folder"),
    }
}

fn open(args: &DataArgs) -> anyhow::Result<File> {
    let path = args.data.join(FILE);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path);
    file.with_context(|| format!("cannot open {}", path.display()))
}
