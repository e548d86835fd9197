//! Shared tablets are found by what they are known by, and a PIN by its person.

use crate::*;
use backend::store::{DeviceRow, PinRow, StoreError};

fn device_row(n: u128, made_at: i64) -> DeviceRow {
    DeviceRow {
        id: id(n),
        tenant: ours(),
        site: id(0x51),
        name: "Surfplatta 1".into(),
        state: "offered".into(),
        handle: "01AH".into(),
        code_hash: [7; 32],
        expires_at: 600_000,
        tries: 0,
        public_key: None,
        nonce: None,
        nonce_until: 0,
        user: None,
        membership: None,
        made_by: id(9),
        made_at,
        last_seen: None,
        wrong_pins: 0,
    }
}

fn connected(n: u128, user: u128) -> DeviceRow {
    DeviceRow {
        state: "active".into(),
        tries: 2,
        public_key: Some(vec![4, 0, 255]),
        nonce: Some("ab".into()),
        nonce_until: 5,
        user: Some(id(user)),
        membership: Some(id(11)),
        last_seen: Some(12),
        wrong_pins: 3,
        ..device_row(n, 1)
    }
}

contract! {
    async fn device_is_found_by_id(store) {
        change!(store, tx => tx.put_device(&device_row(1, 3)).await?).unwrap();
        let found = look!(store, tx => (tx.device(id(1)).await?, tx.device(id(2)).await?)).unwrap();
        assert_eq!(found, (Some(device_row(1, 3)), None));
    }

    async fn device_of_user_is_the_one_that_became_it(store) {
        change!(store, tx => {
            tx.put_device(&connected(1, 21)).await?;
            tx.put_device(&device_row(2, 3)).await?
        }).unwrap();
        let found = look!(store, tx => (
            tx.device_of_user(id(21)).await?, tx.device_of_user(id(22)).await?,
        )).unwrap();
        assert_eq!(found, (Some(connected(1, 21)), None));
    }

    async fn devices_by_handle_are_newest_first(store) {
        change!(store, tx => {
            tx.put_device(&device_row(1, 3)).await?;
            tx.put_device(&device_row(2, 4)).await?;
            tx.put_device(&DeviceRow { handle: "01AJ".into(), ..device_row(3, 5) }).await?
        }).unwrap();
        let found = look!(store, tx => tx.devices_by_handle("01AH").await?).unwrap();
        assert_eq!(found, [device_row(2, 4), device_row(1, 3)]);
    }

    async fn devices_are_those_of_the_tenant_newest_first(store) {
        change!(store, tx => {
            tx.put_device(&device_row(1, 3)).await?;
            tx.put_device(&device_row(2, 4)).await?;
            tx.put_device(&DeviceRow { tenant: theirs(), ..device_row(3, 5) }).await?
        }).unwrap();
        let found = look!(store, tx => tx.devices(ours()).await?).unwrap();
        assert_eq!(found, [device_row(2, 4), device_row(1, 3)]);
    }

    async fn put_device_replaces_by_id_and_refuses_a_user_that_another_has(store) {
        change!(store, tx => {
            tx.put_device(&device_row(1, 1)).await?;
            tx.put_device(&connected(1, 21)).await?
        }).unwrap();
        let found = look!(store, tx => tx.device(id(1)).await?).unwrap();
        assert_eq!(found, Some(connected(1, 21)));
        let second = change!(store, tx => tx.put_device(&connected(2, 21)).await?);
        assert!(matches!(second, Err(StoreError::Conflict(_))), "{second:?}");
    }

    async fn pin_is_nothing_before_it_is_set(store) {
        assert_eq!(look!(store, tx => tx.pin(id(1)).await?).unwrap(), None);
    }

    async fn put_pin_replaces_the_one_before(store) {
        fn row(set_at: i64) -> PinRow {
            PinRow { user: id(1), tenant: ours(), set_at, body: vec![1, set_at as u8] }
        }
        change!(store, tx => {
            tx.put_pin(&row(1)).await?;
            tx.put_pin(&row(2)).await?
        }).unwrap();
        assert_eq!(look!(store, tx => tx.pin(id(1)).await?).unwrap(), Some(row(2)));
    }
}
