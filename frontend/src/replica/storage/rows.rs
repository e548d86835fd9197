//! The read model in pages of about 64 rows. A row's page follows from its id, so a checkpoint rewrites only the pages whose rows
//! changed. Pages and manifest are written in one transaction: after a crash the old checkpoint is there or the new one, never a
//! mixture. Durability is relaxed and anything unreadable is left out: all of it can be had from the server again.

use serde::{Deserialize, Serialize};
use shared::id::Epoch;
use shared::ordered::{Map, Set};
use shared::scope::Scope;
use shared::sync::base::{BaseChange, RowKey, ScopeChange, StoredBase, StoredScope};
use shared::sync::protocol::{Digest, RowPut};
use shared::time::Millis;
use uuid::Uuid;

use super::db::{Db, Durability, Key, StorageError, Stores};
use super::rows_name_now;

/// Form of the pages; part of the database's name.
pub const PAGES_FORM: u32 = 1;

const PAGES: &str = "pages";
const META: &str = "meta";
const MANIFEST: &str = "manifest";
const ROWS_PER_PAGE: i64 = 64;

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    epoch: Epoch,
    to: i64,
    lease_until: Millis,
    scopes: Map<Scope, Entry>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    digest: Digest,
    pages: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Page {
    scope: Scope,
    rows: Vec<RowPut>,
}

/// The database of the read model of one user.
#[derive(Clone)]
pub struct RowsStore {
    db: Db,
}

impl RowsStore {
    /// Names it; it is opened when first used.
    #[must_use]
    pub fn new(database: &str) -> Self {
        Self {
            db: Db::new(&rows_name_now(database), &[PAGES, META]),
        }
    }

    /// Everything; nothing when nothing whole is stored.
    pub async fn load(&self) -> Result<Option<StoredBase>, StorageError> {
        self.db
            .read(async |stores| {
                let Ok(Some(manifest)) = stores.get::<Manifest>(META, &Key::name(MANIFEST)).await
                else {
                    return Ok(None);
                };
                let pages: Vec<Page> = stores.all(PAGES, |_damaged| {}).await?;
                Ok(Some(assemble(manifest, pages)))
            })
            .await
    }

    /// The stored checkpoint, read without the rows.
    pub async fn checkpoint(&self) -> Result<Option<(Epoch, i64)>, StorageError> {
        let manifest: Option<Manifest> = self
            .db
            .read(async |stores| stores.get(META, &Key::name(MANIFEST)).await)
            .await?;
        Ok(manifest.map(|manifest| (manifest.epoch, manifest.to)))
    }

    /// Writes the new checkpoint, when the stored one is the one that it builds on.
    pub async fn save(&self, change: &BaseChange) -> Result<(), StorageError> {
        self.db
            .write(Durability::Relaxed, async |stores| {
                let stored: Option<Manifest> = stores.get(META, &Key::name(MANIFEST)).await?;
                let mut scopes = match (change.after, stored) {
                    (None, _) => {
                        stores.clear(PAGES)?;
                        Map::new()
                    }
                    (Some(after), Some(stored)) if after == (stored.epoch, stored.to) => {
                        stored.scopes
                    }
                    // The first of two tries may have been kept.
                    (Some(_), Some(stored))
                        if stores.again
                            && (stored.epoch, stored.to) == (change.epoch, change.to) =>
                    {
                        return Ok(());
                    }
                    (Some(_), _) => {
                        return Err(StorageError::Unreadable(
                            "another checkpoint is stored".to_owned(),
                        ));
                    }
                };
                for scope in &change.gone {
                    if let Some(entry) = scopes.remove(scope) {
                        drop_pages(stores, *scope, 0..entry.pages)?;
                    }
                }
                for (scope, scope_change) in &change.scopes {
                    let entry = scopes.get(scope).copied().unwrap_or_default();
                    scopes.insert(
                        *scope,
                        write_scope(stores, *scope, entry, scope_change).await?,
                    );
                }
                let manifest = Manifest {
                    epoch: change.epoch,
                    to: change.to,
                    lease_until: change.lease_until,
                    scopes,
                };
                stores.put(META, &Key::name(MANIFEST), &manifest)
            })
            .await
    }

    /// Throws the read model away; the next sync brings it again.
    pub async fn throw_away(&self) -> Result<(), StorageError> {
        self.db.delete_rebuildable().await
    }

    /// Lets go of the handle.
    pub fn close(&self) {
        self.db.close();
    }
}

fn page_key(scope: Scope, page: u64) -> Key {
    Key::name(format!("{scope}/{page:06}"))
}

fn drop_pages(
    stores: &Stores<'_>,
    scope: Scope,
    pages: std::ops::Range<u64>,
) -> Result<(), StorageError> {
    pages
        .into_iter()
        .try_for_each(|page| stores.delete(PAGES, &page_key(scope, page)))
}

/// A power of two that gives about 64 rows a page; it changes only when pages would hold half or twice of that.
fn page_count(rows: i64, now: u64) -> u64 {
    let wanted = u64::try_from(rows.max(1))
        .unwrap_or(1)
        .div_ceil(ROWS_PER_PAGE.unsigned_abs())
        .next_power_of_two();
    if now > 0 && (wanted == now || wanted == now * 2 || wanted * 2 == now) {
        now
    } else {
        wanted
    }
}

fn page_of(id: Uuid, pages: u64) -> u64 {
    // The low bits of every version that we make are random or hashed.
    let (_, low) = id.as_u64_pair();
    low & (pages.max(1) - 1)
}

async fn write_scope(
    stores: &Stores<'_>,
    scope: Scope,
    before: Entry,
    change: &ScopeChange,
) -> Result<Entry, StorageError> {
    let pages = page_count(
        change.digest.n,
        if change.replaced { 0 } else { before.pages },
    );
    let entry = Entry {
        digest: change.digest,
        pages,
    };
    let mut rows: Map<RowKey, RowPut> = Map::new();
    let whole = change.replaced || pages != before.pages;
    if whole {
        if !change.replaced {
            rows = read_pages(stores, scope, &(0..before.pages).collect()).await?;
        }
        drop_pages(stores, scope, 0..before.pages)?;
    }
    let touched: Set<u64> = if whole {
        (0..pages).collect()
    } else {
        let puts = change.puts.iter().map(|row| row.id);
        puts.chain(change.dels.iter().map(|(_, id)| *id))
            .map(|id| page_of(id, pages))
            .collect()
    };
    if !whole {
        rows = read_pages(stores, scope, &touched).await?;
    }
    for key in &change.dels {
        rows.remove(key);
    }
    for row in &change.puts {
        rows.insert((row.t.clone(), row.id), row.clone());
    }
    let mut by_page: Map<u64, Vec<RowPut>> =
        touched.into_iter().map(|page| (page, Vec::new())).collect();
    for row in rows.into_values() {
        by_page.entry(page_of(row.id, pages)).or_default().push(row);
    }
    for (page, rows) in by_page {
        stores.put(PAGES, &page_key(scope, page), &Page { scope, rows })?;
    }
    Ok(entry)
}

async fn read_pages(
    stores: &Stores<'_>,
    scope: Scope,
    pages: &Set<u64>,
) -> Result<Map<RowKey, RowPut>, StorageError> {
    let mut rows = Map::new();
    for page in pages {
        if let Some(page) = stores.get::<Page>(PAGES, &page_key(scope, *page)).await? {
            rows.extend(
                page.rows
                    .into_iter()
                    .map(|row| ((row.t.clone(), row.id), row)),
            );
        }
    }
    Ok(rows)
}

fn assemble(manifest: Manifest, pages: Vec<Page>) -> StoredBase {
    let mut scopes: Map<Scope, StoredScope> = manifest
        .scopes
        .into_iter()
        .map(|(scope, entry)| {
            (
                scope,
                StoredScope {
                    scope,
                    digest: entry.digest,
                    rows: Vec::new(),
                },
            )
        })
        .collect();
    for page in pages {
        if let Some(scope) = scopes.get_mut(&page.scope) {
            scope.rows.extend(page.rows);
        }
    }
    StoredBase {
        epoch: manifest.epoch,
        to: manifest.to,
        lease_until: manifest.lease_until,
        scopes: scopes.into_values().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_about_64_rows_and_do_not_waver_at_a_border() {
        assert_eq!(page_count(0, 0), 1);
        assert_eq!(page_count(64, 0), 1);
        assert_eq!(page_count(65, 0), 2);
        assert_eq!(page_count(10_000, 0), 256);
        assert_eq!(page_count(65, 1), 1, "one page may grow to 128 rows");
        assert_eq!(page_count(129, 1), 4);
        assert_eq!(page_count(64, 2), 2);
        assert_eq!(page_count(64, 4), 1);
    }

    #[test]
    fn every_id_has_a_page() {
        for n in 0..1_000_u128 {
            assert!(page_of(Uuid::from_u128(n * 7_919), 16) < 16);
        }
        assert_eq!(page_of(Uuid::max(), 1), 0);
    }
}
