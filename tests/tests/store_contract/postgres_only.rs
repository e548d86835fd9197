//! What only several writers over one PostgreSQL can show.

use crate::*;
use backend::store::{Poke, StoreError, write};
use sqlx::{Connection, PgConnection, Row};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Barrier, Notify};

const DEADLINE: Duration = Duration::from_secs(30);

#[tokio::test]
async fn a_reader_sees_one_snapshot_while_others_write() {
    let Some(store) = postgres().await else {
        return;
    };
    prepare(&*store).await;
    sqlite_only::reader_sees_one_snapshot(store).await;
}

/// Somebody holds `seq` 1 in an open transaction: whoever wants the next one must wait, or a device that has pulled up to
/// 2 would never see what then comes in as 1.
#[tokio::test]
async fn commits_come_in_the_order_of_seq_with_a_transaction_held_open() {
    let Some(url) = tests::postgres::database().await else {
        return;
    };
    let (one, two) = (
        PostgresStore::open(&url).await.unwrap(),
        PostgresStore::open(&url).await.unwrap(),
    );
    prepare(&one).await;
    let mut pokes = two.pokes();
    let (taken, gate) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (takes, held) = (taken.clone(), gate.clone());
    let first = write::<_, StoreError, _>(&one, move |tx| {
        let (takes, held) = (takes.clone(), held.clone());
        Box::pin(async move {
            let seq = tx.next_seq(ours()).await?;
            takes.notify_one();
            held.notified().await;
            Ok(seq)
        })
    });
    let second = async {
        taken.notified().await;
        change!(&two, tx => tx.next_seq(ours()).await?)
    };
    let watch = async {
        wait_for_a_blocked_writer(&url).await;
        assert_eq!(look!(&two, tx => tx.head(ours()).await?).unwrap(), 0);
        // A writer of another tenant is not held up.
        assert_eq!(
            change!(&two, tx => tx.next_seq(theirs()).await?).unwrap(),
            1
        );
        gate.notify_one();
    };
    let (first, second, ()) = tokio::join!(first, second, watch);
    assert_eq!((first.unwrap(), second.unwrap()), (1, 2));
    for (tenant, seq) in [(theirs(), 1), (ours(), 1), (ours(), 2)] {
        let poke = tokio::time::timeout(DEADLINE, pokes.recv()).await.unwrap();
        assert_eq!(poke.unwrap(), Poke { tenant, seq });
    }
}

async fn wait_for_a_blocked_writer(url: &str) {
    let mut conn = PgConnection::connect(url).await.unwrap();
    let deadline = Instant::now() + DEADLINE;
    let sql = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    loop {
        let row = sqlx::query(sql).fetch_one(&mut conn).await.unwrap();
        if row.get::<i64, _>(0) > 0 {
            return;
        }
        assert!(Instant::now() < deadline, "the second writer never waited");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn writers_of_one_tenant_take_every_seq_once() {
    let Some(url) = tests::postgres::database().await else {
        return;
    };
    let stores = [
        PostgresStore::open(&url).await.unwrap(),
        PostgresStore::open(&url).await.unwrap(),
    ];
    prepare(&stores[0]).await;
    let writers = (0..40).map(|n| {
        let store = &stores[n % 2];
        async move {
            change!(store, tx => {
                tx.lock_tenant(ours()).await?;
                let seq = tx.next_seq(ours()).await?;
                tx.put_scope_row(&scope_row("o:1", "site", seq as u128, seq)).await?;
                seq
            })
            .unwrap()
        }
    });
    let mut seqs = futures::future::join_all(writers).await;
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=40).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_job_that_loses_a_deadlock_is_run_again() {
    let Some(store) = postgres().await else {
        return;
    };
    prepare(&*store).await;
    let barrier = Arc::new(Barrier::new(2));
    let runs = Arc::new(AtomicU32::new(0));
    let job = |first: u128, then: u128| {
        let (barrier, runs, tries) = (barrier.clone(), runs.clone(), Arc::new(AtomicU32::new(0)));
        write::<_, StoreError, _>(&*store, move |tx| {
            let (barrier, runs, tries) = (barrier.clone(), runs.clone(), tries.clone());
            Box::pin(async move {
                runs.fetch_add(1, Ordering::SeqCst);
                tx.lock_tenant(tenant(first)).await?;
                if tries.fetch_add(1, Ordering::SeqCst) == 0 {
                    barrier.wait().await;
                }
                tx.lock_tenant(tenant(then)).await?;
                tx.next_seq(tenant(first)).await
            })
        })
    };
    let (one, two) = tokio::join!(job(OURS, THEIRS), job(THEIRS, OURS));
    assert_eq!((one.unwrap(), two.unwrap()), (1, 1));
    assert!(
        runs.load(Ordering::SeqCst) >= 3,
        "there was no deadlock to get out of"
    );
}

#[tokio::test]
async fn several_processes_may_bring_the_tables_up_at_once() {
    let Some(url) = tests::postgres::database().await else {
        return;
    };
    let empty = format!(
        "{}_empty",
        url.split('?').next().unwrap().rsplit('/').next().unwrap()
    );
    tests::postgres::execute(&url, format!("create database {empty}"))
        .await
        .unwrap();
    let name = url.split('?').next().unwrap().rsplit('/').next().unwrap();
    let url = url.replacen(&format!("/{name}?"), &format!("/{empty}?"), 1);
    let opened = futures::future::join_all((0..3).map(|_| PostgresStore::open(&url))).await;
    let mut epochs = Vec::new();
    for store in opened {
        let store = store.unwrap();
        epochs.push(look!(&store, tx => tx.epoch().await?).unwrap());
        store.close().await;
    }
    epochs.dedup();
    assert_eq!(epochs.len(), 1);
}

#[tokio::test]
async fn custody_and_audit_cannot_be_changed_behind_the_servers_back() {
    let Some(url) = tests::postgres::database().await else {
        return;
    };
    for sql in [
        "delete from intake",
        "update intake set bytes = ''",
        "truncate audit",
        "update audit set seq = 1",
    ] {
        let done = tests::postgres::execute(&url, sql.into()).await;
        let error = format!("{:#}", done.expect_err(sql));
        assert!(error.contains("append only"), "{sql}: {error}");
    }
}
