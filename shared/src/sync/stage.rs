//! Pages on their way in. They are laid over the base only when the last one is there, so that a screen never shows half a
//! checkpoint. A stage outlives a failed round, so that a bad line still gets to the end of a first sync; it dies with its
//! timeline and with the app.
use std::collections::VecDeque;

use uuid::Uuid;

use super::base::{Base, BaseChange, Held, RowKey, ScopeChange, ScopeRows};
use super::protocol::{Digest, ERASED, PullReply, RowPut, ScopeDelta};
use crate::id::Epoch;
use crate::ordered::{Map, Set};
use crate::scope::Scope;
use crate::time::Millis;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct StagedScope {
    replaced: bool,
    rows: Map<RowKey, Option<Held>>,
    cursor: i64,
}

/// A snapshot that is being fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fetch {
    pub scope: Scope,
    pub seq: i64,
    pub page: String,
    last: Option<RowKey>,
}

/// All that has come since the base's checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stage {
    /// Nothing of the base is kept.
    reset: bool,
    scopes: Map<Scope, StagedScope>,
    gone: Set<Scope>,
    fetch: VecDeque<Fetch>,
    /// Rows of people who are erased: nothing of them is kept.
    erased: Set<Uuid>,
}

impl Stage {
    pub fn new(reset: bool) -> Self {
        Self {
            reset,
            ..Self::default()
        }
    }

    /// Scope → how far it is here, for the next pull.
    pub fn cursors(&self, base: &Base) -> Map<Scope, i64> {
        let mut cursors = Map::new();
        if !self.reset {
            let asked = base.scopes.keys().filter(|scope| **scope != Scope::Kept);
            cursors.extend(asked.map(|scope| (*scope, base.to)));
        }
        cursors.extend(self.scopes.iter().map(|(id, scope)| (*id, scope.cursor)));
        cursors.retain(|scope, _| !self.gone.contains(scope));
        cursors
    }

    /// Lays the changes of a reply over what is staged. True when it led anywhere: a cursor moved or a scope came or went.
    pub fn take(&mut self, base: &Base, reply: &PullReply) -> bool {
        let mut moved = false;
        for delta in &reply.scopes {
            moved |= self.delta(base, delta);
        }
        for scope in &reply.scopes_gone {
            self.scopes.remove(scope);
            self.fetch.retain(|fetch| fetch.scope != *scope);
            moved |= self.gone.insert(*scope);
        }
        for scope in &reply.scopes_new {
            self.want(*scope, reply.to);
            moved = true;
        }
        moved
    }

    /// Whether this scope has come whole since the last checkpoint.
    pub fn has_whole(&self, scope: Scope) -> bool {
        self.scopes.get(&scope).is_some_and(|scope| scope.replaced)
    }

    fn delta(&mut self, base: &Base, delta: &ScopeDelta) -> bool {
        if delta.whole {
            self.whole(delta);
            return true;
        }
        let before = self.cursors(base).get(&delta.id).copied();
        let Some(before) = before else {
            return false;
        };
        let staged = self.scopes.entry(delta.id).or_default();
        for row in &delta.puts {
            let held = Held::new(row.clone());
            staged.rows.insert(held.key(), Some(held));
        }
        for del in &delta.dels {
            staged.rows.insert((del.t.clone(), del.id), None);
            if del.why == ERASED {
                self.erased.insert(del.id);
            }
        }
        staged.cursor = before.max(delta.through);
        staged.cursor > before
    }

    fn whole(&mut self, delta: &ScopeDelta) {
        self.gone.remove(&delta.id);
        self.fetch.retain(|fetch| fetch.scope != delta.id);
        let rows = delta.puts.iter().map(|row| {
            let held = Held::new(row.clone());
            (held.key(), Some(held))
        });
        let staged = StagedScope {
            replaced: true,
            rows: rows.collect(),
            cursor: delta.through,
        };
        self.scopes.insert(delta.id, staged);
    }

    /// Fetch this scope anew.
    pub fn want(&mut self, scope: Scope, seq: i64) {
        self.gone.remove(&scope);
        self.scopes.remove(&scope);
        self.gone.insert(scope);
        self.fetch.retain(|fetch| fetch.scope != scope);
        self.fetch.push_back(Fetch {
            scope,
            seq,
            page: "0".to_owned(),
            last: None,
        });
    }

    /// Forget this scope, so that the next pull names it as new.
    pub fn forget(&mut self, scope: Scope) {
        self.scopes.remove(&scope);
        self.fetch.retain(|fetch| fetch.scope != scope);
        self.gone.insert(scope);
    }

    /// A planted mistake: scopes that are gone stay, as they are in the base.
    pub fn keep_gone(&mut self, gone: &[Scope], base: &Base) {
        for scope in gone.iter().filter(|scope| base.scopes.contains_key(scope)) {
            self.gone.remove(scope);
        }
    }

    /// What to fetch next.
    pub fn fetching(&self) -> Option<&Fetch> {
        self.fetch.front()
    }

    /// A page of the snapshot that is being fetched. False when it leads nowhere.
    pub fn page(&mut self, rows: Vec<RowPut>, next: Option<String>) -> bool {
        let Some(fetch) = self.fetch.front_mut() else {
            return false;
        };
        let scope = fetch.scope;
        if self.gone.remove(&scope) {
            self.scopes.insert(
                scope,
                StagedScope {
                    replaced: true,
                    rows: Map::new(),
                    cursor: fetch.seq,
                },
            );
        }
        let before = fetch.last.clone();
        let staged = self.scopes.entry(scope).or_default();
        for row in rows {
            let held = Held::new(row);
            fetch.last = fetch.last.take().max(Some(held.key()));
            staged.rows.insert(held.key(), Some(held));
        }
        match next {
            Some(next) if fetch.last > before && next != fetch.page => {
                fetch.page = next;
                true
            }
            Some(_) => false,
            None => {
                self.fetch.pop_front();
                true
            }
        }
    }

    /// What a scope would add up to now.
    pub fn digest(&self, base: &Base, id: Scope) -> Digest {
        let empty = ScopeRows::default();
        let staged = self.scopes.get(&id);
        let replaced = self.reset || staged.is_some_and(|scope| scope.replaced);
        let old = base.scopes.get(&id).filter(|_| !replaced).unwrap_or(&empty);
        let mut digest = old.digest;
        for (key, row) in staged.iter().flat_map(|scope| &scope.rows) {
            if let Some(old) = old.rows.get(key) {
                digest = digest.without(old.hash);
            }
            if let Some(row) = row {
                digest = digest.with(row.hash);
            }
        }
        digest
    }

    /// Lays everything over the base: the new checkpoint. Of what leaves it, `asked` stays. Gives back what is to be written.
    pub fn apply(
        self,
        base: &mut Base,
        epoch: Epoch,
        to: i64,
        lease_until: Millis,
        asked: &Set<Uuid>,
    ) -> BaseChange {
        let after = base
            .epoch
            .filter(|_| !self.reset)
            .map(|epoch| (epoch, base.to));
        let mut touched: Set<RowKey> = Set::new();
        let kept = base.named(asked, &self.erased);
        let mut gone = Set::new();
        let leaving: Vec<Scope> = base
            .scopes
            .keys()
            .filter(|scope| self.reset || self.gone.contains(scope))
            .filter(|scope| **scope != Scope::Kept)
            .copied()
            .collect();
        for scope in leaving {
            if let Some(rows) = base.scopes.remove(&scope) {
                touched.extend(rows.rows.into_keys());
                gone.insert(scope);
            }
        }
        let mut changes = Map::new();
        for (id, staged) in self.scopes {
            let is_new = !base.scopes.contains_key(&id);
            let rows = base.scopes.entry(id).or_default();
            let mut change = ScopeChange {
                replaced: staged.replaced || is_new,
                ..ScopeChange::default()
            };
            if staged.replaced {
                touched.extend(std::mem::take(&mut rows.rows).into_keys());
                rows.digest = Digest::default();
            }
            for (key, row) in staged.rows {
                match row {
                    Some(held) => {
                        change.puts.push(held.row.clone());
                        rows.put(held);
                    }
                    None => {
                        rows.del(&key);
                        change.dels.push(key.clone());
                    }
                }
                touched.insert(key);
            }
            change.digest = rows.digest;
            gone.remove(&id);
            if change.replaced || !change.puts.is_empty() || !change.dels.is_empty() {
                changes.insert(id, change);
            }
        }
        base.epoch = Some(epoch);
        base.to = to;
        base.lease_until = lease_until;
        match base.keep(kept, self.reset) {
            Some(change) if change.puts.is_empty() => {
                gone.insert(Scope::Kept);
            }
            kept => changes.extend(kept.map(|change| (Scope::Kept, change))),
        }
        base.merge(&touched);
        BaseChange {
            after,
            epoch,
            to,
            lease_until,
            scopes: changes,
            gone,
        }
    }
}
