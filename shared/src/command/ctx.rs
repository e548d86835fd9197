//! Who asks, when, and under which right. Surprising choice: the rights are those that held on the local day of the act, not
//! on the day it reached the server (effective-dated rights).
use crate::id::UserId;
use crate::model::{Membership, Side};
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
    memberships: Vec<Membership>,
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
        let memberships = memberships
            .into_iter()
            .filter(|m| m.user == actor && m.holds_on(day))
            .collect();
        Self {
            actor,
            cmd,
            at,
            day,
            memberships,
        }
    }

    /// The actor's memberships on that day.
    pub fn memberships(&self) -> impl Iterator<Item = &Membership> {
        self.memberships.iter()
    }

    /// On whose behalf the actor speaks: the contractor's when all roles are a contractor's.
    #[must_use]
    pub fn side(&self) -> Side {
        if self.memberships.iter().all(|m| m.role.is_contractors()) {
            Side::Contractor
        } else {
            Side::Authority
        }
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
