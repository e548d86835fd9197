//! The one door: permission, check, apply. The device goes through `execute_partial`, the server through `execute_full`.
use super::{Command, Ctx};
use crate::model::{Body, Key, Kind};
use crate::permission;
use crate::refusal::Refusal;
use crate::state::{Changes, Full, Need, Partial, Rows, State, View};

/// What came of an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Executed {
    /// These rows are to be written.
    Changed(Changes),
    /// The fact is already there.
    Nothing,
    /// No.
    Refused(Refusal),
}

/// All rows that judging this command needs, given what is loaded; empty when complete. The actor's memberships are among them.
#[must_use]
pub fn all_needs(command: &Command, actor: crate::id::UserId, rows: &dyn Rows) -> Vec<Need> {
    let mut needs = vec![Need::Under(Kind::Membership, actor.uuid())];
    command.needs(rows, &mut needs);
    needs
}

/// The rows that a command names, without those that begin with it: what it may be waiting for. The rows that it needs are loaded.
#[must_use]
pub fn named(command: &Command, rows: &dyn Rows) -> Vec<Key> {
    let mut needs = Vec::new();
    command.needs(rows, &mut needs);
    let own = command.makes();
    let named = needs.into_iter().filter_map(|need| match need {
        Need::Row(key) => Some(key),
        Need::Under(..) => None,
    });
    named.filter(|key| !own.contains(key)).collect()
}

/// Those of them that are not there.
#[must_use]
pub fn lacking(command: &Command, rows: &dyn Rows) -> Vec<Key> {
    let mut named = named(command, rows);
    named.retain(|key| rows.get(*key).is_none());
    named
}

/// A device's preview.
#[must_use]
pub fn execute_partial(command: &Command, ctx: &Ctx, rows: &dyn Rows) -> Executed {
    let view = View::<Partial>::partial(rows);
    run(command, ctx, rows, || command.check(ctx, &view))
}

/// The server's judgement.
#[must_use]
pub fn execute_full(command: &Command, ctx: &Ctx, rows: &dyn Rows) -> Executed {
    let view = View::<Full>::full(rows);
    run(command, ctx, rows, || {
        command
            .check(ctx, &view)
            .and_then(|()| command.check_full(ctx, &view))
    })
}

fn run(
    command: &Command,
    ctx: &Ctx,
    rows: &dyn Rows,
    check: impl FnOnce() -> Result<(), Refusal>,
) -> Executed {
    if !permission::allows(command.kind().name, ctx, &command.subject(rows), rows) {
        return Executed::Refused(Refusal::NotAllowed);
    }
    if let Err(refusal) = check() {
        return Executed::Refused(refusal);
    }
    let mut changes = Changes::default();
    command.apply(ctx, rows, &mut changes);
    changes.0.retain(|entity| {
        rows.get(entity.key())
            .is_none_or(|old| old.body != entity.body)
    });
    if changes.0.is_empty() {
        Executed::Nothing
    } else {
        Executed::Changed(changes)
    }
}

/// Judges and writes in memory, with the memberships found in the same rows: the whole story in one call, for tests, the demo
/// and the reference model. `ver` is given to the rows written.
pub fn run_full(
    state: &mut State,
    command: &Command,
    actor: crate::id::UserId,
    cmd: crate::wire::CommandRef,
    at: crate::time::Millis,
    tz_minutes: i32,
    ver: i64,
) -> Executed {
    let memberships = state
        .children(Kind::Membership, actor.uuid())
        .into_iter()
        .filter_map(|entity| {
            if let Body::Membership(m) = &entity.body {
                Some(m.clone())
            } else {
                None
            }
        })
        .collect();
    let ctx = Ctx::new(actor, cmd, at, tz_minutes, memberships);
    let executed = execute_full(command, &ctx, state);
    if let Executed::Changed(changes) = &executed {
        for entity in &changes.0 {
            let mut entity = entity.clone();
            entity.ver = ver;
            state.put(entity);
        }
    }
    executed
}
