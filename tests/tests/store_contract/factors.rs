//! Passkeys, authenticators, recovery codes, ceremonies: each counts once, and only for its user.

use crate::*;
use backend::store::{
    AccountEventRow, AuthenticatorRow, CeremonyRow, PasskeyRow, StoreError, UserRow,
};

fn user_row(n: u128) -> UserRow {
    UserRow {
        id: id(n),
        tenant: ours(),
        login: format!("user{n}"),
        name: "Åsa Ek".into(),
        password_hash: String::new(),
        state: "active".into(),
        created_at: 3,
    }
}

fn passkey_row(n: u8, user: u128) -> PasskeyRow {
    PasskeyRow {
        id: id(u128::from(n)),
        user: id(user),
        credential: vec![n; 3],
        public_key: vec![n; 91],
        counter: 0,
        name: "Min dator".into(),
        created_at: i64::from(n),
        last_used: None,
    }
}

fn authenticator_row(user: u128) -> AuthenticatorRow {
    AuthenticatorRow {
        user: id(user),
        secret: vec![1, 2, 3],
        last_step: 7,
        created_at: 5,
    }
}

fn ceremony_row(n: u8, expires_at: i64) -> CeremonyRow {
    CeremonyRow {
        key: [n; 32],
        kind: "passkey_make".into(),
        user: (n > 1).then(|| id(1)),
        payload: vec![9, 8],
        expires_at,
    }
}

fn event_row(n: u128, at: i64) -> AccountEventRow {
    AccountEventRow {
        id: id(n),
        tenant: ours(),
        user: id(1),
        actor: id(2),
        kind: "passkey_added".into(),
        at,
    }
}

contract! {
    async fn passkey_is_found_by_its_credential(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_passkey(&passkey_row(1, 1)).await?
        }).unwrap();
        let found = look!(store, tx => (tx.passkey(&[1; 3]).await?, tx.passkey(&[2; 3]).await?)).unwrap();
        assert_eq!(found, (Some(passkey_row(1, 1)), None));
    }

    async fn put_passkey_refuses_a_credential_that_anybody_has_and_needs_its_user(store) {
        let orphan = change!(store, tx => tx.put_passkey(&passkey_row(1, 1)).await?);
        assert!(matches!(orphan, Err(StoreError::Conflict(_))), "{orphan:?}");
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            tx.put_passkey(&passkey_row(1, 1)).await?
        }).unwrap();
        let again = change!(store, tx => {
            tx.put_passkey(&PasskeyRow { id: id(9), user: id(2), ..passkey_row(1, 1) }).await?
        });
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    }

    async fn passkeys_of_a_user_come_oldest_first(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            for (n, user) in [(3, 1), (1, 1), (2, 2)] {
                tx.put_passkey(&passkey_row(n, user)).await?;
            }
        }).unwrap();
        let rows = look!(store, tx => tx.passkeys_of(id(1)).await?).unwrap();
        assert_eq!(rows, [passkey_row(1, 1), passkey_row(3, 1)]);
    }

    async fn use_passkey_takes_a_counter_that_grows_or_never_counts(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_passkey(&passkey_row(1, 1)).await?
        }).unwrap();
        let mut taken = Vec::new();
        for counter in [0, 0, 3, 3, 2, 0, 4] {
            taken.push(change!(store, tx => tx.use_passkey(id(1), counter, 50).await?).unwrap());
        }
        assert_eq!(taken, [true, true, true, false, false, false, true]);
        let row = look!(store, tx => tx.passkey(&[1; 3]).await?).unwrap();
        assert_eq!(row, Some(PasskeyRow { counter: 4, last_used: Some(50), ..passkey_row(1, 1) }));
        assert!(!change!(store, tx => tx.use_passkey(id(9), 9, 50).await?).unwrap());
    }

    async fn remove_passkey_takes_only_the_users_own(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_passkey(&passkey_row(1, 1)).await?
        }).unwrap();
        let mut removed = Vec::new();
        for user in [2, 1, 1] {
            removed.push(change!(store, tx => tx.remove_passkey(id(user), id(1)).await?).unwrap());
        }
        assert_eq!(removed, [false, true, false]);
    }

    async fn authenticator_is_found_by_its_user(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_authenticator(&authenticator_row(1)).await?
        }).unwrap();
        let found = look!(store, tx => (tx.authenticator(id(1)).await?, tx.authenticator(id(2)).await?)).unwrap();
        assert_eq!(found, (Some(authenticator_row(1)), None));
    }

    async fn put_authenticator_replaces_and_needs_its_user(store) {
        fn later() -> AuthenticatorRow {
            AuthenticatorRow { secret: vec![4], last_step: 2, created_at: 9, ..authenticator_row(1) }
        }
        let orphan = change!(store, tx => tx.put_authenticator(&authenticator_row(1)).await?);
        assert!(matches!(orphan, Err(StoreError::Conflict(_))), "{orphan:?}");
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_authenticator(&authenticator_row(1)).await?;
            tx.put_authenticator(&later()).await?
        }).unwrap();
        assert_eq!(look!(store, tx => tx.authenticator(id(1)).await?).unwrap(), Some(later()));
    }

    async fn use_step_lets_one_of_many_take_a_step_and_nobody_an_earlier_one(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_authenticator(&authenticator_row(1)).await?
        }).unwrap();
        let users = (0..8).map(|_| async { change!(store, tx => tx.use_step(id(1), 8).await?) });
        let let_in = futures::future::join_all(users).await;
        assert_eq!(let_in.into_iter().filter(|done| *done.as_ref().unwrap()).count(), 1);
        let mut taken = Vec::new();
        for (user, step) in [(1, 7), (1, 8), (1, 10), (1, 9), (2, 99)] {
            taken.push(change!(store, tx => tx.use_step(id(user), step).await?).unwrap());
        }
        assert_eq!(taken, [false, false, true, false, false]);
    }

    async fn remove_authenticator_tells_whether_there_was_one(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_authenticator(&authenticator_row(1)).await?
        }).unwrap();
        let mut removed = Vec::new();
        for _ in 0..2 {
            removed.push(change!(store, tx => tx.remove_authenticator(id(1)).await?).unwrap());
        }
        assert_eq!(removed, [true, false]);
    }

    async fn replace_recovery_leaves_nothing_of_the_codes_before(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.replace_recovery(id(1), &[[1; 32], [2; 32]]).await?;
            tx.use_recovery(id(1), &[1; 32], 5).await?;
            tx.replace_recovery(id(1), &[[1; 32], [3; 32], [4; 32]]).await?
        }).unwrap();
        assert_eq!(look!(store, tx => tx.recovery_left(id(1)).await?).unwrap(), 3);
        assert!(!change!(store, tx => tx.use_recovery(id(1), &[2; 32], 6).await?).unwrap());
    }

    async fn use_recovery_lets_one_of_many_in(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            tx.replace_recovery(id(1), &[[1; 32], [2; 32]]).await?
        }).unwrap();
        let users = (0..8).map(|_| async { change!(store, tx => tx.use_recovery(id(1), &[1; 32], 50).await?) });
        let let_in = futures::future::join_all(users).await;
        assert_eq!(let_in.into_iter().filter(|done| *done.as_ref().unwrap()).count(), 1);
        assert!(!change!(store, tx => tx.use_recovery(id(2), &[2; 32], 50).await?).unwrap());
    }

    async fn recovery_left_counts_the_unused_of_the_user(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            tx.replace_recovery(id(1), &[[1; 32], [2; 32]]).await?;
            tx.replace_recovery(id(2), &[[1; 32]]).await?;
            tx.use_recovery(id(1), &[2; 32], 5).await?
        }).unwrap();
        let left = look!(store, tx => (tx.recovery_left(id(1)).await?, tx.recovery_left(id(3)).await?)).unwrap();
        assert_eq!(left, (1, 0));
    }

    async fn put_ceremony_refuses_a_key_that_is_there(store) {
        change!(store, tx => tx.put_ceremony(&ceremony_row(1, 5)).await?).unwrap();
        let again = change!(store, tx => tx.put_ceremony(&ceremony_row(1, 6)).await?);
        assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    }

    async fn take_ceremony_gives_it_once(store) {
        change!(store, tx => {
            tx.put_ceremony(&ceremony_row(1, 5)).await?;
            tx.put_ceremony(&ceremony_row(2, 5)).await?
        }).unwrap();
        let takers = (0..8).map(|_| async { change!(store, tx => tx.take_ceremony(&[2; 32]).await?) });
        let taken = futures::future::join_all(takers).await;
        let taken: Vec<_> = taken.into_iter().filter_map(Result::unwrap).collect();
        assert_eq!(taken, [ceremony_row(2, 5)]);
        let other = change!(store, tx => tx.take_ceremony(&[1; 32]).await?).unwrap();
        assert_eq!(other, Some(ceremony_row(1, 5)));
    }

    async fn forget_ceremonies_takes_those_that_have_ended(store) {
        change!(store, tx => {
            for (n, at) in [(1, 5), (2, 6), (3, 7)] {
                tx.put_ceremony(&ceremony_row(n, at)).await?;
            }
        }).unwrap();
        assert_eq!(change!(store, tx => tx.forget_ceremonies(6).await?).unwrap(), 2);
        assert_eq!(change!(store, tx => tx.take_ceremony(&[3; 32]).await?).unwrap(), Some(ceremony_row(3, 7)));
    }

    async fn put_account_event_needs_its_user(store) {
        let orphan = change!(store, tx => tx.put_account_event(&event_row(1, 5)).await?);
        assert!(matches!(orphan, Err(StoreError::Conflict(_))), "{orphan:?}");
    }

    async fn account_events_come_newest_first_and_no_more_than_asked_for(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1)).await?;
            tx.put_user(&user_row(2)).await?;
            for (n, at) in [(1, 5), (2, 7), (3, 6)] {
                tx.put_account_event(&event_row(n, at)).await?;
            }
            tx.put_account_event(&AccountEventRow { user: id(2), ..event_row(4, 8) }).await?
        }).unwrap();
        let rows = look!(store, tx => tx.account_events(id(1), 2).await?).unwrap();
        assert_eq!(rows, [event_row(2, 7), event_row(3, 6)]);
    }
}
