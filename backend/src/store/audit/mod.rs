//! The audit chain, in SQL.

use super::sql::on_both;
use super::{AuditRow, AuditTx, Hash, StoreError, TenantId};
use sqlx::query;

on_both! {
    impl AuditTx {
        async fn last_audit(&mut self, tenant: TenantId) -> Result<Option<(i64, Hash)>, StoreError> {
            self.one(query(include_str!("last.sql")).bind(tenant.uuid())).await
        }

        async fn put_audit(&mut self, row: &AuditRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.tenant.uuid())
                .bind(row.seq)
                .bind(row.actor)
                .bind(row.replica)
                .bind(row.cmd_no)
                .bind(&row.kind)
                .bind(&row.cmd_hash[..])
                .bind(row.person)
                .bind(&row.body)
                .bind(&row.prev_hash[..])
                .bind(&row.hash[..]);
            match self.run(sql).await? {
                0 => Err(StoreError::Conflict(None)),
                _ => Ok(()),
            }
        }

        async fn audit_after(&mut self, tenant: TenantId, seq: i64, limit: i64) -> Result<Vec<AuditRow>, StoreError> {
            let sql = query(include_str!("after.sql"));
            self.all(sql.bind(tenant.uuid()).bind(seq).bind(limit.max(0))).await
        }
    }
}
