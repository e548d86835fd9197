//! The audit chain and the keys of persons: only ever appended to, read in pages.

use crate::*;
use backend::store::{AuditRow, PersonKey, StoreError};

fn audit_row(seq: i64) -> AuditRow {
    AuditRow {
        tenant: ours(),
        seq,
        actor: id(1),
        replica: id(2),
        cmd_no: seq,
        kind: "record_attendance".into(),
        cmd_hash: [1; 32],
        person: id(3),
        body: vec![1, 0, 255],
        prev_hash: [seq as u8 - 1; 32],
        hash: [seq as u8; 32],
    }
}

contract! {
    async fn last_audit_is_the_end_of_the_chain(store) {
        let none = look!(store, tx => tx.last_audit(ours()).await?).unwrap();
        change!(store, tx => for seq in [1, 3] { tx.put_audit(&audit_row(seq)).await? }).unwrap();
        let last = look!(store, tx => tx.last_audit(ours()).await?).unwrap();
        let other = look!(store, tx => tx.last_audit(theirs()).await?).unwrap();
        assert_eq!((none, last, other), (None, Some((3, [3; 32])), None));
    }

    async fn put_audit_refuses_a_second_of_one_seq(store) {
        change!(store, tx => tx.put_audit(&audit_row(1)).await?).unwrap();
        let again = change!(store, tx => tx.put_audit(&AuditRow { hash: [9; 32], ..audit_row(1) }).await?);
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let rows = look!(store, tx => tx.audit_after(ours(), 0, 9).await?).unwrap();
        assert_eq!(rows, [audit_row(1)]);
    }

    async fn audit_after_a_seq_comes_in_pages(store) {
        change!(store, tx => for seq in 1..=5 { tx.put_audit(&audit_row(seq)).await? }).unwrap();
        let rows = look!(store, tx => tx.audit_after(ours(), 1, 3).await?).unwrap();
        assert_eq!(rows, [audit_row(2), audit_row(3), audit_row(4)]);
        assert_eq!(look!(store, tx => tx.audit_after(theirs(), 0, 3).await?).unwrap(), []);
    }

    async fn person_key_is_none_before_it_is_made(store) {
        assert_eq!(look!(store, tx => tx.person_key(ours(), id(1)).await?).unwrap(), None);
    }

    async fn put_person_key_is_made_once(store) {
        change!(store, tx => tx.put_person_key(ours(), id(1), &[1, 2]).await?).unwrap();
        let again = change!(store, tx => tx.put_person_key(ours(), id(1), &[3]).await?);
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
        let keys = look!(store, tx => (
            tx.person_key(ours(), id(1)).await?,
            tx.person_key(theirs(), id(1)).await?,
        )).unwrap();
        assert_eq!(keys, (Some(PersonKey::Wrapped(vec![1, 2])), None));
    }

    async fn erase_person_key_is_final(store) {
        change!(store, tx => {
            tx.put_person_key(ours(), id(1), &[1, 2]).await?;
            tx.erase_person_key(ours(), id(1), 50).await?;
            tx.erase_person_key(ours(), id(1), 60).await?;
            tx.erase_person_key(ours(), id(2), 70).await?
        }).unwrap();
        for (n, at) in [(1, 50), (2, 70)] {
            let again = change!(store, tx => tx.put_person_key(ours(), id(n), &[3]).await?);
            assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
            let key = look!(store, tx => tx.person_key(ours(), id(n)).await?).unwrap();
            assert_eq!(key, Some(PersonKey::Erased { at }));
        }
    }

    async fn alias_points_to_a_person_of_the_tenant(store) {
        change!(store, tx => tx.put_alias(ours(), id(1), id(2)).await?).unwrap();
        let found = look!(store, tx => [
            tx.alias(ours(), id(1)).await?, tx.alias(ours(), id(2)).await?, tx.alias(theirs(), id(1)).await?,
        ]).unwrap();
        assert_eq!(found, [Some(id(2)), None, None]);
    }

    async fn put_alias_replaces(store) {
        change!(store, tx => {
            tx.put_alias(ours(), id(1), id(2)).await?;
            tx.put_alias(ours(), id(1), id(3)).await?
        }).unwrap();
        assert_eq!(look!(store, tx => tx.alias(ours(), id(1)).await?).unwrap(), Some(id(3)));
    }
}
