//! What stays of rows that have left all scopes of a device: those of which something that was said here is undecided, so that a
//! person who has to look at it sees whose day it was. They stand in no list, go when it is decided, and at the latest
//! `KEPT_DAYS` after it was said.
use serde_json::Value;
use uuid::Uuid;

use super::base::{Base, Held, RowKey, ScopeChange, ScopeRows};
use super::core::SyncCore;
use super::event::Moment;
use super::fault::Fault;
use super::outbox::Progress;
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
        asked: &Set<Uuid>,
        is_reset: bool,
    ) -> Option<ScopeChange> {
        let old = self.scopes.remove(&Scope::Kept).unwrap_or_default();
        let mut kept = ScopeRows::default();
        let here = &self.scopes;
        let is_kept = |key: &RowKey| {
            asked.contains(&key.1) && !here.values().any(|rows| rows.rows.contains_key(key))
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
    /// What commands of this device name which are undecided at a checkpoint: what stands in them as an id, and the person of a placement.
    pub(super) fn asked(&self, at: Moment, to: i64) -> Set<Uuid> {
        let mut asked = Set::new();
        if self.has(Fault::KeptUnasked) {
            let all = self.base.scopes.values();
            asked.extend(all.flat_map(|rows| rows.rows.keys().map(|key| key.1)));
        }
        let rows = self.rows();
        let since = at.now.0.saturating_sub(KEPT_DAYS * DAY_MS);
        for (no, entry) in self.outbox.entries() {
            let Some((envelope, _)) = &entry.read else {
                continue;
            };
            match self.outbox.progress(no, to) {
                Some(Progress::Confirmed) | None => continue,
                Some(Progress::NeedsAttention) if envelope.occurred_at.0 < since => continue,
                Some(_) => {}
            }
            let rows_of = envelope.base.keys();
            let written = rows_of.filter_map(|name| name.split_once('/').map(|(_, id)| id));
            let fields = envelope.payload.as_object().into_iter();
            let named = fields.flat_map(|fields| fields.values().filter_map(Value::as_str));
            for id in written.chain(named).filter_map(|id| id.parse().ok()) {
                asked.insert(id);
                let placement = rows.get(Key::new(Kind::Placement, id));
                if let Some(Body::Placement(placement)) = placement.map(|row| &row.body) {
                    asked.insert(placement.candidate.uuid());
                }
            }
        }
        asked
    }
}
