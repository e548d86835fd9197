//! What happens in a step: every device has a turn, in which its disk and its tabs go on, somebody asks for something, a packet
//! arrives or is lost, and now and then something breaks.
use backend::store::{StoreError, read};
use shared::model::Role;
use shared::permission;
use shared::sync::envelope::Envelope;
use shared::sync::event::{Answer, Request, What};
use shared::sync::outbox::{StoredEntry, StoredOutbox};
use shared::sync::protocol::{PullReply, PushReply, PushRequest};
use shared::testing::{GENERATORS, Generator, Scene, any, weight};
use shared::time::{Day, Millis};
use shared::wire::Hash;

use super::device::Op;
use super::history::Sent;
use super::server::tenant;
use super::world::{Load, Packet, World};
use super::{Found, Plant};

const HOUR: i64 = 3_600_000;

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

    fn note(&mut self, device: usize, entry: &StoredEntry) -> Found<()> {
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
        };
        self.registry.insert(key, sent);
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
            command,
            tz_minutes: 60,
        };
        self.feed(device, place, what)
    }

    /// Any packet under way goes one step further.
    pub fn deliver_one(&mut self) -> Found<()> {
        let place = self.dice.index(self.wire.len());
        let Some(packet) = self.wire.remove(place) else {
            return Ok(());
        };
        match packet.load {
            Load::Down(answer) => {
                let answer = *answer;
                let tabs = &self.devices[packet.device].tabs;
                let Some(place) = tabs.iter().position(|tab| tab.id == packet.tab) else {
                    return Ok(());
                };
                let what = What::Answered {
                    req: packet.req,
                    answer,
                };
                if self.is_stormy && self.dice.chance(3) {
                    self.feed(packet.device, place, what.clone())?;
                }
                self.feed(packet.device, place, what)
            }
            Load::Up(ref request) => {
                let answer = self.arrive(&packet, request.clone())?;
                if packet.is_ghost {
                    return Ok(());
                }
                let lost = self.is_stormy && self.dice.chance(4);
                let answer = if lost { Answer::Lost } else { answer };
                self.wire.push_back(Packet {
                    load: Load::Down(Box::new(answer)),
                    ..packet
                });
                Ok(())
            }
        }
    }

    fn arrive(&mut self, packet: &Packet, request: Request) -> Found<Answer> {
        let owner = &self.devices[packet.device];
        let (user, is_in) = (owner.user, owner.is_signed_in);
        if !owner.is_reachable || (self.is_stormy && self.dice.chance(5)) {
            return Ok(Answer::Lost);
        }
        if self.is_stormy {
            match (self.dice.below(100), &request) {
                (0, _) => return Ok(Answer::Garbage),
                (1, _) => {
                    let retry_after_ms = Some(self.dice.below(5_000));
                    return Ok(Answer::Busy { retry_after_ms });
                }
                (2..8, Request::Push(push)) if push.batch.len() > 2 => return Ok(Answer::TooLarge),
                _ => {}
            }
            if self.dice.chance(4) {
                self.wire.push_back(Packet {
                    is_ghost: true,
                    ..packet.clone()
                });
            }
        }
        if !is_in && request != Request::Hello {
            return Ok(Answer::SignIn);
        }
        if let (Some(Plant::AckBeforeCustody), Request::Push(push)) = (self.config.plant, &request)
            && self.dice.chance(10)
        {
            return self.acknowledge(push);
        }
        self.report.answers += 1;
        let is_push = matches!(request, Request::Push(_));
        if self.config.plant == Some(Plant::DedupeDropped)
            && self.dice.chance(20)
            && let Request::Push(push) = &request
        {
            self.execute_again(user, push.clone())?;
        }
        let mut answer = self.server.answer(user, request)?;
        if is_push {
            self.count("pushes");
            self.history.follow(&self.server, &self.registry)?;
        }
        if let Answer::Pulled(reply) = &mut answer {
            self.spoil(reply);
            if self.is_stormy && self.dice.chance(25) {
                cut(reply);
            }
        }
        Ok(answer)
    }

    fn acknowledge(&self, push: &PushRequest) -> Found<Answer> {
        let last = push.batch.last().and_then(|e| e.get("cmd_no")?.as_u64());
        Ok(Answer::Pushed(PushReply {
            epoch: self.server.epoch,
            server_time: self.server.now,
            custody_high: last.unwrap_or(0),
            verdicts: Vec::new(),
            retry_after_ms: None,
        }))
    }

    /// What a server without dedupe does: the batch is new once more.
    fn execute_again(&mut self, user: shared::id::UserId, push: PushRequest) -> Found<()> {
        let replica: shared::id::ReplicaId = self.dice.uuid().into();
        let mut prev: Option<Hash> = None;
        let mut batch = Vec::new();
        for (no, mut envelope) in (1_u64..).zip(push.batch) {
            envelope["cmd_no"] = no.into();
            envelope["prev"] = prev.map_or(serde_json::Value::Null, |h| h.to_string().into());
            let hash = shared::wire::envelope_hash(replica, &envelope);
            envelope["hash"] = hash.to_string().into();
            prev = Some(hash);
            batch.push(envelope);
        }
        let again = PushRequest {
            replica_id: replica,
            batch,
            ..push
        };
        self.server.answer(user, Request::Push(again)).map(|_| ())
    }

    fn spoil(&mut self, reply: &mut PullReply) {
        match self.config.plant {
            Some(Plant::CursorOffByOne) => {
                for delta in &mut reply.scopes {
                    let next = delta.from + 1;
                    delta.puts.retain(|row| row.ver != next);
                }
            }
            Some(Plant::ScopeDelLost | Plant::DigestUnchecked) => {
                reply.scopes.iter_mut().for_each(|delta| delta.dels.clear());
            }
            Some(Plant::RowLeaked) => {
                let dag = shared::testing::cast::id("Dag");
                let scope = shared::scope::Scope::Case(dag);
                let leaked = self.history.at(scope, i64::MAX).next();
                if let (Some(delta), Some((_, row))) = (reply.scopes.first_mut(), leaked) {
                    delta.puts.push(row.clone());
                }
            }
            _ => {}
        }
    }

    fn device_fault(&mut self, device: usize) -> Found<()> {
        let roll = self.dice.below(90);
        let (now, plant) = (self.now, self.config.plant);
        let spot = self.dice.index(40);
        let next = self.id();
        let jump = i64::try_from(self.dice.below(6 * 24)).unwrap_or(0) - 72;
        let place = self.dice.index(self.devices[device].tabs.len());
        let owner = &mut self.devices[device];
        match roll {
            0..14 => {
                owner.close(place);
                if owner.tabs.is_empty() {
                    owner.open(next, now, plant);
                }
            }
            14..22 => self.power_cut(device, next, spot),
            22..30 if owner.tabs.len() < 2 => owner.open(next, now, plant),
            34..52 => {
                owner.is_reachable = !owner.is_reachable;
                if owner.is_reachable {
                    let wake = |tab: &mut super::device::Tab| tab.mail.push_back(What::Wake);
                    owner.tabs.iter_mut().for_each(wake);
                }
            }
            52..58 => owner.is_signed_in = false,
            58..70 if !owner.is_signed_in => self.sign_in(device),
            70..76 => owner.clock_off_ms = jump * HOUR / 6,
            76.. => {
                let wake = |tab: &mut super::device::Tab| tab.mail.push_back(What::Wake);
                owner.tabs.iter_mut().for_each(wake);
            }
            _ => {}
        }
        Ok(())
    }

    /// The user of a device signs in again.
    pub fn sign_in(&mut self, device: usize) {
        let owner = &mut self.devices[device];
        owner.is_signed_in = true;
        for tab in &mut owner.tabs {
            tab.mail.push_back(What::SignedIn);
        }
    }

    /// All tabs die at once; what was only in the disk's cache is gone, the outbox never is.
    fn power_cut(&mut self, device: usize, next: u64, spot: usize) {
        let (now, plant) = (self.now, self.config.plant);
        let is_lost = self.dice.chance(20);
        let is_damaged = self.dice.chance(15);
        let owner = &mut self.devices[device];
        owner.tabs.clear();
        owner.leader = None;
        let kept = owner.disk.flushed.clone();
        owner.disk.base = kept.filter(|_| !is_lost);
        if is_damaged && owner.disk.damage(spot) {
            owner.was_damaged = true;
        }
        if plant == Some(Plant::OutboxRelaxed) {
            owner.disk.entries.pop_last();
        }
        owner.open(next, now, plant);
        self.count("power cuts");
    }

    fn server_fault(&mut self) -> Found<()> {
        match self.dice.below(100) {
            0..30 => {
                self.server.crash_soon(&mut self.dice);
                self.count("crashes");
            }
            30..60 => {
                self.server.restart()?;
                self.history.follow(&self.server, &self.registry)?;
            }
            60..70 => {
                let hours = i64::try_from(self.dice.below(40)).unwrap_or(0);
                self.now += hours * HOUR;
            }
            70..80 if self.server.take_backup() => self.backup = Some(self.history.clone()),
            80..86 => {
                let epoch = self.dice.uuid();
                if self.server.restore(epoch)?
                    && let Some(history) = &self.backup
                {
                    self.history = history.clone();
                    self.count("restores");
                    self.history.follow(&self.server, &self.registry)?;
                }
            }
            86..90 if self.config.plant == Some(Plant::RowWrittenOutside) => {
                self.write_outside()?
            }
            _ => {}
        }
        Ok(())
    }

    fn write_outside(&self) -> Found<()> {
        let person: uuid::Uuid = shared::testing::cast::id("org Norrbygg");
        let wrote =
            self.server
                .exec
                .wait(backend::store::write(&*self.server.deps.store, move |tx| {
                    Box::pin(async move {
                        let Some(mut row) = tx.entity(tenant(), "organisation", person).await?
                        else {
                            return Ok(());
                        };
                        row.ver += 1;
                        tx.put_entity(&row).await
                    })
                }));
        wrote.or_else(|error: StoreError| match error {
            StoreError::Closed => Ok(()),
            other => Err(other.to_string()),
        })
    }

    /// The head of the tenant.
    pub fn head(&self) -> Found<i64> {
        let head = self.server.exec.wait(read(&*self.server.deps.store, |tx| {
            Box::pin(async move { tx.head(tenant()).await })
        }));
        head.map_err(|error: StoreError| error.to_string())
    }
}

/// The same answer in two pages: what a server with small pages would say first.
fn cut(reply: &mut PullReply) {
    let moves = |place: &usize| reply.scopes[*place].from < reply.scopes[*place].through;
    let moving: Vec<usize> = (0..reply.scopes.len()).filter(moves).collect();
    let (Some(first), true) = (moving.first().copied(), moving.len() > 1 && !reply.more) else {
        return;
    };
    for (place, delta) in reply.scopes.iter_mut().enumerate() {
        delta.digest = None;
        if place > first {
            delta.through = delta.from;
            delta.puts.clear();
            delta.dels.clear();
        }
    }
    reply.scopes_new.clear();
    reply.scopes_gone.clear();
    reply.more = true;
}
