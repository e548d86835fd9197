//! Writes one entity: its row, who sees it before and after, and the grants that it makes. A row of a scope is touched only
//! when what that scope sees has changed, so that nobody learns from a version number that something hidden has.
use shared::id::TenantId;
use shared::model::{Entity, Kind, facts};
use shared::scope::{Scope, grants, scopes};
use shared::sync::digest::row_hash;
use shared::sync::protocol::RowPut;

use super::AcceptError;
use crate::store::{EntityRow, GrantRow, ScopeRow, Tx};
use crate::vault::{Place, Vault, VaultError, plain};

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
        // Stored by itself only of a person who is erased.
        Kind::Span => &[Kind::Span],
        Kind::TraineeCard | Kind::MeetingCard => &[],
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

/// Writes `entity` over `before`.
pub(super) async fn write(
    tx: &mut dyn Tx,
    vault: &Vault,
    tenant: TenantId,
    seq: i64,
    before: Option<&Entity>,
    entity: &Entity,
) -> Result<(), AcceptError> {
    let is_new_placement = before.is_none() && entity.key().kind == Kind::Placement;
    if is_new_placement {
        // The id of what stays of an erased person's placement is nobody else's.
        let span = tx.entity(tenant, Kind::Span.as_str(), entity.id).await?;
        if let Some(span) = span {
            return Err(VaultError::Erased { at: span.ver }.into());
        }
    }
    write_row(tx, vault, tenant, seq, entity).await?;
    write_scopes(tx, tenant, seq, before, entity).await?;
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
    entity: &Entity,
) -> Result<(), AcceptError> {
    let kind = entity.key().kind.as_str();
    let body = entity.body.to_value().map_err(AcceptError::Corrupt)?;
    let bytes = serde_json::to_vec(&body).map_err(AcceptError::Corrupt)?;
    let person = entity.person().map(shared::id::CandidateId::uuid);
    let stored = match person {
        Some(person) => {
            if person != entity.id {
                tx.put_alias(tenant, entity.id, person).await?;
            }
            vault
                .seal(
                    tx,
                    tenant,
                    person,
                    &Place::Entity {
                        kind,
                        id: entity.id,
                    },
                    &bytes,
                )
                .await?
        }
        None => plain(&bytes),
    };
    tx.put_entity(&EntityRow {
        tenant,
        kind: kind.to_owned(),
        id: entity.id,
        parent: entity.parent(),
        ver: seq,
        person,
        facts: facts(&entity.body).to_string(),
        body: stored,
    })
    .await?;
    Ok(())
}

async fn write_scopes(
    tx: &mut dyn Tx,
    tenant: TenantId,
    seq: i64,
    before: Option<&Entity>,
    entity: &Entity,
) -> Result<(), AcceptError> {
    let kind = entity.key().kind;
    let mut live = Vec::new();
    for shown in shown_as(kind) {
        live.extend(tx.scopes_of_row(tenant, shown.as_str(), entity.id).await?);
    }
    let had = before.map(scopes).unwrap_or_default();
    let has = scopes(entity);
    // Several scopes see the same.
    let mut hashed: Vec<(&Entity, i64)> = Vec::new();
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
        let known = hashed.iter().find(|(known, _)| known.body == shown.body);
        let hash = match known {
            Some((_, hash)) => *hash,
            None => {
                let put = RowPut::of(&Entity {
                    ver: seq,
                    ..shown.clone()
                });
                let hash = row_hash(&put.map_err(AcceptError::Corrupt)?);
                hashed.push((shown, hash));
                hash
            }
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
