//! Custody, in SQL.

use super::sql::on_both;
use super::{IntakeRow, IntakeTx, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl IntakeTx {
        async fn put_intake(&mut self, row: &IntakeRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.tenant.uuid())
                .bind(row.replica)
                .bind(row.cmd_no)
                .bind(&row.hash[..])
                .bind(row.user)
                .bind(row.received_at)
                .bind(row.person)
                .bind(row.judged)
                .bind(&row.bytes);
            match self.run(sql).await? {
                0 => Err(StoreError::Conflict(None)),
                _ => Ok(()),
            }
        }

        async fn intake(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<Option<IntakeRow>, StoreError> {
            let sql = query(include_str!("get.sql"));
            self.one(sql.bind(tenant.uuid()).bind(replica).bind(cmd_no)).await
        }

        async fn unjudged(&mut self, tenant: TenantId, limit: i64) -> Result<Vec<IntakeRow>, StoreError> {
            let sql = query(include_str!("unjudged.sql"));
            self.all(sql.bind(tenant.uuid()).bind(limit.max(0))).await
        }

        async fn mark_judged(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<(), StoreError> {
            let sql = query(include_str!("mark_judged.sql"));
            match self.run(sql.bind(tenant.uuid()).bind(replica).bind(cmd_no).bind(true)).await? {
                0 => Err(StoreError::Missing("intake")),
                _ => Ok(()),
            }
        }
    }
}
