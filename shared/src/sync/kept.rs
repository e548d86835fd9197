//! What stays of rows that have left all scopes of a device: of whom something that was said here is undecided, so that a person who
//! has to look at it sees whose day it was; no more than a site is shown. It stands in no list, and goes when that is decided, and at
//! the latest `KEPT_DAYS` after it was said. A device whose clock is far off keeps nothing.
use serde_json::Value;
use uuid::Uuid;

use super::base::{Base, RowKey, ScopeChange, ScopeRows};
use super::core::SyncCore;
use super::event::Moment;
use super::fault::Fault;
use super::outbox::Progress;
use crate::model::{Body, Key, Kind};
use crate::ordered::Set;
use crate::scope::Scope;
use crate::state::{Rows, State};

/// Days that rows are kept for something that was said of them: as long as such a command waits at the office.
const KEPT_DAYS: i64 = 30;
const DAY_MS: i64 = 86_400_000;

impl Base {
    /// What a site is shown of these ids: placements without reasons, and who it is as the site knows them; nobody who is erased.
    pub(super) fn named(&self, asked: &Set<Uuid>, erased: &Set<Uuid>) -> ScopeRows {
        let mut named = ScopeRows::default();
        if asked.is_empty() {
            return named;
        }
        let kinds = [Kind::Placement.as_str(), Kind::TraineeCard.as_str()];
        for (scope, rows) in &self.scopes {
            if !matches!(scope, Scope::Kept | Scope::Site(_) | Scope::Contract(_)) {
                continue;
            }
            for held in rows.rows.values() {
                let is_asked = asked.contains(&held.row.id) && !erased.contains(&held.row.id);
                if is_asked && kinds.contains(&held.row.t.as_str()) {
                    named.put(held.clone());
                }
            }
        }
        named
    }

    /// Keeps what of these has left all scopes. Gives what is to be written, if anything: after a reset all that is kept, because
    /// nothing of it is stored any more.
    pub(super) fn keep(&mut self, mut kept: ScopeRows, is_reset: bool) -> Option<ScopeChange> {
        let old = self.scopes.remove(&Scope::Kept).unwrap_or_default();
        for rows in self.scopes.values() {
            let here: Vec<RowKey> = kept.rows.keys().cloned().collect();
            for key in here.iter().filter(|key| rows.rows.contains_key(*key)) {
                kept.del(key);
            }
        }
        let is_new = kept.digest != old.digest || (is_reset && !kept.rows.is_empty());
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
        let until = at.now.0.saturating_add(DAY_MS);
        for (no, entry) in self.outbox.entries() {
            let Some((envelope, _)) = &entry.read else {
                continue;
            };
            let is_decided = matches!(
                self.outbox.progress(no, to),
                Some(Progress::Confirmed) | None
            );
            if is_decided || !(since..until).contains(&envelope.occurred_at.0) {
                continue;
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
