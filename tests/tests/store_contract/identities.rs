//! Identities at issuers: one account each, found by their hash; what came of their claims; what issuers publish.

use crate::*;
use backend::store::{IdentityRow, IssuedRightRow, IssuerRow, StoreError, UserRow};

fn user_row(n: u128) -> UserRow {
    UserRow {
        id: id(n),
        tenant: ours(),
        login: format!("user {n}"),
        name: "Åsa Ek".into(),
        password_hash: String::new(),
        state: "active".into(),
        created_at: 3,
    }
}

fn identity_row(n: u8, user: u128, created_at: i64) -> IdentityRow {
    IdentityRow {
        key: [n; 32],
        tenant: ours(),
        user: id(user),
        issuer: "https://idp.example".into(),
        created_at,
        used_at: created_at,
    }
}

fn right_row(n: u128, user: u128) -> IssuedRightRow {
    IssuedRightRow {
        membership: id(n),
        tenant: ours(),
        user: id(user),
        issuer: "https://idp.example".into(),
    }
}

fn issuer_row(document: &[u8]) -> IssuerRow {
    IssuerRow {
        issuer: "https://idp.example".into(),
        document: document.to_vec(),
        keys: vec![0, 255],
        fetched_at: 7,
    }
}

contract! {
    async fn identity_is_found_by_its_hash(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_identity(&identity_row(1, 1, 5)).await?
        }).unwrap();
        let found = look!(store, tx => (tx.identity(&[1; 32]).await?, tx.identity(&[2; 32]).await?)).unwrap();
        assert_eq!(found, (Some(identity_row(1, 1, 5)), None));
    }

    async fn identities_of_a_user_come_oldest_first(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            for (n, user, at) in [(1, 1, 7), (2, 1, 5), (3, 2, 6)] {
                tx.put_identity(&identity_row(n, user, at)).await?;
            }
        }).unwrap();
        let rows = look!(store, tx => tx.identities_of(id(1)).await?).unwrap();
        assert_eq!(rows, [identity_row(2, 1, 5), identity_row(1, 1, 7)]);
    }

    async fn put_identity_notes_the_use_and_never_moves_to_another_user(store) {
        let orphan = change!(store, tx => tx.put_identity(&identity_row(1, 1, 5)).await?);
        assert!(matches!(orphan, Err(StoreError::Conflict(_))), "{orphan:?}");
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            tx.put_identity(&identity_row(1, 1, 5)).await?;
            tx.put_identity(&IdentityRow { used_at: 9, created_at: 8, ..identity_row(1, 1, 5) }).await?
        }).unwrap();
        let stolen = change!(store, tx => tx.put_identity(&identity_row(1, 2, 9)).await?);
        assert!(matches!(stolen, Err(StoreError::Conflict(_))), "{stolen:?}");
        let row = look!(store, tx => tx.identity(&[1; 32]).await?).unwrap();
        assert_eq!(row, Some(IdentityRow { used_at: 9, ..identity_row(1, 1, 5) }));
    }

    async fn issued_rights_are_those_of_the_user_by_membership(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            for (n, user) in [(12, 1), (11, 1), (13, 2)] {
                tx.put_issued_right(&right_row(n, user)).await?;
            }
        }).unwrap();
        let rows = look!(store, tx => tx.issued_rights(id(1)).await?).unwrap();
        assert_eq!(rows, [right_row(11, 1), right_row(12, 1)]);
    }

    async fn put_issued_right_refuses_the_same_membership_twice(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_issued_right(&right_row(11, 1)).await?
        }).unwrap();
        for (n, user) in [(11, 1), (12, 2)] {
            let refused = change!(store, tx => tx.put_issued_right(&right_row(n, user)).await?);
            assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
        }
    }

    async fn issuer_is_found_by_its_name(store) {
        change!(store, tx => tx.put_issuer(&issuer_row(b"{}")).await?).unwrap();
        let found = look!(store, tx => (
            tx.issuer("https://idp.example").await?, tx.issuer("https://IDP.example").await?,
        )).unwrap();
        assert_eq!(found, (Some(issuer_row(b"{}")), None));
    }

    async fn put_issuer_replaces(store) {
        change!(store, tx => {
            tx.put_issuer(&issuer_row(b"{}")).await?;
            tx.put_issuer(&IssuerRow { keys: Vec::new(), fetched_at: 9, ..issuer_row(b"[]") }).await?
        }).unwrap();
        let row = look!(store, tx => tx.issuer("https://idp.example").await?).unwrap();
        assert_eq!(row, Some(IssuerRow { keys: Vec::new(), fetched_at: 9, ..issuer_row(b"[]") }));
    }
}
