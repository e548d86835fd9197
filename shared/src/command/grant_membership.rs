//! Gives a user a role in an organisation. A contractor's administrator may give supervisors of its own organisation only, and
//! not to the authority's people: a role with the contractor would bar a caseworker from verifying. A tablet is a user of its own
//! with one right on one site and nothing else, given also by those who answer for the site's contract.

use serde::{Deserialize, Serialize};

use super::{Act, Ctx, ctx};
use crate::id::{ContractId, MembershipId, OrganisationId, SiteId, UserId};
use crate::model::{Body, Entity, Key, Kind, Membership, OrganisationKind, Role};
use crate::ordered::Set;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};
use crate::text::ShortText;
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantMembership {
    /// New id.
    pub membership: MembershipId,
    /// To whom.
    pub user: UserId,
    /// The user's name as colleagues see it.
    pub name: ShortText,
    /// Where.
    pub organisation: OrganisationId,
    /// As what.
    pub role: Role,
    /// A supervisor's sites, 1–200; a tablet's only one; empty for every other role.
    #[serde(default)]
    pub sites: Set<SiteId>,
    /// First day.
    pub from: Day,
    /// Last day; open when absent.
    #[serde(default)]
    pub to: Option<Day>,
}

/// Most sites of one supervisor.
pub const SITES_MAX: usize = 200;

fn is_administrator(ctx: &Ctx) -> bool {
    ctx.memberships().any(|m| m.role == Role::Administrator)
}

impl GrantMembership {
    fn key(&self) -> Key {
        Key::new(Kind::Membership, self.membership)
    }
    fn body(&self) -> Membership {
        Membership {
            user: self.user,
            name: self.name.clone(),
            organisation: self.organisation,
            role: self.role,
            sites: self.sites.clone(),
            from: self.from,
            to: self.to,
        }
    }
}

/// The contract whose people answer for a tablet; nothing for other roles.
pub(super) fn contract_of_tablet(
    rows: &dyn Rows,
    role: Role,
    sites: &Set<SiteId>,
) -> Option<ContractId> {
    let site = sites.iter().next().filter(|_| role == Role::Tablet)?;
    find::site(rows, *site).map(|site| site.contract)
}

impl Act for GrantMembership {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(self.key()));
        needs.push(Need::Row(Key::new(Kind::Organisation, self.organisation)));
        needs.push(Need::Under(Kind::Membership, self.user.uuid()));
        for site in self.sites.iter().take(SITES_MAX + 1) {
            needs.push(Need::Row(Key::new(Kind::Site, *site)));
            if let Some(found) = find::site(rows, *site) {
                needs.push(Need::Row(Key::new(Kind::Contract, found.contract)));
            }
        }
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        Subject {
            organisation: Some(self.organisation),
            contract: contract_of_tablet(rows, self.role, &self.sites),
            ..Subject::default()
        }
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Membership, self.membership)]
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        ctx::is_new(view.rows(), self.key(), &self.body().into())?;
        if let Some(to) = self.to {
            ctx::in_order(self.from, to)?;
        }
        if self.sites.len() > SITES_MAX {
            return Err(Refusal::TooMany { max: 200 });
        }
        let is_one = self.role != Role::Tablet || self.sites.len() == 1;
        if self.role.has_sites() == self.sites.is_empty() || !is_one {
            return Err(Refusal::SitesMismatch);
        }
        if !is_administrator(ctx) && !self.role.has_sites() {
            return Err(Refusal::RoleNotHere);
        }
        Ok(())
    }
    fn check_full(&self, ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        let organisation =
            find::organisation(view.rows(), self.organisation).ok_or(Refusal::NotFound {
                kind: Kind::Organisation,
            })?;
        if self.role.is_contractors() == (organisation.kind == OrganisationKind::Authority) {
            return Err(Refusal::RoleNotHere);
        }
        let others = view.rows().children(Kind::Membership, self.user.uuid());
        let others: Vec<&Membership> = others
            .into_iter()
            .filter(|row| row.id != self.membership.uuid())
            .filter_map(|row| {
                if let Body::Membership(m) = &row.body {
                    Some(m)
                } else {
                    None
                }
            })
            .collect();
        let is_authoritys = others
            .iter()
            .any(|m| !m.role.is_contractors() && m.to.is_none_or(|to| ctx.day <= to));
        // A person who were a tablet too could speak for every supervisor of the site.
        let is_both = others
            .iter()
            .any(|m| self.role == Role::Tablet || m.role == Role::Tablet);
        if (is_authoritys && !is_administrator(ctx)) || is_both {
            return Err(Refusal::RoleNotHere);
        }
        for site in &self.sites {
            let site =
                find::site(view.rows(), *site).ok_or(Refusal::NotFound { kind: Kind::Site })?;
            let is_host = site.host == self.organisation;
            let is_contractor = find::contract(view.rows(), site.contract)
                .is_some_and(|c| c.contractor == self.organisation);
            if !is_host && !is_contractor {
                return Err(Refusal::SitesMismatch);
            }
        }
        Ok(())
    }
    fn apply(&self, _ctx: &Ctx, _rows: &dyn Rows, out: &mut Changes) {
        out.put(Entity::new(self.membership, self.body()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::{id, said, user};
    use crate::testing::world::{Comes, World, check, day};

    const DAY: &str = "2026-03-16";
    fn grant(to: &str, at: &str, role: Role, sites: &[&str]) -> GrantMembership {
        GrantMembership {
            membership: id("new role"),
            user: user(to),
            name: said(to),
            organisation: id(&format!("org {at}")),
            role,
            sites: sites.iter().map(|site| id(site)).collect(),
            from: day(DAY),
            to: None,
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn the_administrator_gives_every_role_where_it_can_be_held() {
        let world = World::cast();
        for role in Role::ALL {
            let sites: &[&str] = if role.has_sites() { &["Norr"] } else { &[] };
            let (ours, theirs) = if role.is_contractors() {
                (refused(Refusal::RoleNotHere), Comes::Applied)
            } else {
                (Comes::Applied, refused(Refusal::RoleNotHere))
            };
            check(
                &world,
                "Agda",
                DAY,
                grant("New", "Kommunen", role, sites),
                ours,
            );
            check(
                &world,
                "Agda",
                DAY,
                grant("New", "Norrbygg", role, sites),
                theirs,
            );
        }
        for who in ["Per", "Karin", "Malin", "Hanna", "Stig", "Figge", "Nobody"] {
            let role = Role::Coordinator;
            check(
                &world,
                who,
                DAY,
                grant(who, "Kommunen", role, &[]),
                refused(Refusal::NotAllowed),
            );
        }
    }

    #[test]
    fn a_contractor_gives_supervisors_of_its_own_organisation_and_sites_only() {
        let world = World::cast();
        let supervisor = Role::Supervisor;
        for (at, role, sites, expect) in [
            (
                "Norrbygg",
                supervisor,
                &["Norr", "Mark"][..],
                Comes::Applied,
            ),
            (
                "Norrbygg",
                supervisor,
                &["Ost"],
                refused(Refusal::SitesMismatch),
            ),
            ("Norrbygg", supervisor, &[], refused(Refusal::SitesMismatch)),
            (
                "Norrbygg",
                supervisor,
                &["None"],
                refused(Refusal::NotFound { kind: Kind::Site }),
            ),
            (
                "Norrbygg",
                Role::ContractorAdministrator,
                &[],
                refused(Refusal::RoleNotHere),
            ),
            (
                "Norrbygg",
                Role::Caseworker,
                &[],
                refused(Refusal::RoleNotHere),
            ),
            (
                "Ostbygg",
                supervisor,
                &["Ost"],
                refused(Refusal::NotAllowed),
            ),
            (
                "Undermark",
                supervisor,
                &["Mark"],
                refused(Refusal::NotAllowed),
            ),
            (
                "Kommunen",
                Role::Administrator,
                &[],
                refused(Refusal::NotAllowed),
            ),
        ] {
            check(&world, "Nora", DAY, grant("New", at, role, sites), expect);
        }
        check(
            &world,
            "Nora",
            DAY,
            grant("Nora", "Norrbygg", supervisor, &["Norr"]),
            Comes::Applied,
        );
        // A subcontractor leads its own site and no other.
        let norr = grant("New", "Undermark", supervisor, &["Norr"]);
        check(&world, "Agda", DAY, norr, refused(Refusal::SitesMismatch));
    }

    #[test]
    fn a_contractor_cannot_bar_a_caseworker_by_giving_them_a_role() {
        let world = World::cast();
        let to_hanna = grant("Hanna", "Norrbygg", Role::Supervisor, &["Norr"]);
        check(
            &world,
            "Nora",
            DAY,
            to_hanna.clone(),
            refused(Refusal::RoleNotHere),
        );
        check(&world, "Agda", DAY, to_hanna, Comes::Applied);
    }

    #[test]
    fn a_role_is_given_once_between_days_in_order_and_at_so_many_sites() {
        let world = World::cast();
        let kind = Kind::Membership;
        let over = GrantMembership {
            membership: id("membership Agda"),
            ..grant("New", "Kommunen", Role::Administrator, &[])
        };
        check(
            &world,
            "Agda",
            DAY,
            over,
            refused(Refusal::AlreadyExists { kind }),
        );
        let to = Some(day("2026-03-15"));
        let reversed = GrantMembership {
            to,
            ..grant("New", "Kommunen", Role::Auditor, &[])
        };
        let (from, to) = (day(DAY), day("2026-03-15"));
        check(
            &world,
            "Agda",
            DAY,
            reversed,
            refused(Refusal::DatesReversed { from, to }),
        );
        let sites: Vec<String> = (0..=SITES_MAX).map(|n| format!("site {n}")).collect();
        let sites: Vec<&str> = sites.iter().map(String::as_str).collect();
        let most = grant("New", "Norrbygg", Role::Supervisor, &sites[..SITES_MAX]);
        check(
            &world,
            "Nora",
            DAY,
            most,
            refused(Refusal::NotFound { kind: Kind::Site }),
        );
        let more = grant("New", "Norrbygg", Role::Supervisor, &sites);
        check(
            &world,
            "Nora",
            DAY,
            more,
            refused(Refusal::TooMany { max: 200 }),
        );
        let nowhere = grant("New", "Nowhere", Role::Auditor, &[]);
        check(
            &world,
            "Agda",
            DAY,
            nowhere,
            refused(Refusal::NotFound {
                kind: Kind::Organisation,
            }),
        );
    }

    #[test]
    fn a_role_holds_from_its_first_to_its_last_day() {
        let grant = GrantMembership {
            from: day("2026-03-10"),
            to: Some(day("2026-03-20")),
            ..grant("New", "Kommunen", Role::Procurement, &[])
        };
        let world = World::cast().given("Agda", "2026-03-01", grant);
        for (on, is_allowed) in [
            ("2026-03-09", false),
            ("2026-03-10", true),
            ("2026-03-20", true),
            ("2026-03-21", false),
        ] {
            let register = crate::command::RegisterOrganisation {
                organisation: id("new"),
                name: said("Nybygg"),
                number: crate::model::OrgNumber::parse("556000-0001").unwrap(),
                kind: OrganisationKind::Contractor,
            };
            let expect = if is_allowed {
                Comes::Applied
            } else {
                refused(Refusal::NotAllowed)
            };
            check(&world, "New", on, register, expect);
        }
    }
}
