//! Custody, in SQL.

use super::sql::on_both;
use super::{Hash, IntakeRow, IntakeTx, RenamedRow, StoreError, TenantId};
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

        async fn intakes(&mut self, tenant: TenantId, replica: Uuid, first: i64, last: i64) -> Result<Vec<IntakeRow>, StoreError> {
            let sql = query(include_str!("between.sql"));
            self.all(sql.bind(tenant.uuid()).bind(replica).bind(first).bind(last)).await
        }

        async fn put_renamed(&mut self, row: &RenamedRow) -> Result<(), StoreError> {
            let sql = query(include_str!("renamed_put.sql"))
                .bind(row.tenant.uuid())
                .bind(&row.hash[..])
                .bind(row.left)
                .bind(row.replica)
                .bind(row.cmd_no);
            self.run(sql).await.map(|_rows| ())
        }

        async fn renamed(&mut self, tenant: TenantId, hash: &Hash) -> Result<Option<RenamedRow>, StoreError> {
            let sql = query(include_str!("renamed_get.sql"));
            self.one(sql.bind(tenant.uuid()).bind(&hash[..])).await
        }

        async fn is_left(&mut self, tenant: TenantId, replica: Uuid) -> Result<bool, StoreError> {
            let sql = query(include_str!("is_left.sql"));
            let found: Option<Uuid> = self.one(sql.bind(tenant.uuid()).bind(replica)).await?;
            Ok(found.is_some())
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
