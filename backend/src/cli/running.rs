//! Whether a server runs over some data: it holds a lock on a file beside them as long as it lives, which the system lets go of when it
//! ends, however it ends. Several may share the data; whoever replaces them must be alone.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::backup::embedded;
use crate::config::DataArgs;
use crate::store;

/// Held as long as it lives.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "the lock ends with the file")] File);

/// What stands beside a database while a backup is laid in its place.
#[must_use]
pub fn mark(live: &Path) -> PathBuf {
    PathBuf::from(format!("{}.restoring", live.display()))
}

/// As one among others: a server, or a backup beside it.
///
/// # Errors
/// When the data are being replaced, or that was broken off.
pub fn beside_others(args: &DataArgs) -> anyhow::Result<Held> {
    let file = open(args)?;
    match file.try_lock_shared() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            bail!("the data in {} are being replaced", args.data.display())
        }
        Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the data"),
    }
    is_whole(args)?;
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
        Err(TryLockError::Error(error)) => Err(error).context("cannot lock the data"),
    }
}

/// # Errors
/// When a restore was broken off: half of the old database may lie there.
pub fn is_whole(args: &DataArgs) -> anyhow::Result<()> {
    let live = embedded(args).ok();
    if let Some(live) = live.filter(|live| mark(live).exists()) {
        bail!(
            "a restore of {} was broken off: run it again (fotfaste restore)",
            live.display()
        );
    }
    Ok(())
}

/// The lock lies beside the database, wherever that is; beside the key for a database of another machine.
fn open(args: &DataArgs) -> anyhow::Result<File> {
    let path = match embedded(args) {
        Ok(live) => PathBuf::from(format!("{}.lock", live.display())),
        Err(_) => args.data.join("lock"),
    };
    let folder = path.parent().unwrap_or(&args.data);
    store::make_folder(folder)
        .with_context(|| format!("cannot make the data folder {}", folder.display()))?;
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    let file = options.open(&path);
    file.with_context(|| format!("cannot open {}", path.display()))
}
