//! Pull and snapshot: pages are staged, verdicts are taken at once, and the checkpoint is laid over the base when the last page
//! is there and every digest agrees.
use super::branch::Split;
use super::core::SyncCore;
use super::event::{Effect, Moment, Notice, Request};
use super::fault::Fault;
use super::protocol::{Directive, PullReply, PullRequest, SnapshotPage};
use super::round::Phase;
use super::stage::Stage;
use crate::wire::{PROTO, SCHEMA};

/// How often a scope that differs is fetched again in one round.
pub const TRIES_MAX: u32 = 3;
/// A lease that moved by less is not worth a write, milliseconds.
const LEASE_STEP_MS: i64 = 60_000;

impl SyncCore {
    pub(super) fn pull(&mut self) {
        if let Some(fetch) = self.stage.fetching() {
            let request = Request::Page {
                scope: fetch.scope,
                seq: fetch.seq,
                page: fetch.page.clone(),
            };
            self.send(Phase::Page, request);
            return;
        }
        let heads = self.outbox.heads();
        let request = PullRequest {
            proto: PROTO,
            epoch: heads.epoch,
            replica_id: self.identity.replica,
            branches: self.outbox.branches().to_vec(),
            lacks_before: self.outbox.lacks_before() && !self.has(Fault::LacksUntold),
            schema: SCHEMA,
            scopes: self.stage.cursors(&self.base),
            verdicts_after: heads.verdicts_after,
            need_digest: true,
            takes_whole: true,
            health: None,
        };
        self.send(Phase::Pull, Request::Pull(request));
    }

    pub(super) fn pulled(&mut self, at: Moment, reply: &PullReply) {
        if self.learn_epoch(reply.epoch) {
            self.learn_custody(reply.custody_high);
            if self.turn() {
                self.push_or_pull();
            } else {
                self.no_progress(at);
            }
            return;
        }
        if self.is_behind(reply.custody_high) {
            let from = self.outbox.heads().custody_high.saturating_add(1);
            let custody_high = reply.custody_high;
            self.leave(from, Split::Behind { custody_high });
            return;
        }
        let kept = self.outbox.heads().custody_high;
        if kept == reply.custody_high && kept < self.outbox.last_no() && self.outbox.waiting() == 0
        {
            // The last commands are lost, and the server lacks them.
            self.leave(kept + 1, Split::Lost);
            return;
        }
        let here = self.stage.cursors(&self.base);
        let is_before = here.values().any(|cursor| *cursor > reply.to);
        if self.has_less(reply.custody_high) || is_before {
            self.went_back(at, reply.custody_high);
            return;
        }
        // A scope that has come whole and is named as new again leads somewhere only a few times.
        let whole = reply.scopes.iter().filter(|delta| delta.whole);
        let new = reply.scopes_new.iter().chain(whole.map(|delta| &delta.id));
        let repeats = new.into_iter().any(|scope| self.stage.has_whole(*scope));
        if repeats && !self.turn() {
            self.no_progress(at);
            return;
        }
        let mut moved = self.take_verdicts(reply);
        for directive in &reply.directives {
            match directive {
                Directive::Upgrade => self.tell(Notice::UpgradeNeeded),
                Directive::Reauth => self.tell(Notice::SignInNeeded),
                Directive::Wipe => self.tell(Notice::WipeAsked),
            }
        }
        moved |= self.stage.take(&self.base, reply);
        if self.has(Fault::GoneScopeKept) {
            self.stage.keep_gone(&reply.scopes_gone, &self.base);
        }
        if reply.more && self.has(Fault::CheckpointByPage) && self.stage.fetching().is_none() {
            self.checkpoint(at, reply);
        }
        if reply.more && !moved {
            self.no_progress(at);
        } else if reply.more || self.stage.fetching().is_some() {
            self.rebuild();
            self.pull();
        } else if self.refetches(reply) {
            if self.turn() {
                self.pull();
            } else {
                self.no_progress(at);
            }
        } else {
            self.checkpoint(at, reply);
            self.finished(at);
        }
    }

    /// Whether the server keeps more of this chain than was ever recorded here. What waits is sent first: by its hash the server
    /// tells whether it is what it keeps.
    fn is_behind(&mut self, custody_high: u64) -> bool {
        if custody_high <= self.outbox.heads().custody_high {
            return false;
        }
        if self.outbox.waiting() > 0 {
            self.again = true;
            return false;
        }
        let is_behind = custody_high > self.outbox.last_no();
        if !is_behind {
            self.outbox.custody(custody_high);
        }
        is_behind
    }

    fn take_verdicts(&mut self, reply: &PullReply) -> bool {
        let before = self.outbox.heads().verdicts_after;
        self.outbox.durable(reply.durable_high);
        for verdict in &reply.verdicts {
            self.outbox.judge(verdict);
            self.outbox.verdicts_through(verdict.no);
        }
        self.outbox.heads().verdicts_after > before
    }

    /// Compares digests; a scope that differs is forgotten, so that the next pull brings it whole.
    fn refetches(&mut self, reply: &PullReply) -> bool {
        let mut any = false;
        for delta in &reply.scopes {
            let Some(digest) = delta.digest else {
                continue;
            };
            if digest == self.stage.digest(&self.base, delta.id) || self.has(Fault::DigestUnchecked)
            {
                self.mismatches.remove(&delta.id);
                continue;
            }
            let tries = self.mismatches.entry(delta.id).or_default();
            *tries += 1;
            let tries = *tries;
            self.tell(Notice::DigestMismatch {
                scope: delta.id,
                tries,
            });
            if tries <= TRIES_MAX {
                self.stage.forget(delta.id);
                any = true;
            }
        }
        any
    }

    fn checkpoint(&mut self, at: Moment, reply: &PullReply) {
        self.outbox.checkpoint();
        let asked = self.asked(at, reply.to);
        let before = (self.base.epoch(), self.base.to(), self.base.lease_until());
        let stage = std::mem::replace(&mut self.stage, Stage::new(false));
        let (to, lease) = (reply.to, reply.lease_until);
        let change = stage.apply(&mut self.base, reply.epoch, to, lease, &asked);
        self.is_complete = true;
        self.rebuild();
        let lease_moved = reply.lease_until.0.saturating_sub(before.2.0) >= LEASE_STEP_MS;
        let is_news = (before.0, before.1) != (Some(reply.epoch), reply.to)
            || !change.scopes.is_empty()
            || !change.gone.is_empty()
            || lease_moved;
        if self.base_unsaved {
            self.base_unsaved = false;
            let whole = self.base.whole(reply.epoch);
            self.out.push(Effect::SaveBase(Box::new(whole)));
        } else if is_news {
            self.out.push(Effect::SaveBase(Box::new(change)));
        }
    }

    pub(super) fn paged(&mut self, at: Moment, page: SnapshotPage) {
        if self.learn_epoch(page.epoch) {
            if self.turn() {
                self.push_or_pull();
            } else {
                self.no_progress(at);
            }
            return;
        }
        let is_asked = self
            .stage
            .fetching()
            .is_some_and(|fetch| fetch.scope == page.scope);
        if is_asked && self.stage.page(page.rows, page.next) {
            self.pull();
        } else {
            self.no_progress(at);
        }
    }

    /// A scope that was just named as new is gone: it may be, but not again and again.
    pub(super) fn page_gone(&mut self, at: Moment) {
        if let Some(scope) = self.stage.fetching().map(|fetch| fetch.scope) {
            self.stage.forget(scope);
        }
        if self.turn() {
            self.pull();
        } else {
            self.no_progress(at);
        }
    }
}
