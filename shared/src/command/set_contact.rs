//! How somebody at a contractor is reached at work: for the caseworker who has to call when a trainee does not come. Only for roles
//! at contractors; a caseworker may note a number that they were given.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::MembershipId;
use crate::model::{Contact, Email, Entity, Key, Kind, Phone};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetContact {
    /// In this role.
    pub membership: MembershipId,
    /// Telephone at work; taken away when absent.
    pub phone: Option<Phone>,
    /// E-mail at work; taken away when absent.
    pub email: Option<Email>,
}

impl Act for SetContact {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Membership, self.membership)));
        needs.push(Need::Row(Key::new(Kind::Contact, self.membership)));
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        let found = find::membership(rows, self.membership);
        Subject {
            organisation: found.map(|membership| membership.organisation),
            ..Subject::default()
        }
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        match find::membership(view.rows(), self.membership) {
            Some(membership) if membership.role.is_contractors() => Ok(()),
            Some(_) => Err(Refusal::RoleNotHere),
            None => Err(Refusal::NotFound {
                kind: Kind::Membership,
            }),
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(membership) = find::membership(rows, self.membership) {
            let contact = Contact {
                user: membership.user,
                organisation: membership.organisation,
                phone: self.phone.clone(),
                email: self.email.clone(),
            };
            out.put(Entity::new(self.membership, contact));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check};

    const DAY: &str = "2026-03-16";
    fn set(who: &str) -> SetContact {
        SetContact {
            membership: id(&format!("membership {who}")),
            phone: Phone::parse("070-174 06 05").ok(),
            email: None,
        }
    }

    #[test]
    fn the_own_administrator_and_the_authority_say_how_a_supervisor_is_reached() {
        let world = World::cast();
        for who in ["Nora", "Hanna", "Karin", "Agda"] {
            check(&world, who, DAY, set("Stig"), Comes::Applied);
        }
        for who in ["Olle", "Stig", "Sune", "Per", "Malin", "Figge"] {
            check(
                &world,
                who,
                DAY,
                set("Stig"),
                Comes::Refused(Refusal::NotAllowed),
            );
        }
    }

    #[test]
    fn only_somebody_at_a_contractor_has_one() {
        let world = World::cast();
        check(
            &world,
            "Agda",
            DAY,
            set("Hanna"),
            Comes::Refused(Refusal::RoleNotHere),
        );
        let kind = Kind::Membership;
        check(
            &world,
            "Agda",
            DAY,
            set("none"),
            Comes::Refused(Refusal::NotFound { kind }),
        );
    }
}
