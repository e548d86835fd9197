//! Erases a person by a decision: their key is destroyed, their rows are taken away, and every device that has them is told at its next
//! pull. What the contract needs stays without the person: that a place was filled, from when to when (a span). The chain stays whole:
//! what was written of the person is sealed under the key that is gone. That the person is erased is noted outside the database too
//! (`vault::erased`), so that a restored backup does not bring them back. What still comes about them from a device that was away
//! names nobody who is there: it is refused, and lies with the office.
use shared::id::{CandidateId, TenantId, UserId};
use shared::model::{Body, Entity, Kind, PlacementState};
use shared::sync::protocol::ERASED;
use shared::time::{Day, Millis};
use thiserror::Error;
use uuid::Uuid;

use super::audit::{self, Said};
use super::load::body;
use super::local::server_replica;
use super::write::{self, shown_as};
use super::{AcceptError, Deps, Now};
use crate::store::{self, EntityRow, StoreError, Tx};
use crate::vault::{Opened, Place, Vault, VaultError};

/// The name of an erasure's link in the audit chain. It is no command: nobody can send it.
pub(super) const KIND: &str = "erase_person";
const PAGE: i64 = 500;

/// Who is to be erased, and by which decision.
#[derive(Clone, Debug)]
pub struct Erasure {
    pub tenant: TenantId,
    pub person: CandidateId,
    /// In whose name.
    pub by: UserId,
    /// The reference of the decision, as it stands in the register.
    pub decision: String,
}

/// What is taken away, or would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    pub rows: usize,
    /// Of these, placements of which a span without the person stays.
    pub spans: usize,
}

/// Why a person is not erased.
#[derive(Debug, Error)]
pub enum NotErased {
    /// There is no such person, or no longer.
    #[error("there is no such person, or they are erased already")]
    Unknown,
    /// A placement is agreed or running.
    #[error("a placement of this person is agreed or running: end it first")]
    Running,
    #[error("{0}")]
    Failed(#[from] AcceptError),
}

impl From<StoreError> for NotErased {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// Erases, or only looks what would be (`is_rehearsal`).
///
/// # Errors
/// See [`NotErased`]. Nothing is done then, unless the database fails between note and commit: the next start ends what was begun.
pub async fn erase(
    deps: &Deps,
    now: Now,
    erasure: Erasure,
    is_rehearsal: bool,
) -> Result<Record, NotErased> {
    let vault = deps.vault.clone();
    store::write(&*deps.store, move |tx| {
        let (vault, erasure) = (vault.clone(), erasure.clone());
        Box::pin(async move {
            tx.lock_tenant(erasure.tenant).await?;
            let person = erasure.person.uuid();
            let found = rows_of(tx, &vault, erasure.tenant, person).await?;
            if found.is_empty() {
                return Err(NotErased::Unknown);
            }
            if found.iter().any(|(_, entity)| is_running(entity.as_ref())) {
                return Err(NotErased::Running);
            }
            let record = record(&found);
            if !is_rehearsal {
                take_away(tx, &vault, &erasure, now.millis, found).await?;
                let at = now.millis.0;
                let noted = vault.note_erased(erasure.tenant, person, at);
                noted.map_err(AcceptError::Vault)?;
            }
            Ok(record)
        })
    })
    .await
}

/// Erases once more who is noted as erased and is back: by a restored backup, or because the server stopped in the middle. Gives how
/// many these were. What was agreed or running in the backup had ended by then: at its planned end, or when the person was erased.
///
/// # Errors
/// Those of store and vault.
pub async fn erase_again(deps: &Deps, now: Millis) -> Result<usize, AcceptError> {
    if deps.vault.has_erased_nobody() {
        return Ok(0);
    }
    let tenants = store::read::<_, StoreError, _>(&*deps.store, |tx| {
        Box::pin(async move { tx.tenants().await })
    });
    let mut count = 0;
    for tenant in tenants.await? {
        let (mut after, tenant) = (None, tenant.id);
        loop {
            let page = store::read::<_, StoreError, _>(&*deps.store, move |tx| {
                Box::pin(async move { tx.persons(tenant, after, PAGE).await })
            })
            .await?;
            let Some(last) = page.last() else { break };
            after = Some(*last);
            for person in page {
                if let Some(at) = deps.vault.erased_at(tenant, person) {
                    once_more(deps, now, tenant, person, at).await?;
                    count += 1;
                }
            }
        }
    }
    Ok(count)
}

async fn once_more(
    deps: &Deps,
    now: Millis,
    tenant: TenantId,
    person: Uuid,
    at: i64,
) -> Result<(), AcceptError> {
    let vault = deps.vault.clone();
    store::write(&*deps.store, move |tx| {
        let vault = vault.clone();
        Box::pin(async move {
            tx.lock_tenant(tenant).await?;
            let mut found = rows_of(tx, &vault, tenant, person).await?;
            let day = Day::at(Millis(at), 0);
            for (_, entity) in &mut found {
                end(entity.as_mut(), day);
            }
            let erasure = Erasure {
                tenant,
                person: person.into(),
                by: Uuid::nil().into(),
                decision: String::new(),
            };
            take_away(tx, &vault, &erasure, now, found).await
        })
    })
    .await
}

type Found = Vec<(EntityRow, Option<Entity>)>;

/// All rows under the person's key; without an entity where a row does not read: it goes all the same.
async fn rows_of(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    person: Uuid,
) -> Result<Found, AcceptError> {
    let mut found = Vec::new();
    for row in tx.entities_of_person(tenant, person).await? {
        let place = Place::Entity {
            kind: &row.kind,
            id: row.id,
        };
        let opened = vault.unseal_once_more(tx, tenant, row.person, &place, &row.body);
        let entity = match opened.await {
            Ok(Opened::Bytes(bytes)) => body(&row, &bytes).ok(),
            Ok(Opened::Erased { .. }) | Err(VaultError::Damaged | VaultError::Format) => None,
            Err(error) => return Err(error.into()),
        };
        found.push((row, entity));
    }
    Ok(found)
}

fn is_running(entity: Option<&Entity>) -> bool {
    let state = match entity.map(|entity| &entity.body) {
        Some(Body::Placement(placement)) => placement.state,
        Some(_) | None => return false,
    };
    matches!(
        state,
        PlacementState::Planned | PlacementState::Started { .. }
    )
}

fn record(found: &Found) -> Record {
    let spans = found
        .iter()
        .filter(|(row, entity)| row.kind == Kind::Placement.as_str() && entity.is_some());
    Record {
        rows: found.len(),
        spans: spans.count(),
    }
}

/// A placement that was running when the backup was made, and was not when the person was erased.
fn end(entity: Option<&mut Entity>, day: Day) {
    if let Some(Body::Placement(placement)) = entity.map(|entity| &mut entity.body)
        && let PlacementState::Started { on } = placement.state
    {
        placement.state = PlacementState::Completed {
            started: on,
            on: placement.planned_end.min(day).max(on),
        };
    }
}

async fn take_away(
    tx: &mut dyn Tx,
    vault: &Vault,
    erasure: &Erasure,
    now: Millis,
    found: Found,
) -> Result<(), AcceptError> {
    let (tenant, person) = (erasure.tenant, erasure.person.uuid());
    let seq = tx.next_seq(tenant).await?;
    let mut spans = Vec::new();
    for (row, entity) in found {
        let kind = Kind::parse(&row.kind).ok_or(StoreError::Corrupt("kind"))?;
        let span = match entity.map(|entity| entity.body) {
            // Nobody came to a place that was only agreed.
            Some(Body::Placement(placement)) if placement.state != PlacementState::Planned => {
                Some(placement.span())
            }
            Some(_) | None => None,
        };
        hide(tx, &row, kind, seq, span.is_some()).await?;
        tx.replace_grants(tenant, &row.kind, row.id, &[]).await?;
        tx.drop_entity(tenant, &row.kind, row.id).await?;
        spans.extend(span.map(|span| Entity {
            id: row.id,
            ver: seq,
            body: span.into(),
        }));
    }
    for span in &spans {
        write::write(tx, vault, tenant, seq, None, span).await?;
    }
    let said = Said {
        actor: erasure.by.uuid(),
        replica: server_replica(tenant, erasure.by).uuid(),
        cmd_no: 0,
        kind: KIND,
        cmd_hash: [0; 32],
        person: erasure.by.uuid(),
    };
    let plain = audit::erased(person, &erasure.decision, &spans)?;
    audit::chain(tx, vault, tenant, seq, &said, &plain).await?;
    tx.erase_person_key(tenant, person, now.0).await?;
    Ok(())
}

/// Nobody sees the row any more; a span that stays is written over by itself.
async fn hide(
    tx: &mut dyn Tx,
    row: &EntityRow,
    kind: Kind,
    seq: i64,
    has_span: bool,
) -> Result<(), StoreError> {
    for shown in shown_as(kind) {
        if has_span && *shown == Kind::Span {
            continue;
        }
        for live in tx.scopes_of_row(row.tenant, shown.as_str(), row.id).await? {
            let hash = live.hash.wrapping_neg();
            tx.add_digest(row.tenant, &live.scope, -1, hash).await?;
            tx.put_scope_row(&store::ScopeRow {
                seq,
                live: false,
                why: ERASED.to_owned(),
                ..live
            })
            .await?;
        }
    }
    Ok(())
}
