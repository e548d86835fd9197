//! Order, tenants and settings, in SQL.

use super::sql::{PostgresTx, SqliteTx, on_both};
use super::{StoreError, TenantId, TenantRow, TimelineTx};
use sqlx::query;
use uuid::Uuid;

const EPOCH: &str = "epoch";
const MISSING_SAVEPOINT: StoreError = StoreError::Missing("savepoint");
const MISSING_TENANT: StoreError = StoreError::Missing("tenant");

impl SqliteTx<'_> {
    /// There is one writer anyway; what is left is to see that the tenant exists.
    async fn hold_tenant(&mut self, tenant: TenantId) -> Result<Option<i64>, StoreError> {
        let sql = include_str!("head.sql");
        self.one(query(sql).bind(tenant.uuid())).await
    }
}

impl PostgresTx<'_> {
    async fn hold_tenant(&mut self, tenant: TenantId) -> Result<Option<i64>, StoreError> {
        let sql = include_str!("lock_postgres.sql");
        self.one(query(sql).bind(tenant.uuid())).await
    }

    /// PostgreSQL delivers these when the transaction commits, and only then, to all processes.
    pub(super) async fn notify(&mut self, channel: &str) -> Result<(), StoreError> {
        for (tenant, seq) in std::mem::take(&mut self.pokes) {
            let sql = include_str!("notify_postgres.sql");
            let payload = format!("{tenant} {seq}");
            self.run(query(sql).bind(channel).bind(payload)).await?;
        }
        Ok(())
    }
}

/// The epoch of a database that has none yet.
pub(super) const INIT_META: &str = include_str!("meta_init.sql");
pub(super) const INIT_KEY: &str = EPOCH;

on_both! {
    impl TimelineTx {
        async fn epoch(&mut self) -> Result<Uuid, StoreError> {
            let text = self.meta_get(EPOCH).await?.ok_or(StoreError::Missing("epoch"))?;
            text.parse().ok().ok_or(StoreError::Corrupt("epoch"))
        }

        async fn set_epoch(&mut self, epoch: Uuid) -> Result<(), StoreError> {
            self.meta_put(EPOCH, &epoch.to_string()).await
        }

        async fn head(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
            let sql = include_str!("head.sql");
            Ok(self.one(query(sql).bind(tenant.uuid())).await?.unwrap_or(0))
        }

        async fn lock_tenant(&mut self, tenant: TenantId) -> Result<(), StoreError> {
            self.hold_tenant(tenant).await?.map(|_| ()).ok_or(MISSING_TENANT)
        }

        async fn next_seq(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
            let sql = include_str!("next_seq.sql");
            let seq = self.one(query(sql).bind(tenant.uuid())).await?.ok_or(MISSING_TENANT)?;
            self.pokes.insert(tenant, seq);
            Ok(seq)
        }

        async fn savepoint(&mut self) -> Result<(), StoreError> {
            self.run(query("savepoint step")).await?;
            self.savepoint = Some(self.pokes.clone());
            Ok(())
        }

        async fn rollback_savepoint(&mut self) -> Result<(), StoreError> {
            self.pokes = self.savepoint.take().ok_or(MISSING_SAVEPOINT)?;
            self.run(query("rollback to savepoint step")).await?;
            self.run(query("release savepoint step")).await?;
            Ok(())
        }

        async fn release_savepoint(&mut self) -> Result<(), StoreError> {
            self.savepoint.take().ok_or(MISSING_SAVEPOINT)?;
            self.run(query("release savepoint step")).await?;
            Ok(())
        }

        async fn meta_get(&mut self, key: &str) -> Result<Option<String>, StoreError> {
            self.one(query(include_str!("meta_get.sql")).bind(key)).await
        }

        async fn meta_put(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
            self.run(query(include_str!("meta_put.sql")).bind(key).bind(value)).await?;
            Ok(())
        }

        async fn tenant(&mut self, tenant: TenantId) -> Result<Option<TenantRow>, StoreError> {
            self.one(query(include_str!("tenant_get.sql")).bind(tenant.uuid())).await
        }

        async fn tenants(&mut self) -> Result<Vec<TenantRow>, StoreError> {
            self.all(query(include_str!("tenant_list.sql"))).await
        }

        async fn put_tenant(&mut self, row: &TenantRow) -> Result<(), StoreError> {
            let sql = query(include_str!("tenant_put.sql"))
                .bind(row.id.uuid())
                .bind(&row.name)
                .bind(row.created_at);
            self.run(sql).await?;
            Ok(())
        }
    }
}
