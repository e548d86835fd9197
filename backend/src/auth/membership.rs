//! Reads the rights of a user. They are domain rows, written only by commands; nothing of them is kept in the session.

use shared::api::MembershipInfo;
use shared::id::{MembershipId, OrganisationId, SiteId};
use shared::model::{Body, Kind, Membership, Organisation, OrganisationKind};
use shared::time::Day;
use uuid::Uuid;

use crate::store::{EntityRow, StoreError, TenantId, Tx};

/// Organisations read at a time.
const PAGE: i64 = 500;

/// A membership with its id.
#[derive(Clone, Debug)]
pub struct Held {
    pub id: MembershipId,
    pub membership: Membership,
}

/// All rights of a user, past and coming ones too, in order of id.
pub async fn of_user(
    tx: &mut dyn Tx,
    tenant: TenantId,
    user: Uuid,
) -> Result<Vec<Held>, StoreError> {
    let rows = tx.children(tenant, Kind::Membership.as_str(), user).await?;
    rows.iter().map(held).collect()
}

/// The rights of a user on a day.
pub async fn on_day(
    tx: &mut dyn Tx,
    tenant: TenantId,
    user: Uuid,
    day: Day,
) -> Result<Vec<Held>, StoreError> {
    let mut all = of_user(tx, tenant, user).await?;
    all.retain(|held| held.membership.holds_on(day));
    Ok(all)
}

/// An organisation of the tenant.
pub async fn organisation(
    tx: &mut dyn Tx,
    tenant: TenantId,
    id: OrganisationId,
) -> Result<Option<Organisation>, StoreError> {
    let row = tx
        .entity(tenant, Kind::Organisation.as_str(), id.uuid())
        .await?;
    match row.as_ref().map(plain).transpose()? {
        Some(Body::Organisation(organisation)) => Ok(Some(organisation)),
        Some(_) => Err(StoreError::Corrupt("organisation")),
        None => Ok(None),
    }
}

/// The organisation with this number, or the authority itself; the first by id when there are several.
pub async fn by_number(
    tx: &mut dyn Tx,
    tenant: TenantId,
    number: Option<&str>,
) -> Result<Option<OrganisationId>, StoreError> {
    let mut after = None;
    loop {
        let kind = Kind::Organisation.as_str();
        let page = tx.list(tenant, kind, after, PAGE).await?;
        for row in &page {
            let Body::Organisation(organisation) = plain(row)? else {
                return Err(StoreError::Corrupt("organisation"));
            };
            let is_it = match number {
                Some(number) => organisation.number.as_str() == number,
                None => organisation.kind == OrganisationKind::Authority,
            };
            if is_it {
                return Ok(Some(OrganisationId::from(row.id)));
            }
        }
        match page.last() {
            Some(last) => after = Some(last.id),
            None => return Ok(None),
        }
    }
}

/// A row of a kind that is never sealed.
pub async fn body(
    tx: &mut dyn Tx,
    tenant: TenantId,
    kind: Kind,
    id: Uuid,
) -> Result<Option<Body>, StoreError> {
    let row = tx.entity(tenant, kind.as_str(), id).await?;
    row.as_ref().map(plain).transpose()
}

/// Whether the organisation hosts the site or holds its contract.
pub async fn is_site_of(
    tx: &mut dyn Tx,
    tenant: TenantId,
    site: SiteId,
    organisation: OrganisationId,
) -> Result<bool, StoreError> {
    let row = tx.entity(tenant, Kind::Site.as_str(), site.uuid()).await?;
    let Some(Body::Site(site)) = row.as_ref().map(plain).transpose()? else {
        return Ok(false);
    };
    let row = tx
        .entity(tenant, Kind::Contract.as_str(), site.contract.uuid())
        .await?;
    let contract = row.as_ref().map(plain).transpose()?;
    let is_contractors =
        matches!(contract, Some(Body::Contract(c)) if c.contractor == organisation);
    Ok(is_contractors || site.host == organisation)
}

/// What the app is told of rights; one whose organisation is gone is left out.
pub async fn infos(
    tx: &mut dyn Tx,
    tenant: TenantId,
    held: &[Held],
) -> Result<Vec<MembershipInfo>, StoreError> {
    let mut infos = Vec::with_capacity(held.len());
    for Held { id, membership } in held {
        let Some(organisation) = organisation(tx, tenant, membership.organisation).await? else {
            continue;
        };
        infos.push(MembershipInfo {
            id: *id,
            organisation: membership.organisation,
            organisation_name: organisation.name.as_str().to_owned(),
            organisation_kind: organisation.kind,
            role: membership.role,
            sites: membership.sites.clone(),
            from: membership.from,
            to: membership.to,
        });
    }
    Ok(infos)
}

fn held(row: &EntityRow) -> Result<Held, StoreError> {
    match plain(row)? {
        Body::Membership(membership) => Ok(Held {
            id: MembershipId::from(row.id),
            membership,
        }),
        _ => Err(StoreError::Corrupt("membership")),
    }
}

/// The body of a row that is never sealed: format byte 0, then JSON.
fn plain(row: &EntityRow) -> Result<Body, StoreError> {
    let kind = Kind::parse(&row.kind).ok_or(StoreError::Corrupt("kind"))?;
    let Some((0, json)) = row.body.split_first() else {
        return Err(StoreError::Corrupt("format"));
    };
    let value = serde_json::from_slice(json).map_err(|_error| StoreError::Corrupt("body"))?;
    Body::from_value(kind, &value).map_err(|_error| StoreError::Corrupt("body"))
}
