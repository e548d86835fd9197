//! Passkeys, authenticators, recovery codes, ceremonies and what happened to an account, in memory.

use super::{MemoryTx, page};
use crate::store::{
    AccountEventRow, AuthenticatorRow, CeremonyRow, FactorTx, Hash, PasskeyRow, StoreError,
};
use async_trait::async_trait;
use uuid::Uuid;

impl MemoryTx<'_> {
    fn passkey_where(&self, wanted: impl Fn(&PasskeyRow) -> bool) -> Option<PasskeyRow> {
        let rows = &mut self.tables().passkeys.values();
        rows.find(|row| wanted(row)).cloned()
    }

    fn needs_user(&self, user: Uuid) -> Result<(), StoreError> {
        match self.tables().users.contains_key(&user) {
            true => Ok(()),
            false => Err(StoreError::Conflict(None)),
        }
    }
}

#[async_trait]
impl FactorTx for MemoryTx<'_> {
    async fn put_passkey(&mut self, row: &PasskeyRow) -> Result<(), StoreError> {
        self.needs_user(row.user)?;
        self.add(|t| &mut t.passkeys, row.credential.clone(), row.clone())
    }

    async fn passkey(&mut self, credential: &[u8]) -> Result<Option<PasskeyRow>, StoreError> {
        Ok(self.tables().passkeys.get(credential).cloned())
    }

    async fn passkeys_of(&mut self, user: Uuid) -> Result<Vec<PasskeyRow>, StoreError> {
        let rows = self.tables().passkeys.values();
        let mut rows: Vec<_> = rows.filter(|row| row.user == user).cloned().collect();
        rows.sort_by_key(|row| (row.created_at, row.id));
        Ok(rows)
    }

    async fn use_passkey(&mut self, id: Uuid, counter: i64, at: i64) -> Result<bool, StoreError> {
        match self.passkey_where(|row| row.id == id) {
            Some(row) if row.counter < counter || (row.counter, counter) == (0, 0) => {
                let last_used = Some(at);
                let row = PasskeyRow {
                    counter,
                    last_used,
                    ..row
                };
                self.put(|t| &mut t.passkeys, row.credential.clone(), row)?;
                Ok(true)
            }
            Some(_) | None => Ok(false),
        }
    }

    async fn remove_passkey(&mut self, user: Uuid, id: Uuid) -> Result<bool, StoreError> {
        let Some(row) = self.passkey_where(|row| row.id == id && row.user == user) else {
            return Ok(false);
        };
        self.remove(|t| &mut t.passkeys, &row.credential)?;
        Ok(true)
    }

    async fn authenticator(&mut self, user: Uuid) -> Result<Option<AuthenticatorRow>, StoreError> {
        Ok(self.tables().authenticators.get(&user).cloned())
    }

    async fn put_authenticator(&mut self, row: &AuthenticatorRow) -> Result<(), StoreError> {
        self.needs_user(row.user)?;
        self.put(|t| &mut t.authenticators, row.user, row.clone())
    }

    async fn use_step(&mut self, user: Uuid, step: i64) -> Result<bool, StoreError> {
        match self.authenticator(user).await? {
            Some(row) if row.last_step < step => {
                let last_step = step;
                let row = AuthenticatorRow { last_step, ..row };
                self.put(|t| &mut t.authenticators, user, row)?;
                Ok(true)
            }
            Some(_) | None => Ok(false),
        }
    }

    async fn remove_authenticator(&mut self, user: Uuid) -> Result<bool, StoreError> {
        let is_there = self.tables().authenticators.contains_key(&user);
        self.remove(|t| &mut t.authenticators, &user)?;
        Ok(is_there)
    }

    async fn replace_recovery(&mut self, user: Uuid, hashes: &[Hash]) -> Result<(), StoreError> {
        self.needs_user(user)?;
        let codes = self.tables().recovery_codes.keys();
        let old: Vec<_> = codes.filter(|(of, _)| *of == user).copied().collect();
        for key in old {
            self.remove(|t| &mut t.recovery_codes, &key)?;
        }
        for hash in hashes {
            self.add(|t| &mut t.recovery_codes, (user, *hash), None)?;
        }
        Ok(())
    }

    async fn use_recovery(&mut self, user: Uuid, hash: &Hash, at: i64) -> Result<bool, StoreError> {
        let key = (user, *hash);
        if self.tables().recovery_codes.get(&key) != Some(&None) {
            return Ok(false);
        }
        self.put(|t| &mut t.recovery_codes, key, Some(at))?;
        Ok(true)
    }

    async fn recovery_left(&mut self, user: Uuid) -> Result<i64, StoreError> {
        let codes = self.tables().recovery_codes.iter();
        let left = codes.filter(|((of, _), used)| *of == user && used.is_none());
        Ok(i64::try_from(left.count()).unwrap_or(i64::MAX))
    }

    async fn put_ceremony(&mut self, row: &CeremonyRow) -> Result<(), StoreError> {
        self.add(|t| &mut t.ceremonies, row.key, row.clone())
    }

    async fn take_ceremony(&mut self, key: &Hash) -> Result<Option<CeremonyRow>, StoreError> {
        let row = self.tables().ceremonies.get(key).cloned();
        self.remove(|t| &mut t.ceremonies, key)?;
        Ok(row)
    }

    async fn forget_ceremonies(&mut self, expired_at: i64) -> Result<u64, StoreError> {
        let rows = self.tables().ceremonies.values();
        let old: Vec<_> = rows
            .filter(|row| row.expires_at <= expired_at)
            .map(|row| row.key)
            .collect();
        for key in &old {
            self.remove(|t| &mut t.ceremonies, key)?;
        }
        Ok(old.len() as u64)
    }

    async fn put_account_event(&mut self, row: &AccountEventRow) -> Result<(), StoreError> {
        self.needs_user(row.user)?;
        self.add(
            |t| &mut t.account_events,
            (row.user, row.at, row.id),
            row.clone(),
        )
    }

    async fn account_events(
        &mut self,
        user: Uuid,
        limit: i64,
    ) -> Result<Vec<AccountEventRow>, StoreError> {
        let rows = self.tables().account_events.values().rev();
        Ok(page(rows.filter(|row| row.user == user).cloned(), limit))
    }
}
