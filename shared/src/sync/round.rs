//! One round of talk with the server: hello (only when it is not known to be there), push until nothing waits, pull until a
//! checkpoint. A failed round always leads to another attempt; what happened during a round leads to another one at once.
use super::branch::Split;
use super::core::SyncCore;
use super::event::{Answer, Effect, Moment, Notice, Request, Stop};
use super::fault::Fault;
use super::protocol::{BATCH_MAX, HelloReply, PushRefusal, PushReply, PushRequest};
use super::retry::{LAST_MS, POLL_MS, spread};
use super::stage::Stage;
use crate::id::Epoch;
use crate::time::Millis;
use crate::wire::PROTO;

/// Turns of one round that may lead nowhere new (gaps, timelines, scopes that differ) before it is given up.
const TURNS_MAX: u32 = 24;

/// What the answer under way belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Idle,
    Hello,
    Push { first: u64, last: u64 },
    Pull,
    Page,
}

impl SyncCore {
    pub(super) fn wake(&mut self, at: Moment) {
        self.retry.reset();
        self.changed_or(at, true);
    }

    /// Something is there to send. While the server is away the wait goes on: recording must not hammer.
    pub(super) fn changed(&mut self, at: Moment) {
        let hurry = self.is_online && !self.needs_sign_in;
        self.changed_or(at, hurry);
    }

    fn changed_or(&mut self, at: Moment, hurry: bool) {
        if self.phase != Phase::Idle {
            self.again = true;
        } else if hurry {
            self.start(at);
        }
    }

    pub(super) fn start(&mut self, _at: Moment) {
        if !self.leads || self.stopped.is_some() || self.is_leaving || self.phase != Phase::Idle {
            return;
        }
        self.again = false;
        self.turns = 0;
        self.has_sought = false;
        self.mismatches.clear();
        self.ask_again_ms = None;
        self.redraw();
        if self.is_online {
            self.push_or_pull();
        } else {
            self.send(Phase::Hello, Request::Hello);
        }
    }

    pub(super) fn send(&mut self, phase: Phase, request: Request) {
        self.phase = phase;
        self.req += 1;
        let req = self.req;
        self.out.push(Effect::Send { req, request });
    }

    pub(super) fn push_or_pull(&mut self) {
        let (first, batch) = self.outbox.batch(self.batch_limit);
        let is_next = first == self.outbox.heads().custody_high.saturating_add(1);
        if batch.is_empty() || (!is_next && self.has(Fault::HoleStops)) {
            self.pull();
            return;
        }
        let last = first.saturating_add(batch.len() as u64 - 1);
        let request = PushRequest {
            proto: PROTO,
            epoch_seen: self.outbox.heads().epoch,
            replica_id: self.identity.replica,
            branches: self.outbox.branches().to_vec(),
            batch,
        };
        self.send(Phase::Push { first, last }, Request::Push(request));
    }

    pub(super) fn answered(&mut self, at: Moment, answer: Answer) {
        match (self.phase, answer) {
            (Phase::Idle, _) => {}
            (Phase::Hello, Answer::Hello(reply)) => self.hello(at, &reply),
            (Phase::Push { first, last }, Answer::Pushed(reply)) => {
                self.pushed(at, first, last, &reply);
            }
            (Phase::Push { first, .. }, Answer::PushRefused(refusal)) => {
                self.push_refused(at, first, &refusal);
            }
            (Phase::Pull, Answer::Pulled(reply)) => self.pulled(at, &reply),
            (Phase::Page, Answer::Page(page)) => self.paged(at, page),
            (Phase::Page, Answer::NoSuchScope) => self.page_gone(at),
            (_, Answer::SignIn) => self.sign_in_needed(at),
            (Phase::Push { .. }, Answer::TooLarge) if self.batch_limit > 1 => {
                self.batch_limit = self.batch_limit.min(BATCH_MAX) / 2;
                self.push_or_pull();
            }
            (Phase::Push { .. }, Answer::Lost) => {
                self.batch_limit = (self.batch_limit / 2).max(1);
                self.failed(at, None);
            }
            (_, Answer::Upgrade) => {
                self.tell(Notice::UpgradeNeeded);
                self.failed(at, Some(LAST_MS));
            }
            (_, Answer::Busy { retry_after_ms }) => self.failed(at, retry_after_ms),
            (Phase::Hello | Phase::Push { .. } | Phase::Pull | Phase::Page, _) => {
                self.failed(at, None);
            }
        }
    }

    /// Takes the server's timeline; true when it is another than before.
    pub(super) fn learn_epoch(&mut self, epoch: Epoch) -> bool {
        let known = self.outbox.heads().epoch;
        if known == Some(epoch) || (known.is_some() && self.has(Fault::EpochIgnored)) {
            return false;
        }
        self.outbox.new_epoch(epoch);
        if self.has(Fault::FloorIgnored) {
            self.outbox.forget_floor();
        }
        self.restage();
        self.rebuild();
        if known.is_some() {
            self.tell(Notice::NewEpoch { epoch });
        }
        true
    }

    /// The server keeps less than it has acknowledged, or its head stands before this copy's, though its timeline has the old name:
    /// a backup was laid in its place by hand. What was learnt is void, as with a new timeline; everything is sent and fetched again.
    pub(super) fn went_back(&mut self, at: Moment, custody_high: u64) {
        if !self.turn() {
            self.no_progress(at);
            return;
        }
        if custody_high < self.outbox.floor() {
            // What another chain had brought is gone: it is sent in one of its own.
            self.leave(custody_high + 1, Split::Lost);
            return;
        }
        if let Some(epoch) = self.outbox.heads().epoch {
            self.outbox.new_epoch(epoch);
            self.tell(Notice::WentBack { epoch });
        }
        self.learn_custody(custody_high);
        self.stage = Stage::new(true);
        self.rebuild();
        self.push_or_pull();
    }

    /// Whether the server keeps less of this chain than it has said.
    pub(super) fn has_less(&self, custody_high: u64) -> bool {
        custody_high < self.outbox.heads().custody_high
    }

    fn learn_time(&mut self, at: Moment, server: Millis) {
        self.skew_ms = server.0.saturating_sub(at.now.0);
    }

    fn hello(&mut self, at: Moment, reply: &HelloReply) {
        self.learn_time(at, reply.server_time);
        if PROTO < reply.proto.min || PROTO > reply.proto.max {
            self.tell(Notice::UpgradeNeeded);
            // What was recorded is taken from any version; only rows are not given to one that is too old.
            if self.outbox.batch(1).1.is_empty() {
                self.failed(at, Some(LAST_MS));
                return;
            }
        }
        self.is_online = true;
        self.learn_epoch(reply.epoch);
        self.push_or_pull();
    }

    fn pushed(&mut self, at: Moment, first: u64, last: u64, reply: &PushReply) {
        self.learn_time(at, reply.server_time);
        self.learn_epoch(reply.epoch);
        if self.has_less(reply.custody_high) {
            self.went_back(at, reply.custody_high);
            return;
        }
        // What the server has above these may be another copy's: it is looked at by its hash when it is sent.
        let looked_at = if self.has(Fault::CustodyUnseen) {
            self.outbox.last_no()
        } else {
            last
        };
        self.outbox.custody(reply.custody_high.min(looked_at));
        for verdict in &reply.verdicts {
            self.outbox.judge(verdict);
            let is_next = verdict.no == self.outbox.heads().verdicts_after.saturating_add(1);
            if is_next || self.has(Fault::VerdictCursorSkips) {
                self.outbox.verdicts_through(verdict.no);
            }
        }
        self.rebuild();
        if reply.custody_high < first {
            self.no_progress(at);
            return;
        }
        self.batch_limit = (self.batch_limit.max(1) * 2).min(BATCH_MAX);
        self.ask_again_ms = reply.retry_after_ms;
        self.push_or_pull();
    }

    /// What a server keeps of this chain after its timeline changed. The last of it is sent once more: by its hash the server tells
    /// whether it is this copy's, and all before it with it.
    pub(super) fn learn_custody(&mut self, custody_high: u64) {
        let known = custody_high.min(self.outbox.last_no());
        self.outbox.custody(known.saturating_sub(1));
    }

    fn push_refused(&mut self, at: Moment, first: u64, refusal: &PushRefusal) {
        match *refusal {
            PushRefusal::Gap { expect } => self.gap(at, expect),
            PushRefusal::ReplicaForked { at: no } => self.forked(at, first, no),
            PushRefusal::OtherUser => self.stop(Stop::OtherUser),
            PushRefusal::Malformed { at: place } => {
                self.outbox.lose(first.saturating_add(u64::from(place)));
                self.rebuild();
                self.go_on(at);
            }
        }
    }

    /// The server waits for a command before this batch.
    fn gap(&mut self, at: Moment, expect: u64) {
        let kept = expect.saturating_sub(1);
        if expect == 0 || expect > self.outbox.last_no() || self.has(Fault::GapIgnored) {
            self.no_progress(at);
        } else if kept < self.outbox.heads().custody_high || self.outbox.entry(expect).is_some() {
            self.went_back(at, kept);
        } else {
            self.leave(expect, Split::Lost);
        }
    }

    /// The server has another command under this number, and the commands of the batch before it.
    fn forked(&mut self, at: Moment, first: u64, no: u64) {
        if no > first {
            self.outbox.custody(no - 1);
        } else if first > self.outbox.floor() + 1 && !self.has_sought {
            // The chains may have parted before: all of this one is sent, and the server tells where.
            self.has_sought = true;
            if let Some(epoch) = self.outbox.heads().epoch {
                self.outbox.new_epoch(epoch);
            }
            self.rebuild();
            self.go_on(at);
            return;
        }
        let from = self.outbox.heads().custody_high.saturating_add(1);
        self.leave(from, Split::Forked);
    }

    fn go_on(&mut self, at: Moment) {
        if self.turn() {
            self.push_or_pull();
        } else {
            self.no_progress(at);
        }
    }

    /// The chain cannot go on: the storage is to leave it, and then this copy is opened anew.
    pub(super) fn leave(&mut self, from: u64, split: Split) {
        self.phase = Phase::Idle;
        self.is_leaving = true;
        self.tell(Notice::Split(split));
        self.out.push(Effect::Branch { from, split });
        self.redraw();
    }

    /// Counts a turn that a wrong server could repeat without end; false when it is enough.
    pub(super) const fn turn(&mut self) -> bool {
        self.turns += 1;
        self.turns <= TURNS_MAX
    }

    pub(super) fn stop(&mut self, why: Stop) {
        self.stopped = Some(why);
        self.phase = Phase::Idle;
        self.tell(Notice::Stopped(why));
        self.redraw();
    }

    fn sign_in_needed(&mut self, at: Moment) {
        if !self.needs_sign_in {
            self.needs_sign_in = true;
            self.tell(Notice::SignInNeeded);
        }
        self.failed(at, Some(LAST_MS));
    }

    pub(super) fn no_progress(&mut self, at: Moment) {
        self.tell(Notice::NoProgress);
        self.failed(at, Some(LAST_MS));
    }

    /// Gives the round up and waits for the next attempt.
    pub(super) fn failed(&mut self, at: Moment, retry_after_ms: Option<u64>) {
        self.phase = Phase::Idle;
        self.is_online = false;
        self.redraw();
        let wait = self.retry.failed(at.jitter, retry_after_ms);
        if !self.has(Fault::NoRetry) {
            self.wait(wait);
        }
    }

    /// A checkpoint stands.
    pub(super) fn finished(&mut self, at: Moment) {
        self.phase = Phase::Idle;
        self.is_online = true;
        self.needs_sign_in = false;
        self.retry.reset();
        self.redraw();
        if self.again {
            self.start(at);
            return;
        }
        let poll = POLL_MS / 2 + spread(POLL_MS / 2, at.jitter);
        self.wait(self.ask_again_ms.map_or(poll, |asked| asked.min(poll)));
    }

    fn wait(&mut self, after_ms: u64) {
        self.timer += 1;
        let id = self.timer;
        self.out.push(Effect::Timer { id, after_ms });
    }
}
