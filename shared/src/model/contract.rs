//! Contract, slot and site. A contract carries a copy of its terms, because it binds as signed even when the tender changes.

use serde::{Deserialize, Serialize};

use super::PlacesMonths;
use crate::id::{ContractId, OrganisationId, RequirementId, SiteId, TenderId};
use crate::ordered::Set;
use crate::text::ShortText;
use crate::time::Day;

/// A signed contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// The tender that it came from.
    pub tender: TenderId,
    /// The requirement that it fulfils.
    pub requirement: RequirementId,
    /// Who promised.
    pub contractor: OrganisationId,
    /// The contractor's name, so that its own people need no list of organisations.
    pub contractor_name: ShortText,
    /// What it is about.
    pub title: ShortText,
    /// The authority's case number.
    pub reference: ShortText,
    /// Day of signing.
    pub signed_on: Day,
    /// First day of work.
    pub starts: Day,
    /// Last day of work.
    pub ends: Day,
    /// What was promised.
    pub terms: PlacesMonths,
    /// Subcontractors that may host trainees. At most 50.
    pub subcontractors: Set<OrganisationId>,
    /// Its sites. At most 200.
    pub sites: Set<SiteId>,
}

impl Contract {
    /// Whether this organisation promised, or keeps the promise in the contractor's place.
    #[must_use]
    pub fn is_promised_by(&self, organisation: OrganisationId) -> bool {
        self.contractor == organisation || self.subcontractors.contains(&organisation)
    }
}

/// Whether a promised slot has been offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum SlotState {
    /// Promised in the contract only.
    Promised,
    /// The contractor has said where, as what and from when.
    Offered {
        /// Where.
        site: SiteId,
        /// Trade or occupation, in the contractor's words.
        trade: ShortText,
        /// From when.
        from: Day,
    },
}
crate::wire::tagged!(SlotState, "state");

/// One promised slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// Of this contract.
    pub contract: ContractId,
    /// 1, 2, 3 … as people call it.
    pub number: u16,
    /// How far it has come.
    pub state: SlotState,
}

/// Whether trainees check themselves in on the site's tablet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckIn {
    /// No.
    #[default]
    Off,
    /// Yes, with their card.
    On,
}

impl CheckIn {
    /// Then nothing is written, so that rows of such sites are what they were.
    #[must_use]
    pub const fn is_off(&self) -> bool {
        matches!(self, Self::Off)
    }
}

/// A work site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// Of this contract.
    pub contract: ContractId,
    /// Name, as on the sign at the gate.
    pub name: ShortText,
    /// The organisation that leads the trainees' work here: the contractor or one of its subcontractors.
    pub host: OrganisationId,
    /// The host's name.
    pub host_name: ShortText,
    /// Whether trainees check themselves in here.
    #[serde(default, skip_serializing_if = "CheckIn::is_off")]
    pub check_in: CheckIn,
}
