//! Order: a tenant's counter is taken from the database once, and written back once.

use async_trait::async_trait;
use uuid::Uuid;

use super::{BatchedTx, Inner};
use crate::store::{StoreError, TenantId, TenantRow, TimelineTx};

#[async_trait]
impl<T: Inner> TimelineTx for BatchedTx<T> {
    async fn epoch(&mut self) -> Result<Uuid, StoreError> {
        self.inner.epoch().await
    }

    async fn set_epoch(&mut self, epoch: Uuid) -> Result<(), StoreError> {
        self.direct().await?;
        self.inner.set_epoch(epoch).await
    }

    async fn head(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
        match self.tables.seqs.get(&tenant) {
            Some(known) => Ok(known.unwrap_or(0)),
            None => self.inner.head(tenant).await,
        }
    }

    async fn lock_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        if self.tables.seqs.get(&tenant).is_some() {
            return Ok(());
        }
        self.inner.lock_tenant(tenant).await?;
        let head = self.inner.head(tenant).await?;
        self.note(|tables| &mut tables.seqs, tenant, head);
        self.note(|tables| &mut tables.tenants, tenant, ());
        Ok(())
    }

    async fn next_seq(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
        let seq = match self.tables.seqs.get(&tenant).flatten() {
            Some(head) => head + 1,
            None => {
                self.direct().await?;
                self.inner.next_seq(tenant).await?
            }
        };
        self.put(|tables| &mut tables.seqs, tenant, seq);
        Ok(seq)
    }

    async fn savepoint(&mut self) -> Result<(), StoreError> {
        while self.marks.len() > self.depth {
            self.leave_mark().await?;
        }
        self.set_mark();
        Ok(())
    }

    async fn rollback_savepoint(&mut self) -> Result<(), StoreError> {
        if self.marks.len() <= self.depth {
            return Err(StoreError::Missing("savepoint"));
        }
        self.go_back().await
    }

    async fn release_savepoint(&mut self) -> Result<(), StoreError> {
        if self.marks.len() <= self.depth {
            return Err(StoreError::Missing("savepoint"));
        }
        self.leave_mark().await
    }

    async fn meta_get(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        self.inner.meta_get(key).await
    }

    async fn meta_put(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.direct().await?;
        self.inner.meta_put(key, value).await
    }

    async fn tenant(&mut self, tenant: TenantId) -> Result<Option<TenantRow>, StoreError> {
        self.inner.tenant(tenant).await
    }

    async fn tenants(&mut self) -> Result<Vec<TenantRow>, StoreError> {
        self.inner.tenants().await
    }

    async fn put_tenant(&mut self, row: &TenantRow) -> Result<(), StoreError> {
        self.direct().await?;
        self.inner.put_tenant(row).await?;
        // It may have been looked for in vain before.
        self.note(|tables| &mut tables.tenants, row.id, ());
        Ok(())
    }
}
