//! The master key's file. It is made aside and linked into place, so that two processes that start at once agree on one
//! key and a crash never leaves half of one.

use super::{Fill, VaultError};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

pub(super) fn read_or_make(path: &Path, fill: &Fill) -> Result<[u8; 32], VaultError> {
    match read(path) {
        Err(VaultError::Io(error)) if error.kind() == ErrorKind::NotFound => {
            make(path, fill)?;
            read(path)
        }
        done => done,
    }
}

fn read(path: &Path) -> Result<[u8; 32], VaultError> {
    let mut file = File::open(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            return Err(VaultError::KeyFileOpen);
        }
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    <[u8; 32]>::try_from(bytes.as_slice())
        .ok()
        .ok_or(VaultError::KeyFile)
}

fn make(path: &Path, fill: &Fill) -> Result<(), VaultError> {
    let mut key = [0; 32];
    fill(&mut key).map_err(VaultError::Random)?;
    let mut mark = [0; 8];
    fill(&mut mark).map_err(VaultError::Random)?;
    let aside = path.with_extension(format!("new-{:016x}", u64::from_be_bytes(mark)));
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    file.write_all(&key)?;
    file.sync_all()?;
    let linked = fs::hard_link(&aside, path);
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        Ok(()) | Err(_) => {}
    }
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
