//! The copies on devices, in SQL.

use super::sql::on_both;
use super::{HealthRow, ReplicaRow, ReplicaTx, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl ReplicaTx {
        async fn replica(&mut self, replica: Uuid) -> Result<Option<ReplicaRow>, StoreError> {
            self.one(query(include_str!("get.sql")).bind(replica)).await
        }

        async fn replicas(&mut self, tenant: TenantId) -> Result<Vec<ReplicaRow>, StoreError> {
            self.all(query(include_str!("list.sql")).bind(tenant.uuid())).await
        }

        async fn put_replica(&mut self, row: &ReplicaRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.tenant.uuid())
                .bind(row.replica)
                .bind(row.user)
                .bind(row.custody_high)
                .bind(row.durable_high)
                .bind(row.last_hash.map(Vec::from))
                .bind(row.last_pull)
                .bind(row.schema)
                .bind(&row.build)
                .bind(row.last_seen);
            match self.run(sql).await? {
                0 => Err(StoreError::Conflict(None)),
                _ => Ok(()),
            }
        }

        async fn put_health(&mut self, row: &HealthRow) -> Result<bool, StoreError> {
            let sql = query(include_str!("health_put.sql"))
                .bind(row.tenant.uuid())
                .bind(row.replica)
                .bind(row.user)
                .bind(row.heard_at)
                .bind(&row.body);
            Ok(self.run(sql).await? > 0)
        }

        async fn health_of(&mut self, tenant: TenantId, user: Uuid) -> Result<Vec<HealthRow>, StoreError> {
            let sql = query(include_str!("health_of.sql"));
            self.all(sql.bind(tenant.uuid()).bind(user)).await
        }

        async fn health(&mut self, tenant: TenantId, limit: i64) -> Result<Vec<HealthRow>, StoreError> {
            let sql = query(include_str!("health_list.sql"));
            self.all(sql.bind(tenant.uuid()).bind(limit.max(0))).await
        }

        async fn drop_health(&mut self, tenant: TenantId, replica: Uuid, user: Uuid) -> Result<(), StoreError> {
            let sql = query(include_str!("health_drop.sql"));
            self.run(sql.bind(tenant.uuid()).bind(replica).bind(user)).await.map(|_rows| ())
        }
    }
}
