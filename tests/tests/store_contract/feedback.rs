//! What people say about the product: newest first, settled once, forgotten when it was settled long ago.

use crate::*;
use backend::store::{FeedbackCursor, FeedbackRow, StoreError};

fn feedback_row(n: u128, created_at: i64) -> FeedbackRow {
    FeedbackRow {
        id: id(n),
        tenant: ours(),
        kind: "idea".into(),
        place: "/placements/*".into(),
        body: vec![1, 0, 255],
        created_at,
        settled_at: None,
        settled_by: None,
    }
}

fn settled(n: u128, at: i64) -> FeedbackRow {
    FeedbackRow {
        settled_at: Some(at),
        settled_by: Some(id(9)),
        ..feedback_row(n, 1)
    }
}

contract! {
    async fn put_feedback_adds_and_refuses_the_same_id_or_an_unknown_authority(store) {
        change!(store, tx => tx.put_feedback(&settled(1, 8)).await?).unwrap();
        let rows = look!(store, tx => tx.feedback_page(ours(), FeedbackCursor::START, 9).await?).unwrap();
        assert_eq!(rows, [settled(1, 8)]);
        let twice = change!(store, tx => tx.put_feedback(&feedback_row(1, 5)).await?);
        assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
        let nobody = change!(store, tx => {
            tx.put_feedback(&FeedbackRow { tenant: tenant(77), ..feedback_row(2, 5) }).await?
        });
        assert!(matches!(nobody, Err(StoreError::Conflict(_))), "{nobody:?}");
    }

    async fn feedback_page_goes_on_after_its_last_newest_first(store) {
        change!(store, tx => {
            for (n, at) in [(1, 5), (2, 7), (3, 7), (4, 6)] {
                tx.put_feedback(&feedback_row(n, at)).await?;
            }
            tx.put_feedback(&FeedbackRow { tenant: theirs(), ..feedback_row(5, 9) }).await?
        }).unwrap();
        let first = look!(store, tx => tx.feedback_page(ours(), FeedbackCursor::START, 2).await?).unwrap();
        assert_eq!(first, [feedback_row(3, 7), feedback_row(2, 7)]);
        let after = FeedbackCursor { created_at: 7, id: id(2) };
        let rest = look!(store, tx => tx.feedback_page(ours(), after, 9).await?).unwrap();
        assert_eq!(rest, [feedback_row(4, 6), feedback_row(1, 5)]);
    }

    async fn open_feedback_counts_those_of_the_tenant_that_are_not_settled(store) {
        change!(store, tx => {
            tx.put_feedback(&feedback_row(1, 5)).await?;
            tx.put_feedback(&settled(2, 8)).await?;
            tx.put_feedback(&FeedbackRow { tenant: theirs(), ..feedback_row(3, 5) }).await?
        }).unwrap();
        let counts = look!(store, tx => (
            tx.open_feedback(ours()).await?, tx.open_feedback(theirs()).await?, tx.open_feedback(tenant(77)).await?,
        )).unwrap();
        assert_eq!(counts, (1, 1, 0));
    }

    async fn settle_feedback_is_done_once_and_within_the_tenant(store) {
        change!(store, tx => tx.put_feedback(&feedback_row(1, 1)).await?).unwrap();
        let others = change!(store, tx => tx.settle_feedback(theirs(), id(1), id(9), 8).await?).unwrap();
        let first = change!(store, tx => tx.settle_feedback(ours(), id(1), id(9), 8).await?).unwrap();
        let again = change!(store, tx => tx.settle_feedback(ours(), id(1), id(7), 9).await?).unwrap();
        let unknown = change!(store, tx => tx.settle_feedback(ours(), id(2), id(9), 8).await?).unwrap();
        assert_eq!((others, first, again, unknown), (false, true, false, false));
        let rows = look!(store, tx => tx.feedback_page(ours(), FeedbackCursor::START, 9).await?).unwrap();
        assert_eq!(rows, [settled(1, 8)]);
    }

    async fn forget_feedback_takes_those_settled_before(store) {
        change!(store, tx => {
            for (n, at) in [(3, 5), (1, 6), (2, 7)] {
                tx.put_feedback(&settled(n, at)).await?;
            }
            tx.put_feedback(&feedback_row(4, 1)).await?;
            tx.put_feedback(&FeedbackRow { tenant: theirs(), ..settled(5, 5) }).await?
        }).unwrap();
        let gone = change!(store, tx => tx.forget_feedback(ours(), 7).await?).unwrap();
        assert_eq!(gone, [id(1), id(3)]);
        let left = look!(store, tx => {
            let ours = tx.feedback_page(ours(), FeedbackCursor::START, 9).await?;
            let theirs = tx.feedback_page(theirs(), FeedbackCursor::START, 9).await?;
            ours.into_iter().chain(theirs).map(|row| row.id).collect::<Vec<_>>()
        }).unwrap();
        assert_eq!(left, [id(4), id(2), id(5)]);
    }
}
