//! Custody and the copies on devices.

use async_trait::async_trait;
use uuid::Uuid;

use super::{BatchedTx, Inner};
use crate::store::{
    Hash, HealthRow, IntakeRow, IntakeTx, RenamedRow, ReplicaRow, ReplicaTx, StoreError, TenantId,
};

impl<T: Inner> BatchedTx<T> {
    /// The highest number of a chain in custody.
    async fn high(&mut self, tenant: TenantId, replica: Uuid) -> Result<i64, StoreError> {
        if let Some(Some(known)) = self.tables.highs.get(&(tenant, replica)) {
            return Ok(known);
        }
        // What is not sent yet is noted here when it is put.
        let high = self.inner.last_intake(tenant, replica).await?;
        self.tables.highs.know((tenant, replica), Some(high));
        Ok(high)
    }
}

#[async_trait]
impl<T: Inner> IntakeTx for BatchedTx<T> {
    async fn put_intake(&mut self, row: &IntakeRow) -> Result<(), StoreError> {
        let (tenant, replica, cmd_no) = (row.tenant, row.replica, row.cmd_no);
        let high = self.high(tenant, replica).await?;
        if cmd_no <= high && self.intake(tenant, replica, cmd_no).await?.is_some() {
            return Err(StoreError::Conflict(None));
        }
        self.unsent += row.bytes.len();
        let key = (tenant, replica, cmd_no);
        self.put(|tables| &mut tables.intakes, key, row.clone());
        self.note(
            |tables| &mut tables.highs,
            (tenant, replica),
            high.max(cmd_no),
        );
        Ok(())
    }

    async fn intake(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<Option<IntakeRow>, StoreError> {
        let key = (tenant, replica, cmd_no);
        if let Some(known) = self.tables.intakes.get(&key) {
            return Ok(known);
        }
        let row = self.inner.intake(tenant, replica, cmd_no).await?;
        self.tables.intakes.know(key, row.clone());
        Ok(row)
    }

    async fn intakes(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        first: i64,
        last: i64,
    ) -> Result<Vec<IntakeRow>, StoreError> {
        let stored = self.inner.intakes(tenant, replica, first, last).await?;
        for row in stored {
            let key = (tenant, replica, row.cmd_no);
            self.tables.intakes.know(key, Some(row));
        }
        let from = self.tables.intakes.slots.range((tenant, replica, first)..);
        let slots = from.take_while(|(key, _)| **key <= (tenant, replica, last));
        Ok(slots.filter_map(|(_, slot)| slot.value.clone()).collect())
    }

    async fn put_renamed(&mut self, row: &RenamedRow) -> Result<(), StoreError> {
        self.direct().await?;
        self.inner.put_renamed(row).await
    }

    async fn renamed(
        &mut self,
        tenant: TenantId,
        hash: &Hash,
    ) -> Result<Option<RenamedRow>, StoreError> {
        self.inner.renamed(tenant, hash).await
    }

    async fn is_left(&mut self, tenant: TenantId, replica: Uuid) -> Result<bool, StoreError> {
        self.inner.is_left(tenant, replica).await
    }

    async fn unjudged(
        &mut self,
        tenant: TenantId,
        limit: i64,
    ) -> Result<Vec<IntakeRow>, StoreError> {
        self.send().await?;
        self.inner.unjudged(tenant, limit).await
    }

    async fn mark_judged(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        cmd_no: i64,
    ) -> Result<(), StoreError> {
        let key = (tenant, replica, cmd_no);
        let row = self.intake(tenant, replica, cmd_no).await?;
        let row = row.ok_or(StoreError::Missing("intake"))?;
        let judged = IntakeRow {
            judged: true,
            ..row
        };
        let slot = self.tables.intakes.slots.get(&key);
        if slot.is_some_and(|slot| slot.is_unsent) {
            self.put(|tables| &mut tables.intakes, key, judged);
        } else {
            self.note(|tables| &mut tables.intakes, key, judged);
            self.put(|tables| &mut tables.judged, key, ());
        }
        Ok(())
    }
}

#[async_trait]
impl<T: Inner> ReplicaTx for BatchedTx<T> {
    async fn replica(&mut self, replica: Uuid) -> Result<Option<ReplicaRow>, StoreError> {
        if let Some(known) = self.tables.replicas.get(&replica) {
            return Ok(known);
        }
        let row = self.inner.replica(replica).await?;
        self.tables.replicas.know(replica, row.clone());
        Ok(row)
    }

    async fn replicas(&mut self, tenant: TenantId) -> Result<Vec<ReplicaRow>, StoreError> {
        self.send().await?;
        self.inner.replicas(tenant).await
    }

    async fn put_replica(&mut self, row: &ReplicaRow) -> Result<(), StoreError> {
        let known = self.replica(row.replica).await?;
        if known.is_some_and(|known| known.tenant != row.tenant) {
            return Err(StoreError::Conflict(None));
        }
        self.put(|tables| &mut tables.replicas, row.replica, row.clone());
        Ok(())
    }

    async fn put_health(&mut self, row: &HealthRow) -> Result<bool, StoreError> {
        self.direct().await?;
        self.inner.put_health(row).await
    }

    async fn health_of(
        &mut self,
        tenant: TenantId,
        user: Uuid,
    ) -> Result<Vec<HealthRow>, StoreError> {
        self.inner.health_of(tenant, user).await
    }

    async fn health(&mut self, tenant: TenantId, limit: i64) -> Result<Vec<HealthRow>, StoreError> {
        self.inner.health(tenant, limit).await
    }

    async fn drop_health(
        &mut self,
        tenant: TenantId,
        replica: Uuid,
        user: Uuid,
    ) -> Result<(), StoreError> {
        self.direct().await?;
        self.inner.drop_health(tenant, replica, user).await
    }
}
