//! Personal data sealed in the store open at their own place only.

use crate::*;
use backend::store::{PersonKey, write};
use backend::vault::{Opened, Place, Vault, VaultError, plain};
use std::os::unix::fs::PermissionsExt;

fn vault(key: u8) -> Vault {
    // Numbers that never repeat are all that is needed here, and a failing test repeats itself.
    let count = std::sync::atomic::AtomicU64::new(1);
    Vault::with_random([key; 32], move |bytes| {
        let n = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        bytes.fill(0);
        bytes[..8].copy_from_slice(&n.to_le_bytes());
        Ok(())
    })
}

const HERE: Place<'static> = Place::Audit { seq: 4 };

async fn seal(store: &dyn Store, vault: &Vault, person: u128) -> Result<Vec<u8>, VaultError> {
    let vault = vault.clone();
    write(store, move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            vault
                .seal(tx, ours(), id(person), &HERE, "Åsa Ek".as_bytes())
                .await
        })
    })
    .await
}

async fn unseal(
    store: &dyn Store,
    vault: &Vault,
    person: u128,
    place: Place<'static>,
    stored: &[u8],
) -> Result<Opened, VaultError> {
    let (vault, stored) = (vault.clone(), stored.to_vec());
    backend::store::read(store, move |tx| {
        let (vault, stored) = (vault.clone(), stored.clone());
        Box::pin(async move {
            vault
                .unseal(tx, ours(), Some(id(person)), &place, &stored)
                .await
        })
    })
    .await
}

contract! {
    async fn what_is_sealed_opens_at_its_place_only(store) {
        let vault = vault(1);
        let sealed = seal(&*store, &vault, 7).await.unwrap();
        assert_eq!(sealed[0], 1);
        assert!(!sealed.windows(3).any(|bytes| bytes == b" Ek"));
        let opened = unseal(&*store, &vault, 7, HERE, &sealed).await.unwrap();
        assert_eq!(opened, Opened::Bytes("Åsa Ek".into()));
        let twice = seal(&*store, &vault, 7).await.unwrap();
        assert_ne!(twice, sealed);
        seal(&*store, &vault, 8).await.unwrap();
        for (person, place) in [
            (8, HERE),
            (9, HERE),
            (7, Place::Audit { seq: 5 }),
            (7, Place::Intake { replica: id(0), cmd_no: 4 }),
            (7, Place::Entity { kind: "candidate", id: id(4) }),
        ] {
            let moved = unseal(&*store, &vault, person, place, &sealed).await;
            assert!(matches!(moved, Err(VaultError::Damaged)), "{person} {place:?} {moved:?}");
        }
        for n in 1..sealed.len() {
            let mut changed = sealed.clone();
            changed[n] ^= 1;
            assert!(unseal(&*store, &vault, 7, HERE, &changed).await.is_err(), "byte {n}");
            assert!(unseal(&*store, &vault, 7, HERE, &sealed[..n]).await.is_err(), "cut at {n}");
        }
        assert!(unseal(&*store, &vault, 7, HERE, &[]).await.is_err());
        assert!(unseal(&*store, &vault, 7, HERE, &[2, 1]).await.is_err());
    }

    async fn a_persons_key_is_kept_only_wrapped_and_made_once(store) {
        let vault = vault(1);
        seal(&*store, &vault, 7).await.unwrap();
        let key = look!(store, tx => tx.person_key(ours(), id(7)).await?).unwrap();
        let Some(PersonKey::Wrapped(wrapped)) = &key else { panic!("{key:?}") };
        assert_eq!(wrapped.len(), 1 + 12 + 32 + 16);
        seal(&*store, &vault, 7).await.unwrap();
        assert_eq!(look!(store, tx => tx.person_key(ours(), id(7)).await?).unwrap(), key);
        let sealed = seal(&*store, &vault, 7).await.unwrap();
        let stranger = unseal(&*store, &super::vault(2), 7, HERE, &sealed).await;
        assert!(matches!(stranger, Err(VaultError::Damaged)), "{stranger:?}");
    }

    async fn an_erased_person_reads_as_erased_and_gets_nothing_new(store) {
        let vault = vault(1);
        let sealed = seal(&*store, &vault, 7).await.unwrap();
        change!(store, tx => tx.erase_person_key(ours(), id(7), 99).await?).unwrap();
        let opened = unseal(&*store, &vault, 7, HERE, &sealed).await.unwrap();
        assert_eq!(opened, Opened::Erased { at: 99 });
        let more = seal(&*store, &vault, 7).await;
        assert!(matches!(more, Err(VaultError::Erased { at: 99 })), "{more:?}");
    }

    async fn persons_are_those_who_have_a_key_page_by_page(store) {
        let vault = vault(1);
        for n in [3, 1, 2, 4] {
            seal(&*store, &vault, n).await.unwrap();
        }
        change!(store, tx => tx.erase_person_key(ours(), id(2), 99).await?).unwrap();
        let pages = look!(store, tx => (
            tx.persons(ours(), None, 2).await?,
            tx.persons(ours(), Some(id(3)), 2).await?,
            tx.persons(theirs(), None, 9).await?,
            tx.persons(ours(), None, 0).await?,
        )).unwrap();
        assert_eq!(pages, (vec![id(1), id(3)], vec![id(4)], vec![], vec![]));
    }

    async fn a_plain_value_needs_no_key(store) {
        let opened = unseal(&*store, &vault(1), 7, HERE, &plain(b"{}")).await.unwrap();
        assert_eq!(opened, Opened::Bytes(b"{}".to_vec()));
    }

    async fn a_database_keeps_to_its_first_key(store) {
        vault(1).bind(&*store).await.unwrap();
        vault(1).bind(&*store).await.unwrap();
        let other = vault(2).bind(&*store).await;
        assert!(matches!(other, Err(VaultError::WrongKey)), "{other:?}");
    }
}

#[tokio::test]
async fn the_key_file_is_the_owners_alone_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    let store = memory().await;
    let first = Vault::open(folder.path()).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes.len(), 32);
    assert!(bytes.iter().any(|byte| *byte != 0));
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let sealed = seal(&*store, &first, 7).await.unwrap();
    let again = Vault::open(folder.path()).unwrap();
    let opened = unseal(&*store, &again, 7, HERE, &sealed).await.unwrap();
    assert_eq!(opened, Opened::Bytes("Åsa Ek".into()));
}

#[test]
fn a_key_file_that_others_read_or_that_is_cut_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    Vault::open(folder.path()).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    assert!(matches!(
        Vault::open(folder.path()).map(|_| ()),
        Err(VaultError::KeyFileOpen)
    ));
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::write(&path, [1; 31]).unwrap();
    assert!(matches!(
        Vault::open(folder.path()).map(|_| ()),
        Err(VaultError::KeyFile)
    ));
}

#[tokio::test]
async fn two_that_start_at_once_agree_on_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let vaults: Vec<_> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| Vault::open(folder.path()).unwrap()))
            .collect();
        starts
            .into_iter()
            .map(|start| start.join().unwrap())
            .collect()
    });
    let store = memory().await;
    for vault in vaults {
        vault.bind(&*store).await.unwrap();
    }
}
