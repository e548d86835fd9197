//! What a first step is called, why it is taken, and where.
use shared::model::{Kind, Role};
use shared::state::{Rows as _, State};
use shared::time::Day;

use super::steps::{Step, is_held};
use crate::routes::Route;
use crate::screens::tender::model::{self as tender, TenderModel};
use crate::word;

impl Step {
    /// Where it is taken: the page of the row itself, where there is one.
    #[must_use]
    pub fn route(self, state: &State, today: Day) -> Route {
        let tender = |wanted: tender::Step| {
            let mut rows = state.all(Kind::Tender).into_iter();
            let row = rows.find(|row| {
                let model = TenderModel::of(state, row.id.into());
                model.is_some_and(|model| model.step == wanted)
            });
            row.map(|row| Route::Tender(row.id.into()))
        };
        let contract = || {
            let rows = state.all(Kind::Contract).into_iter();
            rows.map(|row| Route::Contract(row.id.into())).next()
        };
        let own = match self {
            Self::Requirement => tender(tender::Step::Require),
            Self::Contractor | Self::Contract => {
                tender(tender::Step::Sign).or_else(|| tender(tender::Step::Award))
            }
            Self::Site | Self::Offer => contract(),
            // Beside the tablet a name is enough: no account, and a PIN is chosen on it.
            Self::Supervisor if is_held(state, Role::Tablet, today) => Some(Route::Tablets),
            Self::Procurer
            | Self::Manager
            | Self::Caseworker
            | Self::Tender
            | Self::Tablet
            | Self::Supervisor
            | Self::Candidate
            | Self::Placement => None,
        };
        own.unwrap_or_else(|| self.place())
    }

    const fn place(self) -> Route {
        match self {
            Self::Procurer
            | Self::Manager
            | Self::Caseworker
            | Self::Contractor
            | Self::Supervisor => Route::People,
            Self::Tender | Self::Requirement | Self::Contract => Route::Tenders,
            Self::Site | Self::Offer => Route::Contracts,
            Self::Tablet => Route::Tablets,
            Self::Candidate => Route::Candidates,
            Self::Placement => Route::Matching,
        }
    }

    /// What it is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Procurer => word!(first_steps.procurer),
            Self::Manager => word!(first_steps.manager),
            Self::Caseworker => word!(first_steps.caseworker),
            Self::Tender => word!(first_steps.tender),
            Self::Requirement => word!(first_steps.requirement),
            Self::Contractor => word!(first_steps.contractor),
            Self::Contract => word!(first_steps.contract),
            Self::Site => word!(first_steps.site),
            Self::Offer => word!(first_steps.offer),
            Self::Tablet => word!(first_steps.tablet),
            Self::Supervisor => word!(first_steps.supervisor),
            Self::Candidate => word!(first_steps.candidate),
            Self::Placement => word!(first_steps.placement),
        }
    }

    /// Why it is taken.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::Procurer => word!(first_steps.procurer_why),
            Self::Manager => word!(first_steps.manager_why),
            Self::Caseworker => word!(first_steps.caseworker_why),
            Self::Tender => word!(first_steps.tender_why),
            Self::Requirement => word!(first_steps.requirement_why),
            Self::Contractor => word!(first_steps.contractor_why),
            Self::Contract => word!(first_steps.contract_why),
            Self::Site => word!(first_steps.site_why),
            Self::Offer => word!(first_steps.offer_why),
            Self::Tablet => word!(first_steps.tablet_why),
            Self::Supervisor => word!(first_steps.supervisor_why),
            Self::Candidate => word!(first_steps.candidate_why),
            Self::Placement => word!(first_steps.placement_why),
        }
    }
}
