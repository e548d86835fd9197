//! Who has used this device, so that the last one's copy opens without network and the sign-in screen can tell what waits.
use serde::{Deserialize, Serialize};
use shared::api::device::{OwnDevice, PinPerson};
use shared::id::{DeviceId, TenantId, UserId};
use shared::time::Millis;

use wasm_bindgen::JsValue;

use super::database_name;
use super::db::{Db, Durability, Key, StorageError};
use super::outbox::OutboxStore;

const ACCOUNTS: &str = "accounts";
const META: &str = "meta";
const CURRENT: &str = "current";
/// Who this tablet is, its key, and who leads its site.
const TABLET: &str = "tablet";
const TABLET_KEY: &str = "tablet-key";
const PEOPLE: &str = "people";

/// A user of this device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The authority.
    pub tenant: TenantId,
    /// The user.
    pub user: UserId,
    /// Own name, shown while there is no network.
    pub name: String,
    /// Name of the authority.
    pub authority: String,
    /// Until then the copy may be opened without the server.
    pub lease_until: Option<Millis>,
    /// Last whole checkpoint.
    pub last_sync: Option<Millis>,
    /// The shared tablet that it is; absent for a person.
    #[serde(default)]
    pub device: Option<OwnDevice>,
}

/// Whose device this is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Current {
    /// Nothing is kept of it.
    Unknown,
    /// The last one has signed out. A session that the server still knows (there was no network) is not taken up again.
    SignedOut,
    /// This one.
    Is(Account),
}

impl Account {
    /// The database of this user.
    #[must_use]
    pub fn database(&self) -> String {
        database_name(self.tenant, self.user)
    }
    /// Whether the copy may be opened without the server. Before the first pull there is nothing to hide.
    #[must_use]
    pub fn may_open(&self, now: Millis) -> bool {
        self.lease_until.is_none_or(|until| now < until)
    }
}

/// The device's list.
#[derive(Clone)]
pub struct Accounts {
    db: Db,
}

impl Default for Accounts {
    fn default() -> Self {
        Self {
            db: Db::new("fotfaste-device", &[ACCOUNTS, META]),
        }
    }
}

impl Accounts {
    /// Who signed in last and has not signed out.
    pub async fn current(&self) -> Result<Current, StorageError> {
        self.db
            .read(async |stores| {
                let kept = stores
                    .get::<Option<String>>(META, &Key::name(CURRENT))
                    .await?;
                let name = match kept {
                    None => return Ok(Current::Unknown),
                    Some(None) => return Ok(Current::SignedOut),
                    Some(Some(name)) => name,
                };
                let account = stores.get(ACCOUNTS, &Key::name(name)).await?;
                Ok(account.map_or(Current::Unknown, Current::Is))
            })
            .await
    }

    /// This user has signed in. The lease of an earlier visit stays.
    pub async fn signed_in(&self, account: &Account) -> Result<Account, StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                let key = Key::name(account.database());
                let before: Option<Account> = stores.get(ACCOUNTS, &key).await?;
                let mut account = account.clone();
                if let Some(before) = before {
                    (account.lease_until, account.last_sync) =
                        (before.lease_until, before.last_sync);
                }
                stores.put(ACCOUNTS, &key, &account)?;
                stores.put(META, &Key::name(CURRENT), &Some(account.database()))?;
                Ok(account)
            })
            .await
    }

    /// Nobody is signed in. The list, and what waits, stay.
    pub async fn signed_out(&self) -> Result<(), StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                stores.put(META, &Key::name(CURRENT), &None::<String>)
            })
            .await
    }

    /// Who is signed in is for the server to say.
    pub async fn unknown(&self) -> Result<(), StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                stores.delete(META, &Key::name(CURRENT))
            })
            .await
    }

    /// The server has answered and lengthened the lease.
    pub async fn contact(
        &self,
        database: &str,
        now: Millis,
        lease_until: Millis,
    ) -> Result<(), StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                let key = Key::name(database);
                if let Some(mut account) = stores.get::<Account>(ACCOUNTS, &key).await? {
                    (account.last_sync, account.lease_until) = (Some(now), Some(lease_until));
                    stores.put(ACCOUNTS, &key, &account)?;
                }
                Ok(())
            })
            .await
    }

    /// This device is a shared tablet from now on, with this key.
    pub async fn keep_tablet(&self, device: DeviceId, key: &JsValue) -> Result<(), StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                stores.put(META, &Key::name(TABLET), &device)?;
                stores.put_own(META, &Key::name(TABLET_KEY), key)
            })
            .await
    }

    /// Which shared tablet this is, with its key; nothing for a person's own device.
    pub async fn tablet(&self) -> Result<Option<(DeviceId, JsValue)>, StorageError> {
        self.db
            .read(async |stores| {
                let device = stores.get(META, &Key::name(TABLET)).await?;
                let key = stores.get_own(META, &Key::name(TABLET_KEY)).await?;
                Ok(device.map(|device| (device, key)))
            })
            .await
    }

    /// Keeps who leads the tablet's site and how their PINs are checked, for when there is no network.
    pub async fn keep_people(&self, people: &[PinPerson]) -> Result<(), StorageError> {
        self.db
            .write(Durability::Strict, async |stores| {
                stores.put(META, &Key::name(PEOPLE), &people)
            })
            .await
    }

    /// Who leads the tablet's site, as last heard.
    pub async fn people(&self) -> Result<Vec<PinPerson>, StorageError> {
        let kept = self
            .db
            .read(async |stores| stores.get(META, &Key::name(PEOPLE)).await)
            .await?;
        Ok(kept.unwrap_or_default())
    }

    /// How many entries of others than this one wait on this device.
    pub async fn others_waiting(&self, except: Option<&str>) -> Result<usize, StorageError> {
        let all: Vec<Account> = self
            .db
            .read(async |stores| stores.all(ACCOUNTS, |_damaged| {}).await)
            .await?;
        let mut waiting = 0;
        for account in all {
            let database = account.database();
            if Some(database.as_str()) == except {
                continue;
            }
            let store = OutboxStore::new(&database);
            waiting += store.waiting().await?;
            store.close();
        }
        Ok(usize::try_from(waiting).unwrap_or(usize::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_copy_opens_until_its_lease_ends() {
        let mut account = Account {
            tenant: Uuid::from_u128(1).into(),
            user: Uuid::from_u128(2).into(),
            name: "Ida".to_owned(),
            authority: "Ekby".to_owned(),
            lease_until: None,
            last_sync: None,
            device: None,
        };
        assert!(account.may_open(Millis(5)));
        account.lease_until = Some(Millis(5));
        assert!(account.may_open(Millis(4)));
        assert!(!account.may_open(Millis(5)));
    }
}
