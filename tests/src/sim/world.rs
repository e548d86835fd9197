//! A run: five devices, one server, one seed.
use std::collections::{BTreeMap, VecDeque};
use std::sync::OnceLock;

use backend::store::MemoryStore;
use shared::id::UserId;
use shared::scope::Scope;
use shared::sync::branch::{Split, Was};
use shared::sync::event::{Answer, Effect, Event, Moment, Notice, Request, What};
use shared::testing::cast::{self, PEOPLE, Person};
use shared::testing::{Dice, Generator};
use shared::time::Millis;

use super::crowd::Crowd;
use super::device::{Device, Disk, Op};
use super::history::{History, Registry, beginning};
use super::over::{Opened, Over};
use super::server::Server;
use super::trace::Trace;
use super::{Found, Plant};

/// What is run.
#[derive(Clone, Debug)]
pub struct Config {
    pub seed: u64,
    pub replicas: usize,
    /// In each of them every replica has a turn.
    pub steps: usize,
    pub plant: Option<Plant>,
    pub over: Over,
}

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// A fingerprint of all that happened, where one was taken.
    pub trace: u64,
    /// Events that cores took.
    pub events: u64,
    /// Answers of the server.
    pub answers: u64,
    /// Turns that the longest drain took.
    pub longest_drain: usize,
    /// What happened, by name.
    pub counts: BTreeMap<&'static str, u64>,
}

/// Something on its way.
#[derive(Clone, Debug)]
pub struct Packet {
    pub device: usize,
    pub tab: u64,
    pub req: u64,
    pub load: Load,
    /// A second copy of a request; nobody waits for its answer.
    pub is_ghost: bool,
}

/// Which way.
#[derive(Clone, Debug)]
pub enum Load {
    Up(Request),
    Down(Box<Answer>),
}

/// A run.
pub struct World {
    pub config: Config,
    pub dice: Dice,
    /// Milliseconds; jumps of devices' clocks are beside it.
    pub now: i64,
    pub server: Server,
    pub devices: Vec<Device>,
    pub wire: VecDeque<Packet>,
    pub history: History,
    pub registry: Registry,
    /// What commands are called since their chain was left: chain, number and hash.
    pub renamed: BTreeMap<Was, Vec<Was>>,
    pub backup: Option<History>,
    pub people: Vec<UserId>,
    pub trace: Trace,
    pub report: Report,
    /// Faults may happen; not any more in the drain.
    pub is_stormy: bool,
    pub next_id: u64,
    /// What each device's user may ask for, with weights by repetition.
    pub kinds: Vec<Vec<Generator>>,
    /// Several are answered at once.
    pub crowd: Option<Crowd>,
    /// Where the database is that goes with the run.
    pub database: Option<String>,
}

struct Genesis {
    store: MemoryStore,
    history: History,
    registry: Registry,
}

/// The beginning is told once a process, through the real door, and copied for every run.
fn genesis() -> Found<&'static Genesis> {
    static GENESIS: OnceLock<Found<Genesis>> = OnceLock::new();
    let made = GENESIS.get_or_init(|| {
        let empty = MemoryStore::new(cast::id("epoch"));
        let server = Server::in_memory(0, &empty);
        server.begin()?;
        let registry = beginning();
        let mut history = History::new();
        history.follow(&server, &registry)?;
        history.begun();
        let store = server.copy().ok_or("no memory")?;
        Ok(Genesis {
            store,
            history,
            registry,
        })
    });
    made.as_ref().map_err(Clone::clone)
}

impl World {
    /// Runs a seed from the beginning through the storm and the drain to the last check.
    pub fn run(config: &Config) -> Found<Report> {
        Self::new(config)?.report()
    }

    /// The same, with a fingerprint of all that happens.
    pub fn trace(config: &Config) -> Found<Report> {
        let mut world = Self::new(config)?;
        world.trace = Trace::begun();
        world.report()
    }

    fn report(mut self) -> Found<Report> {
        let done = self.play();
        let gone = self.leave();
        done.and(gone)?;
        self.report.trace = self.trace.get();
        Ok(self.report)
    }

    fn play(&mut self) -> Found<()> {
        for _ in 0..self.config.steps {
            self.step()?;
        }
        self.drain()?;
        self.check_end()
    }

    fn new(config: &Config) -> Found<Self> {
        let mut dice = Dice::new(config.seed);
        let seed = dice.next();
        let (server, history, registry, database) = match config.over.open(seed)? {
            None => {
                let genesis = genesis()?;
                (
                    Server::in_memory(seed, &genesis.store),
                    genesis.history.clone(),
                    genesis.registry.clone(),
                    None,
                )
            }
            Some(Opened { server, url }) => {
                let registry = beginning();
                let mut history = History::new();
                history.follow(&server, &registry)?;
                history.begun();
                (server, history, registry, url)
            }
        };
        let crowd = match &config.over {
            Over::Postgres { handlers } if *handlers > 1 => {
                let url = database.as_deref().ok_or("no database")?;
                Some(Crowd::beside(&server, url, *handlers, dice.next())?)
            }
            Over::Memory | Over::Sqlite(_) | Over::Postgres { .. } => None,
        };
        let mut world = Self {
            now: server.now.0,
            config: config.clone(),
            dice,
            server,
            devices: Vec::new(),
            wire: VecDeque::new(),
            history,
            registry,
            renamed: BTreeMap::new(),
            backup: None,
            people: PEOPLE
                .iter()
                .map(|person| cast::user(person.name))
                .collect(),
            trace: Trace::default(),
            report: Report::default(),
            is_stormy: true,
            next_id: 0,
            kinds: Vec::new(),
            crowd,
            database,
        };
        for place in 0..config.replicas {
            world.add_device(place);
        }
        Ok(world)
    }

    fn add_device(&mut self, place: usize) {
        // A site, its case circle and an administrator are always there, so that they meet; the others follow from the seed.
        let person: Person = match place {
            0 => *PEOPLE
                .iter()
                .find(|p| p.name == "Stig")
                .unwrap_or(&PEOPLE[0]),
            1 => *PEOPLE
                .iter()
                .find(|p| p.name == "Hanna")
                .unwrap_or(&PEOPLE[0]),
            _ => self.dice.pick(PEOPLE).unwrap_or(PEOPLE[0]),
        };
        self.kinds.push(super::turn::kinds_of(person.role));
        let mut device = Device {
            user: cast::user(person.name),
            name: person.name,
            replica: self.dice.uuid().into(),
            disk: Disk::default(),
            tabs: Vec::new(),
            leader: None,
            is_signed_in: true,
            is_reachable: true,
            clock_off_ms: 0,
            saved: Vec::new(),
            image: None,
            rotten: Vec::new(),
            was_damaged: false,
            may_split: false,
        };
        device.open(self.id(), self.now, self.config.plant);
        self.devices.push(device);
    }

    /// A number that was not given before.
    pub fn id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    pub fn count(&mut self, what: &'static str) {
        *self.report.counts.entry(what).or_default() += 1;
    }

    /// Lets a tab's core take an event and does what it says.
    pub fn feed(&mut self, device: usize, place: usize, what: What) -> Found<()> {
        let owner = &mut self.devices[device];
        let Some(tab) = owner.tabs.get_mut(place) else {
            return Ok(());
        };
        let at = Moment {
            now: Millis(self.now + owner.clock_off_ms),
            mono_ms: self.now - tab.opened_at,
            jitter: u32::try_from(self.dice.next() >> 32).unwrap_or(0),
        };
        let event = Event { at, what };
        self.trace.take(&event);
        self.report.events += 1;
        let effects = tab.core.step(event);
        let tab_id = tab.id;
        if tab.core.base().scopes().contains_key(&Scope::Kept) {
            self.count("rows kept");
        }
        for effect in effects {
            self.trace.take(&effect);
            self.effect(device, tab_id, effect)?;
        }
        self.check_view(device, tab_id)
    }

    fn effect(&mut self, device: usize, tab_id: u64, effect: Effect) -> Found<()> {
        let owner = &mut self.devices[device];
        let Some(tab) = owner.tabs.iter_mut().find(|tab| tab.id == tab_id) else {
            return Ok(());
        };
        match effect {
            Effect::Store { token, draft } => tab.ops.push_back(Op::Store { token, draft }),
            Effect::SaveBase(change) => tab.ops.push_back(Op::SaveBase(change)),
            Effect::SaveOutbox(change) => tab.ops.push_back(Op::SaveOutbox(change)),
            Effect::Branch { from, split } => tab.ops.push_back(Op::Branch { from, split }),
            Effect::Timer { id, after_ms } => {
                tab.timer = Some((id, self.now + i64::try_from(after_ms).unwrap_or(0)));
            }
            Effect::Send { req, request } => self.wire.push_back(Packet {
                device,
                tab: tab_id,
                req,
                load: Load::Up(request),
                is_ghost: false,
            }),
            Effect::Saved { no, .. } => {
                let hash = tab
                    .core
                    .outbox()
                    .entry(no)
                    .and_then(|entry| Some(entry.read.as_ref()?.0.hash))
                    .ok_or_else(|| format!("I1: {no} was called saved and is not there"))?;
                let replica = owner.replica;
                owner.saved.push(Was { replica, no, hash });
                self.count("saved");
            }
            Effect::Refused { .. } => self.count("refused by preview"),
            Effect::AlreadyThere { .. } | Effect::NotSaved { .. } | Effect::Redraw => {}
            Effect::Tell(notice) => return self.told(device, &notice),
        }
        Ok(())
    }

    fn told(&mut self, device: usize, notice: &Notice) -> Found<()> {
        let owner = &self.devices[device];
        match notice {
            Notice::DigestMismatch { .. } if !owner.was_damaged => Err(format!(
                "I3: {} differs from the server: {notice:?}",
                owner.name
            )),
            Notice::BaseDamaged { .. } if !owner.was_damaged => Err(format!(
                "I3: what {} has stored is torn: {notice:?}",
                owner.name
            )),
            Notice::Stopped(_) | Notice::NoProgress | Notice::UpgradeNeeded => {
                Err(format!("I6: {} came to a stop: {notice:?}", owner.name))
            }
            // A restore of the simulation begins a timeline; a gap tells of it before its name does.
            Notice::WentBack { epoch } if *epoch == self.server.epoch => Err(format!(
                "I1: the server keeps less than it told {}",
                owner.name
            )),
            Notice::Split(split) if !owner.may_split => {
                Err(format!("I1: {} left a whole chain: {split:?}", owner.name))
            }
            Notice::Split(Split::Forked) => {
                self.count("forks");
                Ok(())
            }
            Notice::Split(_) => {
                self.count("chains left");
                Ok(())
            }
            Notice::NewEpoch { .. } | Notice::WentBack { .. } => {
                self.count("new epoch");
                Ok(())
            }
            Notice::DigestMismatch { .. } | Notice::BaseDamaged { .. } => {
                self.count("damage noticed");
                Ok(())
            }
            Notice::SignInNeeded | Notice::WipeAsked => Ok(()),
        }
    }
}
