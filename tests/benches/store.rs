//! Commands a second through the store: one a commit, grouped by the writer, and in batches as a push brings them, on
//! SQLite with every commit synced. Beside each stands the ratio to the plainest thing that the same disk can do: one
//! synced commit of one small row a command. `cargo bench -p tests --bench store`.

use backend::store::{
    AuditRow, EntityRow, IntakeRow, ScopeRow, SqliteStore, Store, StoreError, TenantId, TenantRow,
    Tx, VerdictRow, write,
};
use futures::StreamExt;
use std::time::Instant;
use uuid::Uuid;

const REPLICA: Uuid = Uuid::from_u128(7);

fn tenant() -> TenantId {
    Uuid::from_u128(1).into()
}

/// What the server does for one day of attendance: custody, dedupe, the row, its scopes, audit, verdict.
async fn command(tx: &mut dyn Tx, no: i64) -> Result<(), StoreError> {
    let (tenant, sheet) = (tenant(), Uuid::from_u128(no as u128 % 240));
    if tx.verdict(tenant, REPLICA, no).await?.is_some() {
        return Ok(());
    }
    tx.put_intake(&IntakeRow {
        tenant,
        replica: REPLICA,
        cmd_no: no,
        hash: [1; 32],
        user: REPLICA,
        received_at: no,
        person: REPLICA,
        judged: true,
        bytes: vec![1; 450],
    })
    .await?;
    tx.entity(tenant, "sheet", sheet).await?;
    let seq = tx.next_seq(tenant).await?;
    tx.put_entity(&EntityRow {
        tenant,
        kind: "sheet".into(),
        id: sheet,
        parent: Some(REPLICA),
        ver: seq,
        person: Some(REPLICA),
        facts: "{\"month\":\"2026-05\",\"state\":\"open\"}".into(),
        body: vec![1; 1500],
    })
    .await?;
    for scope in ["o:1", "c:1"] {
        tx.put_scope_row(&ScopeRow {
            tenant,
            scope: scope.into(),
            t: "sheet".into(),
            id: sheet,
            seq,
            live: true,
            why: String::new(),
            hash: no,
        })
        .await?;
        tx.add_digest(tenant, scope, 0, no).await?;
    }
    tx.put_audit(&AuditRow {
        tenant,
        seq,
        actor: REPLICA,
        replica: REPLICA,
        cmd_no: no,
        kind: "record_attendance".into(),
        cmd_hash: [1; 32],
        person: REPLICA,
        body: vec![1; 300],
        prev_hash: [1; 32],
        hash: [2; 32],
    })
    .await?;
    tx.put_verdict(&VerdictRow {
        tenant,
        replica: REPLICA,
        cmd_no: no,
        no,
        seq: Some(seq),
        state: "applied".into(),
        body: "{}".into(),
    })
    .await
}

/// Runs `jobs` jobs of `size` commands, `at_once` of them waiting at a time; gives commands a second.
async fn run(
    store: &SqliteStore,
    name: &str,
    first: i64,
    jobs: i64,
    size: i64,
    at_once: usize,
) -> Result<f64, StoreError> {
    let before = store.counts();
    let start = Instant::now();
    let work = (0..jobs).map(|job| {
        write::<_, StoreError, _>(store, move |tx| {
            Box::pin(async move {
                for n in 0..size {
                    command(tx, first + job * size + n).await?;
                }
                Ok(())
            })
        })
    });
    let mut running = futures::stream::iter(work).buffer_unordered(at_once);
    while let Some(done) = running.next().await {
        done?;
    }
    let rate = (jobs * size) as f64 / start.elapsed().as_secs_f64();
    let commits = store.counts().commits - before.commits;
    report(name, rate, (jobs * size) as f64 / commits as f64);
    Ok(rate)
}

#[expect(clippy::print_stdout, reason = "what a benchmark is for")]
fn report(name: &str, rate: f64, per_commit: f64) {
    println!("{name:<44} {rate:>9.0} commands/s {per_commit:>7.1} a commit");
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(&folder.path().join("bench.db")).await?;
    let row = TenantRow {
        id: tenant(),
        name: "Ale".into(),
        created_at: 0,
    };
    write::<_, StoreError, _>(&store, move |tx| {
        let row = row.clone();
        Box::pin(async move { tx.put_tenant(&row).await })
    })
    .await?;

    let start = Instant::now();
    for _ in 0..500 {
        let small = write::<_, StoreError, _>(&store, |tx| Box::pin(tx.meta_put("n", "1")));
        small.await?;
    }
    let floor = 500.0 / start.elapsed().as_secs_f64();
    report("one small row a commit (what the disk can do)", floor, 1.0);
    let single = run(&store, "one command a commit", 1_000_000, 500, 1, 1).await?;
    let grouped = run(
        &store,
        "64 devices at once, grouped by the writer",
        2_000_000,
        4_000,
        1,
        64,
    )
    .await?;
    let batches = run(&store, "batches of 20, one device", 3_000_000, 100, 20, 1).await?;
    let both = run(
        &store,
        "batches of 20, 64 devices at once",
        4_000_000,
        400,
        20,
        64,
    )
    .await?;
    for (name, rate) in [
        ("single", single),
        ("grouped", grouped),
        ("batches", batches),
        ("both", both),
    ] {
        ratio(name, rate / floor, rate / single);
    }
    store.close().await;
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a benchmark is for")]
fn ratio(name: &str, to_floor: f64, to_single: f64) {
    println!(
        "{name:<10} {to_floor:>6.2} × small commits   {to_single:>6.2} × one command a commit"
    );
}
