//! Who asks, when, and under which right. Surprising choice: the rights are those that held on the local day of the act, not
//! on the day it reached the server (effective-dated rights).
use crate::id::{SiteId, UserId};
use crate::model::{Contract, Membership, Role, Side};
use crate::time::{Day, Millis};
use crate::wire::CommandRef;

/// The circumstances of one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ctx {
    /// Who.
    pub actor: UserId,
    /// Which command.
    pub cmd: CommandRef,
    /// When, by the device's clock.
    pub at: Millis,
    /// The local day of `at`.
    pub day: Day,
    /// Those that hold on the day.
    memberships: Vec<Membership>,
    /// All that the actor ever had, as far as they are known here.
    ever: Vec<Membership>,
}

impl Ctx {
    /// Keeps those memberships of the actor that hold on the local day. `tz_minutes` is the local offset east of UTC.
    #[must_use]
    pub fn new(
        actor: UserId,
        cmd: CommandRef,
        at: Millis,
        tz_minutes: i32,
        memberships: Vec<Membership>,
    ) -> Self {
        let day = Day::at(at, tz_minutes);
        let mut ever = memberships;
        ever.retain(|m| m.user == actor);
        let memberships = ever.iter().filter(|m| m.holds_on(day)).cloned().collect();
        Self {
            actor,
            cmd,
            at,
            day,
            memberships,
            ever,
        }
    }

    /// The actor's memberships on that day.
    pub fn memberships(&self) -> impl Iterator<Item = &Membership> {
        self.memberships.iter()
    }

    /// On whose behalf the actor speaks about this contract: the contractor's as soon as one role is held with the contractor or
    /// a subcontractor of it, whatever other roles there are. Where the contract is not known, what the roles say alone.
    #[must_use]
    pub fn side(&self, contract: Option<&Contract>) -> Side {
        let is_contractors = match contract {
            Some(contract) => self
                .memberships
                .iter()
                .any(|m| contract.is_promised_by(m.organisation)),
            None => self.memberships.iter().all(|m| m.role.is_contractors()),
        };
        if is_contractors {
            Side::Contractor
        } else {
            Side::Authority
        }
    }

    /// Whether the actor stands with those who promised: a role with the contractor or a subcontractor on any day from `since`.
    /// Not only today's roles, because a device says itself which day it is.
    #[must_use]
    pub fn has_promised(&self, contract: &Contract, since: Day) -> bool {
        self.ever
            .iter()
            .any(|m| contract.is_promised_by(m.organisation) && m.to.is_none_or(|to| since <= to))
    }

    /// Whether the actor leads the work on this site.
    #[must_use]
    pub fn leads(&self, site: SiteId) -> bool {
        self.memberships
            .iter()
            .any(|m| m.role == Role::Supervisor && m.sites.contains(&site))
    }
}

/// The id is free, or holds the very same row (then the command changes nothing).
pub(super) fn is_new(
    rows: &dyn crate::state::Rows,
    key: crate::model::Key,
    body: &crate::model::Body,
) -> Result<(), crate::refusal::Refusal> {
    match rows.get(key) {
        Some(old) if old.body != *body => {
            Err(crate::refusal::Refusal::AlreadyExists { kind: key.kind })
        }
        Some(_) | None => Ok(()),
    }
}

/// `from` is not after `to`.
pub(super) fn in_order(from: Day, to: Day) -> Result<(), crate::refusal::Refusal> {
    if from <= to {
        Ok(())
    } else {
        Err(crate::refusal::Refusal::DatesReversed { from, to })
    }
}
