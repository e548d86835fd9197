//! What only the embedded database promises: one writer, shared commits, synced files.

use crate::*;
use backend::store::sqlite::QUEUE_MAX;
use backend::store::{StoreError, open, read, write};
use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::Notify;

/// Reads, lets somebody write, reads again.
pub async fn reader_sees_one_snapshot(store: Arc<dyn Store>) {
    let (has_read, has_written) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (read_end, write_end) = (has_read.clone(), has_written.clone());
    let reader = read::<_, StoreError, _>(&*store, move |tx| {
        let (has_read, has_written) = (read_end.clone(), write_end.clone());
        Box::pin(async move {
            let before = tx.meta_get("n").await?;
            has_read.notify_one();
            has_written.notified().await;
            Ok((before, tx.meta_get("n").await?, tx.head(ours()).await?))
        })
    });
    let writer = async {
        has_read.notified().await;
        change!(store, tx => {
            tx.meta_put("n", "2").await?;
            tx.next_seq(ours()).await?
        })
        .unwrap();
        has_written.notify_one();
    };
    let (seen, ()) = tokio::join!(reader, writer);
    assert_eq!(seen.unwrap(), (None, None, 0));
    let now = look!(store, tx => (tx.meta_get("n").await?, tx.head(ours()).await?)).unwrap();
    assert_eq!(now, (Some("2".into()), 1));
}

#[tokio::test]
async fn a_reader_sees_one_snapshot_while_others_write() {
    let (store, _folder) = sqlite().await;
    prepare(&*store).await;
    reader_sees_one_snapshot(store).await;
}

#[tokio::test]
async fn waiting_jobs_share_one_commit_and_a_failing_one_takes_back_only_itself() {
    let (store, _folder) = sqlite().await;
    prepare(&*store).await;
    let gate = Arc::new(Notify::new());
    let before = store.counts();
    let held = gate.clone();
    let first = write::<_, StoreError, _>(&*store, move |tx| {
        let held = held.clone();
        Box::pin(async move {
            held.notified().await;
            tx.meta_put("first", "1").await
        })
    });
    let others = (1..=60_u128).map(|n| {
        let store = store.clone();
        async move {
            change!(store, tx => {
                tx.put_entity(&entity("site", n, None)).await?;
                if n == 30 {
                    Err(StoreError::Corrupt("on purpose"))?
                }
                assert_ne!(n, 40, "on purpose");
            })
        }
    });
    let open_gate = async { gate.notify_one() };
    let (first, others, ()) = tokio::join!(first, futures::future::join_all(others), open_gate);
    first.unwrap();
    let failed: Vec<_> = (1..)
        .zip(&others)
        .filter(|(_, done)| done.is_err())
        .map(|(n, _)| n)
        .collect();
    assert_eq!(failed, [30, 40]);
    let after = store.counts();
    assert_eq!(
        (after.commits - before.commits, after.jobs - before.jobs),
        (1, 61)
    );
    let kept = look!(store, tx => tx.list(ours(), "site", None, 100).await?).unwrap();
    assert_eq!(kept.len(), 58);
    assert!(kept.iter().all(|row| row.id != id(30) && row.id != id(40)));
}

#[tokio::test]
async fn more_jobs_than_may_wait_are_told_so_at_once_and_the_others_are_done() {
    let (store, _folder) = sqlite().await;
    prepare(&*store).await;
    let (begun, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (beginning, held) = (begun.clone(), gate.clone());
    let first = write::<_, StoreError, _>(&*store, move |tx| {
        let (beginning, held) = (beginning.clone(), held.clone());
        Box::pin(async move {
            beginning.notify_one();
            held.notified().await;
            tx.meta_put("first", "1").await
        })
    });
    let others = async {
        begun.notified().await;
        let jobs = (0..QUEUE_MAX + 10).map(|_| {
            let store = store.clone();
            async move {
                let done = change!(store, tx => tx.meta_put("other", "1").await?);
                (!matches!(done, Err(StoreError::Full))).then_some(done)
            }
        });
        let all = futures::future::join_all(jobs);
        let opened = async { gate.notify_one() };
        tokio::join!(all, opened).0
    };
    let (first, others) = tokio::join!(first, others);
    first.unwrap();
    let taken: Vec<_> = others.into_iter().flatten().collect();
    assert_eq!(taken.len(), QUEUE_MAX);
    assert!(taken.iter().all(Result::is_ok));
}

#[tokio::test]
async fn the_file_is_in_wal_mode_and_every_commit_is_synced() {
    let (store, folder) = sqlite().await;
    let settings: Vec<_> = store
        .settings()
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(
        settings,
        [
            ("journal_mode", "wal"),
            ("synchronous", "2"),
            ("foreign_keys", "1"),
            ("busy_timeout", "10000"),
        ]
    );
    store.close().await;
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    let row = sqlx::query("pragma journal_mode")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert_eq!(row.get::<String, _>(0), "wal");
}

#[tokio::test]
async fn custody_and_audit_cannot_be_changed_behind_the_servers_back() {
    let (store, folder) = sqlite().await;
    prepare(&*store).await;
    change!(store, tx => tx.put_intake(&intake_row(1, 1, 1)).await?).unwrap();
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    let mut conn = SqliteConnection::connect(&url).await.unwrap();
    for sql in ["delete from intake", "update intake set bytes = x'00'"] {
        let done = sqlx::query(sql).execute(&mut conn).await;
        let error = done.expect_err(sql).to_string();
        assert!(error.contains("append only"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn what_is_written_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("new/data");
    let store = open(None, &data).await.unwrap();
    prepare(&*store).await;
    let epoch = look!(store, tx => tx.epoch().await?).unwrap();
    store.close().await;
    let closed = change!(store, tx => tx.meta_put("a", "1").await?);
    assert!(matches!(closed, Err(StoreError::Closed)), "{closed:?}");
    let file = data.join("fotfaste.db");
    assert!(file.is_file());
    let again = open(Some(&format!("sqlite://{}", file.display())), &data)
        .await
        .unwrap();
    let found = look!(again, tx => (tx.epoch().await?, tx.tenants().await?.len())).unwrap();
    assert_eq!(found, (epoch, 2));
    again.close().await;
    let unknown = open(Some("mysql://localhost/x"), &data).await.map(|_| ());
    assert!(matches!(unknown, Err(StoreError::Url)), "{unknown:?}");
}

#[tokio::test]
async fn what_waits_when_the_store_closes_is_still_written() {
    let (store, folder) = sqlite().await;
    let writers = (0..50_u128).map(|n| {
        let store = store.clone();
        async move { change!(store, tx => tx.meta_put(&n.to_string(), "1").await?) }
    });
    let (done, ()) = tokio::join!(futures::future::join_all(writers), store.close());
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    let again = SqliteStore::open(&folder.path().join("test.db"))
        .await
        .unwrap();
    for n in 0..50_u128 {
        let found = look!(&again, tx => tx.meta_get(&n.to_string()).await?).unwrap();
        assert!(found.is_some(), "{n}");
    }
}
