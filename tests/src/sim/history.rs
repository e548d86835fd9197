//! What must have come of the commands: the audit chain is followed link by link (I5), every applied command is run again from
//! empty rows by `run_full` (I2), and what each scope must show at each number is noted (I3).
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use backend::store::{AuditRow, StoreError, read};
use sha2::{Digest as _, Sha256};
use shared::command::{Command, Executed, run_full};
use shared::id::{ReplicaId, UserId, derived};
use shared::model::{Entity, Key, Kind};
use shared::scope::{Scope, scopes};
use shared::state::State;
use shared::sync::base::RowKey;
use shared::sync::branch::{Was, walk};
use shared::sync::digest::row_hash;
use shared::sync::envelope::Envelope;
use shared::sync::protocol::RowPut;
use shared::testing::{cast, replay};
use shared::wire::CommandRef;
use uuid::Uuid;

use super::Found;
use super::server::{Server, tenant};

/// A row as a scope shows it, with its hash.
#[derive(Debug)]
pub struct Shown {
    pub row: RowPut,
    pub hash: i64,
}

type Versions = Vec<(i64, Option<Arc<Shown>>)>;

/// A command as it left a device.
#[derive(Clone, Debug)]
pub struct Sent {
    pub user: UserId,
    pub envelope: Arc<Envelope>,
    pub command: Arc<Command>,
    /// What it was called in chains that were left.
    pub was: Vec<Was>,
}

/// What has come of everything so far.
#[derive(Clone, Default)]
pub struct History {
    /// All rows.
    pub state: State,
    /// Last link.
    pub seq: i64,
    hash: [u8; 32],
    scopes: BTreeMap<Scope, BTreeMap<RowKey, Versions>>,
    /// Where something of an entity is shown now, and as what.
    live: BTreeMap<Uuid, BTreeSet<(Scope, Kind)>>,
    /// Applied commands by chain.
    applied: BTreeMap<Uuid, BTreeSet<u64>>,
    /// Their hashes: copies of a device seal different commands alike.
    done: BTreeSet<[u8; 32]>,
    /// By each hash that a command ever had, what it was called when it was done: two copies of a device may both have sealed it anew.
    done_as: BTreeMap<[u8; 32], (ReplicaId, u64)>,
}

/// Everything that devices and the beginning have sent, by replica and number; copies of a device seal different commands alike.
pub type Registry = BTreeMap<(Uuid, u64), Vec<Sent>>;

/// The beginning as the server's own replicas sent it.
#[must_use]
pub fn beginning() -> Registry {
    let mut registry = Registry::new();
    let mut numbers: BTreeMap<UserId, u64> = BTreeMap::new();
    for (actor, day, command) in cast::beginning() {
        let no = numbers.entry(actor).or_default();
        *no += 1;
        let replica = derived(&[
            b"server",
            tenant().uuid().as_bytes(),
            actor.uuid().as_bytes(),
        ]);
        let kind = command.kind();
        let envelope = Envelope {
            cmd_no: *no,
            prev: None,
            hash: shared::wire::Hash([0; 32]),
            kind: kind.name.to_owned(),
            v: kind.v,
            payload: serde_json::Value::Null,
            author: None,
            occurred_at: replay::noon(day),
            tz: 60,
            mono_ms: 0,
            skew_est_ms: 0,
            base: shared::ordered::Map::new(),
            view: shared::sync::envelope::Knowledge {
                schema: 1,
                build: String::new(),
                seq: 0,
                epoch: None,
            },
        };
        let sent = Sent {
            user: actor,
            envelope: Arc::new(envelope),
            command: Arc::new(command),
            was: Vec::new(),
        };
        registry.insert((replica, *no), vec![sent]);
    }
    registry
}

/// What a command has and had.
fn hashes(sent: &Sent) -> impl Iterator<Item = [u8; 32]> {
    let was = sent.was.iter().map(|was| was.hash.0);
    [sent.envelope.hash.0].into_iter().chain(was)
}

impl History {
    /// With the right that the beginning rests on.
    #[must_use]
    pub fn new() -> Self {
        let mut history = Self::default();
        history.state.put(Entity::new(
            cast::id::<Uuid>("first right"),
            cast::first_right(),
        ));
        history
    }

    /// The beginning is told: its right goes.
    pub fn begun(&mut self) {
        let key = Key::new(Kind::Membership, cast::id::<Uuid>("first right"));
        self.state.remove(key);
    }

    /// Follows the chain to its end.
    pub fn follow(&mut self, server: &Server, registry: &Registry) -> Found<()> {
        while self.follow_by(server, registry, 1000)? {}
        Ok(())
    }

    /// Follows the chain by so many links; whether there were any.
    pub fn follow_by(&mut self, server: &Server, registry: &Registry, links: i64) -> Found<bool> {
        let after = self.seq;
        let page = server.exec.wait(read(&*server.deps.store, move |tx| {
            Box::pin(async move { tx.audit_after(tenant(), after, links).await })
        }));
        let page = page.map_err(|error: StoreError| error.to_string())?;
        for row in &page {
            self.follow_link(server, registry, row)?;
        }
        Ok(!page.is_empty())
    }

    fn follow_link(&mut self, server: &Server, registry: &Registry, row: &AuditRow) -> Found<()> {
        self.link(row)?;
        let no = u64::try_from(row.cmd_no).unwrap_or(0);
        let sent = registry
            .get(&(row.replica, no))
            .and_then(|all| match &all[..] {
                [one] => Some(one),
                all => all.iter().find(|sent| sent.envelope.hash.0 == row.cmd_hash),
            });
        let sent = sent.ok_or_else(|| {
            format!(
                "I1: the server applied {no} of {}, which nobody sent",
                row.replica
            )
        })?;
        if sent.user.uuid() != row.actor || sent.envelope.kind != row.kind {
            return Err(format!("I5: link {} tells of another command", row.seq));
        }
        let applied = self.applied.get(&row.replica);
        if applied.is_some_and(|applied| applied.contains(&no)) {
            return Err(format!("I8: {no} of {} was applied twice", row.replica));
        }
        let command = self.as_done(server, registry, row.replica, sent)?;
        self.apply(row.seq, row.replica, no, sent, &command)?;
        self.done.insert(row.cmd_hash);
        for hash in hashes(sent) {
            let name = (ReplicaId::from(row.replica), no);
            self.done_as.entry(hash).or_insert(name);
        }
        Ok(())
    }

    /// Whether a command of this chain was done that was said after this one.
    pub fn has_later(&self, replica: Uuid, no: i64) -> bool {
        let last = self.applied.get(&replica).and_then(BTreeSet::last);
        last.is_some_and(|last| i64::try_from(*last).is_ok_and(|last| last > no))
    }

    fn link(&mut self, row: &AuditRow) -> Found<()> {
        if row.seq != self.seq + 1 || row.prev_hash != self.hash {
            return Err(format!("I5: link {} does not follow {}", row.seq, self.seq));
        }
        let mut text: Vec<u8> = Vec::new();
        let body = Sha256::digest(&row.body);
        let (seq, no) = (row.seq.to_be_bytes(), row.cmd_no.to_be_bytes());
        for part in [
            &row.prev_hash[..],
            row.tenant.uuid().as_bytes(),
            &seq,
            row.actor.as_bytes(),
            row.replica.as_bytes(),
            &no,
            row.kind.as_bytes(),
            &row.cmd_hash,
            row.person.as_bytes(),
            &body[..],
        ] {
            text.extend_from_slice(&u64::try_from(part.len()).unwrap_or(0).to_be_bytes());
            text.extend_from_slice(part);
        }
        let hash: [u8; 32] = Sha256::digest(&text).into();
        if hash != row.hash {
            return Err(format!("I5: the hash of link {} is not its own", row.seq));
        }
        (self.seq, self.hash) = (row.seq, row.hash);
        Ok(())
    }

    /// The command with others of its chain by the names under which they were done. Which of the commands that copies of a device
    /// have sealed alike is meant, the server's custody tells.
    fn as_done(
        &self,
        server: &Server,
        registry: &Registry,
        replica: Uuid,
        sent: &Sent,
    ) -> Found<Command> {
        if sent.was.is_empty() {
            return Ok((*sent.command).clone());
        }
        let name = |of: &str, no: u64| {
            let all = registry
                .get(&(replica, no))
                .filter(|_| of == replica.to_string())?;
            let place = i64::try_from(no).ok()?;
            let kept: Result<_, StoreError> =
                server.exec.wait(read(&*server.deps.store, move |tx| {
                    Box::pin(async move { tx.intake(tenant(), replica, place).await })
                }));
            let kept = kept.ok().flatten();
            let meant = all.iter().find(|sent| {
                kept.as_ref()
                    .is_some_and(|kept| kept.hash == sent.envelope.hash.0)
            })?;
            if self.done.contains(&meant.envelope.hash.0) {
                return None;
            }
            let mut names = hashes(meant);
            names.find_map(|hash| self.done_as.get(&hash).copied())
        };
        let mut payload = sent.command.payload().map_err(|error| error.to_string())?;
        walk(&mut payload, &name);
        let (kind, v) = (&sent.envelope.kind, sent.envelope.v);
        Command::decode(kind, v, &payload).map_err(|error| format!("{error:?}"))
    }

    fn apply(
        &mut self,
        seq: i64,
        replica: Uuid,
        no: u64,
        sent: &Sent,
        command: &Command,
    ) -> Found<()> {
        let cmd = CommandRef {
            replica: ReplicaId::from(replica),
            no,
        };
        let (at, tz) = (sent.envelope.occurred_at, sent.envelope.tz);
        let executed = run_full(&mut self.state, command, sent.user, cmd, at, tz, seq);
        let Executed::Changed(changes) = executed else {
            return Err(format!(
                "I2: the server applied {} as {seq}, alone it comes to {executed:?}",
                sent.envelope.kind
            ));
        };
        for entity in &changes.0 {
            self.show(seq, entity);
        }
        self.applied.entry(replica).or_default().insert(no);
        Ok(())
    }

    fn show(&mut self, seq: i64, entity: &Entity) {
        let mut now: Vec<(Scope, Kind)> = Vec::new();
        // Several scopes see the same.
        let mut made: Vec<(Entity, Arc<Shown>)> = Vec::new();
        for (scope, entity) in scopes(entity) {
            let kind = entity.key().kind;
            let known = made.iter().find(|(known, _)| known.body == entity.body);
            let shown = match known {
                Some((_, shown)) => shown.clone(),
                None => {
                    let entity = Entity { ver: seq, ..entity };
                    let Ok(row) = RowPut::of(&entity) else {
                        continue;
                    };
                    let hash = row_hash(&row);
                    let shown = Arc::new(Shown { row, hash });
                    made.push((entity, shown.clone()));
                    shown
                }
            };
            let rows = self.scopes.entry(scope).or_default();
            let versions = rows.entry((shown.row.t.clone(), shown.row.id)).or_default();
            let same =
                matches!(versions.last(), Some((_, Some(old))) if old.row.row == shown.row.row);
            if !same {
                versions.push((seq, Some(shown)));
            }
            now.push((scope, kind));
        }
        let shapes = [
            entity.key().kind,
            Kind::TraineeCard,
            Kind::Span,
            Kind::MeetingCard,
        ];
        let live = self.live.entry(entity.id).or_default();
        let leaves = |place: &&(Scope, Kind)| shapes.contains(&place.1) && !now.contains(*place);
        let gone: Vec<(Scope, Kind)> = live.iter().filter(leaves).copied().collect();
        for place in &gone {
            live.remove(place);
            let (scope, kind) = place;
            let rows = self.scopes.entry(*scope).or_default();
            let versions = rows.entry((kind.as_str().to_owned(), entity.id));
            versions.or_default().push((seq, None));
        }
        live.extend(now);
    }

    /// What a scope must show at a number.
    pub fn at(&self, scope: Scope, to: i64) -> impl Iterator<Item = (&RowKey, &Shown)> {
        let rows = self.scopes.get(&scope).into_iter().flatten();
        rows.filter_map(move |(key, versions)| {
            let (_, row) = versions.iter().rev().find(|(seq, _)| *seq <= to)?;
            Some((key, &**row.as_ref()?))
        })
    }
}
