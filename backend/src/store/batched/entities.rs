//! The domain's rows: however often a transaction writes one, it is sent as it is last.

use async_trait::async_trait;
use uuid::Uuid;

use super::{BatchedTx, Inner};
use crate::store::{EntityRow, EntityTx, StoreError, TenantId, TimelineTx};

impl<T: Inner> BatchedTx<T> {
    async fn is_tenant(&mut self, tenant: TenantId) -> Result<bool, StoreError> {
        if let Some(known) = self.tables.tenants.get(&tenant) {
            return Ok(known.is_some());
        }
        let is_there = self.tenant(tenant).await?.map(|_row| ());
        self.tables.tenants.know(tenant, is_there);
        Ok(is_there.is_some())
    }

    fn know_entity(&mut self, row: &EntityRow) {
        let key = (row.tenant, row.kind.clone(), row.id);
        self.tables.entities.know(key, Some(row.clone()));
    }
}

#[async_trait]
impl<T: Inner> EntityTx for BatchedTx<T> {
    async fn entity(
        &mut self,
        tenant: TenantId,
        kind: &str,
        id: Uuid,
    ) -> Result<Option<EntityRow>, StoreError> {
        let key = (tenant, kind.to_owned(), id);
        if let Some(known) = self.tables.entities.get(&key) {
            return Ok(known);
        }
        let row = self.inner.entity(tenant, kind, id).await?;
        self.tables.entities.know(key, row.clone());
        Ok(row)
    }

    async fn entities(
        &mut self,
        tenant: TenantId,
        keys: &[(String, Uuid)],
    ) -> Result<Vec<EntityRow>, StoreError> {
        let place = |(kind, id): &(String, Uuid)| (tenant, kind.clone(), *id);
        let is_known = |key: &&(String, Uuid)| self.tables.entities.slots.contains_key(&place(key));
        let new: Vec<_> = keys.iter().filter(|key| !is_known(key)).cloned().collect();
        if !new.is_empty() {
            for row in self.inner.entities(tenant, &new).await? {
                self.know_entity(&row);
            }
            for key in &new {
                self.tables.entities.know(place(key), None);
            }
        }
        let found = keys.iter().map(|key| self.tables.entities.get(&place(key)));
        Ok(found.flatten().flatten().collect())
    }

    async fn children(
        &mut self,
        tenant: TenantId,
        kind: &str,
        parent: Uuid,
    ) -> Result<Vec<EntityRow>, StoreError> {
        let unsent = self.tables.entities.unsent();
        if unsent
            .iter()
            .any(|row| row.tenant == tenant && row.kind == kind)
        {
            self.send().await?;
        }
        let rows = self.inner.children(tenant, kind, parent).await?;
        for row in &rows {
            self.know_entity(row);
        }
        Ok(rows)
    }

    async fn list(
        &mut self,
        tenant: TenantId,
        kind: &str,
        after: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<EntityRow>, StoreError> {
        self.send().await?;
        self.inner.list(tenant, kind, after, limit).await
    }

    async fn put_entity(&mut self, row: &EntityRow) -> Result<(), StoreError> {
        if !self.is_tenant(row.tenant).await? {
            return Err(StoreError::Conflict(None));
        }
        let key = (row.tenant, row.kind.clone(), row.id);
        self.unsent += row.body.len();
        self.put(|tables| &mut tables.entities, key, row.clone());
        Ok(())
    }
}
