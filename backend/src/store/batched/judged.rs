//! What became of the commands, and the audit chain.

use async_trait::async_trait;
use uuid::Uuid;

use super::{BatchedTx, Inner};
use crate::store::{
    AttentionCursor, AttentionRow, AuditRow, AuditTx, AwaitedRow, Hash, SettledRow, StoreError,
    TenantId, VerdictRow, VerdictTx,
};

type Result<T> = std::result::Result<T, StoreError>;

#[async_trait]
impl<T: Inner> VerdictTx for BatchedTx<T> {
    async fn last_verdict_no(&mut self, tenant: TenantId, replica: Uuid) -> Result<i64> {
        if let Some(Some(known)) = self.tables.verdict_nos.get(&(tenant, replica)) {
            return Ok(known);
        }
        let no = self.inner.last_verdict_no(tenant, replica).await?;
        self.tables.verdict_nos.know((tenant, replica), Some(no));
        Ok(no)
    }

    async fn put_verdict(&mut self, row: &VerdictRow) -> Result<()> {
        let (tenant, replica) = (row.tenant, row.replica);
        let key = (tenant, replica, row.cmd_no);
        if row.no > self.last_verdict_no(tenant, replica).await? {
            self.put(|tables| &mut tables.verdicts, key, row.clone());
            self.note(|tables| &mut tables.verdict_nos, (tenant, replica), row.no);
            return Ok(());
        }
        // Another verdict may have its number: that is for the database to see.
        self.send().await?;
        self.direct().await?;
        self.inner.put_verdict(row).await?;
        let no = self.inner.last_verdict_no(tenant, replica).await?;
        self.note(|tables| &mut tables.verdicts, key, row.clone());
        self.note(|tables| &mut tables.verdict_nos, (tenant, replica), no);
        Ok(())
    }

    async fn verdict(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<Option<VerdictRow>> {
        let key = (tenant, replica, cmd_no);
        if let Some(known) = self.tables.verdicts.get(&key) {
            return Ok(known);
        }
        let row = self.inner.verdict(tenant, replica, cmd_no).await?;
        self.tables.verdicts.know(key, row.clone());
        Ok(row)
    }

    async fn verdicts_between(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        first: i64,
        last: i64,
    ) -> Result<Vec<VerdictRow>> {
        let stored = self.inner.verdicts_between(tenant, replica, first, last);
        for row in stored.await? {
            let key = (tenant, replica, row.cmd_no);
            self.tables.verdicts.know(key, Some(row));
        }
        let from = self.tables.verdicts.slots.range((tenant, replica, first)..);
        let slots = from.take_while(|(key, _)| **key <= (tenant, replica, last));
        Ok(slots.filter_map(|(_, slot)| slot.value.clone()).collect())
    }

    async fn verdicts_after(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        no: i64,
        limit: i64,
    ) -> Result<Vec<VerdictRow>> {
        self.send().await?;
        self.inner.verdicts_after(tenant, replica, no, limit).await
    }

    async fn put_settled(&mut self, row: &SettledRow) -> Result<()> {
        self.direct().await?;
        self.inner.put_settled(row).await
    }

    async fn put_unmade(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
        id: Uuid,
    ) -> Result<()> {
        self.direct().await?;
        self.inner.put_unmade(tenant, replica, cmd_no, id).await
    }

    async fn drop_unmade(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<()> {
        self.direct().await?;
        self.inner.drop_unmade(tenant, replica, cmd_no).await
    }

    async fn unmade_by(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        id: Uuid,
        before: i64,
    ) -> Result<Option<i64>> {
        self.inner.unmade_by(tenant, replica, id, before).await
    }

    async fn put_awaited(&mut self, row: &AwaitedRow) -> Result<()> {
        self.direct().await?;
        self.inner.put_awaited(row).await
    }

    async fn drop_awaited(&mut self, tenant: TenantId, replica: Uuid, cmd_no: i64) -> Result<()> {
        self.direct().await?;
        self.inner.drop_awaited(tenant, replica, cmd_no).await
    }

    async fn awaiting(&mut self, tenant: TenantId, id: Uuid) -> Result<Vec<AwaitedRow>> {
        self.inner.awaiting(tenant, id).await
    }

    async fn awaiting_on(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        on_no: i64,
    ) -> Result<Vec<AwaitedRow>> {
        self.inner.awaiting_on(tenant, replica, on_no).await
    }

    async fn awaiting_free(
        &mut self,
        tenant: TenantId,
        after: (Uuid, i64),
        limit: i64,
    ) -> Result<Vec<AwaitedRow>> {
        self.send().await?;
        self.inner.awaiting_free(tenant, after, limit).await
    }

    async fn is_settled(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
        no: i64,
    ) -> Result<bool> {
        self.inner.is_settled(tenant, replica, cmd_no, no).await
    }

    async fn attention(
        &mut self,
        tenant: TenantId,
        settled: bool,
        after: Option<AttentionCursor>,
        limit: i64,
    ) -> Result<Vec<AttentionRow>> {
        self.send().await?;
        self.inner.attention(tenant, settled, after, limit).await
    }
}

#[async_trait]
impl<T: Inner> AuditTx for BatchedTx<T> {
    async fn last_audit(&mut self, tenant: TenantId) -> Result<Option<(i64, Hash)>> {
        if let Some(known) = self.tables.links.get(&tenant) {
            return Ok(known);
        }
        let last = self.inner.last_audit(tenant).await?;
        self.tables.links.know(tenant, last);
        Ok(last)
    }

    async fn put_audit(&mut self, row: &AuditRow) -> Result<()> {
        let last = self.last_audit(row.tenant).await?;
        if last.is_some_and(|(seq, _)| row.seq <= seq) {
            // Not at the end: whether its place is taken is for the database to see.
            self.send().await?;
            self.direct().await?;
            return self.inner.put_audit(row).await;
        }
        self.unsent += row.body.len();
        let key = (row.tenant, row.seq);
        self.put(|tables| &mut tables.audits, key, row.clone());
        let end = (row.seq, row.hash);
        self.note(|tables| &mut tables.links, row.tenant, end);
        Ok(())
    }

    async fn audit_after(
        &mut self,
        tenant: TenantId,
        seq: i64,
        limit: i64,
    ) -> Result<Vec<AuditRow>> {
        self.send().await?;
        self.inner.audit_after(tenant, seq, limit).await
    }
}
