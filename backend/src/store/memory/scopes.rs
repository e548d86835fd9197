//! Who may see which row, in memory.

use super::{MemoryTx, page};
use crate::store::{Digest, ScopeRow, ScopeTx, StoreError, TenantId};
use async_trait::async_trait;
use std::ops::Bound::{Excluded, Included, Unbounded};
use uuid::Uuid;

impl MemoryTx<'_> {
    fn scope_row(&self, tenant: TenantId, scope: &str, t: &str, id: Uuid) -> Option<&ScopeRow> {
        let key = (tenant, t.to_owned(), id, scope.to_owned());
        self.tables().scope_rows.get(&key)
    }
}

#[async_trait]
impl ScopeTx for MemoryTx<'_> {
    async fn scopes_of_row(
        &mut self,
        tenant: TenantId,
        t: &str,
        id: Uuid,
    ) -> Result<Vec<ScopeRow>, StoreError> {
        let rows = self
            .tables()
            .scope_rows
            .range((tenant, t.to_owned(), id, String::new())..)
            .take_while(|(key, _)| key.0 == tenant && key.1 == t && key.2 == id)
            .filter(|(_, row)| row.live)
            .map(|(_, row)| row.clone());
        Ok(rows.collect())
    }

    async fn put_scope_row(&mut self, row: &ScopeRow) -> Result<(), StoreError> {
        let ScopeRow {
            tenant,
            scope,
            t,
            id,
            seq,
            ..
        } = row.clone();
        if let Some(old) = self.scope_row(tenant, &scope, &t, id) {
            let old = (tenant, scope.clone(), old.seq, t.clone(), id);
            self.remove(|t| &mut t.scope_order, &old)?;
        }
        let order = (tenant, scope.clone(), seq, t.clone(), id);
        self.put(|t| &mut t.scope_order, order, ())?;
        let key = (tenant, scope.clone(), t.clone(), id);
        self.put(|t| &mut t.scope_keys, key, ())?;
        self.put(|t| &mut t.scope_rows, (tenant, t, id, scope), row.clone())
    }

    async fn scope_changes(
        &mut self,
        tenant: TenantId,
        scope: &str,
        after_seq: i64,
        limit: i64,
    ) -> Result<Vec<ScopeRow>, StoreError> {
        let from = (
            tenant,
            scope.to_owned(),
            after_seq.saturating_add(1),
            String::new(),
            Uuid::nil(),
        );
        let limit = usize::try_from(limit).unwrap_or(0);
        let mut rows: Vec<ScopeRow> = Vec::new();
        for (_, _, seq, t, id) in self
            .tables()
            .scope_order
            .range(from..)
            .map(|(key, ())| key)
            .take_while(|key| key.0 == tenant && key.1 == scope)
        {
            if rows.len() >= limit && rows.last().is_none_or(|last| last.seq != *seq) {
                break;
            }
            rows.extend(self.scope_row(tenant, scope, t, *id).cloned());
        }
        Ok(rows)
    }

    async fn scope_page(
        &mut self,
        tenant: TenantId,
        scope: &str,
        after: Option<(String, Uuid)>,
        limit: i64,
    ) -> Result<Vec<ScopeRow>, StoreError> {
        let from = match after {
            None => Included((tenant, scope.to_owned(), String::new(), Uuid::nil())),
            Some((t, id)) => Excluded((tenant, scope.to_owned(), t, id)),
        };
        let rows = self
            .tables()
            .scope_keys
            .range((from, Unbounded))
            .map(|(key, ())| key)
            .take_while(|key| key.0 == tenant && key.1 == scope)
            .filter_map(|(_, _, t, id)| self.scope_row(tenant, scope, t, *id))
            .filter(|row| row.live)
            .cloned();
        Ok(page(rows, limit))
    }

    async fn forget_gone(
        &mut self,
        tenant: TenantId,
        through: i64,
        limit: i64,
    ) -> Result<u64, StoreError> {
        let of_tenant = |row: &&ScopeRow| row.tenant == tenant && !row.live && row.seq <= through;
        let mut gone: Vec<ScopeRow> = self
            .tables()
            .scope_rows
            .values()
            .filter(of_tenant)
            .cloned()
            .collect();
        gone.sort_by_key(|row| row.seq);
        gone.truncate(usize::try_from(limit).unwrap_or(0));
        for row in &gone {
            let (t, scope, id) = (row.t.clone(), row.scope.clone(), row.id);
            let order = (tenant, scope.clone(), row.seq, t.clone(), id);
            self.remove(|t| &mut t.scope_order, &order)?;
            let key = (tenant, scope.clone(), t.clone(), id);
            self.remove(|t| &mut t.scope_keys, &key)?;
            self.remove(|t| &mut t.scope_rows, &(tenant, t, id, scope))?;
        }
        Ok(gone.len() as u64)
    }

    async fn scope_digest(&mut self, tenant: TenantId, scope: &str) -> Result<Digest, StoreError> {
        let key = (tenant, scope.to_owned());
        Ok(self.tables().digests.get(&key).copied().unwrap_or_default())
    }

    async fn add_digest(
        &mut self,
        tenant: TenantId,
        scope: &str,
        dn: i64,
        dh: i64,
    ) -> Result<(), StoreError> {
        let Digest { n, h } = self.scope_digest(tenant, scope).await?;
        let sum = Digest {
            n: n.wrapping_add(dn),
            h: h.wrapping_add(dh),
        };
        self.put(|t| &mut t.digests, (tenant, scope.to_owned()), sum)
    }
}
