//! The rows of a scope: the last word per row, changes in order of their seq.

use crate::*;
use backend::store::Digest;

fn keys(rows: &[ScopeRow]) -> Vec<(i64, &str, u128)> {
    rows.iter()
        .map(|row| (row.seq, row.t.as_str(), row.id.as_u128()))
        .collect()
}

fn gone(scope: &str, t: &str, n: u128, seq: i64) -> ScopeRow {
    ScopeRow {
        live: false,
        why: "moved".into(),
        ..scope_row(scope, t, n, seq)
    }
}

contract! {
    async fn scopes_of_row_are_the_live_ones_in_order(store) {
        change!(store, tx => {
            tx.put_scope_row(&scope_row("o:1", "site", 1, 1)).await?;
            tx.put_scope_row(&scope_row("c:1", "site", 1, 1)).await?;
            tx.put_scope_row(&gone("c:2", "site", 1, 1)).await?;
            tx.put_scope_row(&scope_row("c:3", "site", 2, 1)).await?;
            tx.put_scope_row(&scope_row("c:4", "slot", 1, 1)).await?
        }).unwrap();
        let rows = look!(store, tx => tx.scopes_of_row(ours(), "site", id(1)).await?).unwrap();
        assert_eq!(rows, [scope_row("c:1", "site", 1, 1), scope_row("o:1", "site", 1, 1)]);
        let other = look!(store, tx => tx.scopes_of_row(theirs(), "site", id(1)).await?).unwrap();
        assert_eq!(other, []);
    }

    async fn put_scope_row_keeps_the_latest_word_only(store) {
        change!(store, tx => {
            tx.put_scope_row(&scope_row("o:1", "site", 1, 1)).await?;
            tx.put_scope_row(&gone("o:1", "site", 1, 2)).await?;
            tx.put_scope_row(&scope_row("o:1", "site", 1, 3)).await?;
            tx.put_scope_row(&gone("o:1", "site", 1, 4)).await?
        }).unwrap();
        let rows = look!(store, tx => tx.scope_changes(ours(), "o:1", 0, 10).await?).unwrap();
        assert_eq!(rows, [gone("o:1", "site", 1, 4)]);
    }

    async fn scope_changes_come_by_seq_and_end_with_a_whole_seq(store) {
        change!(store, tx => {
            for (t, n, seq) in [("b", 2, 1), ("a", 9, 2), ("b", 1, 2), ("a", 3, 2), ("a", 1, 5), ("é", 1, 5), ("z", 1, 5), ("a", 2, 6)] {
                tx.put_scope_row(&scope_row("o:1", t, n, seq)).await?;
            }
            tx.put_scope_row(&scope_row("o:2", "a", 1, 2)).await?;
            tx.put_scope_row(&ScopeRow { tenant: theirs(), ..scope_row("o:1", "a", 7, 2) }).await?
        }).unwrap();
        let all = [(1, "b", 2), (2, "a", 3), (2, "a", 9), (2, "b", 1), (5, "a", 1), (5, "z", 1), (5, "é", 1), (6, "a", 2)];
        for (after, limit, first, last) in [
            (0, 1, 0, 1), (0, 2, 0, 4), (0, 4, 0, 4), (0, 5, 0, 7), (0, 7, 0, 7), (0, 8, 0, 8), (0, 99, 0, 8),
            (1, 1, 1, 4), (2, 1, 4, 7), (3, 1, 4, 7), (5, 1, 7, 8), (6, 9, 8, 8), (0, 0, 0, 0),
        ] {
            let rows = look!(store, tx => tx.scope_changes(ours(), "o:1", after, limit).await?).unwrap();
            assert_eq!(keys(&rows), all[first..last], "after {after} limit {limit}");
        }
    }

    async fn scope_page_has_the_live_rows_in_key_order(store) {
        change!(store, tx => {
            for (t, n) in [("b", 1), ("a", 3), ("a", 1), ("c", 9), ("a", 2)] {
                tx.put_scope_row(&scope_row("o:1", t, n, 1)).await?;
            }
            tx.put_scope_row(&gone("o:1", "a", 2, 2)).await?;
            tx.put_scope_row(&scope_row("o:2", "b", 5, 1)).await?
        }).unwrap();
        for limit in 1..=5 {
            let mut seen = Vec::new();
            let mut after: Option<(&'static str, Uuid)> = None;
            loop {
                let rows = look!(store, tx => {
                    tx.scope_page(ours(), "o:1", after.map(|(t, id)| (t.to_owned(), id)), limit).await?
                }).unwrap();
                let Some(last) = rows.last() else { break };
                let t = ["a", "b", "c"].into_iter().find(|t| *t == last.t).unwrap();
                after = Some((t, last.id));
                seen.extend(rows.iter().map(|row| (row.t.clone(), row.id.as_u128())));
            }
            let wanted = [("a", 1), ("a", 3), ("b", 1), ("c", 9)].map(|(t, n)| (t.to_owned(), n));
            assert_eq!(seen, wanted, "limit {limit}");
        }
    }

    async fn forget_gone_takes_the_oldest_that_are_gone_and_nothing_that_is_there(store) {
        change!(store, tx => {
            for (n, seq) in [(1, 1), (2, 2), (3, 3), (4, 4)] {
                tx.put_scope_row(&gone("o:1", "site", n, seq)).await?;
            }
            tx.put_scope_row(&scope_row("o:1", "site", 5, 1)).await?;
            tx.put_scope_row(&gone("c:1", "site", 1, 2)).await?;
            tx.put_scope_row(&ScopeRow { tenant: theirs(), ..gone("o:1", "site", 7, 1) }).await?
        }).unwrap();
        let forgot = async |through, limit| {
            change!(store, tx => tx.forget_gone(ours(), through, limit).await?).unwrap()
        };
        assert_eq!(forgot(3, 0).await, 0);
        assert_eq!(forgot(3, 1).await, 1);
        let rows = look!(store, tx => tx.scope_changes(ours(), "o:1", 0, 10).await?).unwrap();
        assert_eq!(keys(&rows), [(1, "site", 5), (2, "site", 2), (3, "site", 3), (4, "site", 4)]);
        assert_eq!(forgot(3, 10).await, 3);
        assert_eq!(forgot(3, 10).await, 0);
        let rows = look!(store, tx => tx.scope_changes(ours(), "o:1", 0, 10).await?).unwrap();
        assert_eq!(keys(&rows), [(1, "site", 5), (4, "site", 4)]);
        let rows = look!(store, tx => tx.scope_changes(ours(), "c:1", 0, 10).await?).unwrap();
        assert_eq!(rows, []);
        let rows = look!(store, tx => tx.scope_changes(theirs(), "o:1", 0, 10).await?).unwrap();
        assert_eq!(keys(&rows), [(1, "site", 7)]);
        change!(store, tx => tx.put_scope_row(&scope_row("o:1", "site", 1, 9)).await?).unwrap();
        let rows = look!(store, tx => tx.scope_page(ours(), "o:1", None, 10).await?).unwrap();
        assert_eq!(keys(&rows), [(9, "site", 1), (1, "site", 5)]);
    }

    async fn scope_digest_starts_at_nothing(store) {
        let digest = look!(store, tx => tx.scope_digest(ours(), "o:1").await?).unwrap();
        assert_eq!(digest, Digest { n: 0, h: 0 });
    }

    async fn add_digest_adds_and_wraps_around(store) {
        change!(store, tx => {
            tx.add_digest(ours(), "o:1", 2, i64::MAX).await?;
            tx.add_digest(ours(), "o:1", -1, 2).await?;
            tx.add_digest(ours(), "o:2", 1, 1).await?
        }).unwrap();
        let digest = look!(store, tx => tx.scope_digest(ours(), "o:1").await?).unwrap();
        assert_eq!(digest, Digest { n: 1, h: i64::MIN + 1 });
        let other = look!(store, tx => tx.scope_digest(theirs(), "o:1").await?).unwrap();
        assert_eq!(other, Digest::default());
    }
}
