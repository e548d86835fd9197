//! The outbox: every command of this copy with what is known of it. Nothing is ever deleted here. Surprising choice: states
//! are kept with the timeline (`epoch`) that they come from; a new timeline makes them void, and the verdicts come again.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::branch::{self, Branch};
use super::envelope::Envelope;
use super::protocol::{BATCH_BYTES_MAX, BATCH_MAX};
use crate::command::Command;
use crate::id::{Epoch, ReplicaId};
use crate::model::Key;
use crate::ordered::{Map, Set};
use crate::verdict::{Outcome, Verdict};

/// A row as `Envelope::base` names it.
#[must_use]
pub fn row_name(key: Key) -> String {
    format!("{}/{}", key.kind.as_str(), key.id)
}

/// What is known of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum EntryState {
    /// Only on this device.
    Waiting,
    /// The server keeps it.
    Custody,
    /// The server has judged it.
    Judged {
        /// How.
        verdict: Verdict,
    },
}
crate::wire::tagged!(EntryState, "state");

/// A command as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredEntry {
    /// As sealed; sent as it is.
    pub envelope: Value,
    /// What is known of it.
    pub state: EntryState,
}

impl StoredEntry {
    /// A command that was just sealed.
    #[must_use]
    pub const fn new(envelope: Value) -> Self {
        Self {
            envelope,
            state: EntryState::Waiting,
        }
    }
    /// Its number; 0 when the envelope has none.
    #[must_use]
    pub fn no(&self) -> u64 {
        self.envelope
            .get("cmd_no")
            .and_then(Value::as_u64)
            .unwrap_or(0)
    }
}

/// The numbers that stand beside the entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heads {
    /// The timeline that states and numbers come from.
    pub epoch: Option<Epoch>,
    /// All commands up to this number are kept by the server.
    pub custody_high: u64,
    /// All commands up to this number are in a backup of the server.
    pub durable_high: u64,
    /// Last verdict number that was taken.
    pub verdicts_after: i64,
}

/// The outbox as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredOutbox {
    /// Numbers.
    pub heads: Heads,
    /// Entries, in any order. What does not read is not among them.
    pub entries: Vec<StoredEntry>,
    /// The last number that was given; 0 when that is not told.
    #[serde(default)]
    pub end: u64,
    /// The chains that this one goes on from, oldest first; told when the outbox is opened.
    #[serde(default)]
    pub branches: Vec<Branch>,
    /// How many commands did not read when a chain was left, so that they were never sent; told when the outbox is opened.
    #[serde(default)]
    pub lost: u64,
}

/// What is to be written: new states of some entries, and the heads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxChange {
    /// Numbers.
    pub heads: Heads,
    /// Number → new state.
    pub states: Map<u64, EntryState>,
}

/// How far a command has come, as a person sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Refused or parked: somebody has to look.
    NeedsAttention,
    /// Only here.
    OnThisDevice,
    /// The server keeps it; its effect is not in this copy yet.
    Received,
    /// Judged, and its effect is in this copy.
    Confirmed,
}

/// A command of the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// As stored.
    pub stored: StoredEntry,
    /// As read; absent when this build cannot read it.
    pub read: Option<(Envelope, Command)>,
    size: usize,
}

/// All commands of this copy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outbox {
    heads: Heads,
    end: u64,
    branches: Vec<Branch>,
    lost: u64,
    entries: Map<u64, Entry>,
    /// Judged duplicates whose fact may not be in the base yet; void after the next checkpoint.
    held: Set<u64>,
    /// Row (`kind/id`) → commands whose author saw it.
    by_row: Map<String, Set<u64>>,
    dirty: Set<u64>,
    heads_dirty: bool,
}

impl Outbox {
    /// From storage.
    #[must_use]
    pub fn open(stored: StoredOutbox) -> Self {
        let mut outbox = Self {
            heads: stored.heads,
            end: stored.end,
            branches: stored.branches,
            lost: stored.lost,
            ..Self::default()
        };
        for entry in stored.entries {
            outbox.insert(entry);
        }
        outbox
    }

    fn insert(&mut self, stored: StoredEntry) {
        let read = crate::wire::read_value::<Envelope>(&stored.envelope)
            .ok()
            .and_then(|envelope| {
                let command =
                    Command::decode(&envelope.kind, envelope.v, &envelope.payload).ok()?;
                Some((envelope, command))
            });
        for row in read.iter().flat_map(|(envelope, _)| envelope.base.keys()) {
            let nos = self.by_row.entry(row.clone()).or_default();
            nos.insert(stored.no());
        }
        let size = crate::wire::canonical(&stored.envelope).len() + 1;
        self.entries
            .insert(stored.no(), Entry { stored, read, size });
    }

    /// Adds what this or another tab has stored, and takes what the leading tab has learnt. Tells whether anything was new.
    pub fn merge(&mut self, stored: StoredOutbox) -> bool {
        let mut news = false;
        for entry in stored.entries {
            let old = self.entries.get(&entry.no());
            if old.is_none_or(|old| old.stored.state != entry.state) {
                self.insert(entry);
                news = true;
            }
        }
        if self.heads != stored.heads {
            self.heads = stored.heads;
            news = true;
        }
        self.end = self.end.max(stored.end);
        news
    }

    /// The chains that this one goes on from.
    #[must_use]
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }
    /// The number before this chain's own first one: what lies up to there was kept by the server before.
    #[must_use]
    pub fn floor(&self) -> u64 {
        branch::floor(&self.branches)
    }
    /// The chain that sealed what lies under a number; `own` is this one.
    #[must_use]
    pub fn chain_of(&self, no: u64, own: ReplicaId) -> ReplicaId {
        let left = self.branches.iter().find(|branch| no < branch.from);
        left.map_or(own, |branch| branch.of)
    }
    /// How many commands were lost on this device.
    #[must_use]
    pub const fn lost(&self) -> u64 {
        self.lost
    }
    /// Whether a command from before this chain has no verdict here, or one that may still change.
    #[must_use]
    pub fn lacks_before(&self) -> bool {
        let mut before = self.entries.range(..=self.floor());
        before.any(|(_, entry)| match &entry.stored.state {
            EntryState::Judged { verdict } => verdict.outcome.needs_attention(),
            EntryState::Waiting | EntryState::Custody => true,
        })
    }

    /// A planted mistake.
    pub(super) const fn forget_floor(&mut self) {
        self.heads.custody_high = 0;
    }

    /// What the server cannot read as sealed is damaged: it is left where it lies and counts as lost.
    pub fn lose(&mut self, no: u64) {
        self.end = self.last_no();
        self.entries.remove(&no);
    }

    /// Adds one command; false when it is there already.
    pub fn add(&mut self, entry: StoredEntry) -> bool {
        if self.entries.contains_key(&entry.no()) {
            return false;
        }
        self.insert(entry);
        true
    }

    /// Numbers.
    #[must_use]
    pub const fn heads(&self) -> &Heads {
        &self.heads
    }
    /// The last number; 0 when there is none.
    #[must_use]
    pub fn last_no(&self) -> u64 {
        let last = self.entries.keys().next_back().copied();
        last.unwrap_or(0).max(self.end)
    }
    /// All commands in order.
    pub fn entries(&self) -> impl Iterator<Item = (u64, &Entry)> {
        self.entries.iter().map(|(no, entry)| (*no, entry))
    }
    /// One command.
    #[must_use]
    pub fn entry(&self, no: u64) -> Option<&Entry> {
        self.entries.get(&no)
    }
    /// Commands that the server does not keep yet.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.entries
            .range(self.heads.custody_high.saturating_add(1)..)
            .count()
    }

    /// The next commands to send, at most `limit`, in order and without a gap, and the number of the first. It is not the next number
    /// when that command is lost: the server may have it.
    #[must_use]
    pub fn batch(&self, limit: usize) -> (u64, Vec<Value>) {
        let mut bytes = 0;
        let mut batch = Vec::new();
        let mut next = self.heads.custody_high.saturating_add(1);
        let first = self.entries.range(next..).next();
        let first = first.map_or(next, |(no, _)| *no);
        next = first;
        for (no, entry) in self.entries.range(first..) {
            bytes += entry.size;
            let full = batch.len() >= limit.min(BATCH_MAX) || bytes > BATCH_BYTES_MAX - 512;
            if *no != next || (full && !batch.is_empty()) {
                break;
            }
            next = no.saturating_add(1);
            batch.push(entry.stored.envelope.clone());
        }
        (first, batch)
    }

    /// The server keeps all up to this number. Within a timeline it never goes back.
    pub fn custody(&mut self, high: u64) {
        if high <= self.heads.custody_high {
            return;
        }
        self.heads.custody_high = high;
        self.heads_dirty = true;
        for (no, entry) in self.entries.range_mut(..=high) {
            if entry.stored.state == EntryState::Waiting {
                entry.stored.state = EntryState::Custody;
                self.dirty.insert(*no);
            }
        }
    }

    /// A save that failed may lie before one that went well, so that a verdict is missing here whose number was passed: what the
    /// server keeps and has no verdict here is asked for again.
    pub fn look_again(&mut self) {
        let mut lacks = false;
        for (no, entry) in self.entries.range_mut(..=self.heads.custody_high) {
            if entry.stored.state == EntryState::Waiting {
                entry.stored.state = EntryState::Custody;
                self.dirty.insert(*no);
            }
            lacks |= entry.stored.state == EntryState::Custody;
        }
        if lacks && self.heads.verdicts_after > 0 {
            self.heads.verdicts_after = 0;
            self.heads_dirty = true;
        }
    }

    /// All commands up to this number are in a backup.
    pub const fn durable(&mut self, high: u64) {
        if high > self.heads.durable_high {
            self.heads.durable_high = high;
            self.heads_dirty = true;
        }
    }

    /// A new timeline, or one that went back: what was learnt from the old one is void. What the new one keeps is learnt from `custody`.
    pub fn new_epoch(&mut self, epoch: Epoch) {
        let first = self.heads.epoch.is_none();
        self.heads.epoch = Some(epoch);
        self.heads_dirty = true;
        if first {
            return;
        }
        let floor = self.floor();
        self.heads.custody_high = floor;
        self.heads.durable_high = 0;
        self.heads.verdicts_after = 0;
        self.held.clear();
        for (no, entry) in self.entries.range_mut::<u64>(..) {
            let state = if *no > floor {
                EntryState::Waiting
            } else {
                EntryState::Custody
            };
            if entry.stored.state != state {
                entry.stored.state = state;
                self.dirty.insert(*no);
            }
        }
    }

    /// Takes a verdict; the one with the highest number holds. True when it was new.
    pub fn judge(&mut self, verdict: &Verdict) -> bool {
        let Some(entry) = self.entries.get_mut(&verdict.cmd_no) else {
            return false;
        };
        if let EntryState::Judged { verdict: old } = &entry.stored.state
            && old.no >= verdict.no
            && (verdict.no > 0 || old.outcome == verdict.outcome)
        {
            return false;
        }
        if verdict.outcome == Outcome::Duplicate && verdict.seq.is_none() {
            self.held.insert(verdict.cmd_no);
        }
        entry.stored.state = EntryState::Judged {
            verdict: verdict.clone(),
        };
        self.dirty.insert(verdict.cmd_no);
        true
    }

    /// All verdicts up to this number have been taken.
    pub const fn verdicts_through(&mut self, no: i64) {
        if no > self.heads.verdicts_after {
            self.heads.verdicts_after = no;
            self.heads_dirty = true;
        }
    }

    /// A checkpoint was applied: it holds the facts of the duplicates too.
    pub fn checkpoint(&mut self) {
        self.held.clear();
    }

    /// How far a command has come, given the checkpoint of the base.
    #[must_use]
    pub fn progress(&self, no: u64, to: i64) -> Option<Progress> {
        Some(match &self.entries.get(&no)?.stored.state {
            EntryState::Waiting => Progress::OnThisDevice,
            EntryState::Custody => Progress::Received,
            EntryState::Judged { verdict } if verdict.outcome.needs_attention() => {
                Progress::NeedsAttention
            }
            EntryState::Judged { verdict } => {
                if verdict.seq.is_some_and(|seq| seq > to) || self.held.contains(&no) {
                    Progress::Received
                } else {
                    Progress::Confirmed
                }
            }
        })
    }

    /// Commands that touch this row.
    pub fn touching(&self, key: Key) -> impl Iterator<Item = u64> {
        let name = row_name(key);
        self.by_row.get(&name).into_iter().flatten().copied()
    }

    /// What has changed since this was asked last.
    pub fn take_change(&mut self) -> Option<OutboxChange> {
        if self.dirty.is_empty() && !self.heads_dirty {
            return None;
        }
        self.heads_dirty = false;
        let dirty = std::mem::take(&mut self.dirty);
        Some(OutboxChange {
            heads: self.heads.clone(),
            states: dirty
                .into_iter()
                .filter_map(|no| Some((no, self.entries.get(&no)?.stored.state.clone())))
                .collect(),
        })
    }

    /// A change could not be written: everything is told again.
    pub fn not_saved(&mut self) {
        self.heads_dirty = true;
        self.dirty.extend(self.entries.keys());
    }
}
