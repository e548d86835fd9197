//! How a poll's cost goes with the database: the same question to a server with a thousand rows, and with a million.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use sqlx::{Connection, SqliteConnection};
use tests::server::Launch;

use crate::measure::polls;
use crate::ours::Client;
use crate::wire::Line;
use crate::world::World;

/// Rows that the office sees, before and after.
const FEW: i64 = 1_000;
const MANY: i64 = 1_000_000;
const ENTITIES: &str = "with recursive n (i) as (select ?1 union all select i + 1 from n where i < ?2) \
    insert into entity (tenant, kind, id, parent, ver, person, facts, body) \
    select e.tenant, 'tender', cast(printf('%016d', i) as blob), null, 1, null, e.facts, e.body \
    from n, (select * from entity where kind = 'tender' limit 1) as e";
const SHOWN: &str = "with recursive n (i) as (select ?1 union all select i + 1 from n where i < ?2) \
    insert into scope_row (tenant, scope, t, id, seq, live, why, hash) \
    select e.tenant, 'o', 'tender', cast(printf('%016d', i) as blob), 1, 1, '', i \
    from n, (select * from entity where kind = 'tender' limit 1) as e";

/// The poll's wait with few rows and with many.
pub async fn measure(settings: &Path) -> Result<(Duration, Duration)> {
    let folder = tempfile::tempdir()?;
    let world = Arc::new(World::make(folder.path(), 1).await?);
    let client = Client::new(world);
    let mut waits = Vec::new();
    for rows in [FEW, MANY] {
        fill(&folder.path().join(backend::store::FILE_NAME), rows).await?;
        let launch = Launch::in_folder(folder.path());
        let launch = launch.variable("FOTFASTE_SETTINGS", &settings.to_string_lossy());
        let server = launch.start().await?;
        let mut line = Line::open(server.address()).await?;
        let call = client.idle_of(&mut line, &client.world.office).await?;
        waits.push(polls(&mut line, &[call]).await?.0);
        server.kill().await?;
    }
    let few = waits.first().context("not measured")?;
    Ok((*few, *waits.last().context("not measured")?))
}

/// Fills the office's scope up to so many rows.
async fn fill(database: &Path, rows: i64) -> Result<()> {
    let mut conn = SqliteConnection::connect(&format!("sqlite://{}", database.display())).await?;
    let there: i64 = sqlx::query_scalar("select count(*) from scope_row where scope = 'o'")
        .fetch_one(&mut conn)
        .await?;
    for sql in [ENTITIES, SHOWN] {
        sqlx::query(sql)
            .bind(there + 1)
            .bind(rows)
            .execute(&mut conn)
            .await?;
    }
    conn.close().await?;
    Ok(())
}
