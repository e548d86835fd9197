//! Custody, replicas and verdicts, in memory.

use super::{MemoryTx, page};
use crate::store::{
    AttentionCursor, AttentionRow, AwaitedRow, Hash, HealthRow, IntakeRow, IntakeTx, RenamedRow,
    ReplicaRow, ReplicaTx, SettledRow, StoreError, TenantId, VerdictRow, VerdictTx,
};
use async_trait::async_trait;
use std::cmp::Reverse;
use uuid::Uuid;

#[async_trait]
impl IntakeTx for MemoryTx<'_> {
    async fn put_intake(&mut self, row: &IntakeRow) -> Result<(), StoreError> {
        let key = (row.tenant, row.replica, row.cmd_no);
        self.add(|t| &mut t.intake, key, row.clone())?;
        if !row.judged {
            let order = (row.tenant, row.received_at, row.replica, row.cmd_no);
            self.put(|t| &mut t.unjudged, order, ())?;
        }
        Ok(())
    }

    async fn intake(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<Option<IntakeRow>, StoreError> {
        Ok(self
            .tables()
            .intake
            .get(&(tenant, replica, cmd_no))
            .cloned())
    }

    async fn intakes(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        first: i64,
        last: i64,
    ) -> Result<Vec<IntakeRow>, StoreError> {
        let from = self.tables().intake.range((tenant, replica, first)..);
        let rows = from.take_while(|(key, _)| **key <= (tenant, replica, last));
        Ok(rows.map(|(_, row)| row.clone()).collect())
    }

    async fn put_renamed(&mut self, row: &RenamedRow) -> Result<(), StoreError> {
        let key = (row.tenant, row.hash);
        if self.tables().renamed.contains_key(&key) {
            return Ok(());
        }
        self.put(|t| &mut t.renamed, key, row.clone())
    }

    async fn renamed(
        &mut self,
        tenant: TenantId,
        hash: &Hash,
    ) -> Result<Option<RenamedRow>, StoreError> {
        Ok(self.tables().renamed.get(&(tenant, *hash)).cloned())
    }

    async fn is_left(&mut self, tenant: TenantId, replica: Uuid) -> Result<bool, StoreError> {
        let mut renamed = self.tables().renamed.values();
        Ok(renamed.any(|row| row.tenant == tenant && row.left == replica))
    }

    async fn unjudged(
        &mut self,
        tenant: TenantId,
        limit: i64,
    ) -> Result<Vec<IntakeRow>, StoreError> {
        let rows = self
            .tables()
            .unjudged
            .range((tenant, i64::MIN, Uuid::nil(), i64::MIN)..)
            .map(|(key, ())| key)
            .take_while(|key| key.0 == tenant)
            .filter_map(|(_, _, replica, no)| self.tables().intake.get(&(tenant, *replica, *no)))
            .cloned();
        Ok(page(rows, limit))
    }

    async fn mark_judged(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<(), StoreError> {
        let Some(row) = self.intake(tenant, replica, cmd_no).await? else {
            return Err(StoreError::Missing("intake"));
        };
        let order = (tenant, row.received_at, replica, cmd_no);
        self.remove(|t| &mut t.unjudged, &order)?;
        let judged = IntakeRow {
            judged: true,
            ..row
        };
        self.put(|t| &mut t.intake, (tenant, replica, cmd_no), judged)
    }
}

#[async_trait]
impl ReplicaTx for MemoryTx<'_> {
    async fn replica(&mut self, replica: Uuid) -> Result<Option<ReplicaRow>, StoreError> {
        Ok(self.tables().replicas.get(&replica).cloned())
    }

    async fn replicas(&mut self, tenant: TenantId) -> Result<Vec<ReplicaRow>, StoreError> {
        let rows = self.tables().replicas.values();
        Ok(rows.filter(|row| row.tenant == tenant).cloned().collect())
    }

    async fn put_replica(&mut self, row: &ReplicaRow) -> Result<(), StoreError> {
        let old = self.tables().replicas.get(&row.replica);
        if old.is_some_and(|old| old.tenant != row.tenant) {
            return Err(StoreError::Conflict(None));
        }
        self.put(|t| &mut t.replicas, row.replica, row.clone())
    }

    async fn put_health(&mut self, row: &HealthRow) -> Result<bool, StoreError> {
        let key = (row.tenant, row.replica);
        let known = self.tables().health.get(&key);
        if known.is_some_and(|known| known.user != row.user) {
            return Ok(false);
        }
        self.put(|t| &mut t.health, key, row.clone())?;
        Ok(true)
    }

    async fn health_of(
        &mut self,
        tenant: TenantId,
        user: Uuid,
    ) -> Result<Vec<HealthRow>, StoreError> {
        let rows = self.tables().health.values();
        let rows = rows.filter(|row| (row.tenant, row.user) == (tenant, user));
        let mut rows: Vec<HealthRow> = rows.cloned().collect();
        rows.sort_by_key(|row| Reverse((row.heard_at, row.replica)));
        Ok(rows)
    }

    async fn health(&mut self, tenant: TenantId, limit: i64) -> Result<Vec<HealthRow>, StoreError> {
        let rows = self.tables().health.values();
        let mut rows: Vec<HealthRow> = rows.filter(|row| row.tenant == tenant).cloned().collect();
        rows.sort_by_key(|row| (Reverse(row.heard_at), row.replica));
        Ok(page(rows.into_iter(), limit))
    }

    async fn drop_health(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        user: Uuid,
    ) -> Result<(), StoreError> {
        let key = (tenant, replica);
        let known = self.tables().health.get(&key);
        if known.is_some_and(|known| known.user == user) {
            self.remove(|t| &mut t.health, &key)?;
        }
        Ok(())
    }
}

#[async_trait]
impl VerdictTx for MemoryTx<'_> {
    async fn last_verdict_no(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
    ) -> Result<i64, StoreError> {
        let range = (tenant, replica, i64::MIN)..=(tenant, replica, i64::MAX);
        let last = self.tables().verdict_order.range(range).next_back();
        Ok(last.map_or(0, |((_, _, no), _)| *no))
    }

    async fn put_verdict(&mut self, row: &VerdictRow) -> Result<(), StoreError> {
        let key = (row.tenant, row.replica, row.cmd_no);
        let order = (row.tenant, row.replica, row.no);
        let holder = self.tables().verdict_order.get(&order);
        if holder.is_some_and(|cmd_no| *cmd_no != row.cmd_no) {
            return Err(StoreError::Conflict(None));
        }
        if let Some(old) = self.tables().verdicts.get(&key) {
            let old = (row.tenant, row.replica, old.no);
            self.remove(|t| &mut t.verdict_order, &old)?;
        }
        self.put(|t| &mut t.verdict_order, order, row.cmd_no)?;
        self.put(|t| &mut t.verdicts, key, row.clone())
    }

    async fn verdict(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<Option<VerdictRow>, StoreError> {
        Ok(self
            .tables()
            .verdicts
            .get(&(tenant, replica, cmd_no))
            .cloned())
    }

    async fn verdicts_between(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        first: i64,
        last: i64,
    ) -> Result<Vec<VerdictRow>, StoreError> {
        let from = self.tables().verdicts.range((tenant, replica, first)..);
        let rows = from.take_while(|(key, _)| **key <= (tenant, replica, last));
        Ok(rows.map(|(_, row)| row.clone()).collect())
    }

    async fn verdicts_after(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        no: i64,
        limit: i64,
    ) -> Result<Vec<VerdictRow>, StoreError> {
        let range = (tenant, replica, no.saturating_add(1))..=(tenant, replica, i64::MAX);
        let rows = self
            .tables()
            .verdict_order
            .range(range)
            .filter_map(|(_, cmd_no)| self.tables().verdicts.get(&(tenant, replica, *cmd_no)))
            .cloned();
        Ok(page(rows, limit))
    }

    async fn put_settled(&mut self, row: &SettledRow) -> Result<(), StoreError> {
        let key = (row.tenant, row.replica, row.cmd_no, row.no);
        if self.tables().settled.contains_key(&key) {
            return Ok(());
        }
        self.put(|t| &mut t.settled, key, row.clone())
    }

    async fn put_unmade(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
        id: Uuid,
    ) -> Result<(), StoreError> {
        self.put(|t| &mut t.unmade, (tenant, replica, cmd_no, id), ())
    }

    async fn drop_unmade(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<(), StoreError> {
        let range = (tenant, replica, cmd_no, Uuid::nil())..=(tenant, replica, cmd_no, Uuid::max());
        let keys: Vec<_> = self
            .tables()
            .unmade
            .range(range)
            .map(|(key, ())| *key)
            .collect();
        for key in keys {
            self.remove(|t| &mut t.unmade, &key)?;
        }
        Ok(())
    }

    async fn unmade_by(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        id: Uuid,
        before: i64,
    ) -> Result<Option<i64>, StoreError> {
        let range =
            (tenant, replica, i64::MIN, Uuid::nil())..(tenant, replica, before, Uuid::nil());
        let keys = self.tables().unmade.range(range).map(|(key, ())| key);
        Ok(keys.filter(|key| key.3 == id).map(|key| key.2).max())
    }

    async fn put_awaited(&mut self, row: &AwaitedRow) -> Result<(), StoreError> {
        let key = (row.tenant, row.replica, row.cmd_no);
        self.put(|t| &mut t.awaited, key, row.clone())
    }

    async fn drop_awaited(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<(), StoreError> {
        self.remove(|t| &mut t.awaited, &(tenant, replica, cmd_no))
    }

    async fn awaiting(
        &mut self,
        tenant: TenantId,
        id: Uuid,
    ) -> Result<Vec<AwaitedRow>, StoreError> {
        let rows = self.tables().awaited.values();
        let rows = rows.filter(|row| (row.tenant, row.id) == (tenant, id));
        Ok(rows.cloned().collect())
    }

    async fn awaiting_on(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        on_no: i64,
    ) -> Result<Vec<AwaitedRow>, StoreError> {
        let rows = self.tables().awaited.values();
        let rows =
            rows.filter(|row| (row.tenant, row.replica, row.on_no) == (tenant, replica, on_no));
        Ok(rows.cloned().collect())
    }

    async fn awaiting_free(
        &mut self,
        tenant: TenantId,
        after: (Uuid, i64),
        limit: i64,
    ) -> Result<Vec<AwaitedRow>, StoreError> {
        let rows = self.tables().awaited.values();
        let rows = rows.filter(|row| {
            let key = (tenant, row.kind.clone(), row.id);
            let earlier = (tenant, row.replica, row.on_no, row.id);
            row.tenant == tenant
                && (row.replica, row.cmd_no) > after
                && (self.tables().entities.contains_key(&key)
                    || !self.tables().unmade.contains_key(&earlier))
        });
        Ok(page(rows.cloned(), limit))
    }

    async fn is_settled(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
        no: i64,
    ) -> Result<bool, StoreError> {
        let key = (tenant, replica, cmd_no, no);
        Ok(self.tables().settled.contains_key(&key))
    }

    async fn attention(
        &mut self,
        tenant: TenantId,
        settled: bool,
        after: Option<AttentionCursor>,
        limit: i64,
    ) -> Result<Vec<AttentionRow>, StoreError> {
        let mut rows: Vec<AttentionRow> = self
            .tables()
            .verdicts
            .range((tenant, Uuid::nil(), i64::MIN)..)
            .take_while(|(key, _)| key.0 == tenant)
            .filter(|(_, row)| ["parked", "rejected", "flagged"].contains(&row.state.as_str()))
            .filter(|(_, row)| {
                let key = (tenant, row.replica, row.cmd_no, row.no);
                settled || !self.tables().settled.contains_key(&key)
            })
            .filter_map(|(key, row)| Some(joined(row, self.tables().intake.get(key)?)))
            .filter(|row| after.is_none_or(|after| cursor(row) < cursor_key(after)))
            .collect();
        rows.sort_by_key(|row| Reverse(cursor(row)));
        Ok(page(rows.into_iter(), limit))
    }
}

fn joined(row: &VerdictRow, intake: &IntakeRow) -> AttentionRow {
    AttentionRow {
        replica: row.replica,
        cmd_no: row.cmd_no,
        no: row.no,
        state: row.state.clone(),
        body: row.body.clone(),
        user: intake.user,
        received_at: intake.received_at,
    }
}

fn cursor(row: &AttentionRow) -> (i64, Uuid, i64) {
    (row.received_at, row.replica, row.cmd_no)
}

fn cursor_key(at: AttentionCursor) -> (i64, Uuid, i64) {
    (at.received_at, at.replica, at.cmd_no)
}
