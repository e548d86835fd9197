//! A membership: the right of a user, from a day to a day. Roles are read from here and nowhere else.

use serde::{Deserialize, Serialize};

use crate::id::{OrganisationId, SiteId, UserId};
use crate::ordered::Set;
use crate::text::ShortText;
use crate::time::Day;

/// What a user may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Prepares tenders and their requirements.
    Procurement,
    /// Follows up contracts.
    ContractManager,
    /// Finds the trainee for the slot.
    MatchingOfficer,
    /// Has the trainee's case.
    Caseworker,
    /// Speaks for the contractor.
    ContractorAdministrator,
    /// Leads the trainee's work on a site.
    Supervisor,
    /// Sees figures only.
    Coordinator,
    /// Reads the audit trail.
    Auditor,
    /// Keeps users and organisations.
    Administrator,
    /// No person: a shared tablet on one site. It reads its site; what is said on it is said by the site's supervisors.
    Tablet,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 10] = [
        Self::Procurement,
        Self::ContractManager,
        Self::MatchingOfficer,
        Self::Caseworker,
        Self::ContractorAdministrator,
        Self::Supervisor,
        Self::Coordinator,
        Self::Auditor,
        Self::Administrator,
        Self::Tablet,
    ];

    /// Whether the role is held at a contractor or a subcontractor; all others are held at the authority.
    #[must_use]
    pub const fn is_contractors(self) -> bool {
        matches!(
            self,
            Self::ContractorAdministrator | Self::Supervisor | Self::Tablet
        )
    }

    /// Whether the role is held on named sites; every other role has none.
    #[must_use]
    pub const fn has_sites(self) -> bool {
        matches!(self, Self::Supervisor | Self::Tablet)
    }
}

/// A role held by a user in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Who.
    pub user: UserId,
    /// The user's name as colleagues see it.
    pub name: ShortText,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// The sites of a supervisor, at most 200; a tablet's only one; empty for other roles.
    pub sites: Set<SiteId>,
    /// First day.
    pub from: Day,
    /// Last day; open when absent.
    pub to: Option<Day>,
}

impl Membership {
    /// Whether the right holds on this day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}
