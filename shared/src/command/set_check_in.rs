//! Says whether trainees check themselves in on a site's tablet. The host wants it or not; nobody has to.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::SiteId;
use crate::model::{CheckIn, Entity, Key, Kind};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetCheckIn {
    /// On this site.
    pub site: SiteId,
    /// From now on.
    pub check_in: CheckIn,
}

impl Act for SetCheckIn {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Site, self.site)));
        if let Some(site) = find::site(rows, self.site) {
            needs.push(Need::Row(Key::new(Kind::Contract, site.contract)));
        }
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        find::site(rows, self.site).map_or_else(Subject::default, |site| Subject {
            contract: Some(site.contract),
            site: Some(self.site),
            candidate: None,
            organisation: Some(site.host),
        })
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        match find::site(view.rows(), self.site) {
            Some(_) => Ok(()),
            None => Err(Refusal::NotFound { kind: Kind::Site }),
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::site(rows, self.site)
            && found.check_in != self.check_in
        {
            let mut site = found.clone();
            site.check_in = self.check_in;
            out.put(Entity::new(self.site, site));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check};

    const DAY: &str = "2026-03-16";
    fn set(site: &str, check_in: CheckIn) -> SetCheckIn {
        SetCheckIn {
            site: id(site),
            check_in,
        }
    }

    #[test]
    fn the_contractor_and_the_contract_manager_choose_and_nobody_else() {
        let world = World::cast();
        for who in ["Karin", "Nora"] {
            check(&world, who, DAY, set("Norr", CheckIn::On), Comes::Applied);
            check(
                &world,
                who,
                DAY,
                set("Norr", CheckIn::Off),
                Comes::Duplicate,
            );
        }
        for who in ["Olle", "Stig", "Hanna", "Ulla", "Agda", "Nobody"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&world, who, DAY, set("Norr", CheckIn::On), no);
        }
        let no = Comes::Refused(Refusal::NotFound { kind: Kind::Site });
        check(&world, "Karin", DAY, set("Nowhere", CheckIn::On), no);
    }
}
