//! Who may see which row, in SQL.

use super::sql::on_both;
use super::{Digest, ScopeRow, ScopeTx, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl ScopeTx {
        async fn scopes_of_row(&mut self, tenant: TenantId, t: &str, id: Uuid) -> Result<Vec<ScopeRow>, StoreError> {
            let sql = query(include_str!("of_row.sql"));
            self.all(sql.bind(tenant.uuid()).bind(t).bind(id)).await
        }

        async fn put_scope_row(&mut self, row: &ScopeRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.tenant.uuid())
                .bind(&row.scope)
                .bind(&row.t)
                .bind(row.id)
                .bind(row.seq)
                .bind(row.live)
                .bind(&row.why)
                .bind(row.hash);
            self.run(sql).await?;
            Ok(())
        }

        async fn scope_changes(&mut self, tenant: TenantId, scope: &str, after_seq: i64, limit: i64) -> Result<Vec<ScopeRow>, StoreError> {
            if limit < 1 {
                return Ok(Vec::new());
            }
            let sql = query(include_str!("changes.sql"));
            self.all(sql.bind(tenant.uuid()).bind(scope).bind(after_seq).bind(limit - 1)).await
        }

        async fn scope_page(&mut self, tenant: TenantId, scope: &str, after: Option<(String, Uuid)>, limit: i64) -> Result<Vec<ScopeRow>, StoreError> {
            let (t, id) = after.unwrap_or_default();
            let sql = query(include_str!("page.sql"))
                .bind(tenant.uuid())
                .bind(scope)
                .bind(t)
                .bind(id)
                .bind(limit.max(0));
            self.all(sql).await
        }

        async fn forget_gone(&mut self, tenant: TenantId, through: i64, limit: i64) -> Result<u64, StoreError> {
            let sql = query(include_str!("forget_gone.sql"));
            self.run(sql.bind(tenant.uuid()).bind(through).bind(limit.max(0))).await
        }

        async fn scope_digest(&mut self, tenant: TenantId, scope: &str) -> Result<Digest, StoreError> {
            let sql = query(include_str!("digest_get.sql"));
            Ok(self.one(sql.bind(tenant.uuid()).bind(scope)).await?.unwrap_or_default())
        }

        async fn add_digest(&mut self, tenant: TenantId, scope: &str, dn: i64, dh: i64) -> Result<(), StoreError> {
            // Added here: SQLite turns an overflow into a float, PostgreSQL into an error.
            let Digest { n, h } = self.scope_digest(tenant, scope).await?;
            let sql = query(include_str!("digest_put.sql"))
                .bind(tenant.uuid())
                .bind(scope)
                .bind(n.wrapping_add(dn))
                .bind(h.wrapping_add(dh));
            self.run(sql).await?;
            Ok(())
        }
    }
}
