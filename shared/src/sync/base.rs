//! The confirmed copy: rows by scope, all at one checkpoint `to`, and merged into one `State` for reading. A row that lies in
//! several scopes is shown in the shape of the scope with the highest rank. Rows of kinds that this build does not know are
//! kept (the digest counts them) and not shown.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::digest::row_hash;
use super::protocol::{Digest, RowPut};
use crate::id::Epoch;
use crate::model::{Key, Kind};
use crate::ordered::{Map, Set};
use crate::scope::Scope;
use crate::state::State;
use crate::time::Millis;

/// Which row of a scope: kind as on the wire, and id.
pub type RowKey = (String, Uuid);

/// A scope as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredScope {
    /// Scope.
    pub scope: Scope,
    /// What `rows` must add up to.
    pub digest: Digest,
    /// Rows, in any order.
    pub rows: Vec<RowPut>,
}

/// The read model as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredBase {
    /// The timeline that it belongs to.
    pub epoch: Epoch,
    /// The checkpoint.
    pub to: i64,
    /// It may be opened offline until then.
    pub lease_until: Millis,
    /// Scopes.
    pub scopes: Vec<StoredScope>,
}

/// What changes in one scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScopeChange {
    /// All its stored rows go first.
    pub replaced: bool,
    /// Rows that are there now.
    pub puts: Vec<RowPut>,
    /// Rows that are gone.
    pub dels: Vec<RowKey>,
    /// What the scope adds up to afterwards.
    pub digest: Digest,
}

/// From one checkpoint to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseChange {
    /// The stored checkpoint that this builds on; absent when everything stored is to be thrown away first.
    pub after: Option<(Epoch, i64)>,
    /// The timeline.
    pub epoch: Epoch,
    /// The new checkpoint.
    pub to: i64,
    /// It may be opened offline until then.
    pub lease_until: Millis,
    /// Changed and new scopes.
    pub scopes: Map<Scope, ScopeChange>,
    /// Scopes that are gone with all their rows.
    pub gone: Set<Scope>,
}

/// A row with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The row.
    pub row: RowPut,
    /// `digest::row_hash`.
    pub hash: i64,
}

impl Held {
    /// Hashes a row.
    #[must_use]
    pub fn new(row: RowPut) -> Self {
        let hash = row_hash(&row);
        Self { row, hash }
    }
    /// Which.
    #[must_use]
    pub fn key(&self) -> RowKey {
        (self.row.t.clone(), self.row.id)
    }
}

/// The rows of a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeRows {
    /// Rows in key order.
    pub rows: Map<RowKey, Held>,
    /// What they add up to.
    pub digest: Digest,
}

impl ScopeRows {
    pub(super) fn put(&mut self, held: Held) {
        self.digest = self.digest.with(held.hash);
        if let Some(old) = self.rows.insert(held.key(), held) {
            self.digest = self.digest.without(old.hash);
        }
    }
    pub(super) fn del(&mut self, key: &RowKey) {
        if let Some(old) = self.rows.remove(key) {
            self.digest = self.digest.without(old.hash);
        }
    }
}

/// The confirmed copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Base {
    pub(super) epoch: Option<Epoch>,
    pub(super) to: i64,
    pub(super) lease_until: Millis,
    pub(super) scopes: Map<Scope, ScopeRows>,
    state: State,
    pub(super) kept: State,
}

impl Base {
    /// From storage. A scope whose rows do not add up to its digest is left out and named.
    #[must_use]
    pub fn open(stored: StoredBase) -> (Self, Vec<Scope>) {
        let mut base = Self {
            epoch: Some(stored.epoch),
            to: stored.to,
            lease_until: stored.lease_until,
            ..Self::default()
        };
        let mut damaged = Vec::new();
        for scope in stored.scopes {
            let mut rows = ScopeRows::default();
            for row in scope.rows {
                rows.put(Held::new(row));
            }
            if rows.digest == scope.digest {
                base.scopes.insert(scope.scope, rows);
            } else if scope.scope != Scope::Kept {
                damaged.push(scope.scope);
            }
        }
        base.merge_all();
        (base, damaged)
    }

    /// The timeline; absent before the first checkpoint.
    #[must_use]
    pub const fn epoch(&self) -> Option<Epoch> {
        self.epoch
    }
    /// The checkpoint; 0 before the first.
    #[must_use]
    pub const fn to(&self) -> i64 {
        self.to
    }
    /// It may be opened offline until then.
    #[must_use]
    pub const fn lease_until(&self) -> Millis {
        self.lease_until
    }
    /// Rows by scope.
    #[must_use]
    pub const fn scopes(&self) -> &Map<Scope, ScopeRows> {
        &self.scopes
    }
    /// All rows, merged.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// Rows that have left all scopes and are kept for what is undecided about them: found by their name, in no list.
    #[must_use]
    pub const fn kept(&self) -> &State {
        &self.kept
    }

    /// The whole copy as a change that replaces whatever is stored.
    #[must_use]
    pub fn whole(&self, epoch: Epoch) -> BaseChange {
        let scope = |(scope, rows): (&Scope, &ScopeRows)| {
            let change = ScopeChange {
                replaced: true,
                puts: rows.rows.values().map(|held| held.row.clone()).collect(),
                dels: Vec::new(),
                digest: rows.digest,
            };
            (*scope, change)
        };
        BaseChange {
            after: None,
            epoch,
            to: self.to,
            lease_until: self.lease_until,
            scopes: self.scopes.iter().map(scope).collect(),
            gone: Set::new(),
        }
    }

    pub(super) fn merge_all(&mut self) {
        self.state = State::new();
        let keys: Set<RowKey> = self
            .scopes
            .values()
            .flat_map(|scope| scope.rows.keys().cloned())
            .collect();
        self.merge(&keys);
        self.merge_kept();
    }

    /// Shows each of these rows in its richest shape, or takes it out when no scope holds it.
    pub(super) fn merge(&mut self, keys: &Set<RowKey>) {
        for key in keys {
            let Some(kind) = Kind::parse(&key.0) else {
                continue;
            };
            let best = self
                .scopes
                .iter()
                .filter(|(scope, _)| **scope != Scope::Kept)
                .filter_map(|(scope, rows)| Some((scope.rank(), rows.rows.get(key)?)))
                .max_by_key(|(rank, held)| (*rank, held.row.ver));
            match best.and_then(|(_, held)| held.row.entity()) {
                Some(entity) => self.state.put(entity),
                None => {
                    self.state.remove(Key::new(kind, key.1));
                }
            }
        }
    }
}
