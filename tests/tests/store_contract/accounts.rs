//! Users, sessions and invitations: found by what they are known by, unique where they must be.

use crate::*;
use backend::store::{InviteRow, SessionRow, StoreError, UserRow};

fn user_row(n: u128, login: &str) -> UserRow {
    UserRow {
        id: id(n),
        tenant: ours(),
        login: login.into(),
        name: "Åsa Ek".into(),
        password_hash: "$argon2id$".into(),
        state: "active".into(),
        created_at: 3,
    }
}

fn session_row(n: u8, user: u128, created_at: i64) -> SessionRow {
    SessionRow {
        token_hash: [n; 32],
        user: id(user),
        tenant: ours(),
        created_at,
        last_seen: created_at + 1,
        auth_time: created_at,
        ended: None,
        amr: "pwd".into(),
        agent: "chrome windows".into(),
        acr: "loa3".into(),
        issuer: String::new(),
    }
}

fn invite_row(n: u8, created_at: i64) -> InviteRow {
    InviteRow {
        token_hash: [n; 32],
        tenant: ours(),
        kind: "invite".into(),
        payload: "{}".into(),
        created_at,
        expires_at: 100,
        used_at: None,
    }
}

contract! {
    async fn user_is_found_by_id(store) {
        change!(store, tx => tx.put_user(&user_row(1, "asa")).await?).unwrap();
        let found = look!(store, tx => (tx.user(id(1)).await?, tx.user(id(2)).await?)).unwrap();
        assert_eq!(found, (Some(user_row(1, "asa")), None));
    }

    async fn user_by_login_follows_a_new_login(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1, "asa")).await?;
            tx.put_user(&user_row(1, "åsa@ale.example")).await?
        }).unwrap();
        let found = look!(store, tx => (
            tx.user_by_login("asa").await?, tx.user_by_login("åsa@ale.example").await?,
        )).unwrap();
        assert_eq!(found, (None, Some(user_row(1, "åsa@ale.example"))));
    }

    async fn users_are_those_of_the_tenant_by_login(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1, "b")).await?;
            tx.put_user(&user_row(2, "a")).await?;
            tx.put_user(&UserRow { tenant: theirs(), ..user_row(3, "c") }).await?
        }).unwrap();
        let rows = look!(store, tx => tx.users(ours()).await?).unwrap();
        assert_eq!(rows, [user_row(2, "a"), user_row(1, "b")]);
    }

    async fn put_user_refuses_a_login_that_another_has(store) {
        fn later() -> UserRow {
            UserRow {
                name: "Bo".into(),
                password_hash: "x".into(),
                state: "locked".into(),
                created_at: 9,
                ..user_row(1, "asa")
            }
        }
        change!(store, tx => {
            tx.put_user(&user_row(1, "asa")).await?;
            tx.put_user(&later()).await?
        }).unwrap();
        let taken = change!(store, tx => {
            tx.put_user(&UserRow { tenant: theirs(), ..user_row(2, "asa") }).await?
        });
        assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
        let rows = look!(store, tx => (tx.user_by_login("asa").await?, tx.user(id(2)).await?)).unwrap();
        assert_eq!(rows, (Some(later()), None));
    }

    async fn session_is_found_by_the_hash_of_its_token(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1, "asa")).await?;
            tx.put_session(&session_row(1, 1, 5)).await?
        }).unwrap();
        let found = look!(store, tx => (tx.session(&[1; 32]).await?, tx.session(&[2; 32]).await?)).unwrap();
        assert_eq!(found, (Some(session_row(1, 1, 5)), None));
    }

    async fn sessions_of_a_user_come_newest_first(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1, "asa")).await?;
            tx.put_user(&user_row(2, "bo")).await?;
            for (n, user, at) in [(1, 1, 5), (2, 1, 7), (3, 2, 6)] {
                tx.put_session(&session_row(n, user, at)).await?;
            }
        }).unwrap();
        let rows = look!(store, tx => tx.sessions_of(id(1)).await?).unwrap();
        assert_eq!(rows, [session_row(2, 1, 7), session_row(1, 1, 5)]);
    }

    async fn put_session_replaces_and_needs_its_user(store) {
        fn later() -> SessionRow {
            SessionRow {
                last_seen: 50,
                auth_time: 40,
                ended: Some(60),
                amr: "pwd otp".into(),
                agent: "firefox linux".into(),
                acr: String::new(),
                issuer: "https://idp.example".into(),
                ..session_row(1, 1, 5)
            }
        }
        let orphan = change!(store, tx => tx.put_session(&session_row(1, 1, 5)).await?);
        assert!(matches!(orphan, Err(StoreError::Conflict(_))), "{orphan:?}");
        change!(store, tx => {
            tx.put_user(&user_row(1, "asa")).await?;
            tx.put_session(&session_row(1, 1, 5)).await?;
            tx.put_session(&later()).await?
        }).unwrap();
        assert_eq!(look!(store, tx => tx.session(&[1; 32]).await?).unwrap(), Some(later()));
    }

    async fn end_sessions_ends_the_open_ones_of_the_user(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1, "asa")).await?;
            tx.put_user(&user_row(2, "bo")).await?;
            tx.put_session(&session_row(1, 1, 5)).await?;
            tx.put_session(&session_row(2, 1, 6)).await?;
            tx.put_session(&SessionRow { ended: Some(8), ..session_row(3, 1, 7) }).await?;
            tx.put_session(&session_row(4, 2, 7)).await?
        }).unwrap();
        assert_eq!(change!(store, tx => tx.end_sessions(id(1), 9).await?).unwrap(), 2);
        let ends = look!(store, tx => {
            let mut ends = Vec::new();
            for n in 1..=4 {
                ends.push(tx.session(&[n; 32]).await?.and_then(|row| row.ended));
            }
            ends
        }).unwrap();
        assert_eq!(ends, [Some(9), Some(9), Some(8), None]);
    }

    async fn forget_sessions_takes_those_not_seen_since(store) {
        change!(store, tx => {
            tx.put_user(&user_row(1, "asa")).await?;
            for (n, at) in [(1, 5), (2, 6), (3, 7)] {
                tx.put_session(&session_row(n, 1, at)).await?;
            }
        }).unwrap();
        assert_eq!(change!(store, tx => tx.forget_sessions(7).await?).unwrap(), 1);
        let rows = look!(store, tx => tx.sessions_of(id(1)).await?).unwrap();
        assert_eq!(rows, [session_row(3, 1, 7), session_row(2, 1, 6)]);
    }

    async fn invite_is_found_by_the_hash_of_its_token(store) {
        change!(store, tx => tx.put_invite(&invite_row(1, 5)).await?).unwrap();
        let found = look!(store, tx => (tx.invite(&[1; 32]).await?, tx.invite(&[2; 32]).await?)).unwrap();
        assert_eq!(found, (Some(invite_row(1, 5)), None));
    }

    async fn invites_of_the_tenant_come_newest_first(store) {
        change!(store, tx => {
            tx.put_invite(&invite_row(1, 5)).await?;
            tx.put_invite(&invite_row(2, 7)).await?;
            tx.put_invite(&InviteRow { tenant: theirs(), ..invite_row(3, 6) }).await?
        }).unwrap();
        let rows = look!(store, tx => tx.invites(ours()).await?).unwrap();
        assert_eq!(rows, [invite_row(2, 7), invite_row(1, 5)]);
    }

    async fn put_invite_replaces(store) {
        fn later() -> InviteRow {
            InviteRow { kind: "bootstrap".into(), payload: "{\"a\":1}".into(), expires_at: 1, ..invite_row(1, 5) }
        }
        change!(store, tx => {
            tx.put_invite(&invite_row(1, 5)).await?;
            tx.put_invite(&later()).await?
        }).unwrap();
        assert_eq!(look!(store, tx => tx.invite(&[1; 32]).await?).unwrap(), Some(later()));
    }

    async fn use_invite_lets_one_of_many_in(store) {
        change!(store, tx => tx.put_invite(&invite_row(1, 5)).await?).unwrap();
        let users = (0..8).map(|_| async { change!(store, tx => tx.use_invite(&[1; 32], 50).await?) });
        let let_in = futures::future::join_all(users).await;
        assert_eq!(let_in.into_iter().filter(|done| *done.as_ref().unwrap()).count(), 1);
        let unknown = change!(store, tx => tx.use_invite(&[9; 32], 50).await?).unwrap();
        assert!(!unknown);
        let row = look!(store, tx => tx.invite(&[1; 32]).await?).unwrap();
        assert_eq!(row.and_then(|row| row.used_at), Some(50));
    }
}
