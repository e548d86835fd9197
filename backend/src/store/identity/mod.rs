//! Identities at issuers, what came of their claims, and what the issuers publish, in SQL.

use super::sql::on_both;
use super::{Hash, IdentityRow, IdentityTx, IssuedRightRow, IssuerRow, StoreError};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl IdentityTx {
        async fn identity(&mut self, key: &Hash) -> Result<Option<IdentityRow>, StoreError> {
            self.one(query(include_str!("get.sql")).bind(&key[..])).await
        }

        async fn identities_of(&mut self, user: Uuid) -> Result<Vec<IdentityRow>, StoreError> {
            self.all(query(include_str!("of_user.sql")).bind(user)).await
        }

        async fn put_identity(&mut self, row: &IdentityRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(&row.key[..])
                .bind(row.tenant.uuid())
                .bind(row.user)
                .bind(&row.issuer)
                .bind(row.created_at)
                .bind(row.used_at);
            match self.run(sql).await? {
                0 => Err(StoreError::Conflict(None)),
                _ => Ok(()),
            }
        }

        async fn issued_rights(&mut self, user: Uuid) -> Result<Vec<IssuedRightRow>, StoreError> {
            self.all(query(include_str!("issued_rights.sql")).bind(user)).await
        }

        async fn put_issued_right(&mut self, row: &IssuedRightRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put_issued_right.sql"))
                .bind(row.membership)
                .bind(row.tenant.uuid())
                .bind(row.user)
                .bind(&row.issuer);
            self.run(sql).await?;
            Ok(())
        }

        async fn issuer(&mut self, issuer: &str) -> Result<Option<IssuerRow>, StoreError> {
            self.one(query(include_str!("issuer.sql")).bind(issuer)).await
        }

        async fn put_issuer(&mut self, row: &IssuerRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put_issuer.sql"))
                .bind(&row.issuer)
                .bind(&row.document[..])
                .bind(&row.keys[..])
                .bind(row.fetched_at);
            self.run(sql).await?;
            Ok(())
        }
    }
}
