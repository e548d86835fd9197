//! A device: a disk with a strict outbox and a relaxed read model, and tabs with a real `SyncCore` each, of which one leads.
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde_json::Value;
use shared::id::{Epoch, ReplicaId, UserId};
use shared::scope::Scope;
use shared::sync::base::{BaseChange, RowKey, StoredBase, StoredScope};
use shared::sync::branch::{Branch, Grown, Split, Was, floor, grow, onward};
use shared::sync::core::SyncCore;
use shared::sync::envelope::{Draft, head, seal};
use shared::sync::event::{Identity, Loaded, What};
use shared::sync::outbox::{Heads, OutboxChange, StoredEntry, StoredOutbox};
use shared::sync::protocol::{Digest, RowPut};
use shared::time::Millis;
use shared::wire::{Hash, envelope_hash};

use super::Plant;

/// The read model on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiskBase {
    pub epoch: Epoch,
    pub to: i64,
    pub lease_until: Millis,
    pub scopes: BTreeMap<Scope, (Digest, BTreeMap<RowKey, RowPut>)>,
}

/// What lies on a device.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub heads: Heads,
    pub entries: BTreeMap<u64, StoredEntry>,
    /// Where the chain ends: the last number that was given, and its hash.
    pub end: (u64, Option<Hash>),
    /// The chains that it goes on from.
    pub branches: Vec<Branch>,
    pub base: Option<Arc<DiskBase>>,
    /// What of the read model would outlive a power cut.
    pub flushed: Option<Arc<DiskBase>>,
}

impl Disk {
    /// All of the outbox.
    #[must_use]
    pub fn outbox(&self) -> StoredOutbox {
        StoredOutbox {
            heads: self.heads.clone(),
            entries: self.entries.values().cloned().collect(),
            end: self.end.0,
            branches: self.branches.clone(),
            lost: 0,
        }
    }

    /// Leaves the chain as a browser does (`storage::chain`); nothing when what lies here can go on, else what each
    /// command is called now and was called before.
    pub fn branch(
        &mut self,
        (of, new): (ReplicaId, ReplicaId),
        from: u64,
        split: Split,
        plant: Option<Plant>,
    ) -> Option<Vec<(u64, Vec<Was>)>> {
        let is_there = from > floor(&self.branches) && self.entries.contains_key(&from);
        let goes_on = match split {
            Split::Forked => false,
            Split::Behind { custody_high } => custody_high <= self.end.0,
            Split::Lost => is_there,
        };
        if goes_on {
            return None;
        }
        let parts: Vec<ReplicaId> = self
            .branches
            .iter()
            .map(|branch| branch.of)
            .chain([of])
            .collect();
        let old: Vec<Value> = self
            .entries
            .values()
            .map(|entry| entry.envelope.clone())
            .collect();
        let mut grown = grow(&parts, new, from, &old);
        if plant == Some(Plant::BranchForgets) && grown.envelopes.len() > 1 {
            grown.envelopes.pop();
            grown.last = grown.envelopes.last().and_then(|last| head(new, last));
        }
        let named = |(no, envelope): (u64, &Value)| (no, Was::all(envelope));
        let names = (from..).zip(&grown.envelopes).map(named).collect();
        if plant == Some(Plant::NameForgotten) {
            forget_names(&mut grown, new);
        }
        self.entries.retain(|no, _| *no < from);
        for (envelope, no) in grown.envelopes.into_iter().zip(from..) {
            self.entries.insert(no, StoredEntry::new(envelope));
        }
        self.end = (from - 1, None);
        if let Some(last) = grown.last {
            self.end = (last.cmd_no, Some(last.hash));
        }
        self.heads = Heads {
            epoch: self.heads.epoch,
            custody_high: from - 1,
            durable_high: 0,
            verdicts_after: 0,
        };
        self.branches = onward(&self.branches, of, from, &old);
        Some(names)
    }

    /// All of the read model.
    #[must_use]
    pub fn stored_base(&self) -> Option<StoredBase> {
        let base = self.base.as_ref()?;
        let scope =
            |(scope, (digest, rows)): (&Scope, &(Digest, BTreeMap<RowKey, RowPut>))| StoredScope {
                scope: *scope,
                digest: *digest,
                rows: rows.values().cloned().collect(),
            };
        Some(StoredBase {
            epoch: base.epoch,
            to: base.to,
            lease_until: base.lease_until,
            scopes: base.scopes.iter().map(scope).collect(),
        })
    }

    /// Numbers, seals and stores a draft in one transaction. `last` is what the writer believes to be the last number; only a
    /// planted mistake uses it.
    pub fn store(
        &mut self,
        replica: ReplicaId,
        draft: &Draft,
        last: u64,
        plant: Option<Plant>,
    ) -> Result<StoredEntry, String> {
        let mut no = self.end.0 + 1;
        let mut prev = self.end.1;
        match plant {
            Some(Plant::NumberedInMemory) => no = last + 1,
            Some(Plant::PrevHashSkipped) => prev = None,
            Some(Plant::EndForgotten) => {
                no = self.entries.keys().next_back().map_or(0, |no| *no) + 1;
            }
            _ => {}
        }
        let envelope = seal(replica, no, prev, draft).map_err(|error| error.to_string())?;
        self.end = (no, head(replica, &envelope).map(|head| head.hash));
        let entry = StoredEntry::new(envelope);
        self.entries.insert(no, entry.clone());
        Ok(entry)
    }

    /// Writes states and heads in one strict transaction; gives the entries that changed.
    pub fn save_outbox(&mut self, change: &OutboxChange) -> StoredOutbox {
        self.heads = change.heads.clone();
        let mut entries = Vec::new();
        for (no, state) in &change.states {
            if let Some(entry) = self.entries.get_mut(no) {
                entry.state = state.clone();
                entries.push(entry.clone());
            }
        }
        StoredOutbox {
            heads: self.heads.clone(),
            entries,
            ..StoredOutbox::default()
        }
    }

    /// Writes a checkpoint in one transaction; false when it does not build on what is stored.
    pub fn save_base(&mut self, change: &BaseChange) -> bool {
        let stored = self.base.as_ref().map(|base| (base.epoch, base.to));
        if change.after.is_some() && change.after != stored {
            return false;
        }
        if change.after.is_none() {
            self.base = None;
        }
        let empty = || {
            Arc::new(DiskBase {
                epoch: change.epoch,
                to: change.to,
                lease_until: change.lease_until,
                scopes: BTreeMap::new(),
            })
        };
        let base = Arc::make_mut(self.base.get_or_insert_with(empty));
        base.epoch = change.epoch;
        base.to = change.to;
        base.lease_until = change.lease_until;
        for scope in &change.gone {
            base.scopes.remove(scope);
        }
        for (id, change) in &change.scopes {
            let (digest, rows) = base.scopes.entry(*id).or_default();
            if change.replaced {
                rows.clear();
            }
            for key in &change.dels {
                rows.remove(key);
            }
            for row in &change.puts {
                rows.insert((row.t.clone(), row.id), row.clone());
            }
            *digest = change.digest;
        }
        true
    }

    /// Damages one row of the read model; false when there is none.
    pub fn damage(&mut self, place: usize) -> bool {
        let Some(base) = &mut self.base else {
            return false;
        };
        let base = Arc::make_mut(base);
        let mut rows = base
            .scopes
            .values_mut()
            .flat_map(|(_, rows)| rows.values_mut());
        match rows.nth(place) {
            Some(row) => {
                row.ver += 1;
                true
            }
            None => false,
        }
    }
}

/// Work that a tab has given to its disk.
#[derive(Clone, Debug)]
pub enum Op {
    Store { token: u64, draft: Box<Draft> },
    SaveOutbox(Box<OutboxChange>),
    SaveBase(Box<BaseChange>),
    Branch { from: u64, split: Split },
}

/// An open page.
pub struct Tab {
    /// Never used again after it is closed.
    pub id: u64,
    pub core: SyncCore,
    pub ops: VecDeque<Op>,
    /// What it will hear of next.
    pub mail: VecDeque<What>,
    /// Timer and when it is due, by the world's clock.
    pub timer: Option<(u64, i64)>,
    pub opened_at: i64,
    /// The checkpoint that was looked at last.
    pub seen: Option<(Epoch, i64, u64)>,
    /// The checkpoint that was last found to be what the server had.
    pub known: Option<(Epoch, i64)>,
}

/// A device.
pub struct Device {
    pub user: UserId,
    pub name: &'static str,
    pub replica: ReplicaId,
    pub disk: Disk,
    pub tabs: Vec<Tab>,
    pub leader: Option<u64>,
    pub is_signed_in: bool,
    pub is_reachable: bool,
    /// Its wall clock minus the world's.
    pub clock_off_ms: i64,
    /// What a screen called saved: chain, number and hash.
    pub saved: Vec<Was>,
    /// An image of the disk, and how much was saved then.
    pub image: Option<(ReplicaId, Disk, Vec<Was>)>,
    /// Commands whose bytes were damaged.
    pub rotten: Vec<Was>,
    /// Rows were damaged on purpose, so that a mismatch is right.
    pub was_damaged: bool,
    /// Its disk was copied, turned back, or a command of it damaged.
    pub may_split: bool,
}

impl Device {
    /// The chain that sealed what lies under a number.
    #[must_use]
    pub fn chain_of(&self, no: u64) -> ReplicaId {
        let left = self.disk.branches.iter().find(|branch| no < branch.from);
        left.map_or(self.replica, |branch| branch.of)
    }

    /// What lies under a number, by its full name.
    #[must_use]
    pub fn name_of(&self, no: u64) -> Option<Was> {
        let replica = self.chain_of(no);
        let entry = self.disk.entries.get(&no)?;
        let hash = head(replica, &entry.envelope)?.hash;
        Some(Was { replica, no, hash })
    }

    /// The leading tab.
    #[must_use]
    pub fn leading(&self) -> Option<&Tab> {
        let leader = self.leader?;
        self.tabs.iter().find(|tab| tab.id == leader)
    }

    /// How many commands wait to be sent, as the leading tab knows.
    #[must_use]
    pub fn waits(&self) -> usize {
        self.leading().map_or(0, |tab| tab.core.status().waiting)
    }

    /// Opens a page from what is on disk.
    pub fn open(&mut self, id: u64, now: i64, plant: Option<Plant>) {
        let loaded = Loaded {
            identity: Identity {
                user: self.user,
                replica: self.replica,
                build: "sim".to_owned(),
            },
            base: self.disk.stored_base(),
            outbox: self.disk.outbox(),
        };
        let mut core = SyncCore::open(loaded);
        if let Some(fault) = plant.and_then(Plant::in_core) {
            core.plant(fault);
        }
        let mut tab = Tab {
            id,
            core,
            ops: VecDeque::new(),
            mail: VecDeque::new(),
            timer: None,
            opened_at: now,
            seen: None,
            known: None,
        };
        if self.leader.is_none() {
            self.leader = Some(id);
            tab.mail.push_back(What::Leads);
        }
        self.tabs.push(tab);
    }

    /// Closes a page; another one takes the lead, after it has read what is stored.
    pub fn close(&mut self, place: usize) {
        let gone = self.tabs.remove(place);
        if self.leader == Some(gone.id) {
            self.leader = self.tabs.first().map(|tab| tab.id);
            let (base, outbox) = (self.disk.stored_base(), self.disk.outbox());
            if let Some(next) = self.tabs.first_mut() {
                next.mail.extend(base.map(What::BaseChanged));
                next.mail.push_back(What::OutboxChanged(outbox));
                next.mail.push_back(What::Leads);
            }
        }
    }

    /// Tells the other tabs.
    pub fn broadcast(&mut self, from: u64, what: &What) {
        for tab in self.tabs.iter_mut().filter(|tab| tab.id != from) {
            tab.mail.push_back(what.clone());
        }
    }
}

/// A planted mistake.
fn forget_names(grown: &mut Grown, new: ReplicaId) {
    let mut prev = Value::Null;
    for envelope in &mut grown.envelopes {
        if let Value::Object(fields) = envelope {
            fields.remove("was");
            fields.insert("prev".to_owned(), prev);
        }
        let hash = envelope_hash(new, envelope);
        envelope["hash"] = hash.to_string().into();
        prev = hash.to_string().into();
        grown.last = head(new, envelope);
    }
}
