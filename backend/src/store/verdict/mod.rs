//! What became of the commands, in SQL.

use super::sql::on_both;
use super::{
    AttentionCursor, AttentionRow, AwaitedRow, SettledRow, StoreError, TenantId, VerdictRow,
    VerdictTx,
};

use sqlx::query;
use uuid::Uuid;

const NEWEST: AttentionCursor = AttentionCursor {
    received_at: i64::MAX,
    replica: Uuid::max(),
    cmd_no: i64::MAX,
};

on_both! {
    impl VerdictTx {
        async fn last_verdict_no(&mut self, tenant: TenantId, replica: Uuid) -> Result<i64, StoreError> {
            let sql = query(include_str!("last_no.sql"));
            Ok(self.one(sql.bind(tenant.uuid()).bind(replica)).await?.unwrap_or(0))
        }

        async fn put_verdict(&mut self, row: &VerdictRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.tenant.uuid())
                .bind(row.replica)
                .bind(row.cmd_no)
                .bind(row.no)
                .bind(row.seq)
                .bind(&row.state)
                .bind(&row.body);
            self.run(sql).await?;
            Ok(())
        }

        async fn verdict(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<Option<VerdictRow>, StoreError> {
            let sql = query(include_str!("get.sql"));
            self.one(sql.bind(tenant.uuid()).bind(replica).bind(cmd_no)).await
        }

        async fn verdicts_between(&mut self, tenant: TenantId, replica: Uuid, first: i64, last: i64) -> Result<Vec<VerdictRow>, StoreError> {
            let sql = query(include_str!("between.sql"));
            self.all(sql.bind(tenant.uuid()).bind(replica).bind(first).bind(last)).await
        }

        async fn verdicts_after(&mut self, tenant: TenantId, replica: Uuid, no: i64, limit: i64) -> Result<Vec<VerdictRow>, StoreError> {
            let sql = query(include_str!("after.sql"));
            self.all(sql.bind(tenant.uuid()).bind(replica).bind(no).bind(limit.max(0))).await
        }

        async fn put_settled(&mut self, row: &SettledRow) -> Result<(), StoreError> {
            let sql = query(include_str!("settled_put.sql"))
                .bind(row.tenant.uuid())
                .bind(row.replica)
                .bind(row.cmd_no)
                .bind(row.no)
                .bind(&row.how)
                .bind(row.by)
                .bind(row.at);
            self.run(sql).await.map(|_rows| ())
        }

        async fn put_unmade(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64, id: Uuid) -> Result<(), StoreError> {
            let sql = query(include_str!("unmade_put.sql"));
            self.run(sql.bind(tenant.uuid()).bind(replica).bind(cmd_no).bind(id)).await.map(|_rows| ())
        }

        async fn drop_unmade(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<(), StoreError> {
            let sql = query(include_str!("unmade_drop.sql"));
            self.run(sql.bind(tenant.uuid()).bind(replica).bind(cmd_no)).await.map(|_rows| ())
        }

        async fn unmade_by(&mut self, tenant: TenantId, replica: Uuid, id: Uuid, before: i64) -> Result<Option<i64>, StoreError> {
            let sql = query(include_str!("unmade_by.sql"));
            self.one(sql.bind(tenant.uuid()).bind(replica).bind(id).bind(before)).await
        }

        async fn put_awaited(&mut self, row: &AwaitedRow) -> Result<(), StoreError> {
            let sql = query(include_str!("awaited_put.sql"))
                .bind(row.tenant.uuid())
                .bind(row.replica)
                .bind(row.cmd_no)
                .bind(&row.kind)
                .bind(row.id)
                .bind(row.on_no);
            self.run(sql).await.map(|_rows| ())
        }

        async fn drop_awaited(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<(), StoreError> {
            let sql = query(include_str!("awaited_drop.sql"));
            self.run(sql.bind(tenant.uuid()).bind(replica).bind(cmd_no)).await.map(|_rows| ())
        }

        async fn awaiting(&mut self, tenant: TenantId, id: Uuid) -> Result<Vec<AwaitedRow>, StoreError> {
            let sql = query(include_str!("awaiting.sql"));
            self.all(sql.bind(tenant.uuid()).bind(id)).await
        }

        async fn awaiting_on(&mut self, tenant: TenantId, replica: Uuid, on_no: i64) -> Result<Vec<AwaitedRow>, StoreError> {
            let sql = query(include_str!("awaiting_on.sql"));
            self.all(sql.bind(tenant.uuid()).bind(replica).bind(on_no)).await
        }

        async fn awaiting_free(&mut self, tenant: TenantId, after: (Uuid, i64), limit: i64) -> Result<Vec<AwaitedRow>, StoreError> {
            let sql = query(include_str!("awaiting_free.sql"));
            self.all(sql.bind(tenant.uuid()).bind(after.0).bind(after.1).bind(limit.max(0))).await
        }

        async fn is_settled(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64, no: i64) -> Result<bool, StoreError> {
            let sql = query(include_str!("is_settled.sql"));
            let found: Option<i64> = self.one(sql.bind(tenant.uuid()).bind(replica).bind(cmd_no).bind(no)).await?;
            Ok(found.is_some())
        }

        async fn attention(&mut self, tenant: TenantId, settled: bool, after: Option<AttentionCursor>, limit: i64) -> Result<Vec<AttentionRow>, StoreError> {
            let after = after.unwrap_or(NEWEST);
            let sql = query(include_str!("attention.sql"))
                .bind(tenant.uuid())
                .bind(after.received_at)
                .bind(after.replica)
                .bind(after.cmd_no)
                .bind(settled)
                .bind(limit.max(0));
            self.all(sql).await
        }
    }
}
