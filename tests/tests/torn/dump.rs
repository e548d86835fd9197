//! Everything that a database holds: a hash a column and table, of all rows in order.
use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use sha2::{Digest as _, Sha256};
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{
    Column as _, ConnectOptions as _, Connection as _, Row as _, TypeInfo as _, ValueRef as _,
};

/// Column (`table.column`) → hash of its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dump(BTreeMap<String, [u8; 32]>);

/// Made anew by each start, or a figure for the planner.
const OF_THE_START: [&str; 3] = ["sqlite_stat1", "sqlite_stat4", "sqlite_sequence"];

impl Dump {
    pub fn same(&self, other: &Self) -> bool {
        self == other
    }

    /// The columns that differ.
    pub fn differs(&self, other: &Self) -> String {
        let names = self.0.keys().chain(other.0.keys());
        let mut names: Vec<&str> = names
            .filter(|name| self.0.get(*name) != other.0.get(*name))
            .map(String::as_str)
            .collect();
        names.sort_unstable();
        names.dedup();
        names.join(" ")
    }
}

/// Reads all of it, through a connection of its own.
pub async fn dump(file: &Path) -> Result<Dump> {
    let options = SqliteConnectOptions::new().filename(file);
    let mut conn = options.connect().await?;
    let found = read(&mut conn).await;
    conn.close().await?;
    found
}

async fn read(conn: &mut sqlx::SqliteConnection) -> Result<Dump> {
    let tables: Vec<String> =
        sqlx::query_scalar("select name from sqlite_schema where type = 'table' order by name")
            .fetch_all(&mut *conn)
            .await?;
    let mut all: BTreeMap<String, Sha256> = BTreeMap::new();
    for table in tables
        .iter()
        .filter(|table| !OF_THE_START.contains(&table.as_str()))
    {
        let quoted: String = table
            .chars()
            .filter(|sign| sign.is_alphanumeric() || *sign == '_')
            .collect();
        let columns: Vec<String> = sqlx::query_scalar("select name from pragma_table_info(?)")
            .bind(&quoted)
            .fetch_all(&mut *conn)
            .await?;
        let order: Vec<String> = (1..=columns.len()).map(|place| place.to_string()).collect();
        let text = format!("select * from {quoted} order by {}", order.join(", "));
        let rows = sqlx::query(sqlx::AssertSqlSafe(text))
            .fetch_all(&mut *conn)
            .await?;
        all.entry(format!("{quoted}.rows"))
            .or_default()
            .update(rows.len().to_be_bytes());
        for row in &rows {
            note(&mut all, &quoted, row)?;
        }
    }
    Ok(Dump(
        all.into_iter()
            .map(|(name, hash)| (name, hash.finalize().into()))
            .collect(),
    ))
}

fn note(all: &mut BTreeMap<String, Sha256>, table: &str, row: &SqliteRow) -> Result<()> {
    // Rows that left a scope say nothing but that.
    let live = row.try_get::<i64, _>("live").ok();
    let is_gone = table == "scope_row" && live == Some(0);
    for (place, column) in row.columns().iter().enumerate() {
        let value = row.try_get_raw(place)?;
        let kind = value.type_info().name().to_owned();
        let bytes: Vec<u8> = match kind.as_str() {
            _ if value.is_null() => Vec::new(),
            "INTEGER" => row.try_get::<i64, _>(place)?.to_be_bytes().to_vec(),
            _ => row.try_get_unchecked::<Vec<u8>, _>(place)?,
        };
        let name = if is_gone { "gone" } else { column.name() };
        let hash = all.entry(format!("{table}.{name}")).or_default();
        hash.update(kind.as_bytes());
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(&bytes);
    }
    Ok(())
}
