//! Registers an authority, contractor or subcontractor.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::OrganisationId;
use crate::model::{Entity, Key, Kind, OrgNumber, Organisation, OrganisationKind};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::text::ShortText;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterOrganisation {
    /// New id.
    pub organisation: OrganisationId,
    /// Registered name.
    pub name: ShortText,
    /// Organisation number.
    pub number: OrgNumber,
    /// Its part.
    pub kind: OrganisationKind,
}

impl RegisterOrganisation {
    fn key(&self) -> Key {
        Key::new(Kind::Organisation, self.organisation)
    }
    fn body(&self) -> Organisation {
        Organisation {
            name: self.name.clone(),
            number: self.number.clone(),
            kind: self.kind,
        }
    }
}

impl Act for RegisterOrganisation {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(self.key()));
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject {
            organisation: Some(self.organisation),
            ..Subject::default()
        }
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Organisation, self.organisation)]
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        super::ctx::is_new(view.rows(), self.key(), &self.body().into())
    }
    fn apply(&self, _ctx: &Ctx, _rows: &dyn Rows, out: &mut Changes) {
        out.put(Entity::new(self.organisation, self.body()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check};

    fn register(of: &str, name: &str) -> RegisterOrganisation {
        RegisterOrganisation {
            organisation: id(of),
            name: said(name),
            number: OrgNumber::parse("556000-0001").unwrap(),
            kind: OrganisationKind::Contractor,
        }
    }

    #[test]
    fn the_office_registers_an_organisation_and_nobody_takes_its_id_over() {
        let world = World::cast();
        for who in ["Per", "Karin", "Agda"] {
            check(
                &world,
                who,
                "2026-03-16",
                register("new", "Nybygg"),
                Comes::Applied,
            );
            let kind = Kind::Organisation;
            let taken = Comes::Refused(Refusal::AlreadyExists { kind });
            check(
                &world,
                who,
                "2026-03-16",
                register("org Norrbygg", "Nybygg"),
                taken,
            );
            check(
                &world,
                who,
                "2026-03-16",
                register("org Norrbygg", "Norrbygg"),
                Comes::Duplicate,
            );
        }
        for who in ["Nora", "Stig", "Hanna", "Malin", "Figge", "Nobody"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&world, who, "2026-03-16", register("new", "Nybygg"), no);
        }
    }
}
