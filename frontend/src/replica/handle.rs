//! What screens see of the replica. Surprising choice: `dispatch` draws at once and answers later; a screen must never wait
//! for the answer before it shows what the person said.
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use shared::api::SessionInfo;
use shared::command::Command;
use shared::model::Key;
use shared::state::State;
use shared::sync::event::What;
use shared::sync::outbox::Progress;
use shared::time::Day;
use shared::wire::CommandRef;
use wasm_bindgen_futures::spawn_local;

use super::driver::Driver;
use super::screen::{self, Screen};
use super::session::{self, Session};
use super::status::{
    Author, DispatchError, InboxEntry, Me, OutboxEntry, Phase, RecordState, StorageProblem,
    SyncStatus,
};
use crate::signals::{Shown, Var};

/// How often the day is looked at, milliseconds.
const DAY_EVERY_MS: u32 = 30_000;

/// The handle. Copied freely.
#[derive(Clone, Copy)]
pub struct Replica {
    pub(super) screen: Screen,
    pub(super) phase: Var<Phase>,
    pub(super) session: StoredValue<Session, LocalStorage>,
}

/// Makes the replica and gives it to all screens.
pub fn provide_replica() -> Replica {
    let replica = Replica {
        screen: Screen::new(),
        phase: Var::new(Phase::Opening),
        session: StoredValue::new_local(Session::new()),
    };
    provide_context(replica);
    spawn_local(session::start(replica));
    gloo_timers::callback::Interval::new(DAY_EVERY_MS, move || {
        replica.screen.day_may_have_changed()
    })
    .forget();
    replica
}

/// The replica of this app.
#[must_use]
pub fn use_replica() -> Replica {
    expect_context()
}

impl Replica {
    pub(super) fn driver(&self) -> Option<Rc<Driver>> {
        self.session.with_value(|session| session.driver.clone())
    }

    /// All rows: the server's with the waiting commands laid over them.
    #[must_use]
    pub fn state(&self) -> Shown<Arc<State>> {
        self.screen.state.shown()
    }

    /// The same as it is now, with rows that have left this device and are still asked about: for the names in what is said of them.
    #[must_use]
    pub fn state_with_kept(&self) -> State {
        let mut state = (*self.screen.state.get_untracked()).clone();
        if let Some(driver) = self.driver() {
            driver.with_core(|core| state.put_all(core.base().kept()));
        }
        state
    }

    /// Who is signed in.
    #[must_use]
    pub fn me(&self) -> Shown<Option<Me>> {
        self.screen.me.shown()
    }

    /// Who speaks on this shared tablet; nobody while it is locked.
    #[must_use]
    pub fn author(&self) -> Shown<Option<Author>> {
        self.screen.author.shown()
    }

    /// Somebody has given their PIN.
    pub fn speak(&self, author: Author) {
        self.screen.author.set(Some(author));
    }

    /// Locks the tablet. What waits is sent all the same.
    pub fn lock(&self) {
        self.screen.author.set(None);
    }

    /// Draws everything anew, though no row is another.
    pub fn redraw(&self) {
        self.screen.state.update(|_same| {});
    }

    /// How far the start has come.
    #[must_use]
    pub fn phase(&self) -> Shown<Phase> {
        self.phase.shown()
    }

    /// The day in Stockholm.
    #[must_use]
    pub fn today(&self) -> Shown<Day> {
        self.screen.today.shown()
    }

    /// A person has signed in on this device.
    pub fn signed_in(&self, info: SessionInfo) {
        spawn_local(session::signed_in(*self, info));
    }

    /// The person has set up what was missing: asks the server who is signed in now.
    pub fn factor_added(&self) {
        spawn_local(session::ask(*self));
    }

    /// The person has signed out.
    pub fn signed_out(&self) {
        spawn_local(session::signed_out(*self));
    }

    /// Somebody leaves the page to sign in elsewhere: who comes back is for the server to say.
    pub async fn going_away(self) {
        session::going_away(self).await;
    }

    /// Checks and applies a command at once; the future resolves when it is saved strictly. A fact that is there already is
    /// answered with number 0: nothing had to be saved.
    pub fn dispatch(
        &self,
        command: impl Into<Command>,
    ) -> impl Future<Output = Result<CommandRef, DispatchError>> + 'static {
        let answer = self.driver().map(|driver| driver.dispatch(command.into()));
        async move {
            let gone = Err(DispatchError::CannotSave(StorageProblem::Broken));
            match answer {
                Some(answer) => answer.await.unwrap_or(gone),
                None => gone,
            }
        }
    }

    /// The worst state among the commands of this device that wrote this row.
    #[must_use]
    pub fn record_state(&self, key: Key) -> RecordState {
        self.screen.progress.track();
        let Some(driver) = self.driver() else {
            return RecordState::Confirmed;
        };
        let numbers: Vec<u64> = driver.with_core(|core| core.outbox().touching(key).collect());
        let worst = numbers.into_iter().filter_map(|no| driver.progress(no));
        worst.min().map_or(RecordState::Confirmed, seen)
    }

    /// The state of one command; others' commands are confirmed, or they would not be here.
    #[must_use]
    pub fn command_state(&self, cmd: CommandRef) -> RecordState {
        self.screen.progress.track();
        let Some(driver) = self
            .driver()
            .filter(|driver| driver.replica() == cmd.replica)
        else {
            return RecordState::Confirmed;
        };
        let last = driver.with_core(|core| core.outbox().last_no());
        match driver.progress(cmd.no) {
            Some(progress) => seen(progress),
            None if cmd.no > last => RecordState::Saving,
            None => RecordState::Confirmed,
        }
    }

    /// How device and server stand.
    #[must_use]
    pub fn sync(&self) -> Shown<SyncStatus> {
        self.screen.sync.shown()
    }

    /// What needs attention on this device.
    #[must_use]
    pub fn inbox(&self) -> Shown<Vec<InboxEntry>> {
        self.screen.inbox.shown()
    }

    /// The commands of this device, newest first: all that are not done with, and the latest of the others.
    #[must_use]
    pub fn outbox(&self, others: usize) -> Vec<OutboxEntry> {
        self.screen.progress.track();
        let Some(driver) = self.driver() else {
            return Vec::new();
        };
        let mut left = others;
        let all: Vec<u64> =
            driver.with_core(|core| core.outbox().entries().map(|(no, _)| no).collect());
        let listed = all.into_iter().rev().filter_map(|no| {
            let state = seen(driver.progress(no)?);
            if state == RecordState::Confirmed {
                left = left.checked_sub(1)?;
            }
            driver.with_core(|core| Some(screen::listed(no, core.outbox().entry(no)?, state)))
        });
        listed.collect()
    }

    /// The person has taken note of a refused command of this device; it asks for nobody any more.
    pub fn accept(&self, cmd: CommandRef) {
        if let Some(driver) = self.driver() {
            driver.accept(cmd.no);
        }
    }

    /// Asks the browser to keep what is stored here.
    pub fn keep_storage(&self) {
        spawn_local(session::keep_storage(*self));
    }

    /// Tries to send and fetch now.
    pub fn sync_now(&self) {
        if let Some(driver) = self.driver() {
            driver.feed(What::Wake);
        }
    }
}

fn seen(progress: Progress) -> RecordState {
    match progress {
        Progress::NeedsAttention => RecordState::NeedsAttention,
        Progress::OnThisDevice => RecordState::OnThisDevice,
        Progress::Received => RecordState::Received,
        Progress::Confirmed => RecordState::Confirmed,
    }
}
