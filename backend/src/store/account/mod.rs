//! Users, their sign-ins and invitations, in SQL.

use super::sql::on_both;
use super::{AccountTx, Hash, InviteRow, SessionRow, StoreError, TenantId, UserRow};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl AccountTx {
        async fn user(&mut self, user: Uuid) -> Result<Option<UserRow>, StoreError> {
            self.one(query(include_str!("get.sql")).bind(user)).await
        }

        async fn user_by_login(&mut self, login: &str) -> Result<Option<UserRow>, StoreError> {
            self.one(query(include_str!("by_login.sql")).bind(login)).await
        }

        async fn users(&mut self, tenant: TenantId) -> Result<Vec<UserRow>, StoreError> {
            self.all(query(include_str!("list.sql")).bind(tenant.uuid())).await
        }

        async fn put_user(&mut self, row: &UserRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.id)
                .bind(row.tenant.uuid())
                .bind(&row.login)
                .bind(&row.name)
                .bind(&row.password_hash)
                .bind(&row.state)
                .bind(row.created_at);
            self.run(sql).await?;
            Ok(())
        }

        async fn session(&mut self, token_hash: &Hash) -> Result<Option<SessionRow>, StoreError> {
            self.one(query(include_str!("../session/get.sql")).bind(&token_hash[..])).await
        }

        async fn sessions_of(&mut self, user: Uuid) -> Result<Vec<SessionRow>, StoreError> {
            self.all(query(include_str!("../session/of_user.sql")).bind(user)).await
        }

        async fn put_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
            let sql = query(include_str!("../session/put.sql"))
                .bind(&row.token_hash[..])
                .bind(row.user)
                .bind(row.tenant.uuid())
                .bind(row.created_at)
                .bind(row.last_seen)
                .bind(row.auth_time)
                .bind(row.ended)
                .bind(&row.amr)
                .bind(&row.agent)
                .bind(&row.acr)
                .bind(&row.issuer);
            self.run(sql).await?;
            Ok(())
        }

        async fn end_sessions(&mut self, user: Uuid, at: i64) -> Result<u64, StoreError> {
            self.run(query(include_str!("../session/end.sql")).bind(user).bind(at)).await
        }

        async fn forget_sessions(&mut self, seen_before: i64) -> Result<u64, StoreError> {
            self.run(query(include_str!("../session/forget.sql")).bind(seen_before)).await
        }

        async fn invite(&mut self, token_hash: &Hash) -> Result<Option<InviteRow>, StoreError> {
            self.one(query(include_str!("../invite/get.sql")).bind(&token_hash[..])).await
        }

        async fn invites(&mut self, tenant: TenantId) -> Result<Vec<InviteRow>, StoreError> {
            self.all(query(include_str!("../invite/list.sql")).bind(tenant.uuid())).await
        }

        async fn put_invite(&mut self, row: &InviteRow) -> Result<(), StoreError> {
            let sql = query(include_str!("../invite/put.sql"))
                .bind(&row.token_hash[..])
                .bind(row.tenant.uuid())
                .bind(&row.kind)
                .bind(&row.payload)
                .bind(row.created_at)
                .bind(row.expires_at)
                .bind(row.used_at);
            self.run(sql).await?;
            Ok(())
        }

        async fn use_invite(&mut self, token_hash: &Hash, at: i64) -> Result<bool, StoreError> {
            let sql = query(include_str!("../invite/use.sql"));
            Ok(self.run(sql.bind(&token_hash[..]).bind(at)).await? == 1)
        }
    }
}
