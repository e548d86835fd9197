//! Entities in memory.

use super::{MemoryTx, page};
use crate::store::{EntityRow, EntityTx, StoreError, TenantId};
use async_trait::async_trait;
use std::ops::Bound::{Excluded, Included, Unbounded};
use uuid::Uuid;

#[async_trait]
impl EntityTx for MemoryTx<'_> {
    async fn entity(
        &mut self,
        tenant: TenantId,
        kind: &str,
        id: Uuid,
    ) -> Result<Option<EntityRow>, StoreError> {
        let key = (tenant, kind.to_owned(), id);
        Ok(self.tables().entities.get(&key).cloned())
    }

    async fn entities(
        &mut self,
        tenant: TenantId,
        keys: &[(String, Uuid)],
    ) -> Result<Vec<EntityRow>, StoreError> {
        let rows = keys
            .iter()
            .map(|(kind, id)| (tenant, kind.clone(), *id))
            .filter_map(|key| self.tables().entities.get(&key).cloned());
        Ok(rows.collect())
    }

    async fn children(
        &mut self,
        tenant: TenantId,
        kind: &str,
        parent: Uuid,
    ) -> Result<Vec<EntityRow>, StoreError> {
        let from = (tenant, kind.to_owned(), parent, Uuid::nil());
        let to = (tenant, kind.to_owned(), parent, Uuid::max());
        let rows = self
            .tables()
            .children
            .range(from..=to)
            .map(|((tenant, kind, _, id), ())| (*tenant, kind.clone(), *id))
            .filter_map(|key| self.tables().entities.get(&key).cloned());
        Ok(rows.collect())
    }

    async fn list(
        &mut self,
        tenant: TenantId,
        kind: &str,
        after: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<EntityRow>, StoreError> {
        let key = |id| (tenant, kind.to_owned(), id);
        let from = after.map_or(Included(key(Uuid::nil())), |id| Excluded(key(id)));
        let rows = self
            .tables()
            .entities
            .range((from, Unbounded))
            .take_while(|((t, k, _), _)| *t == tenant && k == kind)
            .map(|(_, row)| row.clone());
        Ok(page(rows, limit))
    }

    async fn put_entity(&mut self, row: &EntityRow) -> Result<(), StoreError> {
        if !self.tables().tenants.contains_key(&row.tenant) {
            return Err(StoreError::Conflict(None));
        }
        let key = (row.tenant, row.kind.clone(), row.id);
        let was_under = self.tables().entities.get(&key).and_then(|old| old.parent);
        if was_under != row.parent
            && let Some(parent) = was_under
        {
            let child = (row.tenant, row.kind.clone(), parent, row.id);
            self.remove(|t| &mut t.children, &child)?;
        }
        if let Some(parent) = row.parent {
            let child = (row.tenant, row.kind.clone(), parent, row.id);
            self.put(|t| &mut t.children, child, ())?;
        }
        self.put(|t| &mut t.entities, key, row.clone())
    }

    async fn entities_of_person(
        &mut self,
        tenant: TenantId,
        person: Uuid,
    ) -> Result<Vec<EntityRow>, StoreError> {
        let all = self.tables().entities.values();
        let theirs = all.filter(|row| row.tenant == tenant && row.person == Some(person));
        Ok(theirs.cloned().collect())
    }

    async fn drop_entity(
        &mut self,
        tenant: TenantId,
        kind: &str,
        id: Uuid,
    ) -> Result<(), StoreError> {
        let key = (tenant, kind.to_owned(), id);
        let parent = self.tables().entities.get(&key).and_then(|old| old.parent);
        if let Some(parent) = parent {
            let child = (tenant, kind.to_owned(), parent, id);
            self.remove(|t| &mut t.children, &child)?;
        }
        self.remove(|t| &mut t.entities, &key)
    }
}
