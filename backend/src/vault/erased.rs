//! Who was erased, kept outside the database: a backup that is brought back holds the keys of people who were erased after it was
//! made, and this says that they are not to be used. Hashes of authority and person with the instant, in the file `erased` beside
//! the key; lines are only ever added to it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::VaultError;
use crate::store::TenantId;

type Name = String;

/// What a line ends with that was written whole.
const END: &str = " .";

/// The list, shared by all clones of a vault.
#[derive(Clone, Default)]
pub(super) struct Erased {
    file: Option<Arc<PathBuf>>,
    known: Arc<Mutex<BTreeMap<Name, i64>>>,
}

impl Erased {
    /// Reads the file; none means nobody. A line that was not written to its end is nobody: the erasure that began it was not kept
    /// either.
    pub fn open(path: &Path) -> Result<Self, VaultError> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error.into()),
        };
        let whole = text.lines().filter_map(|line| line.strip_suffix(END));
        let known: Option<BTreeMap<Name, i64>> = whole.map(entry).collect();
        Ok(Self {
            file: Some(Arc::new(path.to_owned())),
            known: Arc::new(Mutex::new(known.ok_or(VaultError::ErasedFile)?)),
        })
    }

    /// Since when a person is erased.
    pub fn at(&self, tenant: TenantId, person: Uuid) -> Option<i64> {
        let known = self.known();
        // Nearly always, and a hash less for each value that is opened.
        if known.is_empty() {
            return None;
        }
        known.get(&name(tenant, person)).copied()
    }

    /// Whether anybody is.
    pub fn is_empty(&self) -> bool {
        self.known().is_empty()
    }

    /// Notes it on the disk before anything else is done about it.
    pub fn add(&self, tenant: TenantId, person: Uuid, at: i64) -> Result<(), VaultError> {
        let mut known = self.known();
        let name = name(tenant, person);
        if known.contains_key(&name) {
            return Ok(());
        }
        if let Some(path) = &self.file {
            append(path, &name, at)?;
        }
        known.insert(name, at);
        Ok(())
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Name, i64>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn append(path: &Path, name: &str, at: i64) -> Result<(), VaultError> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    // The line begins anew, whatever a sudden stop has left of the one before.
    file.write_all(format!("\n{name} {at}{END}\n").as_bytes())?;
    file.sync_all()?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn name(tenant: TenantId, person: Uuid) -> Name {
    let tenant = tenant.uuid();
    let hash = Sha256::new_with_prefix(b"fotfaste erased person")
        .chain_update(tenant.as_bytes())
        .chain_update(person.as_bytes());
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

fn entry(line: &str) -> Option<(Name, i64)> {
    let (name, at) = line.split_once(' ')?;
    let is_name = name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
    is_name.then_some((name.to_owned(), at.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(n: u128) -> (TenantId, Uuid) {
        (Uuid::from_u128(1).into(), Uuid::from_u128(n))
    }

    #[test]
    fn who_was_erased_is_known_after_the_next_start_and_a_torn_line_is_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erased");
        let (tenant, one) = ids(2);
        let first = Erased::open(&path).unwrap();
        assert!(first.is_empty());
        first.add(tenant, one, 7).unwrap();
        first.add(tenant, one, 8).unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(&name(tenant, ids(3).1).as_bytes()[..30])
            .unwrap();
        let second = Erased::open(&path).unwrap();
        assert_eq!(second.at(tenant, one), Some(7));
        assert_eq!(second.at(tenant, ids(3).1), None);
        second.add(tenant, ids(4).1, 9).unwrap();
        assert_eq!(Erased::open(&path).unwrap().at(tenant, ids(4).1), Some(9));
        let told = fs::read_to_string(&path).unwrap();
        assert!(!told.contains(&one.to_string()), "ids are hashed");
        fs::write(&path, told.replacen('7', "x", 1)).unwrap();
        assert!(
            matches!(Erased::open(&path), Err(VaultError::ErasedFile)),
            "a line that is whole and does not read is told: somebody would come back"
        );
    }

    #[test]
    fn lines_that_were_added_by_two_programs_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erased");
        let (tenant, _) = ids(1);
        let (one, two) = (Erased::open(&path).unwrap(), Erased::open(&path).unwrap());
        one.add(tenant, ids(2).1, 7).unwrap();
        two.add(tenant, ids(3).1, 8).unwrap();
        let all = Erased::open(&path).unwrap();
        assert_eq!(all.at(tenant, ids(2).1), Some(7));
        assert_eq!(all.at(tenant, ids(3).1), Some(8));
    }
}
