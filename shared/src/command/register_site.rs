//! Registers a work site of a contract, led by the contractor or by one of its subcontractors.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, ctx};
use crate::id::{ContractId, OrganisationId, SiteId};
use crate::model::{CheckIn, Entity, Key, Kind, Site};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::text::ShortText;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterSite {
    /// New id.
    pub site: SiteId,
    /// Of this contract.
    pub contract: ContractId,
    /// Name, as on the sign at the gate.
    pub name: ShortText,
    /// Who leads the trainees' work here.
    pub host: OrganisationId,
    /// The host's name.
    pub host_name: ShortText,
}

/// Most sites of one contract.
pub const SITES_MAX: usize = 200;

impl RegisterSite {
    fn body(&self) -> Site {
        Site {
            contract: self.contract,
            name: self.name.clone(),
            host: self.host,
            host_name: self.host_name.clone(),
            check_in: CheckIn::Off,
        }
    }
}

impl Act for RegisterSite {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Site, self.site)));
        needs.push(Need::Row(Key::new(Kind::Contract, self.contract)));
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject {
            contract: Some(self.contract),
            ..Subject::default()
        }
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Site, self.site)]
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        ctx::is_new(
            view.rows(),
            Key::new(Kind::Site, self.site),
            &self.body().into(),
        )?;
        let contract = find::contract(view.rows(), self.contract).ok_or(Refusal::NotFound {
            kind: Kind::Contract,
        })?;
        if self.host != contract.contractor && !contract.subcontractors.contains(&self.host) {
            return Err(Refusal::OrganisationKind);
        }
        if contract.sites.len() >= SITES_MAX && !contract.sites.contains(&self.site) {
            Err(Refusal::TooMany { max: 200 })
        } else {
            Ok(())
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::contract(rows, self.contract) {
            let mut contract = found.clone();
            contract.sites.insert(self.site);
            out.put(Entity::new(self.contract, contract));
            out.put(Entity::new(self.site, self.body()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check};

    const DAY: &str = "2026-03-16";
    fn register(site: &str, contract: &str, host: &str) -> RegisterSite {
        RegisterSite {
            site: id(site),
            contract: id(&format!("contract {contract}")),
            name: said(site),
            host: id(&format!("org {host}")),
            host_name: said(host),
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn a_site_is_led_by_the_contractor_or_its_subcontractor_and_keeps_its_contract() {
        let world = World::cast();
        for (who, command, expect) in [
            (
                "Karin",
                register("new", "Skolan", "Norrbygg"),
                Comes::Applied,
            ),
            (
                "Nora",
                register("new", "Skolan", "Undermark"),
                Comes::Applied,
            ),
            (
                "Olle",
                register("new", "Skolan", "Norrbygg"),
                refused(Refusal::NotAllowed),
            ),
            (
                "Nora",
                register("new", "Skolan", "Ostbygg"),
                refused(Refusal::OrganisationKind),
            ),
            (
                "Karin",
                register("Norr", "Skolan", "Norrbygg"),
                Comes::Duplicate,
            ),
            (
                "Olle",
                register("Norr", "Badhuset", "Ostbygg"),
                refused(Refusal::AlreadyExists { kind: Kind::Site }),
            ),
            (
                "Karin",
                register("new", "None", "Norrbygg"),
                refused(Refusal::NotFound {
                    kind: Kind::Contract,
                }),
            ),
        ] {
            check(&world, who, DAY, command, expect);
        }
    }

    #[test]
    fn a_contract_has_two_hundred_sites_and_no_more() {
        let mut world = World::cast();
        for (count, expect) in [
            (SITES_MAX - 1, Comes::Applied),
            (SITES_MAX, refused(Refusal::TooMany { max: 200 })),
        ] {
            let contract: ContractId = id("contract Skolan");
            let mut body = find::contract(&world.state, contract).unwrap().clone();
            body.sites = (1..count).map(|n| id(&format!("site {n}"))).collect();
            body.sites.insert(id("Norr"));
            world.state.put(Entity::new(contract, body));
            check(
                &world,
                "Karin",
                DAY,
                register("new", "Skolan", "Norrbygg"),
                expect,
            );
            check(
                &world,
                "Karin",
                DAY,
                register("Norr", "Skolan", "Norrbygg"),
                Comes::Duplicate,
            );
        }
    }
}
