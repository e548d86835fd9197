//! Gives a user a role in an organisation. A contractor's administrator may give supervisors of its own organisation only, and
//! not to the authority's people: a role with the contractor would bar a caseworker from verifying.
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Act, Ctx, ctx};
use crate::id::{MembershipId, OrganisationId, SiteId, UserId};
use crate::model::{Body, Entity, Key, Kind, Membership, OrganisationKind, Role};
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
    /// A supervisor's sites, 1–200; empty for every other role.
    #[serde(default)]
    pub sites: BTreeSet<SiteId>,
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
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject {
            organisation: Some(self.organisation),
            ..Subject::default()
        }
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        ctx::is_new(view.rows(), self.key(), &self.body().into())?;
        if let Some(to) = self.to {
            ctx::in_order(self.from, to)?;
        }
        if self.sites.len() > SITES_MAX {
            return Err(Refusal::TooMany { max: 200 });
        }
        if (self.role == Role::Supervisor) == self.sites.is_empty() {
            return Err(Refusal::SitesMismatch);
        }
        if !is_administrator(ctx) && self.role != Role::Supervisor {
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
        let is_authoritys = view
            .rows()
            .children(Kind::Membership, self.user.uuid())
            .into_iter()
            .any(|row| match &row.body {
                Body::Membership(m) => {
                    !m.role.is_contractors() && m.to.is_none_or(|to| ctx.day <= to)
                }
                _ => false,
            });
        if is_authoritys && !is_administrator(ctx) {
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
