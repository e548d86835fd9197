//! Which scopes a user has, in memory.

use super::MemoryTx;
use crate::store::{GRANT_STEPS_MAX, GrantRow, GrantTx, StoreError, TenantId};
use async_trait::async_trait;
use std::collections::BTreeSet;
use uuid::Uuid;

#[async_trait]
impl GrantTx for MemoryTx<'_> {
    async fn grants(
        &mut self,
        tenant: TenantId,
        kind: &str,
        id: Uuid,
    ) -> Result<Vec<GrantRow>, StoreError> {
        let key = (tenant, kind.to_owned(), id);
        let mut rows = self.tables().grants.get(&key).cloned().unwrap_or_default();
        rows.sort();
        Ok(rows)
    }

    async fn replace_grants(
        &mut self,
        tenant: TenantId,
        kind: &str,
        id: Uuid,
        grants: &[GrantRow],
    ) -> Result<(), StoreError> {
        let entity = (tenant, kind.to_owned(), id);
        let old = self
            .tables()
            .grants
            .get(&entity)
            .cloned()
            .unwrap_or_default();
        for (n, grant) in old.into_iter().enumerate() {
            let key = (tenant, grant.member, kind.to_owned(), id, n);
            self.remove(|t| &mut t.grants_by_member, &key)?;
        }
        for (n, grant) in grants.iter().enumerate() {
            let key = (tenant, grant.member.clone(), kind.to_owned(), id, n);
            self.put(|t| &mut t.grants_by_member, key, grant.clone())?;
        }
        self.put(|t| &mut t.grants, entity, grants.to_vec())
    }

    async fn scopes_of(
        &mut self,
        tenant: TenantId,
        member: &str,
        day: &str,
    ) -> Result<Vec<String>, StoreError> {
        let mut found = BTreeSet::new();
        let mut members = BTreeSet::from([member.to_owned()]);
        for _ in 0..GRANT_STEPS_MAX {
            let mut next = BTreeSet::new();
            for member in &members {
                let from = (tenant, member.clone(), String::new(), Uuid::nil(), 0);
                let scopes = self
                    .tables()
                    .grants_by_member
                    .range(from..)
                    .take_while(|(key, _)| key.0 == tenant && key.1 == *member)
                    .map(|(_, grant)| grant)
                    .filter(|grant| grant.from.as_str() <= day)
                    .filter(|grant| grant.to.as_deref().is_none_or(|to| day <= to))
                    .map(|grant| grant.scope.clone());
                next.extend(scopes);
            }
            found.extend(next.iter().cloned());
            members = next;
        }
        Ok(found.into_iter().collect())
    }
}
