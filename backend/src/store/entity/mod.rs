//! Entities in SQL.

use super::sql::{PostgresTx, SqliteTx, on_both};
use super::{EntityRow, EntityTx, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

impl SqliteTx<'_> {
    /// One by one: there is no way to the database that a longer statement would save.
    async fn get_many(
        &mut self,
        tenant: TenantId,
        keys: &[(String, Uuid)],
    ) -> Result<Vec<EntityRow>, StoreError> {
        let mut rows = Vec::with_capacity(keys.len());
        for (kind, id) in keys {
            rows.extend(self.entity(tenant, kind, *id).await?);
        }
        Ok(rows)
    }
}

impl PostgresTx<'_> {
    async fn get_many(
        &mut self,
        tenant: TenantId,
        keys: &[(String, Uuid)],
    ) -> Result<Vec<EntityRow>, StoreError> {
        let (kinds, ids): (Vec<&str>, Vec<Uuid>) =
            keys.iter().map(|(kind, id)| (kind.as_str(), *id)).unzip();
        let sql = query(include_str!("get_many_postgres.sql"));
        self.all(sql.bind(tenant.uuid()).bind(kinds).bind(ids))
            .await
    }
}

on_both! {
    impl EntityTx {
        async fn entity(&mut self, tenant: TenantId, kind: &str, id: Uuid) -> Result<Option<EntityRow>, StoreError> {
            let sql = query(include_str!("get.sql"));
            self.one(sql.bind(tenant.uuid()).bind(kind).bind(id)).await
        }

        async fn entities(&mut self, tenant: TenantId, keys: &[(String, Uuid)]) -> Result<Vec<EntityRow>, StoreError> {
            self.get_many(tenant, keys).await
        }

        async fn children(&mut self, tenant: TenantId, kind: &str, parent: Uuid) -> Result<Vec<EntityRow>, StoreError> {
            let sql = query(include_str!("children.sql"));
            self.all(sql.bind(tenant.uuid()).bind(kind).bind(parent)).await
        }

        async fn list(&mut self, tenant: TenantId, kind: &str, after: Option<Uuid>, limit: i64) -> Result<Vec<EntityRow>, StoreError> {
            let after = after.unwrap_or(Uuid::nil());
            let sql = query(include_str!("list.sql"));
            self.all(sql.bind(tenant.uuid()).bind(kind).bind(after).bind(limit.max(0))).await
        }

        async fn put_entity(&mut self, row: &EntityRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.tenant.uuid())
                .bind(&row.kind)
                .bind(row.id)
                .bind(row.parent)
                .bind(row.ver)
                .bind(row.person)
                .bind(&row.facts)
                .bind(&row.body);
            self.run(sql).await?;
            Ok(())
        }

        async fn entities_of_person(&mut self, tenant: TenantId, person: Uuid) -> Result<Vec<EntityRow>, StoreError> {
            let sql = query(include_str!("of_person.sql"));
            self.all(sql.bind(tenant.uuid()).bind(person)).await
        }

        async fn drop_entity(&mut self, tenant: TenantId, kind: &str, id: Uuid) -> Result<(), StoreError> {
            let sql = query(include_str!("drop.sql"));
            self.run(sql.bind(tenant.uuid()).bind(kind).bind(id)).await?;
            Ok(())
        }
    }
}
