//! Persons' keys and other names, in SQL.

use super::sql::{PostgresTx, SqliteTx, on_both};
use super::{KeyTx, PersonKey, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

impl SqliteTx<'_> {
    async fn keys_of(
        &mut self,
        tenant: TenantId,
        persons: &[Uuid],
    ) -> Result<Vec<(Uuid, PersonKey)>, StoreError> {
        let sql = query(include_str!("get_many_sqlite.sql"));
        self.all(sql.bind(tenant.uuid()).bind(listed(persons)))
            .await
    }

    async fn persons_of(
        &mut self,
        tenant: TenantId,
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let sql = query(include_str!("alias_get_many_sqlite.sql"));
        self.all(sql.bind(tenant.uuid()).bind(listed(ids))).await
    }
}

impl PostgresTx<'_> {
    async fn keys_of(
        &mut self,
        tenant: TenantId,
        persons: &[Uuid],
    ) -> Result<Vec<(Uuid, PersonKey)>, StoreError> {
        let sql = query(include_str!("get_many_postgres.sql"));
        self.all(sql.bind(tenant.uuid()).bind(persons)).await
    }

    async fn persons_of(
        &mut self,
        tenant: TenantId,
        ids: &[Uuid],
    ) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let sql = query(include_str!("alias_get_many_postgres.sql"));
        self.all(sql.bind(tenant.uuid()).bind(ids)).await
    }
}

/// As SQLite takes a list; one that is there twice is found once.
fn listed(ids: &[Uuid]) -> String {
    let distinct: std::collections::BTreeSet<&Uuid> = ids.iter().collect();
    let texts = distinct.iter().map(|id| format!("\"{}\"", id.simple()));
    format!("[{}]", texts.collect::<Vec<_>>().join(","))
}

on_both! {
    impl KeyTx {
        async fn person_key(&mut self, tenant: TenantId, person: Uuid) -> Result<Option<PersonKey>, StoreError> {
            self.one(query(include_str!("get.sql")).bind(tenant.uuid()).bind(person)).await
        }

        async fn person_keys(&mut self, tenant: TenantId, persons: &[Uuid]) -> Result<Vec<(Uuid, PersonKey)>, StoreError> {
            self.keys_of(tenant, persons).await
        }

        async fn put_person_key(&mut self, tenant: TenantId, person: Uuid, wrapped: &[u8]) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"));
            match self.run(sql.bind(tenant.uuid()).bind(person).bind(wrapped)).await? {
                0 => Err(StoreError::Conflict(None)),
                _ => Ok(()),
            }
        }

        async fn erase_person_key(&mut self, tenant: TenantId, person: Uuid, at: i64) -> Result<(), StoreError> {
            let sql = query(include_str!("erase.sql"));
            self.run(sql.bind(tenant.uuid()).bind(person).bind(at)).await?;
            Ok(())
        }

        async fn alias(&mut self, tenant: TenantId, id: Uuid) -> Result<Option<Uuid>, StoreError> {
            self.one(query(include_str!("alias_get.sql")).bind(tenant.uuid()).bind(id)).await
        }

        async fn aliases(&mut self, tenant: TenantId, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
            self.persons_of(tenant, ids).await
        }

        async fn put_alias(&mut self, tenant: TenantId, id: Uuid, person: Uuid) -> Result<(), StoreError> {
            let sql = query(include_str!("alias_put.sql"));
            self.run(sql.bind(tenant.uuid()).bind(id).bind(person)).await?;
            Ok(())
        }
    }
}
