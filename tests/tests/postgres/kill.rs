//! The real server over PostgreSQL, killed under push load, with its connections to the database cut now and then; as often as
//! `FOTFASTE_KILLS` says, a few times in the lane.

use anyhow::Result;
use tests::kill::{Kind, kills, run};

const KILLS: u64 = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_kills_and_cuts() -> Result<()> {
    run(Kind::Postgres, kills(KILLS), "postgres kill").await
}
