//! Writes one entity: its row, who sees it before and after, and the grants that it makes. A row of a scope is touched only
//! when what that scope sees has changed, so that nobody learns from a version number that something hidden has.
use std::sync::Arc;

use serde_json::Value;
use shared::id::TenantId;
use shared::model::{Entity, Kind, facts_in};
use shared::scope::{Scope, grants, scopes};
use shared::sync::digest::text_hash;
use shared::sync::protocol::RowPut;
use shared::wire::canonical;

use super::AcceptError;
use crate::store::{EntityRow, GrantRow, ScopeRow, Tx};
use crate::vault::{Place, Vault, plain};

/// The kinds in which an entity of this kind may be shown.
pub(super) const fn shown_as(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::Candidate => &[Kind::Candidate, Kind::TraineeCard],
        Kind::Placement => &[Kind::Placement, Kind::Span],
        Kind::Organisation => &[Kind::Organisation],
        Kind::Membership => &[Kind::Membership],
        Kind::Tender => &[Kind::Tender],
        Kind::Requirement => &[Kind::Requirement],
        Kind::Contract => &[Kind::Contract],
        Kind::Slot => &[Kind::Slot],
        Kind::Site => &[Kind::Site],
        Kind::Sheet => &[Kind::Sheet],
        Kind::Meeting => &[Kind::Meeting, Kind::MeetingCard],
        Kind::Task => &[Kind::Task],
        Kind::Contact => &[Kind::Contact],
        Kind::TraineeCard | Kind::Span | Kind::MeetingCard => &[],
    }
}

/// The kind of the entity behind a shown row.
pub(super) const fn behind(kind: Kind) -> Kind {
    match kind {
        Kind::TraineeCard => Kind::Candidate,
        Kind::Span => Kind::Placement,
        Kind::MeetingCard => Kind::Meeting,
        Kind::Organisation
        | Kind::Membership
        | Kind::Tender
        | Kind::Requirement
        | Kind::Contract
        | Kind::Slot
        | Kind::Site
        | Kind::Candidate
        | Kind::Placement
        | Kind::Sheet
        | Kind::Meeting
        | Kind::Task
        | Kind::Contact => kind,
    }
}

/// What a scope sees of an entity, as a row with the sequence number at which this view last changed.
pub(super) fn projected(
    entity: &Entity,
    scope: Scope,
    kind: Kind,
    seq: i64,
) -> Option<Result<RowPut, AcceptError>> {
    let (_, shown) = scopes(entity)
        .into_iter()
        .find(|(found, shown)| *found == scope && shown.key().kind == kind)?;
    Some(RowPut::of(&Entity { ver: seq, ..shown }).map_err(AcceptError::Corrupt))
}

/// A row that a command has changed, before and after, with its body as text: what is stored, what the audit chain has and what the
/// digests count is the same text, and is made once.
pub(super) struct Written {
    pub before: Option<Entity>,
    pub after: Entity,
    /// Canonical JSON.
    pub was: Option<Arc<str>>,
    pub is: Arc<str>,
    facts: String,
}

impl Written {
    /// `was` is the text of `before`, where it is known.
    pub fn new(
        before: Option<Entity>,
        after: Entity,
        was: Option<Arc<str>>,
    ) -> Result<Self, AcceptError> {
        let was = match (was, &before) {
            (None, Some(before)) => Some(text(before)?.0),
            (was, _) => was,
        };
        let (is, value) = text(&after)?;
        let facts = facts_in(&after.body, value).to_string();
        Ok(Self {
            before,
            after,
            was,
            is,
            facts,
        })
    }
}

fn text(entity: &Entity) -> Result<(Arc<str>, Value), AcceptError> {
    let value = entity.body.to_value().map_err(AcceptError::Corrupt)?;
    Ok((canonical(&value).into(), value))
}

/// Writes the row that has changed.
pub(super) async fn write(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    seq: i64,
    row: &Written,
) -> Result<(), AcceptError> {
    let (before, entity) = (row.before.as_ref(), &row.after);
    write_row(tx, vault, tenant, seq, row).await?;
    write_scopes(tx, tenant, seq, row).await?;
    let (had, has) = (before.map(grants).unwrap_or_default(), grants(entity));
    if had != has {
        let rows: Vec<GrantRow> = has
            .into_iter()
            .map(|grant| GrantRow {
                member: grant.member,
                scope: grant.scope.to_string(),
                from: grant.from.to_string(),
                to: grant.to.map(|day| day.to_string()),
            })
            .collect();
        tx.replace_grants(tenant, entity.key().kind.as_str(), entity.id, &rows)
            .await?;
    }
    Ok(())
}

async fn write_row(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    seq: i64,
    row: &Written,
) -> Result<(), AcceptError> {
    let entity = &row.after;
    let kind = entity.key().kind.as_str();
    let bytes = row.is.as_bytes();
    let person = entity.person().map(shared::id::CandidateId::uuid);
    let stored = match person {
        Some(person) => {
            if person != entity.id {
                tx.put_alias(tenant, entity.id, person).await?;
            }
            let place = Place::Entity {
                kind,
                id: entity.id,
            };
            vault.seal(tx, tenant, person, &place, bytes).await?
        }
        None => plain(bytes),
    };
    tx.put_entity(&EntityRow {
        tenant,
        kind: kind.to_owned(),
        id: entity.id,
        parent: entity.parent(),
        ver: seq,
        person,
        facts: row.facts.clone(),
        body: stored,
    })
    .await?;
    Ok(())
}

async fn write_scopes(
    tx: &mut dyn Tx,
    tenant: TenantId,
    seq: i64,
    row: &Written,
) -> Result<(), AcceptError> {
    let entity = &row.after;
    let kind = entity.key().kind;
    let mut live = Vec::new();
    for shown in shown_as(kind) {
        live.extend(tx.scopes_of_row(tenant, shown.as_str(), entity.id).await?);
    }
    let had = row.before.as_ref().map(scopes).unwrap_or_default();
    let has = scopes(entity);
    // Most scopes see a row as it is.
    let mut as_is = None;
    for (scope, shown) in &has {
        let t = shown.key().kind.as_str();
        let name = scope.to_string();
        let old = live.iter().find(|row| row.scope == name && row.t == t);
        let same = had
            .iter()
            .any(|(was, row)| was == scope && row.body == shown.body);
        if old.is_some() && same {
            continue;
        }
        let hash = if shown.body == entity.body {
            *as_is.get_or_insert_with(|| text_hash(t, entity.id, seq, &row.is))
        } else {
            text_hash(t, entity.id, seq, &text(shown)?.0)
        };
        let (count, delta) = match old {
            Some(row) => (0, hash.wrapping_sub(row.hash)),
            None => (1, hash),
        };
        tx.add_digest(tenant, &name, count, delta).await?;
        tx.put_scope_row(&ScopeRow {
            tenant,
            scope: name,
            t: t.to_owned(),
            id: entity.id,
            seq,
            live: true,
            why: String::new(),
            hash,
        })
        .await?;
    }
    for row in live {
        let stays = has.iter().any(|(scope, shown)| {
            scope.to_string() == row.scope && shown.key().kind.as_str() == row.t
        });
        if !stays {
            tx.add_digest(tenant, &row.scope, -1, row.hash.wrapping_neg())
                .await?;
            tx.put_scope_row(&ScopeRow {
                seq,
                live: false,
                why: "moved".to_owned(),
                ..row
            })
            .await?;
        }
    }
    Ok(())
}
