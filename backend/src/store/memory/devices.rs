//! Shared tablets and PINs, in memory.

use super::MemoryTx;
use crate::store::{DeviceRow, DeviceTx, PinRow, StoreError, TenantId};
use async_trait::async_trait;
use std::cmp::Reverse;
use uuid::Uuid;

impl MemoryTx<'_> {
    fn devices_where(&self, wanted: impl Fn(&DeviceRow) -> bool) -> Vec<DeviceRow> {
        let rows = self.tables().devices.values();
        let mut rows: Vec<_> = rows.filter(|row| wanted(row)).cloned().collect();
        rows.sort_by_key(|row| Reverse((row.made_at, row.id)));
        rows
    }
}

#[async_trait]
impl DeviceTx for MemoryTx<'_> {
    async fn device(&mut self, device: Uuid) -> Result<Option<DeviceRow>, StoreError> {
        Ok(self.tables().devices.get(&device).cloned())
    }

    async fn device_of_user(&mut self, user: Uuid) -> Result<Option<DeviceRow>, StoreError> {
        Ok(self.devices_where(|row| row.user == Some(user)).pop())
    }

    async fn devices_by_handle(&mut self, handle: &str) -> Result<Vec<DeviceRow>, StoreError> {
        Ok(self.devices_where(|row| row.handle == handle))
    }

    async fn devices(&mut self, tenant: TenantId) -> Result<Vec<DeviceRow>, StoreError> {
        Ok(self.devices_where(|row| row.tenant == tenant))
    }

    async fn put_device(&mut self, row: &DeviceRow) -> Result<(), StoreError> {
        let is_taken = |other: &DeviceRow| other.id != row.id && other.user == row.user;
        if row.user.is_some() && !self.devices_where(is_taken).is_empty() {
            return Err(StoreError::Conflict(None));
        }
        self.put(|t| &mut t.devices, row.id, row.clone())
    }

    async fn pin(&mut self, user: Uuid) -> Result<Option<PinRow>, StoreError> {
        Ok(self.tables().pins.get(&user).cloned())
    }

    async fn put_pin(&mut self, row: &PinRow) -> Result<(), StoreError> {
        self.put(|t| &mut t.pins, row.user, row.clone())
    }
}
