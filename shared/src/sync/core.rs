//! The device's side of sync: `step` takes an event and says what is to be done; it does nothing itself. It works the same in a
//! browser tab, in the simulation and in tests. This file holds what is kept and what the screens read; `round` talks to the
//! server. Rules: a command is numbered where it is stored (two tabs write), so the core asks for a draft to be stored and gets
//! it back sealed; nothing leaves the outbox; a command leaves the overlay only when a checkpoint holds its effect.

use std::sync::Arc;

use super::base::{Base, StoredBase};
use super::envelope::{Draft, Knowledge};
use super::event::{Effect, Event, Identity, Loaded, Moment, Notice, Stop, What};
use super::fault::Fault;
use super::outbox::{Entry, EntryState, Outbox, Progress, StoredEntry, StoredOutbox, row_name};
use super::overlay::{Layered, Overlay, preview};
use super::protocol::BATCH_MAX;
use super::retry::Retry;
use super::round::Phase;
use super::stage::Stage;
use crate::command::{Command, Executed};
use crate::id::UserId;
use crate::model::Key;
use crate::ordered::Map;
use crate::refusal::Refusal;
use crate::scope::Scope;
use crate::state::Rows;
use crate::verdict::Verdict;
use crate::wire::{CommandRef, SCHEMA};

/// What the top of every screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// This tab talks to the server.
    pub leads: bool,
    /// The last round reached the server.
    pub is_online: bool,
    /// A round is under way.
    pub is_syncing: bool,
    /// Somebody has to sign in before anything is sent.
    pub needs_sign_in: bool,
    /// Why sync has stopped for good, if it has.
    pub stopped: Option<Stop>,
    /// All scopes are at one checkpoint; before the first one nothing can be previewed.
    pub is_complete: bool,
    /// Commands that the server does not keep yet.
    pub waiting: usize,
    /// Commands that this device could not read when they were to be sent.
    pub lost: u64,
}

/// The device's copy and its talk with the server.
#[derive(Clone, Debug)]
pub struct SyncCore {
    pub(super) identity: Identity,
    pub(super) base: Base,
    pub(super) outbox: Outbox,
    pub(super) overlay: Overlay,
    pub(super) stage: Stage,
    pub(super) is_complete: bool,
    pub(super) leads: bool,
    pub(super) is_online: bool,
    pub(super) needs_sign_in: bool,
    pub(super) stopped: Option<Stop>,
    /// The storage is leaving its chain.
    pub(super) is_leaving: bool,
    /// Where the chains parted was sought in this round.
    pub(super) has_sought: bool,
    pub(super) phase: Phase,
    /// Of the request under way, and of the last one.
    pub(super) req: u64,
    pub(super) timer: u64,
    /// Something happened during this round: another one follows at once.
    pub(super) again: bool,
    pub(super) retry: Retry,
    pub(super) ask_again_ms: Option<u64>,
    pub(super) batch_limit: usize,
    pub(super) mismatches: Map<Scope, u32>,
    /// Turns of this round that a wrong server could repeat without end.
    pub(super) turns: u32,
    /// The stored read model lacks a checkpoint: write the whole next time.
    pub(super) base_unsaved: bool,
    pub(super) skew_ms: i64,
    pub(super) out: Vec<Effect>,
    redraw: bool,
    #[cfg(any(test, feature = "testing"))]
    faults: Vec<Fault>,
}

impl SyncCore {
    /// From what the storage holds. Scopes that do not match their digest are left out; `status` then says incomplete, and the
    /// next pull fetches them.
    #[must_use]
    pub fn open(loaded: Loaded) -> Self {
        let (base, damaged) = loaded.base.map(Base::open).unwrap_or_default();
        let outbox = Outbox::open(loaded.outbox);
        let mut core = Self {
            identity: loaded.identity,
            is_complete: base.epoch().is_some() && damaged.is_empty(),
            base,
            outbox,
            overlay: Overlay::default(),
            stage: Stage::default(),
            leads: false,
            is_online: false,
            needs_sign_in: false,
            stopped: None,
            is_leaving: false,
            has_sought: false,
            phase: Phase::Idle,
            req: 0,
            timer: 0,
            again: false,
            retry: Retry::default(),
            ask_again_ms: None,
            batch_limit: BATCH_MAX,
            mismatches: Map::new(),
            turns: 0,
            base_unsaved: !damaged.is_empty(),
            skew_ms: 0,
            out: Vec::new(),
            redraw: false,
            #[cfg(any(test, feature = "testing"))]
            faults: Vec::new(),
        };
        for scope in damaged {
            core.tell(Notice::BaseDamaged { scope });
        }
        core.restage();
        core.rebuild();
        core
    }

    /// Takes one event and says what is to be done.
    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        let at = event.at;
        match event.what {
            What::Ask {
                token,
                command,
                author,
                tz_minutes,
            } => self.ask(at, token, command, author, tz_minutes),
            What::Stored { token, entry } => self.stored(at, token, entry),
            What::StoreFailed { token } => self.out.push(Effect::NotSaved { token }),
            What::OutboxChanged(stored) => self.outbox_changed(at, stored),
            What::BaseChanged(stored) => self.base_changed(stored),
            What::BaseNotSaved => self.base_unsaved = !self.has(Fault::BaseUnsaved),
            What::OutboxNotSaved if self.has(Fault::OutboxUnsaved) => {}
            What::OutboxNotSaved => self.outbox.not_saved(),
            What::Leads => {
                self.leads = true;
                self.outbox.look_again();
                self.restage();
                self.start(at);
            }
            What::Follows => {
                self.leads = false;
                self.phase = Phase::Idle;
            }
            What::NotBranched => {
                self.is_leaving = false;
                self.failed(at, None);
            }
            What::Wake => self.wake(at),
            What::SignedIn => {
                self.needs_sign_in = false;
                self.wake(at);
            }
            What::Timer { id } => {
                if id == self.timer {
                    self.start(at);
                }
            }
            What::Answered { req, answer } => {
                if req == self.req && self.leads {
                    self.answered(at, answer);
                }
            }
        }
        if std::mem::take(&mut self.redraw) {
            self.out.push(Effect::Redraw);
        }
        if self.leads
            && let Some(change) = self.outbox.take_change()
        {
            self.out.insert(0, Effect::SaveOutbox(Box::new(change)));
        }
        std::mem::take(&mut self.out)
    }

    fn ask(
        &mut self,
        at: Moment,
        token: u64,
        command: Arc<Command>,
        author: Option<UserId>,
        tz_minutes: i32,
    ) {
        let cmd = CommandRef {
            replica: self.identity.replica,
            no: self.outbox.last_no().saturating_add(1),
        };
        let rows = self.rows();
        let executed = preview(
            &rows,
            (self.identity.user, author),
            cmd,
            (at.now, tz_minutes),
            &command,
        );
        let effect = match executed {
            Executed::Refused(refusal) => Effect::Refused { token, refusal },
            Executed::Nothing => Effect::AlreadyThere { token },
            Executed::Changed(changes) => {
                let saw = |key: Key| self.base.state().get(key).map_or(0, |row| row.ver);
                let base = changes
                    .0
                    .iter()
                    .map(|row| (row_name(row.key()), saw(row.key())))
                    .collect();
                let draft = Draft {
                    command,
                    author,
                    occurred_at: at.now,
                    tz: tz_minutes,
                    mono_ms: at.mono_ms,
                    skew_est_ms: self.skew_ms,
                    base,
                    view: Knowledge {
                        schema: SCHEMA,
                        build: self.identity.build.clone(),
                        seq: self.base.to(),
                        epoch: self.base.epoch(),
                    },
                };
                Effect::Store {
                    token,
                    draft: Box::new(draft),
                }
            }
        };
        self.out.push(effect);
    }

    fn stored(&mut self, at: Moment, token: u64, entry: StoredEntry) {
        let no = entry.no();
        let is_last = no > self.outbox.last_no();
        if self.outbox.add(entry) {
            if is_last {
                self.replay_one(no);
            } else {
                self.rebuild();
            }
            self.redraw = true;
        }
        self.out.push(Effect::Saved { token, no });
        self.changed(at);
    }

    fn outbox_changed(&mut self, at: Moment, stored: StoredOutbox) {
        let news = if self.leads {
            let add = |news, entry| self.outbox.add(entry) || news;
            stored.entries.into_iter().fold(false, add)
        } else {
            self.outbox.merge(stored)
        };
        if news {
            self.rebuild();
            self.changed(at);
        }
    }

    fn base_changed(&mut self, stored: StoredBase) {
        if self.leads {
            return;
        }
        let (base, damaged) = Base::open(stored);
        self.base = base;
        self.is_complete = damaged.is_empty();
        self.base_unsaved = !damaged.is_empty();
        self.outbox.checkpoint();
        self.rebuild();
    }

    /// Begins to stage anew; when the read model is of another timeline than the outbox, nothing of it is kept.
    pub(super) fn restage(&mut self) {
        let epoch = self.outbox.heads().epoch;
        self.stage = Stage::new(self.base.epoch().is_some() && self.base.epoch() != epoch);
    }

    /// Replays all pending commands over the base.
    pub(super) fn rebuild(&mut self) {
        self.overlay = Overlay::default();
        let pending: Vec<u64> = self.outbox.entries().map(|(no, _)| no).collect();
        for no in pending {
            self.replay_one(no);
        }
        self.redraw = true;
    }

    fn replay_one(&mut self, no: u64) {
        let is_pending = match self.outbox.progress(no, self.base.to()) {
            Some(Progress::OnThisDevice | Progress::Received) => true,
            Some(Progress::Confirmed | Progress::NeedsAttention) | None => false,
        };
        let Some(entry) = self.outbox.entry(no).filter(|_| is_pending) else {
            return;
        };
        let is_judged = matches!(entry.stored.state, EntryState::Judged { .. });
        if is_judged && self.has(Fault::OverlayDroppedAtVerdict) {
            return;
        }
        if let Some((envelope, command)) = &entry.read {
            let user = self.identity.user;
            let replica = self.outbox.chain_of(no, self.identity.replica);
            self.overlay
                .replay(&self.base, user, replica, envelope, command);
        }
    }

    pub(super) fn tell(&mut self, notice: Notice) {
        self.out.push(Effect::Tell(notice));
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    /// Outside of tests it makes none, and the app carries none.
    #[cfg(not(any(test, feature = "testing")))]
    #[expect(clippy::unused_self, reason = "tests ask the core")]
    pub(super) const fn has(&self, _fault: Fault) -> bool {
        false
    }

    /// Makes a mistake from now on.
    #[cfg(any(test, feature = "testing"))]
    pub fn plant(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// All rows as the screens show them: the base with the pending commands over it.
    #[must_use]
    pub const fn rows(&self) -> Layered<'_> {
        self.overlay.rows(&self.base)
    }
    /// The confirmed copy.
    #[must_use]
    pub const fn base(&self) -> &Base {
        &self.base
    }
    /// All commands of this copy.
    #[must_use]
    pub const fn outbox(&self) -> &Outbox {
        &self.outbox
    }
    /// Who and what this copy is.
    #[must_use]
    pub const fn identity(&self) -> &Identity {
        &self.identity
    }
    /// How far a command has come.
    #[must_use]
    pub fn progress(&self, no: u64) -> Option<Progress> {
        self.outbox.progress(no, self.base.to())
    }
    /// How far the least far of this device's commands on a row has come; a row without any is confirmed.
    #[must_use]
    pub fn row_progress(&self, key: Key) -> Progress {
        self.outbox
            .touching(key)
            .filter_map(|no| self.progress(no))
            .min()
            .unwrap_or(Progress::Confirmed)
    }
    /// Why a pending command has no effect on this device any more, if so.
    #[must_use]
    pub fn preview_refusal(&self, no: u64) -> Option<&Refusal> {
        self.overlay.refused().get(&no)
    }
    /// Commands that somebody has to look at, oldest first.
    pub fn inbox(&self) -> impl Iterator<Item = (u64, &Entry, &Verdict)> {
        self.outbox
            .entries()
            .filter_map(|(no, entry)| match &entry.stored.state {
                EntryState::Judged { verdict } if verdict.outcome.needs_attention() => {
                    Some((no, entry, verdict))
                }
                EntryState::Judged { .. } | EntryState::Waiting | EntryState::Custody => None,
            })
    }
    /// What the top of every screen shows.
    #[must_use]
    pub fn status(&self) -> Status {
        Status {
            leads: self.leads,
            is_online: self.is_online,
            is_syncing: self.phase != Phase::Idle,
            needs_sign_in: self.needs_sign_in,
            stopped: self.stopped,
            is_complete: self.is_complete,
            waiting: self.outbox.waiting(),
            lost: self.outbox.lost(),
        }
    }
    /// Server clock minus this device's clock, milliseconds, as last seen.
    #[must_use]
    pub const fn skew_ms(&self) -> i64 {
        self.skew_ms
    }

    pub(super) const fn redraw(&mut self) {
        self.redraw = true;
    }
}
