//! Shared tablets and PINs, in SQL.

use super::sql::on_both;
use super::{DeviceRow, DeviceTx, PinRow, StoreError, TenantId};
use sqlx::query;
use uuid::Uuid;

on_both! {
    impl DeviceTx {
        async fn device(&mut self, device: Uuid) -> Result<Option<DeviceRow>, StoreError> {
            self.one(query(include_str!("get.sql")).bind(device)).await
        }

        async fn device_of_user(&mut self, user: Uuid) -> Result<Option<DeviceRow>, StoreError> {
            self.one(query(include_str!("of_user.sql")).bind(user)).await
        }

        async fn devices_by_handle(&mut self, handle: &str) -> Result<Vec<DeviceRow>, StoreError> {
            self.all(query(include_str!("by_handle.sql")).bind(handle)).await
        }

        async fn devices(&mut self, tenant: TenantId) -> Result<Vec<DeviceRow>, StoreError> {
            self.all(query(include_str!("list.sql")).bind(tenant.uuid())).await
        }

        async fn put_device(&mut self, row: &DeviceRow) -> Result<(), StoreError> {
            let sql = query(include_str!("put.sql"))
                .bind(row.id)
                .bind(row.tenant.uuid())
                .bind(row.site)
                .bind(&row.name)
                .bind(&row.state)
                .bind(&row.handle)
                .bind(&row.code_hash[..])
                .bind(row.expires_at)
                .bind(row.tries)
                .bind(row.public_key.as_deref())
                .bind(row.nonce.as_deref())
                .bind(row.nonce_until)
                .bind(row.user)
                .bind(row.membership)
                .bind(row.made_by)
                .bind(row.made_at)
                .bind(row.last_seen)
                .bind(row.wrong_pins);
            self.run(sql).await?;
            Ok(())
        }

        async fn pin(&mut self, user: Uuid) -> Result<Option<PinRow>, StoreError> {
            self.one(query(include_str!("pin_get.sql")).bind(user)).await
        }

        async fn put_pin(&mut self, row: &PinRow) -> Result<(), StoreError> {
            let sql = query(include_str!("pin_put.sql"))
                .bind(row.user)
                .bind(row.tenant.uuid())
                .bind(row.set_at)
                .bind(&row.body[..]);
            self.run(sql).await?;
            Ok(())
        }
    }
}
