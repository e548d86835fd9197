//! The real server over SQLite, killed under push load: fifty times, or as often as `FOTFASTE_KILLS` says.

use anyhow::Result;
use tests::kill::{Kind, kills, run};

const KILLS: u64 = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_fifty_kills() -> Result<()> {
    run(Kind::Sqlite, kills(KILLS), "kill").await
}
