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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check};

    const DAY: &str = "2026-03-16";
    fn engage(contract: &str, subcontractor: &str) -> EngageSubcontractor {
        EngageSubcontractor {
            contract: id(&format!("contract {contract}")),
            subcontractor: id(&format!("org {subcontractor}")),
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn the_contract_manager_and_the_contractor_engage_and_no_other_contractor() {
        let world = World::cast();
        for (who, command, expect) in [
            ("Karin", engage("Badhuset", "Undermark"), Comes::Applied),
            ("Olle", engage("Badhuset", "Undermark"), Comes::Applied),
            (
                "Nora",
                engage("Badhuset", "Undermark"),
                refused(Refusal::NotAllowed),
            ),
            (
                "Per",
                engage("Badhuset", "Undermark"),
                refused(Refusal::NotAllowed),
            ),
            ("Karin", engage("Skolan", "Undermark"), Comes::Duplicate),
            (
                "Karin",
                engage("Skolan", "Kommunen"),
                refused(Refusal::OrganisationKind),
            ),
            (
                "Karin",
                engage("Skolan", "None"),
                refused(Refusal::NotFound {
                    kind: Kind::Organisation,
                }),
            ),
            (
                "Karin",
                engage("None", "Undermark"),
                refused(Refusal::NotFound {
                    kind: Kind::Contract,
                }),
            ),
        ] {
            check(&world, who, DAY, command, expect);
        }
    }

    #[test]
    fn a_contract_has_fifty_subcontractors_and_no_more() {
        let mut world = World::cast();
        for (count, expect) in [
            (SUBCONTRACTORS_MAX - 1, Comes::Applied),
            (SUBCONTRACTORS_MAX, refused(Refusal::TooMany { max: 50 })),
        ] {
            let contract: ContractId = id("contract Badhuset");
            let mut body = find::contract(&world.state, contract).unwrap().clone();
            body.subcontractors = (0..count).map(|n| id(&format!("sub {n}"))).collect();
            world.state.put(Entity::new(contract, body));
            check(
                &world,
                "Karin",
                DAY,
                engage("Badhuset", "Undermark"),
                expect,
            );
        }
    }
}
