//! The signals that screens read. Surprising choice: a command is drawn before it is stored; when the core then draws the stored
//! one, the rows are mostly the same and nothing is drawn twice.
use std::collections::VecDeque;
use std::sync::Arc;

use leptos::prelude::*;
use serde_json::Value;
use shared::command::{Command, Executed};
use shared::id::{MembershipId, UserId};
use shared::model::{Body, Entity, Kind};
use shared::ordered::Set;
use shared::refusal::Refusal;
use shared::state::{Rows, State};
use shared::sync::SyncCore;
use shared::sync::outbox::{Entry, EntryState};
use shared::sync::overlay::preview;
use shared::time::{Day, Millis};
use shared::verdict::Verdict;
use shared::wire::CommandRef;

use super::driver::{Ask, Line};
use super::status::{
    Author, InboxEntry, Me, Online, OutboxEntry, RecordState, StorageProblem, StorageState,
    SyncStatus,
};
use super::storage::accounts::Account;
use crate::platform::{clock, page};
use crate::signals::Var;

/// The signals. Copied freely.
#[derive(Clone, Copy)]
pub struct Screen {
    pub(super) state: Var<Arc<State>>,
    pub(super) me: Var<Option<Me>>,
    pub(super) today: Var<Day>,
    pub(super) sync: Var<SyncStatus>,
    pub(super) inbox: Var<Vec<InboxEntry>>,
    pub(super) author: Var<Option<Author>>,
    /// Moves whenever a command's progress may have.
    pub(super) progress: Trigger,
}

impl Screen {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: Var::new(Arc::new(State::new())),
            me: Var::new(None),
            today: Var::new(clock::day_of(clock::now())),
            sync: Var::new(SyncStatus {
                online: Online::Unknown,
                unsent: 0,
                oldest_unsent: None,
                attention: 0,
                last_sync: None,
                needs_sign_in: false,
                is_stopped: false,
                storage: StorageState::NotKept,
                complete: false,
                lost: 0,
                other_users_waiting: 0,
            }),
            inbox: Var::new(Vec::new()),
            author: Var::new(None),
            progress: Trigger::new(),
        }
    }

    /// Midnight passes while a tablet lies in a drawer.
    pub fn day_may_have_changed(&self) {
        set(self.today, clock::day_of(clock::now()));
    }

    /// What one command changes of what is drawn, or why it is refused.
    pub fn preview_one(
        &self,
        who: (UserId, Option<UserId>),
        cmd: CommandRef,
        at: Millis,
        command: &Command,
    ) -> Result<Vec<Entity>, Refusal> {
        let when = (at, clock::stockholm_minutes(at));
        let executed = self
            .state
            .with_untracked(|state| preview(&**state, who, cmd, when, command));
        match executed {
            Executed::Refused(refusal) => Err(refusal),
            Executed::Nothing => Ok(Vec::new()),
            Executed::Changed(changes) => Ok(changes.0),
        }
    }

    /// Lays these rows on top; they are drawn when it is told.
    pub fn put(&self, rows: Vec<Entity>) {
        self.state.put(|state| {
            let drawn = Arc::make_mut(state);
            rows.into_iter().for_each(|entity| drawn.put(entity));
        });
    }

    /// Draws what was laid on top.
    pub fn tell(&self) {
        self.state.tell();
        self.progress.notify();
    }

    /// Draws everything.
    pub(super) fn draw(
        &self,
        core: &SyncCore,
        asks: &VecDeque<Ask>,
        account: &Account,
        accepted: &Set<u64>,
    ) {
        let rows = core.rows();
        let mut state = rows.base.clone();
        state.put_all(rows.over);
        for (no, ask) in (core.outbox().last_no() + 1..).zip(asks) {
            let cmd = CommandRef {
                replica: core.identity().replica,
                no,
            };
            let when = (ask.at, clock::stockholm_minutes(ask.at));
            let who = (account.user, ask.author);
            if let Executed::Changed(changes) = preview(&state, who, cmd, when, &ask.command) {
                changes.0.into_iter().for_each(|entity| state.put(entity));
            }
        }
        set(self.me, Some(me(account, &state)));
        if self.state.with_untracked(|drawn| **drawn != state) {
            self.state.set(Arc::new(state));
        }
        let replica = core.identity().replica;
        set(
            self.inbox,
            core.inbox()
                .filter(|(no, _, _)| !accepted.contains(no))
                .map(|(no, entry, verdict)| inbox(CommandRef { replica, no }, entry, verdict))
                .collect(),
        );
        self.progress.notify();
    }

    /// Draws how device and server stand.
    pub(super) fn draw_status(
        &self,
        core: &SyncCore,
        asks: Option<(usize, Millis)>,
        line: Line,
        problem: Option<StorageProblem>,
    ) {
        let status = core.status();
        let high = core.outbox().heads().custody_high;
        let waiting = core.outbox().entries().find(|(no, _)| *no > high);
        let oldest = waiting
            .map(|(_, entry)| occurred_at(entry))
            .or(asks.map(|(_, at)| at));
        let before = self.sync.get_untracked();
        set(
            self.sync,
            SyncStatus {
                online: match line.is_online {
                    Some(true) => Online::Online,
                    Some(false) if page::has_network() => Online::Silent,
                    Some(false) => Online::Offline,
                    None => Online::Unknown,
                },
                unsent: status.waiting + asks.map_or(0, |(count, _)| count),
                oldest_unsent: oldest,
                attention: self.inbox.with_untracked(Vec::len),
                last_sync: line.last_sync,
                needs_sign_in: line.needs_sign_in,
                is_stopped: line.is_stopped,
                storage: match (problem, before.storage) {
                    (Some(StorageProblem::Full), _) => StorageState::Full,
                    (Some(StorageProblem::Broken), _) => StorageState::Broken,
                    (None, StorageState::Broken | StorageState::Full) => StorageState::NotKept,
                    (None, storage) => storage,
                },
                complete: status.is_complete,
                lost: status.lost,
                other_users_waiting: before.other_users_waiting,
            },
        );
    }

    /// Nobody is signed in: nothing of anybody's is drawn.
    pub fn clear(&self) {
        self.me.set(None);
        self.author.set(None);
        self.state.set(Arc::new(State::new()));
        self.inbox.set(Vec::new());
        self.sync.update(|sync| {
            sync.unsent = 0;
            sync.oldest_unsent = None;
            sync.attention = 0;
            sync.last_sync = None;
            sync.needs_sign_in = false;
            sync.is_stopped = false;
            sync.complete = false;
        });
        self.progress.notify();
    }
}

/// Sets a signal when the value is another; equal values draw nothing.
fn set<T: PartialEq + Clone + Send + Sync + 'static>(signal: Var<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

fn me(account: &Account, state: &State) -> Me {
    let own = state.children(Kind::Membership, account.user.uuid());
    let memberships = own.into_iter().filter_map(|entity| match &entity.body {
        Body::Membership(membership) => Some((MembershipId::from(entity.id), membership.clone())),
        _ => None,
    });
    Me {
        user: account.user,
        name: account.name.clone(),
        memberships: memberships.collect(),
        tenant: account.tenant,
        tenant_name: account.authority.clone(),
        device: account.device.clone(),
    }
}

/// What is known of a command, for the list of them.
pub(super) fn listed(no: u64, entry: &Entry, state: RecordState) -> OutboxEntry {
    let (kind, payload) = words(entry);
    OutboxEntry {
        no,
        kind,
        payload,
        state,
        outcome: match &entry.stored.state {
            EntryState::Judged { verdict } => Some(verdict.outcome.clone()),
            EntryState::Waiting | EntryState::Custody => None,
        },
        occurred_at: occurred_at(entry),
    }
}

/// Kind and payload as they are sent: also of a command that this build cannot read.
fn words(entry: &Entry) -> (String, Value) {
    let envelope = &entry.stored.envelope;
    let kind = envelope.get("kind").and_then(Value::as_str);
    (
        kind.unwrap_or_default().to_owned(),
        envelope.get("payload").cloned().unwrap_or_default(),
    )
}

fn occurred_at(entry: &Entry) -> Millis {
    match &entry.read {
        Some((envelope, _)) => envelope.occurred_at,
        None => Millis(
            entry
                .stored
                .envelope
                .get("occurred_at")
                .and_then(Value::as_i64)
                .unwrap_or(0),
        ),
    }
}

fn inbox(cmd: CommandRef, entry: &Entry, verdict: &Verdict) -> InboxEntry {
    let (kind, payload) = words(entry);
    InboxEntry {
        cmd,
        kind,
        payload,
        v: entry.read.as_ref().map(|(envelope, _)| envelope.v),
        outcome: verdict.outcome.clone(),
        occurred_at: occurred_at(entry),
    }
}
