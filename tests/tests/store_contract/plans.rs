//! No statement walks through all rows of a tenant, but the lists that are meant to: what one command costs must not grow with the database.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, ensure};
use backend::store::Store;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};
use tempfile::TempDir;
use tests::program::{files, root};

/// Statements that list what a tenant has (accounts, tablets, what waits): as long as their answer, by an index of their own.
const LISTS: &[&str] = &[
    "account/list.sql",
    "audit/last.sql",
    "device/list.sql",
    "feedback/forget.sql",
    "feedback/open.sql",
    "feedback/settled.sql",
    "intake/unjudged.sql",
    "invite/list.sql",
    "replica/health_list.sql",
    "replica/list.sql",
    "timeline/tenant_list.sql",
    "verdict/attention.sql",
];
/// What a statement makes itself may be walked through.
const OWN: &[&str] = &["SCAN reach", "SCAN wanted VIRTUAL TABLE INDEX 1:"];

#[tokio::test]
async fn statements_find_their_rows_by_an_index() -> Result<()> {
    let (mut conn, _folder) = migrated().await?;
    let mut walks = BTreeSet::new();
    let statements = statements()?;
    ensure!(statements.len() > 80, "not all statements were read");
    for (name, sql) in statements {
        let rows = sqlx::query(AssertSqlSafe(format!("explain query plan {sql}")))
            .fetch_all(&mut conn)
            .await
            .with_context(|| name.clone())?;
        let steps: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        let is_walk = |step: &String| {
            step.ends_with("(tenant=?)")
                || step.starts_with("BLOOM FILTER")
                || (step.starts_with("SCAN") && !OWN.contains(&step.as_str()))
        };
        if steps.iter().any(is_walk) {
            println!("{name}: {steps:#?}");
            walks.insert(name);
        }
    }
    let lists: BTreeSet<String> = LISTS.iter().map(|name| (*name).to_owned()).collect();
    ensure!(
        walks == lists,
        "walk through a tenant's rows: {walks:?}; may: {lists:?}. Give the table an index, or figures as in migrations/sqlite/0014_plans.sql"
    );
    Ok(())
}

#[tokio::test]
async fn figures_are_of_indexes_that_are_there() -> Result<()> {
    let (mut conn, _folder) = migrated().await?;
    let sql = "select s.idx, s.stat, count(x.seqno) as columns from sqlite_stat1 as s left join pragma_index_xinfo(case s.idx when s.tbl \
        then 'sqlite_autoindex_' || s.tbl || '_1' else s.idx end) as x on x.key = 1 group by 1, 2";
    let rows = sqlx::query(sql).fetch_all(&mut conn).await?;
    ensure!(!rows.is_empty(), "no figures");
    for row in rows {
        let (index, figures): (String, String) = (row.get("idx"), row.get("stat"));
        let columns: i64 = row.get("columns");
        let given = figures.split(' ').count();
        ensure!(
            i64::try_from(given)? == columns + 1,
            "{index} has {columns} columns: {figures}"
        );
    }
    Ok(())
}

/// A new database, as SQLite plans for it.
async fn migrated() -> Result<(SqliteConnection, TempDir)> {
    let (store, folder) = crate::sqlite().await;
    store.close().await;
    let url = format!("sqlite://{}", folder.path().join("test.db").display());
    Ok((SqliteConnection::connect(&url).await?, folder))
}

/// Every statement of the embedded database, by its path under `store`.
fn statements() -> Result<Vec<(String, String)>> {
    let store = root().join("backend/src/store");
    let mut found = Vec::new();
    for path in files(&store, "sql")? {
        let name = path.strip_prefix(&store)?.display().to_string();
        if !name.ends_with("_postgres.sql") {
            found.push((name, fs::read_to_string(&path)?));
        }
    }
    Ok(found)
}
