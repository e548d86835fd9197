//! What stays of rows that have left all scopes of a device: those of which something that was said here is undecided, so that a
//! person who has to look at it sees whose day it was. They stand in no list, go when it is decided, and at the latest
//! `KEPT_DAYS` after it was said.
use super::base::{Base, Held, RowKey, ScopeChange, ScopeRows};
use super::core::SyncCore;
use super::event::Moment;
use super::fault::Fault;
use super::outbox::Progress;
use crate::command::named;
use crate::model::{Body, Key, Kind};
use crate::ordered::{Map, Set};
use crate::scope::Scope;
use crate::state::{Rows, State};

/// Days that rows are kept for something that was refused or waits for a person: as long as such a command waits at the office.
const KEPT_DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;

/// Rows that a checkpoint takes out of a scope: the richest form of each.
#[derive(Default)]
pub(super) struct Left(Map<RowKey, (u8, Held)>);

impl Left {
    pub fn take_all(&mut self, scope: Scope, rows: Map<RowKey, Held>) {
        for (_, held) in rows {
            self.take(scope, held);
        }
    }

    pub fn take(&mut self, scope: Scope, held: Held) {
        let rank = scope.rank();
        let key = held.key();
        let is_richer = self.0.get(&key).is_none_or(|(known, _)| *known < rank);
        if is_richer {
            self.0.insert(key, (rank, held));
        }
    }
}

impl Base {
    /// Keeps what is asked for, of what left now and of what was kept before. Gives what is to be written, if anything: after a reset
    /// all that is kept, because nothing of it is stored any more.
    pub(super) fn keep(
        &mut self,
        left: Left,
        asked: &Set<RowKey>,
        is_reset: bool,
    ) -> Option<ScopeChange> {
        let old = self.scopes.remove(&Scope::Kept).unwrap_or_default();
        let mut kept = ScopeRows::default();
        let here = &self.scopes;
        let is_kept = |key: &RowKey| {
            asked.contains(key) && !here.values().any(|rows| rows.rows.contains_key(key))
        };
        for held in old.rows.values().filter(|held| is_kept(&held.key())) {
            kept.put(held.clone());
        }
        for (key, (_, held)) in left.0 {
            if is_kept(&key) {
                kept.put(held);
            }
        }
        let is_new = kept != old || (is_reset && !kept.rows.is_empty());
        let change = ScopeChange {
            replaced: true,
            puts: kept.rows.values().map(|held| held.row.clone()).collect(),
            dels: Vec::new(),
            digest: kept.digest,
        };
        if !kept.rows.is_empty() {
            self.scopes.insert(Scope::Kept, kept);
        }
        self.merge_kept();
        is_new.then_some(change)
    }

    pub(super) fn merge_kept(&mut self) {
        self.kept = State::new();
        let kept = self.scopes.get(&Scope::Kept);
        for held in kept.iter().flat_map(|rows| rows.rows.values()) {
            if let Some(entity) = held.row.entity() {
                self.kept.put(entity);
            }
        }
    }
}

impl SyncCore {
    /// The rows that commands of this device name which are undecided at a checkpoint.
    pub(super) fn asked(&self, at: Moment, to: i64) -> Set<RowKey> {
        let mut asked = Set::new();
        if self.has(Fault::KeptForEver) {
            let kept = self.base.scopes.get(&Scope::Kept);
            asked.extend(kept.iter().flat_map(|rows| rows.rows.keys().cloned()));
        }
        let rows = self.rows();
        let since = at.now.0.saturating_sub(KEPT_DAYS * DAY_MS);
        for (no, entry) in self.outbox.entries() {
            let Some((envelope, command)) = &entry.read else {
                continue;
            };
            match self.outbox.progress(no, to) {
                Some(Progress::Confirmed) | None => continue,
                Some(Progress::NeedsAttention) if envelope.occurred_at.0 < since => continue,
                Some(_) => {}
            }
            for key in named(command, &rows) {
                asked.insert(row_key(key));
                if let Some(Body::Placement(placement)) = rows.get(key).map(|row| &row.body) {
                    for kind in [Kind::Candidate, Kind::TraineeCard] {
                        asked.insert(row_key(Key::new(kind, placement.candidate)));
                    }
                }
            }
        }
        asked
    }
}

fn row_key(key: Key) -> RowKey {
    (key.kind.as_str().to_owned(), key.id)
}
