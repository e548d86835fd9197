//! Read and write jobs: all or nothing, a failing one harms no other.

use crate::*;
use backend::store::{Poke, StoreError, read, write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::broadcast::error::TryRecvError;

#[derive(Debug, PartialEq)]
enum OwnError {
    No(u8),
    Store,
}

impl From<StoreError> for OwnError {
    fn from(_: StoreError) -> Self {
        Self::Store
    }
}

contract! {
    async fn a_job_that_fails_writes_nothing_and_gives_its_own_error(store) {
        let done = write::<(), _, _>(&*store, |tx| Box::pin(async move {
            tx.meta_put("a", "1").await?;
            tx.put_intake(&intake_row(1, 1, 1)).await?;
            Err(OwnError::No(7))
        })).await;
        assert_eq!(done, Err(OwnError::No(7)));
        let left = look!(store, tx => (tx.meta_get("a").await?, tx.unjudged(ours(), 9).await?.len())).unwrap();
        assert_eq!(left, (None, 0));
    }

    async fn a_job_that_panics_writes_nothing_and_the_next_one_works(store) {
        let done = change!(store, tx => {
            tx.meta_put("a", "1").await?;
            let written = tx.meta_get("a").await?;
            assert_eq!(written, None, "on purpose")
        });
        assert!(matches!(done, Err(StoreError::Panicked)), "{done:?}");
        change!(store, tx => tx.meta_put("b", "1").await?).unwrap();
        let left = look!(store, tx => (tx.meta_get("a").await?, tx.meta_get("b").await?)).unwrap();
        assert_eq!(left, (None, Some("1".into())));
    }

    async fn a_read_job_gives_its_own_error(store) {
        let done = read::<(), _, _>(&*store, |_| Box::pin(async { Err(OwnError::No(3)) })).await;
        assert_eq!(done, Err(OwnError::No(3)));
    }

    async fn a_read_job_may_not_write(store) {
        change!(store, tx => tx.put_intake(&intake_row(1, 1, 1)).await?).unwrap();
        for (what, done) in [
            ("meta", look!(store, tx => tx.meta_put("a", "1").await?)),
            ("seq", look!(store, tx => { tx.next_seq(ours()).await?; })),
            ("entity", look!(store, tx => tx.put_entity(&entity("site", 1, None)).await?)),
            ("judged", look!(store, tx => tx.mark_judged(ours(), id(1), 1).await?)),
        ] {
            assert!(matches!(done, Err(StoreError::ReadOnly)), "{what}: {done:?}");
        }
        change!(store, tx => tx.meta_put("b", "1").await?).unwrap();
    }

    async fn a_poke_comes_after_the_commit_only(store) {
        let mut pokes = store.pokes();
        let failed = change!(store, tx => {
            tx.next_seq(ours()).await?;
            Err::<(), _>(StoreError::Corrupt("on purpose"))?
        });
        assert!(failed.is_err());
        let early = Arc::new(AtomicBool::new(false));
        let (watch, seen) = (Arc::new(std::sync::Mutex::new(store.pokes())), early.clone());
        write::<_, StoreError, _>(&*store, move |tx| {
            let (watch, seen) = (watch.clone(), seen.clone());
            Box::pin(async move {
                tx.next_seq(ours()).await?;
                tx.savepoint().await?;
                tx.next_seq(ours()).await?;
                tx.next_seq(theirs()).await?;
                tx.rollback_savepoint().await?;
                let told = watch.lock().unwrap().try_recv();
                seen.store(!matches!(told, Err(TryRecvError::Empty)), Ordering::SeqCst);
                Ok(())
            })
        }).await.unwrap();
        assert!(!early.load(Ordering::SeqCst), "told before the commit");
        let first = tokio::time::timeout(Duration::from_secs(20), pokes.recv()).await.unwrap();
        assert_eq!(first.unwrap(), Poke { tenant: ours(), seq: 1 });
        change!(store, tx => { tx.next_seq(theirs()).await?; }).unwrap();
        let second = tokio::time::timeout(Duration::from_secs(20), pokes.recv()).await.unwrap();
        assert_eq!(second.unwrap(), Poke { tenant: theirs(), seq: 1 });
    }

    async fn a_job_without_a_seq_pokes_nobody(store) {
        let mut pokes = store.pokes();
        change!(store, tx => tx.meta_put("a", "1").await?).unwrap();
        change!(store, tx => { tx.next_seq(ours()).await?; }).unwrap();
        let first = tokio::time::timeout(Duration::from_secs(20), pokes.recv()).await.unwrap();
        assert_eq!(first.unwrap(), Poke { tenant: ours(), seq: 1 });
        assert!(matches!(pokes.try_recv(), Err(TryRecvError::Empty)));
    }
}
