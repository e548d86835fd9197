//! Who may see which row, told a second time and in other words than `shared::scope`: from the rows and a user's rights on a day
//! straight to the rows and fields. What a device holds beyond it is a leak (I4).
use std::collections::BTreeSet;

use serde_json::Value;
use shared::id::{CandidateId, ContractId, OrganisationId, SiteId, UserId};
use shared::model::{Body, Entity, Kind, MeetingState, Membership, Protection, Role, SlotState};
use shared::state::{Rows, State, find};
use shared::time::Day;

/// What a user is on a day.
pub struct Reader<'a> {
    state: &'a State,
    user: UserId,
    roles: Vec<&'a Membership>,
    sites: BTreeSet<SiteId>,
}

impl<'a> Reader<'a> {
    /// Reads the rights.
    #[must_use]
    pub fn new(state: &'a State, user: UserId, day: Day) -> Self {
        let roles: Vec<&Membership> = state
            .all(Kind::Membership)
            .into_iter()
            .filter_map(|row| match &row.body {
                Body::Membership(m) if m.user == user && m.holds_on(day) => Some(m),
                _ => None,
            })
            .collect();
        let mut sites: BTreeSet<SiteId> = BTreeSet::new();
        for m in &roles {
            if m.role.has_sites() {
                sites.extend(&m.sites);
            }
        }
        let mut reader = Self {
            state,
            user,
            roles,
            sites,
        };
        for row in state.all(Kind::Site) {
            if let Body::Site(site) = &row.body
                && reader.leads(site.host)
            {
                reader.sites.insert(row.id.into());
            }
        }
        reader
    }

    fn is(&self, wanted: &[Role]) -> bool {
        self.roles.iter().any(|m| wanted.contains(&m.role))
    }
    fn office(&self) -> bool {
        self.is(&[
            Role::Procurement,
            Role::ContractManager,
            Role::Caseworker,
            Role::MatchingOfficer,
        ])
    }
    fn figures(&self) -> bool {
        self.is(&[Role::Coordinator, Role::Auditor])
    }
    /// Administers this organisation.
    fn leads(&self, organisation: OrganisationId) -> bool {
        self.roles
            .iter()
            .any(|m| m.role == Role::ContractorAdministrator && m.organisation == organisation)
    }
    fn contract(&self, id: ContractId) -> bool {
        find::contract(self.state, id).is_some_and(|contract| self.leads(contract.contractor))
    }
    /// In the case circle, and still somebody here.
    fn circle(&self, id: CandidateId) -> bool {
        !self.roles.is_empty()
            && find::candidate(self.state, id)
                .is_some_and(|person| person.caseworkers.contains(&self.user))
    }
    fn place(&self, contract: ContractId, site: SiteId) -> bool {
        self.contract(contract) || self.sites.contains(&site)
    }

    /// Whether the user may hold this row in this shape.
    #[must_use]
    pub fn may(&self, shown: &Entity, row: &Value) -> bool {
        let Some(own) = self.behind(shown) else {
            return false;
        };
        match (&shown.body, &own.body) {
            (Body::Organisation(_), _) => {
                self.office() || self.is(&[Role::Administrator]) || self.leads(own.id.into())
            }
            (Body::Membership(m), _) => {
                (m.user == self.user && !self.roles.is_empty())
                    || self.office()
                    || self.is(&[Role::Administrator])
                    || self.leads(m.organisation)
                    || (m.role == Role::Supervisor
                        && m.sites.iter().any(|site| self.sites.contains(site)))
            }
            (Body::Tender(_) | Body::Requirement(_), _) => self.office(),
            (Body::Contract(c), _) => {
                self.office()
                    || self.figures()
                    || self.leads(c.contractor)
                    || c.sites.iter().any(|site| self.sites.contains(site))
            }
            (Body::Slot(slot), _) => {
                let here = match &slot.state {
                    SlotState::Promised => false,
                    SlotState::Offered { site, .. } => self.sites.contains(site),
                };
                self.office() || self.figures() || self.contract(slot.contract) || here
            }
            (Body::Site(site), _) => {
                self.office()
                    || self.is(&[Role::Administrator])
                    || self.place(site.contract, own.id.into())
            }
            (Body::Candidate(_), Body::Candidate(person)) => {
                let matching = self.is(&[Role::MatchingOfficer]);
                self.circle(own.id.into()) || (matching && person.protection == Protection::None)
            }
            (Body::TraineeCard(_), Body::Candidate(person)) => {
                let told = row.to_string().contains(person.family_name.as_str())
                    || (person.protection == Protection::Protected
                        && row.to_string().contains(person.given_name.as_str()));
                let placed = person
                    .disclosures
                    .iter()
                    .any(|d| self.office() || self.place(d.contract, d.site));
                !told && placed
            }
            (Body::Placement(p), _) => {
                let reasons = self.office() || self.circle(p.candidate);
                let hidden = row
                    .pointer("/state/reason")
                    .is_none_or(|reason| reason == "not_shown");
                reasons || (hidden && self.place(p.contract, p.site))
            }
            (Body::Span(_), _) => {
                self.figures() && row.get("candidate").is_none() && !row.to_string().contains("ill")
            }
            (Body::Sheet(s), _) => {
                let health = ["sick", "child_care", "agency_activity", "language_class"];
                let text = row.to_string();
                let bare = !health.iter().any(|word| text.contains(word));
                self.circle(s.candidate)
                    || self.place(s.contract, s.site)
                    || (self.office() && bare)
            }
            (Body::Meeting(m), _) => self.circle(m.candidate),
            (Body::MeetingCard(card), Body::Meeting(m)) => {
                let told = ["note", "well", "partly", "badly", "candidate"];
                let text = row.to_string();
                let is_planned = matches!(m.state, MeetingState::Planned { .. });
                let bare = !told.iter().any(|word| text.contains(word));
                bare && is_planned && card.kind.is_on_site() && self.sites.contains(&m.site)
            }
            (Body::Task(t), _) => self.circle(t.candidate),
            (Body::Contact(c), _) => {
                (c.user == self.user && !self.roles.is_empty())
                    || self.office()
                    || self.is(&[Role::Administrator])
                    || self.leads(c.organisation)
            }
            _ => false,
        }
    }

    fn behind(&self, shown: &Entity) -> Option<&Entity> {
        let kind = match shown.key().kind {
            Kind::TraineeCard => Kind::Candidate,
            Kind::Span => Kind::Placement,
            Kind::MeetingCard => Kind::Meeting,
            other => other,
        };
        self.state.get(shared::model::Key::new(kind, shown.id))
    }
}
