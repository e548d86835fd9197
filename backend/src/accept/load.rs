//! Loads exactly the rows that a command's `needs` name, so that the cost of a command does not grow with the database. The
//! rows stay for the next command of the same transaction.
use std::collections::BTreeSet;

use serde_json::Value;
use shared::command::{Command, all_needs};
use shared::id::{TenantId, UserId};
use shared::model::{Body, Entity, Kind};
use shared::state::{Need, State};

use uuid::Uuid;

use super::AcceptError;
use super::parallel::Steps;
use crate::store::{EntityRow, StoreError, Tx};
use crate::vault::{Opened, Place, Vault};

/// The rows of one transaction.
#[derive(Default)]
pub(super) struct Working {
    pub state: State,
    asked: BTreeSet<Need>,
    /// A chain, and whether commands of it have gone on in another.
    left: Option<(Uuid, bool)>,
    /// Who wrote what in this transaction.
    pub steps: Steps,
    /// Rows that commands of this transaction have begun: whoever waits for one is judged again.
    pub made: Vec<Uuid>,
    /// What is judged now has waited: it is not to undo what its author said after it.
    pub is_late: bool,
}

/// A chain of references is at most so long.
const ROUNDS_MAX: usize = 8;

impl Working {
    /// What was loaded may be another than what is stored; what commands before have made stays.
    pub fn forget(&mut self) {
        *self = Self {
            made: std::mem::take(&mut self.made),
            is_late: self.is_late,
            ..Self::default()
        };
    }

    /// Whether commands of this chain have gone on in another; asked once.
    pub async fn is_left(
        &mut self,
        tx: &mut dyn Tx,
        tenant: TenantId,
        replica: Uuid,
    ) -> Result<bool, StoreError> {
        if let Some((of, is_left)) = self.left
            && of == replica
        {
            return Ok(is_left);
        }
        let is_left = tx.is_left(tenant, replica).await?;
        self.left = Some((replica, is_left));
        Ok(is_left)
    }

    /// Loads until the command names nothing new. `actors` are the sender and, on a shared tablet, the author.
    pub async fn load(
        &mut self,
        tx: &mut dyn Tx,
        vault: &Vault,
        tenant: TenantId,
        actors: &[UserId],
        command: &Command,
    ) -> Result<(), AcceptError> {
        for _ in 0..ROUNDS_MAX {
            let needs: BTreeSet<Need> = actors
                .iter()
                .flat_map(|actor| all_needs(command, *actor, &self.state))
                .collect();
            let new: Vec<Need> = needs.difference(&self.asked).copied().collect();
            if new.is_empty() {
                break;
            }
            for need in new {
                let rows = match need {
                    Need::Row(key) => tx
                        .entity(tenant, key.kind.as_str(), key.id)
                        .await?
                        .into_iter()
                        .collect(),
                    Need::Under(kind, parent) => tx.children(tenant, kind.as_str(), parent).await?,
                };
                for row in rows {
                    if let Some(entity) = open(tx, vault, &row).await? {
                        self.state.put(entity);
                    }
                }
                self.asked.insert(need);
            }
        }
        Ok(())
    }
}

/// A stored row as an entity; nothing when its person is erased.
pub(super) async fn open(
    tx: &mut dyn Tx,
    vault: &Vault,
    row: &EntityRow,
) -> Result<Option<Entity>, AcceptError> {
    let place = Place::Entity {
        kind: &row.kind,
        id: row.id,
    };
    match vault
        .unseal(tx, row.tenant, row.person, &place, &row.body)
        .await?
    {
        Opened::Bytes(bytes) => body(row, &bytes).map(Some),
        Opened::Erased { .. } => Ok(None),
    }
}

/// A stored row as an entity, of what it was opened to.
pub(super) fn body(row: &EntityRow, bytes: &[u8]) -> Result<Entity, AcceptError> {
    let kind = Kind::parse(&row.kind).ok_or(StoreError::Corrupt("kind"))?;
    let value: Value = serde_json::from_slice(bytes).map_err(AcceptError::Corrupt)?;
    let body = Body::from_value(kind, &value).map_err(AcceptError::Unreadable)?;
    Ok(Entity {
        id: row.id,
        ver: row.ver,
        body,
    })
}
