//! Who answers for the tablets of a site: the contractor's administrators, those of the subcontractor that hosts it, and the
//! authority's contract managers and administrators. To anybody else the site is not there.

use shared::id::{OrganisationId, SiteId};
use shared::model::{Body, Contract, Kind, Role, Site};

use crate::auth::{Caller, membership};
use crate::error::{ApiError, ErrorCode};
use crate::store::Tx;

/// A site with its contract.
pub struct Place {
    pub site: Site,
    pub contract: Contract,
}

/// The site, when the caller answers for its tablets.
pub async fn answered_for(tx: &mut dyn Tx, caller: &Caller, id: SiteId) -> Result<Place, ApiError> {
    let found = find(tx, caller, id).await?;
    found
        .filter(|place| may(caller, place))
        .ok_or_else(|| ErrorCode::NotFound.into())
}

async fn find(tx: &mut dyn Tx, caller: &Caller, id: SiteId) -> Result<Option<Place>, ApiError> {
    let tenant = caller.tenant();
    let site = membership::body(tx, tenant, Kind::Site, id.uuid()).await?;
    let Some(Body::Site(site)) = site else {
        return Ok(None);
    };
    let contract = membership::body(tx, tenant, Kind::Contract, site.contract.uuid()).await?;
    match contract {
        Some(Body::Contract(contract)) => Ok(Some(Place { site, contract })),
        Some(_) | None => Ok(None),
    }
}

fn may(caller: &Caller, place: &Place) -> bool {
    caller.has(Role::Administrator)
        || caller.has(Role::ContractManager)
        || own(caller, place).is_some()
}

/// The organisation for which a contractor's administrator speaks on the site.
pub fn own(caller: &Caller, place: &Place) -> Option<OrganisationId> {
    let sides = [place.site.host, place.contract.contractor];
    sides
        .into_iter()
        .find(|side| caller.has_in(Role::ContractorAdministrator, *side))
}
