//! Whether the file of the database is one: pages, trees, indexes against their tables, what points to what.

use std::path::Path;

use sqlx::{Connection, query};

use super::super::sql::store_error;
use super::copy::{check, connect};
use crate::store::StoreError;

/// Reads the whole file.
///
/// # Errors
/// When it is none, or not whole.
pub async fn is_sound(path: &Path) -> Result<(), StoreError> {
    let mut conn = connect(path).await?;
    check(&mut conn).await?;
    let lost = query("pragma foreign_key_check").fetch_optional(&mut conn);
    let lost = lost.await.map_err(store_error)?.is_some();
    conn.close().await.map_err(store_error)?;
    if lost {
        return Err(StoreError::Corrupt("reference of a row"));
    }
    Ok(())
}
