//! Order, tenants and settings, in memory.

use super::{Access, MemoryTx};
use crate::store::{StoreError, TenantId, TenantRow, TimelineTx};
use async_trait::async_trait;
use uuid::Uuid;

#[async_trait]
impl TimelineTx for MemoryTx<'_> {
    async fn epoch(&mut self) -> Result<Uuid, StoreError> {
        let epoch = self.tables().epoch.get(&());
        epoch.copied().ok_or(StoreError::Missing("epoch"))
    }

    async fn set_epoch(&mut self, epoch: Uuid) -> Result<(), StoreError> {
        self.put(|t| &mut t.epoch, (), epoch)
    }

    async fn head(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
        Ok(self.tables().heads.get(&tenant).copied().unwrap_or(0))
    }

    async fn lock_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        if matches!(self.access, Access::Read(_)) {
            return Err(StoreError::ReadOnly);
        }
        match self.tables().tenants.contains_key(&tenant) {
            true => Ok(()),
            false => Err(StoreError::Missing("tenant")),
        }
    }

    async fn next_seq(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
        self.lock_tenant(tenant).await?;
        let seq = self.head(tenant).await? + 1;
        self.put(|t| &mut t.heads, tenant, seq)?;
        self.pokes.insert(tenant, seq);
        Ok(seq)
    }

    async fn savepoint(&mut self) -> Result<(), StoreError> {
        self.savepoint = Some((self.undo.len(), self.pokes.clone()));
        Ok(())
    }

    async fn rollback_savepoint(&mut self) -> Result<(), StoreError> {
        let savepoint = self.savepoint.take();
        let (length, pokes) = savepoint.ok_or(StoreError::Missing("savepoint"))?;
        self.undo_to(length);
        self.pokes = pokes;
        Ok(())
    }

    async fn release_savepoint(&mut self) -> Result<(), StoreError> {
        let savepoint = self.savepoint.take();
        savepoint
            .map(|_| ())
            .ok_or(StoreError::Missing("savepoint"))
    }

    async fn meta_get(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.tables().meta.get(key).cloned())
    }

    async fn meta_put(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.put(|t| &mut t.meta, key.to_owned(), value.to_owned())
    }

    async fn tenant(&mut self, tenant: TenantId) -> Result<Option<TenantRow>, StoreError> {
        Ok(self.tables().tenants.get(&tenant).cloned())
    }

    async fn tenants(&mut self) -> Result<Vec<TenantRow>, StoreError> {
        Ok(self.tables().tenants.values().cloned().collect())
    }

    async fn put_tenant(&mut self, row: &TenantRow) -> Result<(), StoreError> {
        self.put(|t| &mut t.tenants, row.id, row.clone())
    }
}
