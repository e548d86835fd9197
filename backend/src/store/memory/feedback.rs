//! What people say about the product, in memory.

use super::{MemoryTx, page};
use crate::store::{FeedbackCursor, FeedbackRow, FeedbackTx, StoreError, TenantId};
use async_trait::async_trait;
use uuid::Uuid;

impl MemoryTx<'_> {
    fn feedback_of(&self, tenant: TenantId) -> impl Iterator<Item = &FeedbackRow> {
        let rows = self.tables().feedback.values();
        rows.filter(move |row| row.tenant == tenant)
    }
}

#[async_trait]
impl FeedbackTx for MemoryTx<'_> {
    async fn put_feedback(&mut self, row: &FeedbackRow) -> Result<(), StoreError> {
        if !self.tables().tenants.contains_key(&row.tenant) {
            return Err(StoreError::Conflict(None));
        }
        self.add(|t| &mut t.feedback, row.id, row.clone())
    }

    async fn feedback_page(
        &mut self,
        tenant: TenantId,
        after: FeedbackCursor,
        limit: i64,
    ) -> Result<Vec<FeedbackRow>, StoreError> {
        let key = |row: &FeedbackRow| (row.created_at, row.id);
        let rows = self.feedback_of(tenant);
        let rows = rows.filter(|row| key(row) < (after.created_at, after.id));
        let mut rows: Vec<_> = rows.cloned().collect();
        rows.sort_by_key(|row| std::cmp::Reverse(key(row)));
        Ok(page(rows.into_iter(), limit))
    }

    async fn open_feedback(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
        let rows = self.feedback_of(tenant);
        let open = rows.filter(|row| row.settled_at.is_none()).count();
        Ok(i64::try_from(open).unwrap_or(i64::MAX))
    }

    async fn settle_feedback(
        &mut self,
        tenant: TenantId,
        id: Uuid,
        by: Uuid,
        at: i64,
    ) -> Result<bool, StoreError> {
        match self.tables().feedback.get(&id).cloned() {
            Some(row) if row.tenant == tenant && row.settled_at.is_none() => {
                let row = FeedbackRow {
                    settled_at: Some(at),
                    settled_by: Some(by),
                    ..row
                };
                self.put(|t| &mut t.feedback, id, row)?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    async fn forget_feedback(
        &mut self,
        tenant: TenantId,
        settled_before: i64,
    ) -> Result<Vec<Uuid>, StoreError> {
        let rows = self.feedback_of(tenant);
        let old = rows.filter(|row| row.settled_at.is_some_and(|at| at < settled_before));
        let ids: Vec<Uuid> = old.map(|row| row.id).collect();
        for id in &ids {
            self.remove(|t| &mut t.feedback, id)?;
        }
        Ok(ids)
    }
}
