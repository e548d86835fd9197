//! What screens see of the replica. Surprising choice: `dispatch` draws at once and answers later; a screen must never wait
//! for the answer before it shows what the person said.
use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use shared::api::SessionInfo;
use shared::command::{Command, Ctx, Executed, execute_partial};
use shared::id::{MembershipId, ReplicaId, UserId};
use shared::model::{Key, Membership};
use shared::refusal::Refusal;
use shared::state::State;
use shared::text::ShortText;
use shared::time::{Day, Millis};
use shared::verdict::Outcome;
use shared::wire::CommandRef;

use crate::platform::{clock, http, ids};

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Me {
    /// The user.
    pub user: UserId,
    /// Own name.
    pub name: String,
    /// Rights that hold today.
    pub memberships: Vec<(MembershipId, Membership)>,
    /// The authority whose data this is.
    pub tenant_name: String,
}

/// How far the start has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Looking for who was here last.
    Opening,
    /// Nobody.
    SignedOut,
    /// Rows can be drawn.
    Open,
}

/// How far a record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordState {
    /// The server has judged it.
    Confirmed,
    /// The server has it and has not judged it.
    Received,
    /// Saved here only.
    OnThisDevice,
    /// Refused, or waiting for a person.
    NeedsAttention,
}

/// Whether the server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Online {
    /// It answered last.
    Online,
    /// It did not.
    Offline,
    /// Not tried yet.
    Unknown,
}

/// Whether the browser keeps what is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageState {
    /// Kept until somebody clears it.
    Kept,
    /// The browser may clear it when space is short.
    NotKept,
    /// A private window: gone when it closes.
    Private,
    /// Nothing can be saved.
    Broken,
}

/// Why something could not be saved here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageProblem {
    /// No space.
    Full,
    /// The database does not answer.
    Broken,
}

/// Why a dispatch came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DispatchError {
    /// A rule says no; nothing was saved.
    Refused(Refusal),
    /// It could not be saved strictly.
    CannotSave(StorageProblem),
}

/// One place that tells how the device and the server stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncStatus {
    /// Whether the server answers.
    pub online: Online,
    /// Commands that the server has not taken.
    pub unsent: usize,
    /// When the oldest of them was made.
    pub oldest_unsent: Option<Millis>,
    /// Commands that need a person.
    pub attention: usize,
    /// Last whole checkpoint.
    pub last_sync: Option<Millis>,
    /// The session has ended; a sign-in sends what waits.
    pub needs_sign_in: bool,
    /// Whether the browser keeps what is saved.
    pub storage: StorageState,
    /// Whether all rows of this user have come.
    pub complete: bool,
    /// Other people's unsent commands on this device.
    pub other_users_waiting: usize,
}

/// A command that could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxEntry {
    /// Which.
    pub cmd: CommandRef,
    /// Its kind on the wire.
    pub kind: String,
    /// What it said, when this app can read it.
    pub command: Option<Command>,
    /// What came of it.
    pub outcome: Outcome,
    /// When it was made.
    pub occurred_at: Millis,
}

/// The handle. Copied freely.
#[derive(Clone, Copy)]
pub struct Replica {
    state: RwSignal<Arc<State>>,
    me: RwSignal<Option<Me>>,
    phase: RwSignal<Phase>,
    today: RwSignal<Day>,
    sync: RwSignal<SyncStatus>,
    inbox: RwSignal<Vec<InboxEntry>>,
    records: RwSignal<BTreeMap<Key, CommandRef>>,
    replica: StoredValue<ReplicaId>,
    next: StoredValue<u64>,
}

/// Makes the replica and gives it to all screens.
pub fn provide_replica() -> Replica {
    let replica = Replica {
        state: RwSignal::new(Arc::new(State::new())),
        me: RwSignal::new(None),
        phase: RwSignal::new(Phase::Opening),
        today: RwSignal::new(clock::day_of(clock::now())),
        sync: RwSignal::new(SyncStatus {
            online: Online::Unknown,
            unsent: 0,
            oldest_unsent: None,
            attention: 0,
            last_sync: None,
            needs_sign_in: false,
            storage: StorageState::NotKept,
            complete: false,
            other_users_waiting: 0,
        }),
        inbox: RwSignal::new(Vec::new()),
        records: RwSignal::new(BTreeMap::new()),
        replica: StoredValue::new(ids::new()),
        next: StoredValue::new(1),
    };
    provide_context(replica);
    leptos::task::spawn_local(async move {
        match http::get::<SessionInfo>("/auth/v1/session").await {
            Ok(session) => replica.signed_in(session),
            Err(_nobody) => replica.phase.set(Phase::SignedOut),
        }
    });
    replica
}

/// The replica of this app.
#[must_use]
pub fn use_replica() -> Replica {
    expect_context()
}

impl Replica {
    /// All rows: the server's with the waiting commands laid over them.
    #[must_use]
    pub fn state(&self) -> Signal<Arc<State>> {
        self.state.into()
    }

    /// Who is signed in.
    #[must_use]
    pub fn me(&self) -> Signal<Option<Me>> {
        self.me.into()
    }

    /// How far the start has come.
    #[must_use]
    pub fn phase(&self) -> Signal<Phase> {
        self.phase.into()
    }

    /// The day in Stockholm.
    #[must_use]
    pub fn today(&self) -> Signal<Day> {
        self.today.into()
    }

    /// A person has signed in on this device.
    pub fn signed_in(&self, session: SessionInfo) {
        let memberships = session.memberships.into_iter().filter_map(|m| {
            let name = ShortText::parse(&session.name).ok()?;
            Some((
                m.id,
                Membership {
                    user: session.user,
                    name,
                    organisation: m.organisation,
                    role: m.role,
                    sites: m.sites,
                    from: m.from,
                    to: m.to,
                },
            ))
        });
        let me = Me {
            user: session.user,
            memberships: memberships.collect(),
            name: session.name.clone(),
            tenant_name: session.authority,
        };
        self.me.set(Some(me));
        self.phase.set(Phase::Open);
        self.sync.update(|sync| sync.online = Online::Online);
    }

    /// The person has signed out.
    pub fn signed_out(&self) {
        self.me.set(None);
        self.phase.set(Phase::SignedOut);
    }

    /// Checks and applies a command at once; the future resolves when it is saved strictly.
    pub fn dispatch(
        &self,
        command: impl Into<Command>,
    ) -> impl Future<Output = Result<CommandRef, DispatchError>> + 'static {
        std::future::ready(self.apply(&command.into()))
    }

    fn apply(&self, command: &Command) -> Result<CommandRef, DispatchError> {
        let at = clock::now();
        let cmd = CommandRef {
            replica: self.replica.get_value(),
            no: self.next.get_value(),
        };
        let me = self
            .me
            .get_untracked()
            .ok_or(DispatchError::Refused(Refusal::NotAllowed))?;
        let memberships = me
            .memberships
            .into_iter()
            .map(|(_, membership)| membership)
            .collect();
        let ctx = Ctx::new(me.user, cmd, at, clock::stockholm_minutes(at), memberships);
        let state = self.state.get_untracked();
        match execute_partial(command, &ctx, &*state) {
            Executed::Refused(refusal) => return Err(DispatchError::Refused(refusal)),
            Executed::Nothing => {}
            Executed::Changed(changes) => {
                let mut rows = (*state).clone();
                self.records.update(|records| {
                    records.extend(changes.0.iter().map(|entity| (entity.key(), cmd)))
                });
                changes.0.into_iter().for_each(|entity| rows.put(entity));
                self.state.set(Arc::new(rows));
            }
        }
        self.next.update_value(|next| *next += 1);
        self.sync.update(|sync| {
            sync.unsent += 1;
            sync.oldest_unsent.get_or_insert(at);
        });
        Ok(cmd)
    }

    /// The worst state among the commands that wrote this row.
    #[must_use]
    pub fn record_state(&self, key: Key) -> RecordState {
        self.records.with(|records| {
            if records.contains_key(&key) {
                RecordState::OnThisDevice
            } else {
                RecordState::Confirmed
            }
        })
    }

    /// The state of one command.
    #[must_use]
    pub fn command_state(&self, cmd: CommandRef) -> RecordState {
        if cmd.replica == self.replica.get_value() {
            RecordState::OnThisDevice
        } else {
            RecordState::Confirmed
        }
    }

    /// How device and server stand.
    #[must_use]
    pub fn sync(&self) -> Signal<SyncStatus> {
        self.sync.into()
    }

    /// What needs attention on this device.
    #[must_use]
    pub fn inbox(&self) -> Signal<Vec<InboxEntry>> {
        self.inbox.into()
    }

    /// Tries to send and fetch now.
    pub fn sync_now(&self) {}
}
