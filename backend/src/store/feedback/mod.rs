//! What people say about the product, in SQL.

use super::sql::on_both;
use super::{FeedbackCursor, FeedbackRow, FeedbackTx, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl FeedbackTx {
        async fn put_feedback(&mut self, row: &FeedbackRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.id)
                .bind(row.tenant.uuid())
                .bind(&row.kind)
                .bind(&row.place)
                .bind(&row.body)
                .bind(row.created_at)
                .bind(row.settled_at)
                .bind(row.settled_by);
            self.run(sql).await?;
            Ok(())
        }

        async fn feedback_page(
            &mut self,
            tenant: TenantId,
            after: FeedbackCursor,
            limit: i64,
        ) -> Result<Vec<FeedbackRow>, StoreError> {
            let sql = query(include_str!("page.sql"));
            self.all(sql.bind(tenant.uuid()).bind(after.created_at).bind(after.id).bind(limit)).await
        }

        async fn open_feedback(&mut self, tenant: TenantId) -> Result<i64, StoreError> {
            let sql = query(include_str!("open.sql"));
            Ok(self.one(sql.bind(tenant.uuid())).await?.unwrap_or(0))
        }

        async fn settle_feedback(
            &mut self,
            tenant: TenantId,
            id: Uuid,
            by: Uuid,
            at: i64,
        ) -> Result<bool, StoreError> {
            let sql = query(include_str!("settle.sql"));
            Ok(self.run(sql.bind(tenant.uuid()).bind(id).bind(at).bind(by)).await? == 1)
        }

        async fn forget_feedback(
            &mut self,
            tenant: TenantId,
            settled_before: i64,
        ) -> Result<Vec<Uuid>, StoreError> {
            let sql = query(include_str!("settled.sql"));
            let ids = self.all(sql.bind(tenant.uuid()).bind(settled_before)).await?;
            let sql = query(include_str!("forget.sql"));
            self.run(sql.bind(tenant.uuid()).bind(settled_before)).await?;
            Ok(ids)
        }
    }
}
