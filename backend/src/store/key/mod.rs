//! Persons' keys and other names, in SQL.

use super::sql::on_both;
use super::{KeyTx, PersonKey, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl KeyTx {
        async fn person_key(&mut self, tenant: TenantId, person: Uuid) -> Result<Option<PersonKey>, StoreError> {
            self.one(query(include_str!("get.sql")).bind(tenant.uuid()).bind(person)).await
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

        async fn persons(&mut self, tenant: TenantId, after: Option<Uuid>, limit: i64) -> Result<Vec<Uuid>, StoreError> {
            let after = after.unwrap_or(Uuid::nil());
            let sql = query(include_str!("persons.sql"));
            self.all(sql.bind(tenant.uuid()).bind(after).bind(limit.max(0))).await
        }

        async fn alias(&mut self, tenant: TenantId, id: Uuid) -> Result<Option<Uuid>, StoreError> {
            self.one(query(include_str!("alias_get.sql")).bind(tenant.uuid()).bind(id)).await
        }

        async fn put_alias(&mut self, tenant: TenantId, id: Uuid, person: Uuid) -> Result<(), StoreError> {
            let sql = query(include_str!("alias_put.sql"));
            self.run(sql.bind(tenant.uuid()).bind(id).bind(person)).await?;
            Ok(())
        }
    }
}
