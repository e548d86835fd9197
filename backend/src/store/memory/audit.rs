//! The audit chain and persons' keys, in memory.

use super::{MemoryTx, page};
use crate::store::{AuditRow, AuditTx, Hash, KeyTx, PersonKey, StoreError, TenantId};
use async_trait::async_trait;
use std::ops::Bound::{Excluded, Unbounded};
use uuid::Uuid;

#[async_trait]
impl AuditTx for MemoryTx<'_> {
    async fn last_audit(&mut self, tenant: TenantId) -> Result<Option<(i64, Hash)>, StoreError> {
        let range = (tenant, i64::MIN)..=(tenant, i64::MAX);
        let last = self.tables().audit.range(range).next_back();
        Ok(last.map(|(_, row)| (row.seq, row.hash)))
    }

    async fn put_audit(&mut self, row: &AuditRow) -> Result<(), StoreError> {
        self.add(|t| &mut t.audit, (row.tenant, row.seq), row.clone())
    }

    async fn audit_after(
        &mut self,
        tenant: TenantId,
        seq: i64,
        limit: i64,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let range = (tenant, seq.saturating_add(1))..=(tenant, i64::MAX);
        let rows = self.tables().audit.range(range);
        Ok(page(rows.map(|(_, row)| row.clone()), limit))
    }
}

#[async_trait]
impl KeyTx for MemoryTx<'_> {
    async fn person_key(
        &mut self,
        tenant: TenantId,
        person: Uuid,
    ) -> Result<Option<PersonKey>, StoreError> {
        Ok(self.tables().person_keys.get(&(tenant, person)).cloned())
    }

    async fn put_person_key(
        &mut self,
        tenant: TenantId,
        person: Uuid,
        wrapped: &[u8],
    ) -> Result<(), StoreError> {
        let key = PersonKey::Wrapped(wrapped.to_vec());
        self.add(|t| &mut t.person_keys, (tenant, person), key)
    }

    async fn erase_person_key(
        &mut self,
        tenant: TenantId,
        person: Uuid,
        at: i64,
    ) -> Result<(), StoreError> {
        if let Some(PersonKey::Erased { .. }) = self.person_key(tenant, person).await? {
            return Ok(());
        }
        self.put(
            |t| &mut t.person_keys,
            (tenant, person),
            PersonKey::Erased { at },
        )
    }

    async fn persons(
        &mut self,
        tenant: TenantId,
        after: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<Uuid>, StoreError> {
        let from = Excluded((tenant, after.unwrap_or(Uuid::nil())));
        let all = self.tables().person_keys.range((from, Unbounded));
        let ours = all.take_while(|((of, _), _)| *of == tenant);
        let live = ours.filter(|(_, key)| matches!(key, PersonKey::Wrapped(_)));
        let ids = live.map(|((_, person), _)| *person);
        Ok(page(ids, limit))
    }

    async fn alias(&mut self, tenant: TenantId, id: Uuid) -> Result<Option<Uuid>, StoreError> {
        Ok(self.tables().aliases.get(&(tenant, id)).copied())
    }

    async fn put_alias(
        &mut self,
        tenant: TenantId,
        id: Uuid,
        person: Uuid,
    ) -> Result<(), StoreError> {
        self.put(|t| &mut t.aliases, (tenant, id), person)
    }
}
