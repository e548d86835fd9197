//! Who may see which row: the latest word only, and the sum of a scope as it is last.

use async_trait::async_trait;
use uuid::Uuid;

use super::{BatchedTx, Inner};
use crate::store::{Digest, ScopeRow, ScopeTx, StoreError, TenantId};

#[async_trait]
impl<T: Inner> ScopeTx for BatchedTx<T> {
    async fn scopes_of_row(
        &mut self,
        tenant: TenantId,
        t: &str,
        id: Uuid,
    ) -> Result<Vec<ScopeRow>, StoreError> {
        let shown = (tenant, t.to_owned(), id);
        if !self.tables.shown.contains(&shown) {
            for row in self.inner.scopes_of_row(tenant, t, id).await? {
                let key = (tenant, row.t.clone(), id, row.scope.clone());
                self.tables.scopes.know(key, Some(row));
            }
            self.tables.shown.insert(shown.clone());
        }
        let from = (shown.0, shown.1, shown.2, String::new());
        let rows = self.tables.scopes.slots.range(from..);
        let rows = rows.take_while(|(key, _)| key.0 == tenant && key.1 == t && key.2 == id);
        let live = rows.filter_map(|(_, slot)| slot.value.as_ref().filter(|row| row.live));
        Ok(live.cloned().collect())
    }

    async fn put_scope_row(&mut self, row: &ScopeRow) -> Result<(), StoreError> {
        let key = (row.tenant, row.t.clone(), row.id, row.scope.clone());
        self.put(|tables| &mut tables.scopes, key, row.clone());
        Ok(())
    }

    async fn scope_changes(
        &mut self,
        tenant: TenantId,
        scope: &str,
        after_seq: i64,
        limit: i64,
    ) -> Result<Vec<ScopeRow>, StoreError> {
        self.send().await?;
        self.inner
            .scope_changes(tenant, scope, after_seq, limit)
            .await
    }

    async fn scope_page(
        &mut self,
        tenant: TenantId,
        scope: &str,
        after: Option<(String, Uuid)>,
        limit: i64,
    ) -> Result<Vec<ScopeRow>, StoreError> {
        self.send().await?;
        self.inner.scope_page(tenant, scope, after, limit).await
    }

    async fn scope_digest(&mut self, tenant: TenantId, scope: &str) -> Result<Digest, StoreError> {
        let key = (tenant, scope.to_owned());
        if let Some(known) = self.tables.digests.get(&key) {
            return Ok(known.unwrap_or_default());
        }
        let digest = self.inner.scope_digest(tenant, scope).await?;
        self.tables.digests.know(key, Some(digest));
        Ok(digest)
    }

    async fn add_digest(
        &mut self,
        tenant: TenantId,
        scope: &str,
        dn: i64,
        dh: i64,
    ) -> Result<(), StoreError> {
        let Digest { n, h } = self.scope_digest(tenant, scope).await?;
        let digest = Digest {
            n: n.wrapping_add(dn),
            h: h.wrapping_add(dh),
        };
        let key = (tenant, scope.to_owned());
        self.put(|tables| &mut tables.digests, key, digest);
        Ok(())
    }
}
