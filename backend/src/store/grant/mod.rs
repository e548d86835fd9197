//! Which scopes a user has, in SQL.

use super::sql::on_both;
use super::{GRANT_STEPS_MAX, GrantRow, GrantTx, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl GrantTx {
        async fn grants(&mut self, tenant: TenantId, kind: &str, id: Uuid) -> Result<Vec<GrantRow>, StoreError> {
            let sql = query(include_str!("list.sql"));
            let mut rows: Vec<GrantRow> = self.all(sql.bind(tenant.uuid()).bind(kind).bind(id)).await?;
            rows.sort();
            Ok(rows)
        }

        async fn replace_grants(&mut self, tenant: TenantId, kind: &str, id: Uuid, grants: &[GrantRow]) -> Result<(), StoreError> {
            let sql = query(include_str!("clear.sql"));
            self.run(sql.bind(tenant.uuid()).bind(kind).bind(id)).await?;
            for (n, grant) in (0_i64..).zip(grants) {
                let sql = query(include_str!("add.sql"))
                    .bind(tenant.uuid())
                    .bind(kind)
                    .bind(id)
                    .bind(n)
                    .bind(&grant.member)
                    .bind(&grant.scope)
                    .bind(&grant.from)
                    .bind(&grant.to);
                self.run(sql).await?;
            }
            Ok(())
        }

        async fn scopes_of(&mut self, tenant: TenantId, member: &str, day: &str) -> Result<Vec<String>, StoreError> {
            let sql = query(include_str!("reach.sql"))
                .bind(tenant.uuid())
                .bind(member)
                .bind(day)
                .bind(GRANT_STEPS_MAX);
            self.all(sql).await
        }
    }
}
