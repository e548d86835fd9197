//! Lets a subcontractor host trainees under the contract.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::{ContractId, OrganisationId};
use crate::model::{Entity, Key, Kind, OrganisationKind};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngageSubcontractor {
    /// The contract.
    pub contract: ContractId,
    /// The subcontractor.
    pub subcontractor: OrganisationId,
}

/// Most subcontractors of one contract.
pub const SUBCONTRACTORS_MAX: usize = 50;

impl Act for EngageSubcontractor {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Contract, self.contract)));
        needs.push(Need::Row(Key::new(Kind::Organisation, self.subcontractor)));
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject {
            contract: Some(self.contract),
            ..Subject::default()
        }
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let contract = find::contract(view.rows(), self.contract).ok_or(Refusal::NotFound {
            kind: Kind::Contract,
        })?;
        if contract.subcontractors.len() >= SUBCONTRACTORS_MAX
            && !contract.subcontractors.contains(&self.subcontractor)
        {
            return Err(Refusal::TooMany { max: 50 });
        }
        Ok(())
    }
    fn check_full(&self, _ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        let organisation =
            find::organisation(view.rows(), self.subcontractor).ok_or(Refusal::NotFound {
                kind: Kind::Organisation,
            })?;
        match organisation.kind {
            OrganisationKind::Authority => Err(Refusal::OrganisationKind),
            OrganisationKind::Contractor | OrganisationKind::Subcontractor => Ok(()),
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::contract(rows, self.contract) {
            let mut contract = found.clone();
            contract.subcontractors.insert(self.subcontractor);
            out.put(Entity::new(self.contract, contract));
        }
    }
}
