//! The network and the server's door: a packet arrives, late, twice, cut or never; the mistakes planted in a server stand here too.
use shared::id::UserId;
use shared::sync::event::{Answer, Request, What};
use shared::sync::protocol::{PullReply, PushReply, PushRequest, RowPut};
use shared::time::Day;
use shared::wire::Hash;

use super::oracle::Reader;
use super::world::{Load, Packet, World};
use super::{Found, Plant};

/// Where a request comes to.
pub(super) enum Way {
    /// No server sees it.
    Ends(Answer),
    /// A server does, in this user's name.
    Arrives(UserId, Request),
}

impl World {
    /// Any packet under way goes one step further; of a crowd several do.
    pub fn deliver_one(&mut self) -> Found<()> {
        if self.crowd.is_some() {
            return self.deliver_some();
        }
        let Some(packet) = self.next_packet() else {
            return Ok(());
        };
        let request = match packet.load {
            Load::Down(answer) => {
                let name = (packet.device, packet.tab, packet.req);
                return self.hand_over(name, *answer);
            }
            Load::Up(ref request) => request.clone(),
        };
        let answer = match self.on_its_way(&packet, request)? {
            Way::Ends(answer) => answer,
            Way::Arrives(user, request) => self.arrive(user, request)?,
        };
        self.send_back(&packet, answer);
        Ok(())
    }

    /// Any packet under way.
    pub(super) fn next_packet(&mut self) -> Option<Packet> {
        let place = self.dice.index(self.wire.len());
        self.wire.remove(place)
    }

    /// An answer reaches its tab, if that is still there.
    pub(super) fn hand_over(
        &mut self,
        (device, tab, req): (usize, u64, u64),
        answer: Answer,
    ) -> Found<()> {
        let tabs = &self.devices[device].tabs;
        let Some(place) = tabs.iter().position(|known| known.id == tab) else {
            return Ok(());
        };
        let what = What::Answered { req, answer };
        if self.is_stormy && self.dice.chance(3) {
            self.feed(device, place, what.clone())?;
        }
        self.feed(device, place, what)
    }

    /// An answer begins its way back, or is lost.
    pub(super) fn send_back(&mut self, packet: &Packet, answer: Answer) {
        if packet.is_ghost {
            return;
        }
        let lost = self.is_stormy && self.dice.chance(4);
        let answer = if lost { Answer::Lost } else { answer };
        self.wire.push_back(Packet {
            load: Load::Down(Box::new(answer)),
            ..*packet
        });
    }

    /// What becomes of a request before a server answers it.
    pub(super) fn on_its_way(&mut self, packet: &Packet, request: Request) -> Found<Way> {
        let owner = &self.devices[packet.device];
        let (user, is_in) = (owner.user, owner.is_signed_in);
        let ends = |answer| Ok(Way::Ends(answer));
        if !owner.is_reachable || (self.is_stormy && self.dice.chance(5)) {
            return ends(Answer::Lost);
        }
        if self.is_stormy {
            // What one mistake needs is rare: that two copies send what they have in common piece by piece.
            if self.is_about_copies()
                && matches!(&request, Request::Push(push) if push.batch.len() > 1)
            {
                return ends(Answer::TooLarge);
            }
            match (self.dice.below(100), &request) {
                (0, _) => return ends(Answer::Garbage),
                (1, _) => {
                    let retry_after_ms = Some(self.dice.below(5_000));
                    return ends(Answer::Busy { retry_after_ms });
                }
                (2..8, Request::Push(push)) if push.batch.len() > 2 => {
                    return ends(Answer::TooLarge);
                }
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
            return ends(Answer::SignIn);
        }
        if let (Some(Plant::AckBeforeCustody), Request::Push(push)) = (self.config.plant, &request)
            && self.dice.chance(10)
        {
            return ends(self.acknowledge(push)?);
        }
        Ok(Way::Arrives(user, request))
    }

    fn arrive(&mut self, user: UserId, request: Request) -> Found<Answer> {
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
            let sent = reply.scopes.iter().flat_map(|delta| &delta.puts);
            self.check_sent(user, sent)?;
            self.shorten(reply);
        }
        if let Answer::Page(page) = &answer {
            self.check_sent(user, page.rows.iter())?;
        }
        Ok(answer)
    }

    /// Now and then an answer comes in two pages.
    pub(super) fn shorten(&mut self, reply: &mut PullReply) {
        if self.is_stormy && self.dice.chance(25) {
            cut(reply);
        }
    }

    /// I4: nothing is sent that its reader may not see at that moment, told by the other oracle, whatever the device makes of it.
    fn check_sent<'a>(&self, user: UserId, rows: impl Iterator<Item = &'a RowPut>) -> Found<()> {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return Ok(());
        }
        let reader = Reader::new(&self.history.state, user, Day::at(self.server.now, 60));
        for row in rows {
            let entity = row
                .entity()
                .ok_or("I3: a row that was sent does not read")?;
            if !reader.may(&entity, &row.row) {
                return Err(format!("I4: {} {} was sent to {user}", row.t, row.id));
            }
        }
        Ok(())
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
    fn execute_again(&mut self, user: UserId, push: PushRequest) -> Found<()> {
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
            branches: Vec::new(),
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
            Some(Plant::VerdictDropped) => {
                reply.verdicts.pop();
            }
            Some(Plant::CustodyTooHigh) if self.dice.chance(5) => reply.custody_high += 1,
            Some(Plant::GoneUntold) => reply.scopes_gone.clear(),
            Some(Plant::RowLeaked) => {
                let dag = shared::testing::cast::id("Dag");
                let scope = shared::scope::Scope::Case(dag);
                let leaked = self.history.at(scope, i64::MAX).next();
                if let (Some(delta), Some((_, shown))) = (reply.scopes.first_mut(), leaked) {
                    delta.puts.push(shown.row.clone());
                }
            }
            _ => {}
        }
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
    // What is new has not begun to come.
    let mut place = 0..;
    reply
        .scopes
        .retain(|delta| place.next().is_none_or(|place| place <= first) || !delta.whole);
    reply.scopes_new.clear();
    reply.scopes_gone.clear();
    reply.more = true;
}
