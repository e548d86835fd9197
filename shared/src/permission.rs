//! The permission table: role × relation × command. A command that has no row here can be done by nobody.
use crate::command::Ctx;
use crate::id::{CandidateId, ContractId, OrganisationId, SiteId};
use crate::model::{Membership, Protection, Role};
use crate::state::{Rows, find};

/// How the actor has to stand to what the command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Anywhere in the tenant; a protected person only from within the case circle.
    Tenant,
    /// The contract is the actor's organisation's.
    Contract,
    /// The actor leads this site.
    Site,
    /// The actor is in the candidate's case circle.
    Case,
    /// It concerns the actor's own organisation.
    Organisation,
    /// It concerns a tablet on some site of the tenant.
    Tablet,
}

/// What a command is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// The contract; of a membership only a tablet's.
    pub contract: Option<ContractId>,
    /// The site.
    pub site: Option<SiteId>,
    /// The candidate or trainee.
    pub candidate: Option<CandidateId>,
    /// The organisation.
    pub organisation: Option<OrganisationId>,
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// The command's name on the wire.
    pub command: &'static str,
    /// Who.
    pub role: Role,
    /// Standing how.
    pub relation: Relation,
}

macro_rules! table {
    ($($command:literal: $($role:ident $relation:ident),+;)+) => {
        &[$($(Right { command: $command, role: Role::$role, relation: Relation::$relation }),+),+]
    };
}

/// Who may do what. Source: the work order of the roles in UHM's model (procurement asks, matching fills, the site reports,
/// the case circle verifies) and the rule that who promised never verifies its own promise.
pub const TABLE: &[Right] = table! {
    "register_organisation": Procurement Tenant, ContractManager Tenant, Administrator Tenant;
    "grant_membership": Administrator Tenant, ContractorAdministrator Organisation, ContractorAdministrator Contract, ContractManager Tablet;
    "end_membership": Administrator Tenant, ContractorAdministrator Organisation, ContractorAdministrator Contract, ContractManager Tablet;
    "register_tender": Procurement Tenant;
    "set_requirement": Procurement Tenant;
    "award_tender": Procurement Tenant;
    "sign_contract": Procurement Tenant, ContractManager Tenant;
    "engage_subcontractor": ContractManager Tenant, ContractorAdministrator Contract;
    "register_site": ContractManager Tenant, ContractorAdministrator Contract;
    "offer_slot": ContractManager Tenant, ContractorAdministrator Contract;
    "register_candidate": MatchingOfficer Tenant, Caseworker Tenant;
    "plan_placement": MatchingOfficer Tenant, Caseworker Case;
    "start_placement": MatchingOfficer Tenant, Caseworker Case;
    "end_placement_early": MatchingOfficer Tenant, Caseworker Case;
    "complete_placement": MatchingOfficer Tenant, Caseworker Case;
    "report_no_start": MatchingOfficer Tenant, Caseworker Case;
    "record_attendance": Supervisor Site, Caseworker Case;
    "retract_attendance": Supervisor Site, Caseworker Case;
    "correct_attendance": ContractorAdministrator Contract, Caseworker Case;
    "attest_month": Supervisor Site;
    "confirm_month": Caseworker Case;
    "settle_day": Caseworker Case;
    "plan_meeting": Caseworker Case;
    "move_meeting": Caseworker Case;
    "cancel_meeting": Caseworker Case;
    "record_meeting": Caseworker Case;
    "correct_note": Caseworker Case;
    "add_task": Caseworker Case;
    "complete_task": Caseworker Case;
    "reopen_task": Caseworker Case;
    "set_contact": Administrator Tenant, ContractManager Tenant, Caseworker Tenant, ContractorAdministrator Organisation;
    "set_check_in": ContractManager Tenant, ContractorAdministrator Contract;
    "issue_card": Supervisor Site, Caseworker Case;
    "check_in_trainee": Supervisor Site, Tablet Site;
    "object_to_day": Supervisor Site, Caseworker Case, Tablet Site;
};

/// Commands that give or end a right: only with a fresh proof of who one is.
pub const GUARDED: &[&str] = &["grant_membership", "end_membership"];

/// Who reads at the office what was refused, waits or is in doubt: those who can mend it.
pub const READ_INBOX: &[Role] = &[
    Role::ContractManager,
    Role::MatchingOfficer,
    Role::Caseworker,
    Role::Administrator,
];

/// Whether one of the actor's memberships may do this command to this subject.
#[must_use]
pub fn allows(command: &str, ctx: &Ctx, subject: &Subject, rows: &dyn Rows) -> bool {
    TABLE
        .iter()
        .filter(|right| right.command == command)
        .any(|right| {
            ctx.memberships()
                .any(|m| m.role == right.role && holds(right.relation, m, ctx, subject, rows))
        })
}

fn holds(
    relation: Relation,
    m: &Membership,
    ctx: &Ctx,
    subject: &Subject,
    rows: &dyn Rows,
) -> bool {
    match relation {
        Relation::Tenant => match subject.candidate.and_then(|id| find::candidate(rows, id)) {
            Some(candidate) if candidate.protection == Protection::Protected => {
                candidate.caseworkers.contains(&ctx.actor)
            }
            Some(_) | None => true,
        },
        Relation::Contract => subject
            .contract
            .and_then(|id| find::contract(rows, id))
            .is_some_and(|contract| contract.contractor == m.organisation),
        Relation::Site => subject.site.is_some_and(|site| m.sites.contains(&site)),
        Relation::Case => subject
            .candidate
            .and_then(|id| find::candidate(rows, id))
            .is_some_and(|candidate| candidate.caseworkers.contains(&ctx.actor)),
        Relation::Organisation => subject.organisation == Some(m.organisation),
        Relation::Tablet => subject.contract.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::KINDS;

    #[test]
    fn every_command_has_a_row_and_every_row_a_command() {
        for kind in KINDS {
            assert!(
                TABLE.iter().any(|right| right.command == kind.name),
                "add a row for {} in permission.rs",
                kind.name
            );
        }
        for right in TABLE {
            assert!(
                KINDS.iter().any(|kind| kind.name == right.command),
                "no command {}",
                right.command
            );
        }
    }
}
