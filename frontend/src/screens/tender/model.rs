//! One tender: where it stands on the way from requirement to contract.
use shared::id::{ContractId, RequirementId, TenderId};
use shared::model::{Body, Kind, PlacesMonths, Tender, TenderState};
use shared::state::{Rows, State, find};

/// The next step of a tender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Set a requirement, or leave it without.
    Require,
    /// Award it.
    Award,
    /// Sign a contract for the requirement.
    Sign,
    /// The contract stands.
    Done,
}

/// The screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenderModel {
    /// The row.
    pub tender: Tender,
    /// Its requirements, oldest first.
    pub requirements: Vec<(RequirementId, PlacesMonths)>,
    /// Contracts that came from it.
    pub contracts: Vec<(ContractId, String)>,
    /// What comes next.
    pub step: Step,
}

impl TenderModel {
    /// The tender, when its row is here.
    #[must_use]
    pub fn of(state: &State, id: TenderId) -> Option<Self> {
        let tender = find::tender(state, id)?.clone();
        let requirements: Vec<_> = state
            .children(Kind::Requirement, id.uuid())
            .into_iter()
            .filter_map(|entity| {
                if let Body::Requirement(r) = &entity.body {
                    Some((RequirementId::from(entity.id), r.terms))
                } else {
                    None
                }
            })
            .collect();
        let contracts: Vec<_> = state
            .children(Kind::Contract, id.uuid())
            .into_iter()
            .filter_map(|entity| {
                if let Body::Contract(c) = &entity.body {
                    Some((ContractId::from(entity.id), c.title.to_string()))
                } else {
                    None
                }
            })
            .collect();
        let step = match (&tender.state, requirements.is_empty(), contracts.is_empty()) {
            (TenderState::Open, true, _) => Step::Require,
            (TenderState::Open, false, _) => Step::Award,
            (TenderState::Awarded { .. }, _, false) | (TenderState::Awarded { .. }, true, true) => {
                Step::Done
            }
            (TenderState::Awarded { .. }, false, true) => Step::Sign,
        };
        Some(Self {
            tender,
            requirements,
            contracts,
            step,
        })
    }
}
