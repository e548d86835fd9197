//! The copies on devices, in SQL.

use super::sql::on_both;
use super::{ReplicaRow, ReplicaTx, StoreError, TenantId};
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
    }
}
