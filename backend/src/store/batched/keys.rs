//! Persons' keys, which are written at once and remembered, and the other names of a person.

use async_trait::async_trait;
use std::collections::BTreeSet;
use uuid::Uuid;

use super::{BatchedTx, Inner};
use crate::store::{KeyTx, PersonKey, StoreError, TenantId};

#[async_trait]
impl<T: Inner> KeyTx for BatchedTx<T> {
    async fn person_key(
        &mut self,
        tenant: TenantId,
        person: Uuid,
    ) -> Result<Option<PersonKey>, StoreError> {
        let key = (tenant, person);
        if let Some(known) = self.tables.keys.get(&key) {
            return Ok(known);
        }
        let found = self.inner.person_key(tenant, person).await?;
        self.tables.keys.know(key, found.clone());
        Ok(found)
    }

    async fn person_keys(
        &mut self,
        tenant: TenantId,
        persons: &[Uuid],
    ) -> Result<Vec<(Uuid, PersonKey)>, StoreError> {
        let distinct: BTreeSet<Uuid> = persons.iter().copied().collect();
        let is_new = |id: &Uuid| !self.tables.keys.slots.contains_key(&(tenant, *id));
        let new: Vec<Uuid> = distinct.iter().copied().filter(is_new).collect();
        if !new.is_empty() {
            for (person, key) in self.inner.person_keys(tenant, &new).await? {
                self.tables.keys.know((tenant, person), Some(key));
            }
            for person in new {
                self.tables.keys.know((tenant, person), None);
            }
        }
        let found = distinct.into_iter();
        let found = found.map(|id| Some((id, self.tables.keys.get(&(tenant, id))??)));
        Ok(found.flatten().collect())
    }

    async fn put_person_key(
        &mut self,
        tenant: TenantId,
        person: Uuid,
        wrapped: &[u8],
    ) -> Result<(), StoreError> {
        self.direct().await?;
        self.inner.put_person_key(tenant, person, wrapped).await?;
        let key = PersonKey::Wrapped(wrapped.to_vec());
        self.note(|tables| &mut tables.keys, (tenant, person), key);
        Ok(())
    }

    async fn erase_person_key(
        &mut self,
        tenant: TenantId,
        person: Uuid,
        at: i64,
    ) -> Result<(), StoreError> {
        self.direct().await?;
        self.inner.erase_person_key(tenant, person, at).await?;
        if let Some(found) = self.inner.person_key(tenant, person).await? {
            self.note(|tables| &mut tables.keys, (tenant, person), found);
        }
        Ok(())
    }

    async fn alias(&mut self, tenant: TenantId, id: Uuid) -> Result<Option<Uuid>, StoreError> {
        if let Some(known) = self.tables.aliases.get(&(tenant, id)) {
            return Ok(known);
        }
        let found = self.inner.alias(tenant, id).await?;
        self.tables.aliases.know((tenant, id), found);
        Ok(found)
    }

    async fn aliases(
        &mut self,
        tenant: TenantId,
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let distinct: BTreeSet<Uuid> = ids.iter().copied().collect();
        let is_new = |id: &Uuid| !self.tables.aliases.slots.contains_key(&(tenant, *id));
        let new: Vec<Uuid> = distinct.iter().copied().filter(is_new).collect();
        if !new.is_empty() {
            for (id, person) in self.inner.aliases(tenant, &new).await? {
                self.tables.aliases.know((tenant, id), Some(person));
            }
            for id in new {
                self.tables.aliases.know((tenant, id), None);
            }
        }
        let found = distinct.into_iter();
        let found = found.map(|id| Some((id, self.tables.aliases.get(&(tenant, id))??)));
        Ok(found.flatten().collect())
    }

    async fn put_alias(
        &mut self,
        tenant: TenantId,
        id: Uuid,
        person: Uuid,
    ) -> Result<(), StoreError> {
        if self.alias(tenant, id).await? != Some(person) {
            self.put(|tables| &mut tables.aliases, (tenant, id), person);
        }
        Ok(())
    }
}
