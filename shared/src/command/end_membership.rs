//! Ends a role on a day. What was done under it stays done. An end is only ever moved to an earlier day: a role that somebody
//! ended does not come back by ending it later.
use serde::{Deserialize, Serialize};

use super::grant_membership::contract_of_tablet;
use super::{Act, Ctx, ctx};
use crate::id::MembershipId;
use crate::model::{Entity, Key, Kind, Role};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndMembership {
    /// Which.
    pub membership: MembershipId,
    /// Last day on which it holds.
    pub on: Day,
}

impl Act for EndMembership {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Membership, self.membership)));
        let tablet = find::membership(rows, self.membership).filter(|m| m.role == Role::Tablet);
        for site in tablet.iter().flat_map(|m| m.sites.iter()) {
            needs.push(Need::Row(Key::new(Kind::Site, *site)));
            if let Some(found) = find::site(rows, *site) {
                needs.push(Need::Row(Key::new(Kind::Contract, found.contract)));
            }
        }
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        let found = find::membership(rows, self.membership);
        Subject {
            organisation: found.map(|m| m.organisation),
            contract: found.and_then(|m| contract_of_tablet(rows, m.role, &m.sites)),
            ..Subject::default()
        }
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let membership =
            find::membership(view.rows(), self.membership).ok_or(Refusal::NotFound {
                kind: Kind::Membership,
            })?;
        if membership.role == Role::Administrator && membership.user == ctx.actor {
            return Err(Refusal::OwnAdministration);
        }
        let is_administrator = ctx.memberships().any(|m| m.role == Role::Administrator);
        if !is_administrator && !membership.role.has_sites() {
            return Err(Refusal::RoleNotHere);
        }
        ctx::in_order(membership.from, self.on)?;
        membership
            .to
            .map_or(Ok(()), |to| ctx::in_order(self.on, to))
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::membership(rows, self.membership) {
            let mut membership = found.clone();
            membership.to = Some(self.on);
            out.put(Entity::new(self.membership, membership));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day};

    const DAY: &str = "2026-03-16";
    fn end(of: &str, on: &str) -> EndMembership {
        EndMembership {
            membership: id(&format!("membership {of}")),
            on: day(on),
        }
    }

    #[test]
    fn the_administrator_ends_any_role_and_a_contractor_its_supervisors() {
        let world = World::cast();
        let (no, not_here) = (Refusal::NotAllowed, Refusal::RoleNotHere);
        for (who, of, expect) in [
            ("Agda", "Hanna", Comes::Applied),
            ("Agda", "Nora", Comes::Applied),
            ("Agda", "Agda", Comes::Refused(Refusal::OwnAdministration)),
            ("Nora", "Stig", Comes::Applied),
            ("Nora", "Nora", Comes::Refused(not_here)),
            ("Nora", "Agda", Comes::Refused(no.clone())),
            ("Nora", "Sune", Comes::Refused(no.clone())),
            ("Nora", "Ulla", Comes::Refused(no.clone())),
            ("Karin", "Stig", Comes::Refused(no)),
            (
                "Agda",
                "Nobody",
                Comes::Refused(Refusal::NotFound {
                    kind: Kind::Membership,
                }),
            ),
        ] {
            check(&world, who, DAY, end(of, DAY), expect);
        }
    }

    #[test]
    fn an_ended_role_does_not_come_back_by_ending_it_later() {
        let ended = World::cast().given("Agda", DAY, end("Stig", "2026-03-10"));
        check(
            &ended,
            "Nora",
            DAY,
            end("Stig", "2026-03-10"),
            Comes::Duplicate,
        );
        check(
            &ended,
            "Nora",
            DAY,
            end("Stig", "2026-03-09"),
            Comes::Applied,
        );
        let (from, to) = (day("2026-03-11"), day("2026-03-10"));
        let later = Comes::Refused(Refusal::DatesReversed { from, to });
        check(&ended, "Nora", DAY, end("Stig", "2026-03-11"), later);
    }

    #[test]
    fn a_role_does_not_end_before_it_began() {
        let (from, to) = (day("2026-01-15"), day("2026-01-14"));
        let before = Comes::Refused(Refusal::DatesReversed { from, to });
        check(
            &World::cast(),
            "Agda",
            DAY,
            end("Stig", "2026-01-14"),
            before,
        );
        check(
            &World::cast(),
            "Agda",
            DAY,
            end("Stig", "2026-01-15"),
            Comes::Applied,
        );
    }
}
