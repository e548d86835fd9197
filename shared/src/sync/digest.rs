//! Count and sum of row hashes: two copies of a scope agree when both do. Kept by adding and taking away, so that a change
//! costs the same however large the scope is.
use uuid::Uuid;

use super::protocol::{Digest, RowPut};
use crate::wire::{Hash, canonical};

/// The hash of one row as it travels: first eight bytes of SHA-256 over its canonical JSON.
#[must_use]
pub fn row_hash(row: &RowPut) -> i64 {
    text_hash(&row.t, row.id, row.ver, &canonical(&row.row))
}

/// The same of a row whose canonical JSON is at hand.
#[must_use]
pub fn text_hash(t: &str, id: Uuid, ver: i64, row: &str) -> i64 {
    Hash::of(format!("{t}|{id}|{ver}|{row}").as_bytes()).low()
}

impl Digest {
    /// With one more row.
    #[must_use]
    pub const fn with(self, hash: i64) -> Self {
        Self {
            n: self.n + 1,
            h: self.h.wrapping_add(hash),
        }
    }
    /// With one row less.
    #[must_use]
    pub const fn without(self, hash: i64) -> Self {
        Self {
            n: self.n - 1,
            h: self.h.wrapping_sub(hash),
        }
    }
    /// Of rows.
    #[must_use]
    pub fn of<'a>(rows: impl Iterator<Item = &'a RowPut>) -> Self {
        rows.fold(Self::default(), |digest, row| digest.with(row_hash(row)))
    }
}
