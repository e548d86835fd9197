//! Users, their sign-ins and invitations, in memory.

use super::MemoryTx;
use crate::store::{AccountTx, Hash, InviteRow, SessionRow, StoreError, TenantId, UserRow};
use async_trait::async_trait;
use std::cmp::Reverse;
use uuid::Uuid;

impl MemoryTx<'_> {
    fn sessions_where(&self, wanted: impl Fn(&SessionRow) -> bool) -> Vec<SessionRow> {
        let rows = self.tables().sessions.values();
        rows.filter(|row| wanted(row)).cloned().collect()
    }
}

#[async_trait]
impl AccountTx for MemoryTx<'_> {
    async fn user(&mut self, user: Uuid) -> Result<Option<UserRow>, StoreError> {
        Ok(self.tables().users.get(&user).cloned())
    }

    async fn user_by_login(&mut self, login: &str) -> Result<Option<UserRow>, StoreError> {
        let id = self.tables().logins.get(login);
        Ok(id.and_then(|id| self.tables().users.get(id)).cloned())
    }

    async fn users(&mut self, tenant: TenantId) -> Result<Vec<UserRow>, StoreError> {
        let ids = self.tables().logins.values();
        let rows = ids.filter_map(|id| self.tables().users.get(id));
        Ok(rows.filter(|row| row.tenant == tenant).cloned().collect())
    }

    async fn put_user(&mut self, row: &UserRow) -> Result<(), StoreError> {
        let holder = self.tables().logins.get(&row.login);
        if holder.is_some_and(|id| *id != row.id) {
            return Err(StoreError::Conflict(None));
        }
        if let Some(old) = self.user(row.id).await? {
            self.remove(|t| &mut t.logins, &old.login)?;
        }
        self.put(|t| &mut t.logins, row.login.clone(), row.id)?;
        self.put(|t| &mut t.users, row.id, row.clone())
    }

    async fn session(&mut self, token_hash: &Hash) -> Result<Option<SessionRow>, StoreError> {
        Ok(self.tables().sessions.get(token_hash).cloned())
    }

    async fn sessions_of(&mut self, user: Uuid) -> Result<Vec<SessionRow>, StoreError> {
        let mut rows = self.sessions_where(|row| row.user == user);
        rows.sort_by_key(|row| Reverse((row.created_at, row.token_hash)));
        Ok(rows)
    }

    async fn put_session(&mut self, row: &SessionRow) -> Result<(), StoreError> {
        if !self.tables().users.contains_key(&row.user) {
            return Err(StoreError::Conflict(None));
        }
        self.put(|t| &mut t.sessions, row.token_hash, row.clone())
    }

    async fn end_sessions(&mut self, user: Uuid, at: i64) -> Result<u64, StoreError> {
        let open = self.sessions_where(|row| row.user == user && row.ended.is_none());
        for row in &open {
            let ended = Some(at);
            let row = SessionRow {
                ended,
                ..row.clone()
            };
            self.put(|t| &mut t.sessions, row.token_hash, row)?;
        }
        Ok(open.len() as u64)
    }

    async fn forget_sessions(&mut self, seen_before: i64) -> Result<u64, StoreError> {
        let old = self.sessions_where(|row| row.last_seen < seen_before);
        for row in &old {
            self.remove(|t| &mut t.sessions, &row.token_hash)?;
        }
        Ok(old.len() as u64)
    }

    async fn invite(&mut self, token_hash: &Hash) -> Result<Option<InviteRow>, StoreError> {
        Ok(self.tables().invites.get(token_hash).cloned())
    }

    async fn invites(&mut self, tenant: TenantId) -> Result<Vec<InviteRow>, StoreError> {
        let rows = self.tables().invites.values();
        let mut rows: Vec<_> = rows.filter(|row| row.tenant == tenant).cloned().collect();
        rows.sort_by_key(|row| Reverse((row.created_at, row.token_hash)));
        Ok(rows)
    }

    async fn put_invite(&mut self, row: &InviteRow) -> Result<(), StoreError> {
        self.put(|t| &mut t.invites, row.token_hash, row.clone())
    }

    async fn use_invite(&mut self, token_hash: &Hash, at: i64) -> Result<bool, StoreError> {
        match self.invite(token_hash).await? {
            Some(row) if row.used_at.is_none() => {
                let used_at = Some(at);
                let row = InviteRow { used_at, ..row };
                self.put(|t| &mut t.invites, *token_hash, row)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}
