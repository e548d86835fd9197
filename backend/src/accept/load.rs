//! Loads exactly the rows that a command's `needs` name, so that the cost of a command does not grow with the database. The
//! rows stay for the next command of the same transaction.
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use shared::command::{Command, all_needs};
use shared::id::{TenantId, UserId};
use shared::model::{Body, Entity, Key, Kind};
use shared::state::{Need, State};

use uuid::Uuid;

use super::AcceptError;
use crate::store::{EntityRow, StoreError, Tx};
use crate::vault::{Opened, Place, Vault};

/// The rows of one transaction.
#[derive(Default)]
pub(super) struct Working {
    pub state: State,
    /// What commands of this transaction have written, as text.
    pub texts: BTreeMap<Key, Arc<str>>,
    /// Envelopes that were opened ahead.
    pub opened: BTreeMap<(Uuid, i64), Value>,
    asked: BTreeSet<Need>,
    /// A chain, and whether commands of it have gone on in another.
    left: Option<(Uuid, bool)>,
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
        self.load_all(tx, vault, tenant, &[(actors, command)]).await
    }

    /// The same for many commands, with a look-up for all rows of a round.
    pub async fn load_all(
        &mut self,
        tx: &mut dyn Tx,
        vault: &Vault,
        tenant: TenantId,
        commands: &[(&[UserId], &Command)],
    ) -> Result<(), AcceptError> {
        for _ in 0..ROUNDS_MAX {
            let mut needs = BTreeSet::new();
            for (actors, command) in commands {
                for actor in *actors {
                    needs.extend(all_needs(command, *actor, &self.state));
                }
            }
            let new: Vec<Need> = needs.difference(&self.asked).copied().collect();
            if new.is_empty() {
                break;
            }
            let keys = new.iter().filter_map(|need| match need {
                Need::Row(key) => Some((key.kind.as_str().to_owned(), key.id)),
                Need::Under(..) => None,
            });
            let keys: Vec<(String, Uuid)> = keys.collect();
            let mut rows = match keys.as_slice() {
                [] => Vec::new(),
                [(kind, id)] => tx.entity(tenant, kind, *id).await?.into_iter().collect(),
                keys => tx.entities(tenant, keys).await?,
            };
            for need in &new {
                if let Need::Under(kind, parent) = need {
                    rows.extend(tx.children(tenant, kind.as_str(), *parent).await?);
                }
            }
            let persons: Vec<Uuid> = rows.iter().filter_map(|row| row.person).collect();
            if persons.len() > 1 {
                tx.person_keys(tenant, &persons).await?;
            }
            for row in rows {
                if let Some(entity) = open(tx, vault, &row).await? {
                    self.state.put(entity);
                }
            }
            self.asked.extend(new);
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
    let kind = Kind::parse(&row.kind).ok_or(StoreError::Corrupt("kind"))?;
    let place = Place::Entity {
        kind: &row.kind,
        id: row.id,
    };
    match vault
        .unseal(tx, row.tenant, row.person, &place, &row.body)
        .await?
    {
        Opened::Bytes(bytes) => {
            let value: Value = serde_json::from_slice(&bytes).map_err(AcceptError::Corrupt)?;
            let body = Body::from_value(kind, &value).map_err(AcceptError::Unreadable)?;
            Ok(Some(Entity {
                id: row.id,
                ver: row.ver,
                body,
            }))
        }
        Opened::Erased { .. } => Ok(None),
    }
}
