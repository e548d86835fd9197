//! Runs the sync core in one tab: gives it what happened, does what it says. One per signed-in user; closed at sign-out. All
//! tabs write the outbox; only the tab that holds the lock talks to the server. `asks` brings commands into the outbox, `line`
//! talks to the server, `drafts` keeps what is not saved yet, `accepted` is what the person has taken note of.
mod accepted;
mod asks;
mod drafts;
mod health;
mod line;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

use futures::future::join;
use gloo_timers::callback::Timeout;
use gloo_timers::future::TimeoutFuture;
use serde::{Deserialize, Serialize};
use shared::ordered::{Map, Set};
use shared::sync::SyncCore;
use shared::sync::base::BaseChange;
use shared::sync::branch::Split;
use shared::sync::event::{Effect, Event, Identity, Loaded, Moment, Notice, What};
use shared::sync::outbox::{OutboxChange, Progress, StoredOutbox};
use shared::time::Millis;
use wasm_bindgen_futures::spawn_local;

pub(super) use self::asks::Ask;
use self::asks::{Answered, Reply};
pub(super) use self::line::Line;
use super::pokes::Pokes;
use super::screen::Screen;
use super::status::{DispatchError, StorageProblem};
use super::storage::accounts::{Account, Accounts};
use super::storage::db::StorageError;
use super::storage::outbox::{Origin, OutboxStore};
use super::storage::rows::RowsStore;
use crate::platform::locks::{self, Lock};
use crate::platform::tabs::Tabs;
use crate::platform::wake::{Sign, Wake};
use crate::platform::{clock, ids, page, random};

/// How often, and how far apart, it is looked whether what was said is stored before the page is loaded again.
const OPEN_ANEW_TRIES: u32 = 60;
const OPEN_ANEW_MS: u32 = 50;

/// What one tab tells the others.
#[derive(Serialize, Deserialize)]
enum Word {
    /// These commands are new or have a new state.
    Outbox(Vec<u64>),
    /// There is a new checkpoint.
    Base,
    /// How the leading tab stands with the server.
    Line(Line),
    /// The chain was left: what each tab holds in its memory is of the old one.
    Branched,
}

enum Write {
    Base(Box<BaseChange>),
    Outbox(Box<OutboxChange>),
}

/// What is to be drawn and waits for the frame that answers a press.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Nothing,
    /// What was laid on top, and how it stands.
    Something,
    Everything,
}

/// One user's copy in this tab.
pub struct Driver {
    account: Account,
    core: RefCell<SyncCore>,
    outbox: OutboxStore,
    rows: RowsStore,
    accounts: Accounts,
    screen: Screen,
    asks: RefCell<VecDeque<Ask>>,
    asking: Cell<bool>,
    replies: RefCell<Map<u64, Reply>>,
    tokens: Cell<u64>,
    problem: Cell<Option<StorageProblem>>,
    writes: RefCell<VecDeque<Write>>,
    writing: Cell<bool>,
    timer: RefCell<Option<Timeout>>,
    line: Cell<Line>,
    last_sync: Cell<Option<Millis>>,
    has_asked: Cell<bool>,
    contact_kept: Cell<Millis>,
    storage: Cell<health::Storage>,
    accepted: RefCell<Set<u64>>,
    tabs: RefCell<Option<Tabs>>,
    lock: RefCell<Option<Lock>>,
    wake: RefCell<Option<Wake>>,
    pokes: RefCell<Option<Pokes>>,
    holds: Cell<Holds>,
    replies_due: RefCell<Vec<Answered>>,
    is_closed: Cell<bool>,
}

impl Driver {
    /// Opens the copy of a user from this device's storage. When the storage does not answer, the rows can still be read from
    /// the server, and every attempt to record something says that it cannot be kept.
    pub async fn open(account: Account, accounts: Accounts, screen: Screen) -> Rc<Self> {
        let database = account.database();
        let (outbox, rows) = (OutboxStore::new(&database), RowsStore::new(&database));
        let fresh = Origin {
            replica: ids::new(),
            installed_at: clock::now(),
            branches: Vec::new(),
            lost: 0,
        };
        let mut problem = None;
        let mut replica = fresh.replica;
        let origin = outbox.origin(fresh).await;
        let (stored, base) = join(outbox.load(), rows.load()).await;
        // Without its outbox the chain cannot be known: this visit then reads under a chain of its own and records nothing.
        let stored = match (stored, origin) {
            (Ok((origin, stored)), Ok(made)) => {
                replica = origin.unwrap_or(made).replica;
                stored
            }
            (Err(error), _) | (_, Err(error)) => {
                problem = Some(problem_of(&error));
                StoredOutbox::default()
            }
        };
        let identity = Identity {
            user: account.user,
            replica,
            build: build().to_owned(),
        };
        let core = SyncCore::open(Loaded {
            identity,
            base: base.unwrap_or_default(),
            outbox: stored,
        });
        let driver = Rc::new(Self {
            line: Cell::new(Line {
                last_sync: account.last_sync,
                ..Line::default()
            }),
            last_sync: Cell::new(account.last_sync),
            has_asked: Cell::new(false),
            account,
            core: RefCell::new(core),
            outbox,
            rows,
            accounts,
            screen,
            asks: RefCell::default(),
            asking: Cell::new(false),
            replies: RefCell::default(),
            tokens: Cell::new(0),
            problem: Cell::new(problem),
            writes: RefCell::default(),
            writing: Cell::new(false),
            timer: RefCell::default(),
            contact_kept: Cell::new(Millis(0)),
            storage: Cell::default(),
            accepted: RefCell::new(accepted::read(replica)),
            tabs: RefCell::default(),
            lock: RefCell::default(),
            wake: RefCell::default(),
            pokes: RefCell::default(),
            holds: Cell::new(Holds::Nothing),
            replies_due: RefCell::default(),
            is_closed: Cell::new(false),
        });
        driver.draw_all();
        driver.join();
        driver
    }

    fn join(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let heard = weak.clone();
        *self.tabs.borrow_mut() = Some(Tabs::join(&self.account.database(), move |word| {
            with(&heard, |driver| driver.heard(word))
        }));
        let signed = weak.clone();
        *self.wake.borrow_mut() = Some(Wake::on(move |sign| {
            with(&signed, |driver| driver.woken(sign))
        }));
        let lock = locks::hold(&format!("sync:{}", self.account.database()), move || {
            with(&weak, |driver| spawn_local(Rc::clone(driver).lead()));
        });
        *self.lock.borrow_mut() = Some(lock);
    }

    /// Another tab led until now and may have written what this one has not heard of.
    async fn lead(self: Rc<Self>) {
        self.catch_up().await;
        let weak = Rc::downgrade(&self);
        *self.pokes.borrow_mut() = Some(Pokes::listen(move || {
            with(&weak, |driver| driver.feed(What::Wake))
        }));
        self.feed(What::Leads);
    }

    async fn catch_up(self: &Rc<Self>) {
        if let Ok((origin, stored)) = self.outbox.load().await {
            if origin.is_some_and(|origin| origin.replica != self.replica()) {
                // Another tab has left the chain, and this one has not heard of it. A visit that could not read its storage has a
                // chain of its own for as long as it lasts.
                if self.problem.get().is_none() {
                    self.open_anew().await;
                }
                return;
            }
            self.feed(What::OutboxChanged(stored));
        }
        let known = {
            let core = self.core.borrow();
            core.base().epoch().map(|epoch| (epoch, core.base().to()))
        };
        if self
            .rows
            .checkpoint()
            .await
            .is_ok_and(|stored| stored.is_some() && stored != known)
        {
            self.read_base().await;
        }
    }

    async fn read_base(self: &Rc<Self>) {
        if let Ok(Some(base)) = self.rows.load().await {
            self.feed(What::BaseChanged(base));
        }
    }

    fn heard(self: &Rc<Self>, word: Word) {
        if let Word::Line(line) = word {
            self.last_sync.set(line.last_sync);
            self.line.set(line);
            return self.draw_status();
        }
        let driver = Rc::clone(self);
        spawn_local(async move {
            match word {
                Word::Outbox(numbers) => {
                    if let Ok(stored) = driver.outbox.load_some(&numbers).await {
                        driver.feed(What::OutboxChanged(stored));
                    }
                    driver.note_accepted();
                }
                Word::Base => driver.read_base().await,
                Word::Branched => driver.open_anew().await,
                Word::Line(_) => {}
            }
        });
    }

    fn woken(self: &Rc<Self>, sign: Sign) {
        self.screen.day_may_have_changed();
        if sign == Sign::InSight && !self.core.borrow().status().leads {
            let driver = Rc::clone(self);
            spawn_local(async move { driver.catch_up().await });
        }
        self.feed(What::Wake);
    }

    /// Tells the core that something happened and does what it says.
    pub fn feed(self: &Rc<Self>, what: What) {
        if self.is_closed.get() {
            return;
        }
        let at = Moment {
            now: clock::now(),
            mono_ms: clock::mono_ms(),
            jitter: random::number(),
        };
        let effects = self.core.borrow_mut().step(Event { at, what });
        for effect in effects {
            self.perform(effect);
        }
        self.tell_line();
    }

    fn perform(self: &Rc<Self>, effect: Effect) {
        match effect {
            Effect::Store { token, draft } => self.store(token, draft),
            Effect::Saved { token, no } => self.answer(token, Ok(no)),
            Effect::AlreadyThere { token } => self.answer(token, Ok(0)),
            Effect::Refused { token, refusal } => {
                self.answer(token, Err(DispatchError::Refused(refusal)))
            }
            Effect::NotSaved { token } => {
                let problem = self.problem.get().unwrap_or(StorageProblem::Broken);
                self.answer(token, Err(DispatchError::CannotSave(problem)));
            }
            Effect::Send { req, request } => self.send(req, request),
            Effect::Timer { id, after_ms } => {
                let weak = Rc::downgrade(self);
                let after = u32::try_from(after_ms).unwrap_or(u32::MAX);
                // The earlier timer is cleared when it is dropped.
                *self.timer.borrow_mut() = Some(Timeout::new(after, move || {
                    with(&weak, |driver| driver.feed(What::Timer { id }))
                }));
            }
            Effect::Branch { from, split } => self.branch(from, split),
            Effect::SaveBase(change) => self.write(Write::Base(change)),
            Effect::SaveOutbox(change) => self.write(Write::Outbox(change)),
            Effect::Redraw => self.draw_all(),
            Effect::Tell(notice) => self.tell(&notice),
        }
    }

    fn tell(&self, notice: &Notice) {
        // What the person is to see follows from the core's status; the rest is for whoever looks for the cause.
        leptos::logging::warn!("sync: {notice:?}");
        self.draw_status();
    }

    /// Leaves the chain, if what is stored bears it out, and opens the page anew with what lies there now.
    fn branch(self: &Rc<Self>, from: u64, split: Split) {
        let driver = Rc::clone(self);
        spawn_local(async move {
            let (of, new) = (driver.replica(), ids::new());
            let mut left = driver.outbox.branch(from, split, of, new).await;
            if left == Err(StorageError::Full) && driver.rows.throw_away().await.is_ok() {
                driver.feed(What::BaseNotSaved);
                left = driver.outbox.branch(from, split, of, new).await;
            }
            match left {
                Ok(true) => {
                    driver.tell_tabs(&Word::Branched);
                    driver.open_anew().await;
                }
                Ok(false) => {
                    driver.catch_up().await;
                    driver.feed(What::NotBranched);
                }
                Err(error) => {
                    leptos::logging::error!("outbox: {error}");
                    driver.problem.set(Some(problem_of(&error)));
                    driver.feed(What::NotBranched);
                }
            }
        });
    }

    /// Loads the page again, when what was just said is stored.
    async fn open_anew(&self) {
        for _ in 0..OPEN_ANEW_TRIES {
            if self.asks.borrow().is_empty() {
                break;
            }
            TimeoutFuture::new(OPEN_ANEW_MS).await;
        }
        page::reload();
    }

    fn write(self: &Rc<Self>, write: Write) {
        self.writes.borrow_mut().push_back(write);
        if self.writing.replace(true) {
            return;
        }
        let driver = Rc::clone(self);
        spawn_local(async move {
            loop {
                let Some(write) = driver.writes.borrow_mut().pop_front() else {
                    break;
                };
                driver.write_one(write).await;
            }
            driver.writing.set(false);
        });
    }

    async fn write_one(self: &Rc<Self>, write: Write) {
        match write {
            Write::Base(change) => match self.rows.save(&change).await {
                Ok(()) => self.tell_tabs(&Word::Base),
                Err(error) => {
                    leptos::logging::warn!("rows: {error}");
                    self.feed(What::BaseNotSaved);
                }
            },
            Write::Outbox(change) => match self.outbox.save(self.replica(), &change).await {
                Ok(()) => self.tell_tabs(&Word::Outbox(change.states.keys().copied().collect())),
                Err(error) => {
                    leptos::logging::error!("outbox: {error}");
                    self.feed(What::OutboxNotSaved);
                }
            },
        }
    }

    fn tell_tabs(&self, word: &Word) {
        if let Some(tabs) = self.tabs.borrow().as_ref() {
            tabs.tell(word);
        }
    }

    /// The person has taken note of a refused command.
    pub fn accept(&self, no: u64) {
        accepted::add(self.replica(), no);
        self.note_accepted();
        self.tell_tabs(&Word::Outbox(vec![no]));
    }

    fn note_accepted(&self) {
        let now = accepted::read(self.replica());
        if *self.accepted.borrow() != now {
            self.accepted.replace(now);
            self.draw_all();
        }
    }

    /// How far a command has come, as this person sees it.
    pub fn progress(&self, no: u64) -> Option<Progress> {
        let progress = self.core.borrow().progress(no);
        if progress == Some(Progress::NeedsAttention) && self.accepted.borrow().contains(&no) {
            return Some(Progress::Confirmed);
        }
        progress
    }

    fn draw_all(&self) {
        if self.holds.get() != Holds::Nothing {
            self.holds.set(Holds::Everything);
        } else if !self.is_closed.get() {
            let (core, asks) = (self.core.borrow(), self.asks.borrow());
            self.screen
                .draw(&core, &asks, &self.account, &self.accepted.borrow());
            drop((core, asks));
            self.draw_status();
        }
    }

    fn draw_status(&self) {
        if self.holds.get() == Holds::Nothing && !self.is_closed.get() {
            let asks = self.asks.borrow();
            let oldest = asks.front().map(|ask| (asks.len(), ask.at));
            self.screen.draw_status(
                &self.core.borrow(),
                oldest,
                self.line.get(),
                self.problem.get(),
            );
        }
    }

    /// Reads the core.
    pub fn with_core<T>(&self, read: impl FnOnce(&SyncCore) -> T) -> T {
        read(&self.core.borrow())
    }

    /// The chain of this copy.
    #[must_use]
    pub fn replica(&self) -> shared::id::ReplicaId {
        self.core.borrow().identity().replica
    }

    /// Whose copy this is.
    #[must_use]
    pub const fn account(&self) -> &Account {
        &self.account
    }

    /// The person has signed out: nothing more is done here; what waits stays.
    pub fn close(&self) {
        self.is_closed.set(true);
        self.timer.take();
        self.pokes.take();
        self.wake.take();
        self.tabs.take();
        if let Some(lock) = self.lock.take() {
            lock.release();
        }
        self.rows.close();
    }
}

fn with(driver: &Weak<Driver>, then: impl FnOnce(&Rc<Driver>)) {
    if let Some(driver) = driver.upgrade() {
        then(&driver);
    }
}

/// Which build this is, for whoever judges a command later.
fn build() -> &'static str {
    option_env!("FOTFASTE_BUILD").unwrap_or(env!("CARGO_PKG_VERSION"))
}

fn problem_of(error: &StorageError) -> StorageProblem {
    match error {
        StorageError::Full => StorageProblem::Full,
        StorageError::Broken(_) | StorageError::Aborted | StorageError::Unreadable(_) => {
            StorageProblem::Broken
        }
    }
}
