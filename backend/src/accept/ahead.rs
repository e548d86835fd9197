//! What a batch will ask for one by one is asked for at once, ahead: the transaction remembers it. Whatever cannot be had so is left to
//! whoever comes to it, and is told there.
use std::collections::BTreeSet;

use serde_json::Value;
use shared::command::Command;
use shared::id::{TenantId, UserId};
use shared::sync::branch::Was;
use shared::sync::envelope::Head;
use uuid::Uuid;

use super::load::Working;
use super::{AcceptError, Caller, custody};
use crate::store::{IntakeRow, StoreError, Tx};
use crate::vault::Vault;

/// Whom the commands of a batch are about, and the keys of these people.
pub(super) async fn custody(
    tx: &mut dyn Tx,
    caller: Caller,
    batch: &[(Head, Value)],
) -> Result<(), StoreError> {
    let named = |name| {
        batch
            .iter()
            .filter_map(move |(_, value)| custody::named(value, name))
    };
    let placements: Vec<Uuid> = named("placement").collect();
    let mut persons: Vec<Uuid> = named("candidate").collect();
    if !placements.is_empty() {
        let known = tx.aliases(caller.tenant, &placements).await?;
        persons.extend(known.into_iter().map(|(_, person)| person));
    }
    persons.push(caller.user.uuid());
    tx.person_keys(caller.tenant, &persons).await?;
    Ok(())
}

/// The commands of a batch that are to be judged, opened, and the rows that they name.
pub(super) async fn judging(
    tx: &mut dyn Tx,
    vault: &Vault,
    working: &mut Working,
    tenant: TenantId,
    replica: Uuid,
    (first, last): (i64, i64),
) -> Result<(), AcceptError> {
    let judged = tx.verdicts_between(tenant, replica, first, last).await?;
    let judged: BTreeSet<i64> = judged.into_iter().map(|row| row.cmd_no).collect();
    let mut intakes = tx.intakes(tenant, replica, first, last).await?;
    intakes.retain(|row| !judged.contains(&row.cmd_no));
    let persons: Vec<Uuid> = intakes.iter().map(|row| row.person).collect();
    tx.person_keys(tenant, &persons).await?;
    let mut commands = Vec::with_capacity(intakes.len());
    for row in &intakes {
        let opened = custody::open(tx, vault, row).await?;
        if let Some(value) = opened {
            commands.extend(command(row, &value));
            working.opened.insert((replica, row.cmd_no), value);
        }
    }
    let commands = commands
        .iter()
        .map(|(actors, command)| (actors.as_slice(), command));
    let commands: Vec<(&[UserId], &Command)> = commands.collect();
    working.load_all(tx, vault, tenant, &commands).await
}

/// What it says and who may be speaking. One that has had other names may name other rows by the time that it is judged.
fn command(row: &IntakeRow, value: &Value) -> Option<(Vec<UserId>, Command)> {
    if !Was::all(value).is_empty() {
        return None;
    }
    let version = value.get("v")?.as_u64()?;
    let kind = value.get("kind")?.as_str()?;
    let version = u16::try_from(version).ok()?;
    let command = Command::decode(kind, version, value.get("payload")?).ok()?;
    let author = value.get("author").and_then(Value::as_str);
    let author = author
        .and_then(|id| Uuid::parse_str(id).ok())
        .map(UserId::from);
    let actors = [Some(UserId::from(row.user)), author];
    Some((actors.into_iter().flatten().collect(), command))
}
