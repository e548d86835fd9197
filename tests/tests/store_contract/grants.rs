//! Who is in which scope, from which day to which, through groups.

use crate::*;
use backend::store::{GRANT_STEPS_MAX, GrantRow};

fn grant(member: &str, scope: &str, from: &str, to: Option<&str>) -> GrantRow {
    GrantRow {
        member: member.into(),
        scope: scope.into(),
        from: from.into(),
        to: to.map(Into::into),
    }
}

fn open(member: &str, scope: &str) -> GrantRow {
    grant(member, scope, "2024-01-01", None)
}

contract! {
    async fn grants_are_those_of_one_entity_sorted(store) {
        change!(store, tx => {
            tx.replace_grants(ours(), "membership", id(1), &[open("u:b", "o:1"), open("u:a", "o:1")]).await?;
            tx.replace_grants(ours(), "membership", id(2), &[open("u:c", "o:1")]).await?
        }).unwrap();
        let rows = look!(store, tx => tx.grants(ours(), "membership", id(1)).await?).unwrap();
        assert_eq!(rows, [open("u:a", "o:1"), open("u:b", "o:1")]);
        let other = look!(store, tx => tx.grants(theirs(), "membership", id(1)).await?).unwrap();
        assert_eq!(other, []);
    }

    async fn replace_grants_leaves_those_of_other_entities(store) {
        change!(store, tx => {
            tx.replace_grants(ours(), "membership", id(1), &[open("u:a", "o:1"), open("u:a", "o:2")]).await?;
            tx.replace_grants(ours(), "contract", id(1), &[open("u:a", "o:1")]).await?
        }).unwrap();
        change!(store, tx => tx.replace_grants(ours(), "membership", id(1), &[open("u:a", "o:3")]).await?).unwrap();
        let scopes = look!(store, tx => tx.scopes_of(ours(), "u:a", "2024-05-01").await?).unwrap();
        assert_eq!(scopes, ["o:1", "o:3"]);
        change!(store, tx => {
            tx.replace_grants(ours(), "membership", id(1), &[]).await?;
            tx.replace_grants(ours(), "contract", id(1), &[]).await?
        }).unwrap();
        let scopes = look!(store, tx => tx.scopes_of(ours(), "u:a", "2024-05-01").await?).unwrap();
        assert!(scopes.is_empty());
    }

    async fn scopes_of_a_member_hold_from_the_first_to_the_last_day(store) {
        change!(store, tx => tx.replace_grants(ours(), "membership", id(1), &[
            grant("u:a", "late", "2024-03-01", Some("2024-03-31")),
            grant("u:a", "open", "2024-03-15", None),
            grant("u:b", "other", "2024-01-01", None),
        ]).await?).unwrap();
        for (day, wanted) in [
            ("2024-02-29", vec![]),
            ("2024-03-01", vec!["late"]),
            ("2024-03-15", vec!["late", "open"]),
            ("2024-03-31", vec!["late", "open"]),
            ("2024-04-01", vec!["open"]),
        ] {
            let scopes = look!(store, tx => tx.scopes_of(ours(), "u:a", day).await?).unwrap();
            assert_eq!(scopes, wanted, "{day}");
        }
        let other = look!(store, tx => tx.scopes_of(theirs(), "u:a", "2024-03-15").await?).unwrap();
        assert!(other.is_empty());
    }

    async fn scopes_of_a_group_reach_its_members_three_steps_far(store) {
        assert_eq!(GRANT_STEPS_MAX, 3);
        change!(store, tx => tx.replace_grants(ours(), "organisation", id(1), &[
            open("u:a", "g:1"),
            open("g:1", "g:2"),
            open("g:2", "o:3"),
            open("o:3", "too:far"),
            open("g:1", "o:3"),
            open("g:2", "g:1"),
            grant("g:1", "past", "2023-01-01", Some("2023-12-31")),
        ]).await?).unwrap();
        // g:1 → o:3 is two steps, so one more is within reach.
        let scopes = look!(store, tx => tx.scopes_of(ours(), "u:a", "2024-05-01").await?).unwrap();
        assert_eq!(scopes, ["g:1", "g:2", "o:3", "too:far"]);
        change!(store, tx => tx.replace_grants(ours(), "organisation", id(1), &[
            open("u:a", "g:1"), open("g:1", "g:2"), open("g:2", "g:3"), open("g:3", "too:far"),
        ]).await?).unwrap();
        let scopes = look!(store, tx => tx.scopes_of(ours(), "u:a", "2024-05-01").await?).unwrap();
        assert_eq!(scopes, ["g:1", "g:2", "g:3"]);
    }
}
