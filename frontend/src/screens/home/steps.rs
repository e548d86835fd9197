//! The first steps of an installation, from an empty one to a slot that somebody is in: who takes each, and whether it is done.
use shared::model::{Body, Kind, OrganisationKind, Role, SlotState};
use shared::state::{Rows as _, State};
use shared::time::Day;

use crate::replica::Me;
use crate::screens::frame::model::is;

/// A step, in the order that they are taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Invite somebody who procures.
    Procurer,
    /// Invite somebody who follows contracts up.
    Manager,
    /// Invite a caseworker.
    Caseworker,
    /// Register a tender.
    Tender,
    /// Set its requirement.
    Requirement,
    /// Register a contractor.
    Contractor,
    /// Register the contract.
    Contract,
    /// Register a site of it.
    Site,
    /// Offer a slot there.
    Offer,
    /// Connect the site's tablet.
    Tablet,
    /// Add a supervisor, who reports from the tablet.
    Supervisor,
    /// Register a candidate.
    Candidate,
    /// Plan a placement.
    Placement,
}

/// How far a step has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It is done.
    Done,
    /// It is the next one.
    Next,
    /// Another comes before it.
    Later,
}

const ALL: [Step; 13] = [
    Step::Procurer,
    Step::Manager,
    Step::Caseworker,
    Step::Tender,
    Step::Requirement,
    Step::Contractor,
    Step::Contract,
    Step::Site,
    Step::Offer,
    Step::Tablet,
    Step::Supervisor,
    Step::Candidate,
    Step::Placement,
];

impl Step {
    /// Who takes it.
    const fn taken_by(self) -> &'static [Role] {
        match self {
            Self::Procurer | Self::Manager | Self::Caseworker => &[Role::Administrator],
            Self::Tender | Self::Requirement => &[Role::Procurement],
            Self::Contractor => &[Role::Administrator, Role::Procurement],
            Self::Contract => &[Role::Procurement, Role::ContractManager],
            Self::Site | Self::Offer | Self::Tablet => {
                &[Role::ContractManager, Role::ContractorAdministrator]
            }
            Self::Supervisor => &[Role::Administrator, Role::ContractorAdministrator],
            Self::Candidate | Self::Placement => &[Role::Caseworker, Role::MatchingOfficer],
        }
    }

    fn is_done(self, state: &State, today: Day) -> bool {
        let has = |kind| !state.all(kind).is_empty();
        let holds = |role| is_held(state, role, today);
        match self {
            Self::Procurer => holds(Role::Procurement),
            Self::Manager => holds(Role::ContractManager),
            Self::Caseworker => holds(Role::Caseworker),
            Self::Supervisor => holds(Role::Supervisor),
            // Where days are said already, they are said in another way.
            Self::Tablet => holds(Role::Tablet) || has(Kind::Sheet),
            Self::Tender => has(Kind::Tender),
            Self::Requirement => has(Kind::Requirement),
            Self::Contract => has(Kind::Contract),
            Self::Site => has(Kind::Site),
            Self::Candidate => has(Kind::Candidate),
            Self::Placement => has(Kind::Placement),
            Self::Contractor => state.all(Kind::Organisation).into_iter().any(|entity| {
                matches!(&entity.body, Body::Organisation(o) if o.kind == OrganisationKind::Contractor)
            }),
            Self::Offer => state.all(Kind::Slot).into_iter().any(|entity| {
                matches!(&entity.body, Body::Slot(slot) if matches!(slot.state, SlotState::Offered { .. }))
            }),
        }
    }

    /// The role that an administrator may as well take over.
    #[must_use]
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Procurer => Some(Role::Procurement),
            Self::Manager => Some(Role::ContractManager),
            Self::Caseworker => Some(Role::Caseworker),
            Self::Tender
            | Self::Requirement
            | Self::Contractor
            | Self::Contract
            | Self::Site
            | Self::Offer
            | Self::Tablet
            | Self::Supervisor
            | Self::Candidate
            | Self::Placement => None,
        }
    }
}

/// Whether somebody holds a role today.
#[must_use]
pub fn is_held(state: &State, role: Role, today: Day) -> bool {
    state.all(Kind::Membership).into_iter().any(
        |entity| matches!(&entity.body, Body::Membership(m) if m.role == role && m.holds_on(today)),
    )
}

/// The steps of a person, in order. Rows that this person may not see cannot be missed: each step is judged by those it is taken with.
#[must_use]
pub fn steps(state: &State, me: &Me, today: Day) -> Vec<(Step, Stand)> {
    let mut has_next = false;
    let own = ALL
        .into_iter()
        .filter(|step| step.taken_by().iter().any(|role| is(me, *role)));
    own.map(|step| {
        let stand = match (step.is_done(state, today), has_next) {
            (true, _) => Stand::Done,
            (false, true) => Stand::Later,
            (false, false) => Stand::Next,
        };
        has_next |= stand == Stand::Next;
        (step, stand)
    })
    .collect()
}
