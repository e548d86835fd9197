//! Identities at issuers, what came of their claims, and what the issuers publish, in memory.

use super::MemoryTx;
use crate::store::{Hash, IdentityRow, IdentityTx, IssuedRightRow, IssuerRow, StoreError};
use async_trait::async_trait;
use uuid::Uuid;

#[async_trait]
impl IdentityTx for MemoryTx<'_> {
    async fn identity(&mut self, key: &Hash) -> Result<Option<IdentityRow>, StoreError> {
        Ok(self.tables().identities.get(key).cloned())
    }

    async fn identities_of(&mut self, user: Uuid) -> Result<Vec<IdentityRow>, StoreError> {
        let rows = self.tables().identities.values();
        let mut rows: Vec<_> = rows.filter(|row| row.user == user).cloned().collect();
        rows.sort_by_key(|row| (row.created_at, row.key));
        Ok(rows)
    }

    async fn put_identity(&mut self, row: &IdentityRow) -> Result<(), StoreError> {
        if !self.tables().users.contains_key(&row.user) {
            return Err(StoreError::Conflict(None));
        }
        let row = match self.tables().identities.get(&row.key) {
            Some(old) if old.user != row.user => return Err(StoreError::Conflict(None)),
            Some(old) => IdentityRow {
                used_at: row.used_at,
                ..old.clone()
            },
            None => row.clone(),
        };
        self.put(|t| &mut t.identities, row.key, row)
    }

    async fn issued_rights(&mut self, user: Uuid) -> Result<Vec<IssuedRightRow>, StoreError> {
        let rows = self.tables().issued_rights.values();
        Ok(rows.filter(|row| row.user == user).cloned().collect())
    }

    async fn put_issued_right(&mut self, row: &IssuedRightRow) -> Result<(), StoreError> {
        if !self.tables().users.contains_key(&row.user) {
            return Err(StoreError::Conflict(None));
        }
        self.add(|t| &mut t.issued_rights, row.membership, row.clone())
    }

    async fn issuer(&mut self, issuer: &str) -> Result<Option<IssuerRow>, StoreError> {
        Ok(self.tables().issuers.get(issuer).cloned())
    }

    async fn put_issuer(&mut self, row: &IssuerRow) -> Result<(), StoreError> {
        self.put(|t| &mut t.issuers, row.issuer.clone(), row.clone())
    }
}
