//! What happens in a step: every device has a turn, in which its disk and its tabs go on, somebody asks for something, a packet
//! arrives or is lost (`arrive`), and now and then something breaks (`fault`).
use backend::store::{StoreError, read};
use shared::model::Role;
use shared::permission;
use shared::sync::branch::Was;
use shared::sync::envelope::Envelope;
use shared::sync::event::What;
use shared::sync::outbox::{StoredEntry, StoredOutbox};
use shared::testing::{GENERATORS, Generator, Scene, any, weight};
use shared::time::{Day, Millis};

use super::device::Op;
use super::history::Sent;
use super::server::tenant;
use super::world::World;
use super::{Found, Plant};

/// What a role may ask for, each as often as it weighs.
#[must_use]
pub fn kinds_of(role: Role) -> Vec<Generator> {
    let may = |name: &str| {
        let mut rights = permission::TABLE.iter();
        rights.any(|right| right.command == name && right.role == role)
    };
    GENERATORS
        .iter()
        .filter(|(name, _)| may(name))
        .flat_map(|(name, make)| (0..weight(name)).map(|_| *make))
        .collect()
}

impl World {
    /// One step: a turn for every device.
    pub fn step(&mut self) -> Found<()> {
        for device in 0..self.devices.len() {
            self.now += i64::try_from(self.dice.below(300)).unwrap_or(0);
            self.server.now = Millis(self.now);
            self.devices_work(device, 85)?;
            match self.dice.below(100) {
                0..12 => self.ask(device)?,
                12..92 => {
                    self.deliver_one()?;
                    if self.dice.chance(50) {
                        self.deliver_one()?;
                    }
                }
                92..98 => self.device_fault(device)?,
                _ => self.server_fault()?,
            }
        }
        Ok(())
    }

    /// Disk, mail and timers of a device go on, each so likely.
    pub fn devices_work(&mut self, device: usize, percent: u64) -> Found<()> {
        let mut place = 0;
        while place < self.devices[device].tabs.len() {
            while self.dice.chance(percent) {
                let Some(op) = self.devices[device].tabs[place].ops.pop_front() else {
                    break;
                };
                self.disk(device, place, op)?;
            }
            while place < self.devices[device].tabs.len() && self.dice.chance(percent) {
                let Some(what) = self.devices[device].tabs[place].mail.pop_front() else {
                    break;
                };
                self.feed(device, place, what)?;
            }
            let due = self.devices[device].tabs.get_mut(place).and_then(|tab| {
                let due = tab.timer.filter(|(_, at)| *at <= self.now);
                due.inspect(|_| tab.timer = None)
            });
            if let Some((id, _)) = due {
                self.feed(device, place, What::Timer { id })?;
            }
            place += 1;
        }
        Ok(())
    }

    fn disk(&mut self, device: usize, place: usize, op: Op) -> Found<()> {
        let fails = self.is_stormy && self.dice.chance(1);
        let flush = self.dice.chance(25);
        let owner = &mut self.devices[device];
        let tab = &mut owner.tabs[place];
        let id = tab.id;
        match op {
            Op::Store { token, .. } if fails => tab.mail.push_back(What::StoreFailed { token }),
            Op::SaveOutbox(_) if fails => tab.mail.push_back(What::OutboxNotSaved),
            Op::SaveBase(_) if fails => tab.mail.push_back(What::BaseNotSaved),
            Op::Branch { .. } if fails => tab.mail.push_back(What::NotBranched),
            Op::Branch { from, split } => return self.branch(device, place, from, split),
            Op::Store { token, draft } => {
                let last = tab.core.outbox().last_no();
                let (replica, plant) = (owner.replica, self.config.plant);
                let entry = owner.disk.store(replica, &draft, last, plant)?;
                let what = What::Stored {
                    token,
                    entry: entry.clone(),
                };
                tab.mail.push_back(what);
                self.note(device, &entry)?;
                let owner = &mut self.devices[device];
                let changed = StoredOutbox {
                    heads: owner.disk.heads.clone(),
                    entries: vec![entry],
                    ..StoredOutbox::default()
                };
                owner.broadcast(id, &What::OutboxChanged(changed));
            }
            Op::SaveOutbox(change) => {
                let changed = owner.disk.save_outbox(&change);
                owner.broadcast(id, &What::OutboxChanged(changed));
            }
            Op::SaveBase(change) => {
                let torn = self.config.plant == Some(Plant::CheckpointNotAtomic) && flush;
                if torn {
                    let mut half = change.clone();
                    half.scopes
                        .values_mut()
                        .for_each(|scope| scope.puts.clear());
                    owner.disk.save_base(&half);
                    while !owner.tabs.is_empty() {
                        owner.close(0);
                    }
                    let next = self.id();
                    let (now, plant) = (self.now, self.config.plant);
                    self.devices[device].open(next, now, plant);
                    return Ok(());
                }
                if !owner.disk.save_base(&change) {
                    tab.mail.push_back(What::BaseNotSaved);
                    return Ok(());
                }
                if flush {
                    owner.disk.flushed = owner.disk.base.clone();
                }
                if owner.tabs.len() > 1
                    && let Some(base) = owner.disk.stored_base()
                {
                    owner.broadcast(id, &What::BaseChanged(base));
                }
            }
        }
        Ok(())
    }

    /// Keeps what a device has sealed.
    pub fn note(&mut self, device: usize, entry: &StoredEntry) -> Found<()> {
        let envelope: Envelope = serde_json::from_value(entry.envelope.clone())
            .map_err(|error| format!("a sealed envelope does not read: {error}"))?;
        let command =
            shared::command::Command::decode(&envelope.kind, envelope.v, &envelope.payload)
                .map_err(|error| format!("a sealed command does not read: {error}"))?;
        let owner = &self.devices[device];
        let key = (owner.replica.uuid(), envelope.cmd_no);
        let sent = Sent {
            user: owner.user,
            envelope: envelope.into(),
            command: command.into(),
            was: Was::all(&entry.envelope),
        };
        self.registry.entry(key).or_default().push(sent);
        Ok(())
    }

    /// Somebody wants something, by what one of the tabs shows.
    fn ask(&mut self, device: usize) -> Found<()> {
        let place = self.dice.index(self.devices[device].tabs.len());
        let owner = &self.devices[device];
        let Some(tab) = owner.tabs.get(place) else {
            return Ok(());
        };
        let rows = tab.core.rows();
        let scene = Scene {
            rows: &rows,
            me: owner.user,
            today: Day::at(Millis(self.now + owner.clock_off_ms), 60),
            people: &self.people,
        };
        let mut command = None;
        for _ in 0..4 {
            let make = match self.dice.pick(&self.kinds[device]) {
                Some(make) if !self.dice.chance(4) => make,
                Some(_) | None => any(&mut self.dice).1,
            };
            command = make(&mut self.dice, &scene);
            if command.is_some() {
                break;
            }
        }
        let Some(command) = command else {
            return Ok(());
        };
        let token = self.id();
        let what = What::Ask {
            token,
            command: command.into(),
            author: None,
            tz_minutes: 60,
        };
        self.feed(device, place, what)
    }

    /// The head of the tenant.
    pub fn head(&self) -> Found<i64> {
        let head = self.server.exec.wait(read(&*self.server.deps.store, |tx| {
            Box::pin(async move { tx.head(tenant()).await })
        }));
        head.map_err(|error: StoreError| error.to_string())
    }
}
