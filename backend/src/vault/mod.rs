//! Personal data at rest: a random AES-256-GCM key a person, wrapped under the master key of the data folder. Destroying
//! a person's key makes their rows unreadable everywhere at once, so a row that cannot be read for that reason is an ordinary
//! outcome ([`Opened::Erased`]) and not an error. A backup from before still holds the key; that it is not to be used any more is
//! kept outside the database (`erased`).
//!
//! Every stored value starts with a format byte: 0 is plain, 1 is `nonce (12) | ciphertext | tag (16)`. What is sealed
//! is bound to tenant, person and place, so a value copied to another row does not open.

mod erased;
mod key_file;

use self::erased::Erased;

use crate::store::{PersonKey, Store, StoreError, TenantId, Tx, write};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::sync::Arc;
use thiserror::Error;
use uuid::Uuid;

const PLAIN: u8 = 0;
const SEALED: u8 = 1;
const NONCE_LENGTH: usize = 12;
const META_KEY: &str = "vault_key_id";

/// A key cannot be had or a value cannot be read.
#[derive(Debug, Error)]
pub enum VaultError {
    /// The person's key is destroyed: nothing more can be sealed for them.
    #[error("person erased")]
    Erased { at: i64 },
    /// The database was sealed under another master key.
    #[error("key file of another database")]
    WrongKey,
    /// The key file is not 32 bytes.
    #[error("key file damaged")]
    KeyFile,
    /// The list of those who were erased does not read.
    #[error("file of erased persons damaged")]
    ErasedFile,
    /// Others than the owner may read the key file.
    #[error("key file open to others")]
    KeyFileOpen,
    /// The value has no format that this build knows.
    #[error("unknown format")]
    Format,
    /// The value was changed, moved, or sealed under another key.
    #[error("sealed value damaged")]
    Damaged,
    #[error("key file")]
    Io(#[from] std::io::Error),
    #[error("random numbers")]
    Random(#[source] getrandom::Error),
    #[error("store")]
    Store(#[from] StoreError),
}

/// Where a sealed value lies; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'p> {
    Entity { kind: &'p str, id: Uuid },
    Intake { replica: Uuid, cmd_no: i64 },
    Audit { seq: i64 },
    Pin { user: Uuid },
    Feedback,
}

/// What a stored value turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    Bytes(Vec<u8>),
    /// The person's key was destroyed at this instant (UTC milliseconds).
    Erased {
        at: i64,
    },
}

type Fill = dyn Fn(&mut [u8]) -> Result<(), getrandom::Error> + Send + Sync;

/// Seals and opens. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    master: Aes256Gcm,
    key_id: String,
    fill: Arc<Fill>,
    erased: Erased,
}

impl Vault {
    /// Reads `<data>/key`, or makes it (mode 0600) where there is none.
    pub fn open(data: &Path) -> Result<Self, VaultError> {
        let fill: Arc<Fill> = Arc::new(getrandom::fill);
        let master = key_file::read_or_make(&data.join("key"), &*fill)?;
        let erased = Erased::open(&data.join("erased"))?;
        Ok(Self {
            erased,
            ..Self::new(master, fill)
        })
    }

    /// A vault with its own source of random numbers, for a simulation that must repeat itself.
    pub fn with_random(
        master: [u8; 32],
        fill: impl Fn(&mut [u8]) -> Result<(), getrandom::Error> + Send + Sync + 'static,
    ) -> Self {
        Self::new(master, Arc::new(fill))
    }

    fn new(master: [u8; 32], fill: Arc<Fill>) -> Self {
        let id = Sha256::new_with_prefix(b"fotfaste master key").chain_update(master);
        Self {
            master: Aes256Gcm::new(&master.into()),
            key_id: id.finalize().iter().map(|b| format!("{b:02x}")).collect(),
            fill,
            erased: Erased::default(),
        }
    }

    /// Ties the database to this key on first use, and refuses one that is tied to another: a lost key file must stop
    /// the server instead of being replaced in silence.
    pub async fn bind(&self, store: &dyn Store) -> Result<(), VaultError> {
        let key_id = self.key_id.clone();
        write(store, move |tx| {
            let key_id = key_id.clone();
            Box::pin(async move {
                match tx.meta_get(META_KEY).await? {
                    Some(known) if known == key_id => Ok(()),
                    Some(_) => Err(VaultError::WrongKey),
                    None => Ok(tx.meta_put(META_KEY, &key_id).await?),
                }
            })
        })
        .await
    }

    /// Seals under the person's key, which is made on first use (so the first one needs a write job).
    pub async fn seal(
        &self,
        tx: &mut dyn Tx,
        tenant: TenantId,
        person: Uuid,
        place: &Place<'_>,
        plain: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        if let Some(at) = self.erased.at(tenant, person) {
            return Err(VaultError::Erased { at });
        }
        let key = match tx.person_key(tenant, person).await? {
            Some(PersonKey::Erased { at }) => return Err(VaultError::Erased { at }),
            Some(PersonKey::Wrapped(wrapped)) => self.unwrap_key(tenant, person, &wrapped)?,
            None => {
                let mut bytes = [0; 32];
                self.random(&mut bytes)?;
                let aad = key_aad(tenant, person);
                let wrapped = self.encrypt(&self.master, &aad, &bytes)?;
                tx.put_person_key(tenant, person, &wrapped).await?;
                Aes256Gcm::new(&bytes.into())
            }
        };
        self.encrypt(&key, &place_aad(tenant, person, place), plain)
    }

    /// Opens a value of either format. A plain one needs no person.
    pub async fn unseal(
        &self,
        tx: &mut dyn Tx,
        tenant: TenantId,
        person: Option<Uuid>,
        place: &Place<'_>,
        stored: &[u8],
    ) -> Result<Opened, VaultError> {
        let is_sealed = stored.first() != Some(&PLAIN);
        if let Some(at) = person.and_then(|person| self.erased.at(tenant, person))
            && is_sealed
        {
            return Ok(Opened::Erased { at });
        }
        self.unseal_once_more(tx, tenant, person, place, stored)
            .await
    }

    /// The same, of a person too who is on the list of the erased and whose key is still there: for the erasure itself, which a stop
    /// has broken off or a restored backup has undone.
    pub(crate) async fn unseal_once_more(
        &self,
        tx: &mut dyn Tx,
        tenant: TenantId,
        person: Option<Uuid>,
        place: &Place<'_>,
        stored: &[u8],
    ) -> Result<Opened, VaultError> {
        if let Some((&PLAIN, plain)) = stored.split_first() {
            return Ok(Opened::Bytes(plain.to_vec()));
        }
        let person = person.ok_or(VaultError::Damaged)?;
        match tx.person_key(tenant, person).await? {
            Some(PersonKey::Erased { at }) => Ok(Opened::Erased { at }),
            Some(PersonKey::Wrapped(wrapped)) => {
                let key = self.unwrap_key(tenant, person, &wrapped)?;
                decrypt(&key, &place_aad(tenant, person, place), stored).map(Opened::Bytes)
            }
            None => Err(VaultError::Damaged),
        }
    }

    /// Notes that a person is erased, on the disk and before their key is destroyed: nothing of them is opened any more.
    pub(crate) fn note_erased(
        &self,
        tenant: TenantId,
        person: Uuid,
        at: i64,
    ) -> Result<(), VaultError> {
        self.erased.add(tenant, person, at)
    }

    /// Since when a person is on the list of the erased.
    pub(crate) fn erased_at(&self, tenant: TenantId, person: Uuid) -> Option<i64> {
        self.erased.at(tenant, person)
    }

    /// Whether that list is empty.
    pub(crate) fn has_erased_nobody(&self) -> bool {
        self.erased.is_empty()
    }

    fn unwrap_key(
        &self,
        tenant: TenantId,
        person: Uuid,
        wrapped: &[u8],
    ) -> Result<Aes256Gcm, VaultError> {
        let bytes = decrypt(&self.master, &key_aad(tenant, person), wrapped)?;
        Aes256Gcm::new_from_slice(&bytes)
            .ok()
            .ok_or(VaultError::Damaged)
    }

    fn encrypt(&self, key: &Aes256Gcm, aad: &[u8], msg: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut nonce = [0; NONCE_LENGTH];
        self.random(&mut nonce)?;
        let sealed = key
            .encrypt(&nonce.into(), Payload { msg, aad })
            .ok()
            .ok_or(VaultError::Damaged)?;
        Ok([&[SEALED][..], &nonce, &sealed].concat())
    }

    fn random(&self, bytes: &mut [u8]) -> Result<(), VaultError> {
        (self.fill)(bytes).map_err(VaultError::Random)
    }
}

/// A value without personal data, in the stored form.
pub fn plain(bytes: &[u8]) -> Vec<u8> {
    [&[PLAIN][..], bytes].concat()
}

fn decrypt(key: &Aes256Gcm, aad: &[u8], stored: &[u8]) -> Result<Vec<u8>, VaultError> {
    let Some((&SEALED, rest)) = stored.split_first() else {
        return Err(VaultError::Format);
    };
    let Some((nonce, msg)) = rest.split_first_chunk::<NONCE_LENGTH>() else {
        return Err(VaultError::Damaged);
    };
    key.decrypt(&(*nonce).into(), Payload { msg, aad })
        .ok()
        .ok_or(VaultError::Damaged)
}

fn key_aad(tenant: TenantId, person: Uuid) -> Vec<u8> {
    aad(tenant, person, "person_key", &[])
}

fn place_aad(tenant: TenantId, person: Uuid, place: &Place<'_>) -> Vec<u8> {
    match place {
        Place::Entity { kind, id } => {
            aad(tenant, person, "entity", &[kind.as_bytes(), id.as_bytes()])
        }
        Place::Intake { replica, cmd_no } => aad(
            tenant,
            person,
            "intake",
            &[replica.as_bytes(), &cmd_no.to_be_bytes()],
        ),
        Place::Audit { seq } => aad(tenant, person, "audit", &[&seq.to_be_bytes()]),
        Place::Pin { user } => aad(tenant, person, "pin", &[user.as_bytes()]),
        // Its own id is whose key it lies under.
        Place::Feedback => aad(tenant, person, "feedback", &[]),
    }
}

/// Every part with its length before it, so that two places never give the same bytes.
fn aad(tenant: TenantId, person: Uuid, table: &str, key: &[&[u8]]) -> Vec<u8> {
    let tenant = tenant.uuid();
    let head: [&[u8]; 3] = [tenant.as_bytes(), person.as_bytes(), table.as_bytes()];
    let mut bytes = Vec::new();
    for part in head.iter().chain(key) {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}
