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

/// Most links that are read for one command; what lies before them is taken for seen.
const LINKS_MAX: usize = 200;

/// Who wrote a row at a number, and which number it had before.
#[derive(Clone, Copy)]
struct Step {
    replica: Uuid,
    was: i64,
}

/// What this transaction has written or read of the audit chain: (row, number) → step.
#[derive(Default)]
pub(super) struct Steps(BTreeMap<(Key, i64), Step>);

impl Steps {
    /// This transaction writes a row.
    pub fn wrote(&mut self, replica: Uuid, before: Option<&Entity>, after: &Entity) {
        let was = before.map_or(0, |row| row.ver);
        self.0
            .insert((after.key(), after.ver), Step { replica, was });
    }
}

/// The remark on a command that makes these changes; the gravest of its rows.
pub(super) async fn remark_on(
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
        let others = others(tx, vault, steps, intake, before, *saw).await?;
        if others.is_empty() {
            continue;
        }
        let visible = match &mut seen_by {
            Some(visible) => visible,
            none => none.insert(scopes_of(tx, caller, now).await?),
        };
        let mut theirs = Set::new();
        for (before, after) in &others {
            let is_visible = |scope| visible.contains(&scope);
            let fields = shown(before.as_ref(), after, is_visible);
            theirs.extend(fields.map_err(AcceptError::Corrupt)?);
        }
        let (old, new) = (value(before)?, value(after)?);
        gravest = gravest.max(remark(
            after.key().kind,
            &changed(&old, &new),
            &theirs,
        ));
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
        let known = steps.0.get(&(key, at)).copied();
        if let Some(step) = known.filter(|step| step.replica == intake.replica) {
            at = step.was;
            continue;
        }
        let Some(link) = audit::read(tx, vault, intake.tenant, at, key).await? else {
            break;
        };
        let (replica, was) = (link.replica, link.was);
        steps.0.insert((key, at), Step { replica, was });
        if replica != intake.replica {
            found.push((link.before, link.after));
        }
        at = was;
    }
    Ok(found)
}

fn value(entity: &Entity) -> Result<Value, AcceptError> {
    entity.body.to_value().map_err(AcceptError::Corrupt)
}
