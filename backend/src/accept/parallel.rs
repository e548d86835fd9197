//! Whether somebody else changed a row after the author of a command had seen it. Read from the audit chain, link by link backwards:
//! each tells at which number the row stood before it. Only what the sender's scopes show counts, so that no remark tells of
//! anything hidden; what came by the same chain does not, because its author knows.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::id::UserId;
use shared::model::{Entity, Key};
use shared::ordered::Set;
use shared::scope::Scope;
use shared::sync::envelope::Envelope;
use shared::sync::outbox::row_name;
use shared::sync::parallel::{changed, remark, shown};
use shared::verdict::Flag;
use uuid::Uuid;

use super::pull::scopes_of;
use super::{AcceptError, Caller, Now, audit};
use crate::store::{IntakeRow, Tx};
use crate::vault::Vault;

/// Most links that are read for one row, and for all commands of one transaction; what lies before them is taken for seen.
const LINKS_MAX: usize = 200;
const READ_MAX: usize = 1_000;

/// Who wrote a row at a number, which number it had before, and what others have done to it.
#[derive(Clone)]
struct Step {
    replica: Uuid,
    was: i64,
    pair: Option<(Option<Entity>, Entity)>,
}

/// What this transaction has written or read of the audit chain: (row, number) → step.
#[derive(Default)]
pub(super) struct Steps {
    known: BTreeMap<(Key, i64), Step>,
    read: usize,
}

impl Steps {
    /// This transaction writes a row.
    pub fn wrote(&mut self, replica: Uuid, before: Option<&Entity>, after: &Entity) {
        let was = before.map_or(0, |row| row.ver);
        let step = Step {
            replica,
            was,
            pair: None,
        };
        self.known.insert((after.key(), after.ver), step);
    }
}

/// The remark on a command that makes these changes; none where that cannot be told, because a remark is not worth a record.
pub(super) async fn remark_on(
    tx: &mut dyn Tx,
    vault: &Vault,
    steps: &mut Steps,
    now: Now,
    intake: &IntakeRow,
    envelope: &Envelope,
    pairs: &[(Option<Entity>, Entity)],
) -> Result<Option<Flag>, AcceptError> {
    match remark_in(tx, vault, steps, now, intake, envelope, pairs).await {
        Err(error) if !error.is_outage() => {
            tracing::error!(error = %error, replica = %intake.replica, cmd_no = intake.cmd_no, "no remark: a link of the audit chain does not read");
            Ok(None)
        }
        told => told,
    }
}

/// The gravest of the rows' remarks. What was overwritten is told by the whole row, since its author could see what they wrote over;
/// what else has changed, by what the sender's scopes show.
async fn remark_in(
    tx: &mut dyn Tx,
    vault: &Vault,
    steps: &mut Steps,
    now: Now,
    intake: &IntakeRow,
    envelope: &Envelope,
    pairs: &[(Option<Entity>, Entity)],
) -> Result<Option<Flag>, AcceptError> {
    let caller = Caller {
        tenant: intake.tenant,
        user: UserId::from(intake.user),
    };
    let mut gravest = None;
    let mut seen_by: Option<BTreeSet<Scope>> = None;
    for (before, after) in pairs {
        let saw = envelope.base.get(row_name(after.key()).as_str());
        let (Some(before), Some(saw)) = (before, saw) else {
            continue;
        };
        if before.ver <= *saw {
            continue;
        }
        // Numbers of another timeline say nothing of this one.
        if envelope.view.epoch != Some(tx.epoch().await?.into()) {
            continue;
        }
        let others = others(tx, vault, steps, intake, before, *saw).await?;
        if others.is_empty() {
            continue;
        }
        let visible = match &mut seen_by {
            Some(visible) => visible,
            none => none.insert(scopes_of(tx, caller, now).await?),
        };
        let (mut whole, mut seen) = (Set::new(), Set::new());
        for (before, after) in &others {
            let old = before.as_ref().map_or(Ok(Value::Null), value)?;
            whole.extend(changed(&old, &value(after)?));
            let fields = shown(before.as_ref(), after, |scope| visible.contains(&scope));
            seen.extend(fields.map_err(AcceptError::Corrupt)?);
        }
        let (kind, mine) = (after.key().kind, changed(&value(before)?, &value(after)?));
        let conflict = remark(kind, &mine, &whole).filter(|flag| *flag == Flag::Conflict);
        gravest = gravest.max(conflict).max(remark(kind, &mine, &seen));
    }
    Ok(gravest)
}

/// What others did to a row after the number that the author saw.
async fn others(
    tx: &mut dyn Tx,
    vault: &Vault,
    steps: &mut Steps,
    intake: &IntakeRow,
    row: &Entity,
    saw: i64,
) -> Result<Vec<(Option<Entity>, Entity)>, AcceptError> {
    let (key, mut at) = (row.key(), row.ver);
    let mut found = Vec::new();
    for _ in 0..LINKS_MAX {
        if at <= saw {
            break;
        }
        let known = steps.known.get(&(key, at)).cloned();
        let is_told = |step: &Step| step.pair.is_some() || step.replica == intake.replica;
        let step = match known.filter(is_told) {
            Some(step) => step,
            None if steps.read >= READ_MAX => break,
            None => {
                steps.read += 1;
                let Some(link) = audit::read(tx, vault, intake.tenant, at, key).await? else {
                    break;
                };
                let step = Step {
                    replica: link.replica,
                    was: link.was,
                    pair: Some((link.before, link.after)),
                };
                steps.known.insert((key, at), step.clone());
                step
            }
        };
        at = step.was;
        if is_own(tx, intake, step.replica).await? {
            continue;
        }
        found.extend(step.pair);
    }
    Ok(found)
}

/// Whether a chain is the command's own, or one that its device has left for it.
async fn is_own(tx: &mut dyn Tx, intake: &IntakeRow, replica: Uuid) -> Result<bool, AcceptError> {
    if replica == intake.replica {
        return Ok(true);
    }
    let row = tx.replica(replica).await?;
    let is_theirs = row.is_some_and(|row| row.user == intake.user);
    Ok(is_theirs && tx.is_left(intake.tenant, replica).await?)
}

fn value(entity: &Entity) -> Result<Value, AcceptError> {
    entity.body.to_value().map_err(AcceptError::Corrupt)
}
