//! What SQLite and PostgreSQL share: one transaction type, the way from a database row to ours, and a macro that writes
//! an `impl` once for each driver. (A generic `impl` over the driver would need a dozen bounds on every block, and
//! sqlx's `Any` driver knows no uuid.)

use super::{Hash, StoreError, TenantId};
use sqlx::{ColumnIndex, Database, Decode, Row, Type};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A transaction on one connection of a driver.
pub struct SqlTx<'c, C> {
    pub(super) conn: &'c mut C,
    /// The last `seq` taken of each tenant: who is to be told after the commit.
    pub(super) pokes: BTreeMap<TenantId, i64>,
    /// The database asked to run the whole transaction again.
    pub(super) must_repeat: bool,
    /// What `pokes` was at the savepoint, while there is one.
    pub(super) savepoint: Option<BTreeMap<TenantId, i64>>,
}

impl<'c, C> SqlTx<'c, C> {
    pub(super) fn new(conn: &'c mut C) -> Self {
        Self {
            conn,
            pokes: BTreeMap::new(),
            must_repeat: false,
            savepoint: None,
        }
    }

    pub(super) fn failed(&mut self, error: sqlx::Error) -> StoreError {
        self.must_repeat |= must_repeat(&error);
        store_error(error)
    }
}

pub(super) type SqliteTx<'c> = SqlTx<'c, sqlx::SqliteConnection>;
pub(super) type PostgresTx<'c> = SqlTx<'c, sqlx::PgConnection>;

/// Serialization failure and deadlock: the same job may well succeed when it is run again.
pub(super) fn must_repeat(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|e| e.code());
    matches!(code.as_deref(), Some("40001" | "40P01"))
}

pub(super) fn store_error(error: sqlx::Error) -> StoreError {
    if let sqlx::Error::PoolClosed = error {
        return StoreError::Closed;
    }
    let Some(cause) = error.as_database_error() else {
        return StoreError::Database(error);
    };
    if cause.is_unique_violation() || cause.is_foreign_key_violation() {
        return StoreError::Conflict(Some(error));
    }
    match cause.code().as_deref() {
        // SQLITE_READONLY, and PostgreSQL's read_only_sql_transaction.
        Some("8" | "25006") => StoreError::ReadOnly,
        _ => StoreError::Database(error),
    }
}

/// Writes an `impl` of a trait for both drivers' transactions.
macro_rules! on_both {
    (impl $trait:ident { $($body:tt)* }) => {
        #[async_trait::async_trait]
        impl $trait for $crate::store::sql::SqliteTx<'_> { $($body)* }
        #[async_trait::async_trait]
        impl $trait for $crate::store::sql::PostgresTx<'_> { $($body)* }
    };
}
pub(super) use on_both;

macro_rules! statements {
    ($conn:ty, $db:ty) => {
        impl SqlTx<'_, $conn> {
            /// Runs a statement; tells how many rows it touched.
            pub(super) async fn run(&mut self, query: Query<'_, $db>) -> Result<u64, StoreError> {
                let done = query.execute(&mut *self.conn).await;
                done.map(|done| done.rows_affected())
                    .map_err(|error| self.failed(error))
            }

            /// The row, when there is one.
            pub(super) async fn one<T>(
                &mut self,
                query: Query<'_, $db>,
            ) -> Result<Option<T>, StoreError>
            where
                T: FromSql<<$db as Database>::Row>,
            {
                let row = query.fetch_optional(&mut *self.conn).await;
                let row = row.and_then(|row| row.as_ref().map(T::from_sql).transpose());
                row.map_err(|error| self.failed(error))
            }

            /// All rows.
            pub(super) async fn all<T>(
                &mut self,
                query: Query<'_, $db>,
            ) -> Result<Vec<T>, StoreError>
            where
                T: FromSql<<$db as Database>::Row>,
            {
                let rows = query.fetch_all(&mut *self.conn).await;
                let rows = rows.and_then(|rows| rows.iter().map(T::from_sql).collect());
                rows.map_err(|error| self.failed(error))
            }
        }
    };
}
type Query<'q, DB> = sqlx::query::Query<'q, DB, <DB as Database>::Arguments>;
statements!(sqlx::SqliteConnection, sqlx::Sqlite);
statements!(sqlx::PgConnection, sqlx::Postgres);

/// Something that a row of a driver holds.
pub(super) trait FromSql<R>: Sized {
    fn from_sql(row: &R) -> Result<Self, sqlx::Error>;
}

/// A value of ours and what both databases keep for it.
pub(super) trait Column: Sized {
    type Kept;
    fn read(kept: Self::Kept) -> Option<Self>;
}

macro_rules! kept_as_is {
    ($($type:ty),+) => {$(
        impl Column for $type {
            type Kept = Self;
            fn read(kept: Self) -> Option<Self> { Some(kept) }
        }
    )+};
}
kept_as_is!(i64, bool, String, Vec<u8>, Uuid);

impl Column for TenantId {
    type Kept = Uuid;
    fn read(kept: Uuid) -> Option<Self> {
        Some(kept.into())
    }
}

impl Column for Hash {
    type Kept = Vec<u8>;
    fn read(kept: Vec<u8>) -> Option<Self> {
        kept.try_into().ok()
    }
}

impl<T: Column> Column for Option<T> {
    type Kept = Option<T::Kept>;
    fn read(kept: Self::Kept) -> Option<Self> {
        kept.map_or(Some(None), |kept| T::read(kept).map(Some))
    }
}

/// One column of a row, by name.
pub(super) fn column<'r, T, R>(row: &'r R, name: &'static str) -> Result<T, sqlx::Error>
where
    R: Row,
    T: Column,
    T::Kept: Decode<'r, R::Database> + Type<R::Database>,
    &'static str: ColumnIndex<R>,
{
    T::read(row.try_get(name)?).ok_or_else(|| sqlx::Error::ColumnDecode {
        index: name.to_owned(),
        source: "not the length that it must have".into(),
    })
}

macro_rules! first_column {
    ($row:ty: $($type:ty),+) => {$(
        impl FromSql<$row> for $type {
            fn from_sql(row: &$row) -> Result<Self, sqlx::Error> { row.try_get(0) }
        }
    )+};
}
first_column!(sqlx::sqlite::SqliteRow: i64, String, Uuid);
first_column!(sqlx::postgres::PgRow: i64, String, Uuid);
