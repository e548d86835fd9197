//! The base with the pending commands replayed over it: what the screens show. The base is not copied; only rows that a pending
//! command wrote lie in the upper layer. A command that its preview now refuses (somebody changed the base) has no effect here,
//! stays in the outbox and waits for its verdict.

use uuid::Uuid;

use super::base::Base;
use super::envelope::Envelope;
use crate::command::{Command, Ctx, Executed, Speaker, execute_partial};
use crate::id::{ReplicaId, UserId};
use crate::model::{Entity, Key, Kind};
use crate::ordered::{Map, Set};
use crate::refusal::Refusal;
use crate::state::{Rows, State};
use crate::time::{Day, Millis};
use crate::wire::CommandRef;

/// Two layers of rows, read as one.
#[derive(Clone, Copy, Debug)]
pub struct Layered<'a> {
    /// The confirmed copy.
    pub base: &'a State,
    /// Rows that have left it: found by their name, in no list.
    pub kept: &'a State,
    /// Rows that pending commands wrote.
    pub over: &'a State,
}

impl Layered<'_> {
    fn laid<'b>(
        &'b self,
        mut below: Vec<&'b Entity>,
        mut above: Vec<&'b Entity>,
    ) -> Vec<&'b Entity> {
        if self.over.is_empty() {
            return below;
        }
        below.retain(|entity| self.over.get(entity.key()).is_none());
        below.append(&mut above);
        crate::ordered::sort_by_key(&mut below, |entity| entity.id);
        below
    }
}

impl Rows for Layered<'_> {
    fn get(&self, key: Key) -> Option<&Entity> {
        let here = self.over.get(key).or_else(|| self.base.get(key));
        here.or_else(|| self.kept.get(key))
    }
    fn children(&self, kind: Kind, parent: Uuid) -> Vec<&Entity> {
        self.laid(
            self.base.children(kind, parent),
            self.over.children(kind, parent),
        )
    }
    fn all(&self, kind: Kind) -> Vec<&Entity> {
        self.laid(self.base.all(kind), self.over.all(kind))
    }
}

/// What pending commands do to the base.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    over: State,
    refused: Map<u64, Refusal>,
    wrote: Map<Key, Set<u64>>,
}

impl Overlay {
    /// Both layers.
    #[must_use]
    pub const fn rows<'a>(&'a self, base: &'a Base) -> Layered<'a> {
        Layered {
            base: base.state(),
            kept: base.kept(),
            over: &self.over,
        }
    }
    /// Pending commands that their preview refuses.
    #[must_use]
    pub const fn refused(&self) -> &Map<u64, Refusal> {
        &self.refused
    }
    /// Pending commands that wrote this row.
    pub fn writers(&self, key: Key) -> impl Iterator<Item = u64> {
        self.wrote.get(&key).into_iter().flatten().copied()
    }
    /// Whether no pending command has an effect.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.over.is_empty()
    }

    /// Replays one more command on top.
    pub fn replay(
        &mut self,
        base: &Base,
        user: UserId,
        replica: ReplicaId,
        envelope: &Envelope,
        command: &Command,
    ) {
        let no = envelope.cmd_no;
        let rows = self.rows(base);
        let at = (envelope.occurred_at, envelope.tz);
        let who = (user, envelope.author);
        match preview(&rows, who, CommandRef { replica, no }, at, command) {
            Executed::Changed(changes) => {
                for entity in changes.0 {
                    self.wrote.entry(entity.key()).or_default().insert(no);
                    self.over.put(entity);
                }
            }
            Executed::Nothing => {}
            Executed::Refused(refusal) => {
                self.refused.insert(no, refusal);
            }
        }
    }
}

/// What this device thinks of a command, with the memberships that it knows of. `who` is the device's user and the author on a
/// shared tablet, `at` is instant and local offset in minutes.
#[must_use]
pub fn preview(
    rows: &dyn Rows,
    who: (UserId, Option<UserId>),
    cmd: CommandRef,
    at: (Millis, i32),
    command: &Command,
) -> Executed {
    match Speaker::of(rows, who.0, who.1, Day::at(at.0, at.1)) {
        Ok(speaker) => {
            let ctx = Ctx::new(speaker.actor, cmd, at.0, at.1, speaker.memberships);
            execute_partial(command, &ctx, rows)
        }
        Err(refusal) => Executed::Refused(refusal),
    }
}
