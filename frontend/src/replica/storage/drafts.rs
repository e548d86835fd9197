//! What a person typed and has not saved: in their own database beside the outbox, under names of their own. Surprising choice: no
//! store of its own, which would be another form of the database that holds the outbox; `meta` takes names.
use super::db::{Durability, Key, StorageError};
use super::outbox::{META, OutboxStore};
use crate::replica::Kept;

impl OutboxStore {
    /// What was kept under this name.
    pub async fn draft(&self, name: &str) -> Result<Option<Kept>, StorageError> {
        self.db
            .read(async |stores| stores.get(META, &key(name)).await)
            .await
    }

    /// Keeps it in place of what was there; takes it away when there is nothing to keep.
    pub async fn keep_draft(&self, name: &str, kept: Option<&Kept>) -> Result<(), StorageError> {
        self.db
            .write(Durability::Relaxed, async |stores| match kept {
                Some(kept) => stores.put(META, &key(name), kept),
                None => stores.delete(META, &key(name)),
            })
            .await
    }
}

fn key(name: &str) -> Key {
    Key::name(format!("draft {name}"))
}
