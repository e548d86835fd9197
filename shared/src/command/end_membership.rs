//! Ends a role on a day. What was done under it stays done. An end is only ever moved to an earlier day: a role that somebody
//! ended does not come back by ending it later.
use serde::{Deserialize, Serialize};

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
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Membership, self.membership)));
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        let organisation = find::membership(rows, self.membership).map(|m| m.organisation);
        Subject {
            organisation,
            ..Subject::default()
        }
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let membership =
            find::membership(view.rows(), self.membership).ok_or(Refusal::NotFound {
                kind: Kind::Membership,
            })?;
        let is_administrator = ctx.memberships().any(|m| m.role == Role::Administrator);
        if !is_administrator && membership.role != Role::Supervisor {
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
