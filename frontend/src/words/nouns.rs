//! What roles, states, reasons and kinds are called. Exhaustive: a new variant needs its word before anything builds.
use shared::model::{
    Agreed, Attendance, Attendee, EndReason, Going, MeetingKind, Nature, NoStartReason,
    OrganisationKind, PlacementState, Role, SheetState, Side, SlotState, TenderState,
};

pub use super::named::{absence, kind, placement_state_code};
use super::numbers;
use crate::word;

/// A role.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Procurement => word!(role.procurement),
        Role::ContractManager => word!(role.contract_manager),
        Role::MatchingOfficer => word!(role.matching_officer),
        Role::Caseworker => word!(role.caseworker),
        Role::ContractorAdministrator => word!(role.contractor_administrator),
        Role::Supervisor => word!(role.supervisor),
        Role::Coordinator => word!(role.coordinator),
        Role::Auditor => word!(role.auditor),
        Role::Administrator => word!(role.administrator),
        Role::Tablet => word!(role.tablet),
    }
}

/// "Här, 8 h" or the reason.
#[must_use]
pub fn attendance(attendance: Attendance) -> String {
    match attendance {
        Attendance::Present { minutes } => word!(day.here, hours = numbers::hours(minutes.get())),
        Attendance::Absent { reason } => word!(day.away, reason = absence(reason)),
    }
}

/// Why a placement ended early.
#[must_use]
pub fn end_reason(reason: EndReason) -> &'static str {
    match reason {
        EndReason::GotJob => word!(end_reason.got_job),
        EndReason::Studies => word!(end_reason.studies),
        EndReason::Illness => word!(end_reason.illness),
        EndReason::TraineeLeft => word!(end_reason.trainee_left),
        EndReason::ContractorEnded => word!(end_reason.contractor_ended),
        EndReason::DidNotSuit => word!(end_reason.did_not_suit),
        EndReason::WorkEnded => word!(end_reason.work_ended),
        EndReason::Other => word!(end_reason.other),
        EndReason::NotShown => word!(end_reason.not_shown),
    }
}

/// Why a placement never began.
#[must_use]
pub fn no_start(reason: NoStartReason) -> &'static str {
    match reason {
        NoStartReason::DidNotCome => word!(no_start.did_not_come),
        NoStartReason::TraineeDeclined => word!(no_start.trainee_declined),
        NoStartReason::ContractorWithdrew => word!(no_start.contractor_withdrew),
        NoStartReason::Other => word!(no_start.other),
        NoStartReason::NotShown => word!(no_start.not_shown),
    }
}

/// How far a placement has come.
#[must_use]
pub fn placement_state(state: PlacementState) -> &'static str {
    match state {
        PlacementState::Planned => word!(placement_state.planned),
        PlacementState::Started { .. } => word!(placement_state.started),
        PlacementState::EndedEarly { .. } => word!(placement_state.ended_early),
        PlacementState::Completed { .. } => word!(placement_state.completed),
        PlacementState::DidNotStart { .. } => word!(placement_state.did_not_start),
    }
}

/// How far a month has come.
#[must_use]
pub fn sheet_state(state: SheetState) -> &'static str {
    match state {
        SheetState::Open => word!(sheet_state.open),
        SheetState::Attested { .. } => word!(sheet_state.attested),
        SheetState::Confirmed { .. } => word!(sheet_state.confirmed),
    }
}

/// Who speaks.
#[must_use]
pub fn side(side: Side) -> &'static str {
    match side {
        Side::Contractor => word!(side.contractor),
        Side::Authority => word!(side.authority),
    }
}

/// How far a slot has come.
#[must_use]
pub fn slot_state(state: &SlotState) -> &'static str {
    match state {
        SlotState::Promised => word!(slot_state.promised),
        SlotState::Offered { .. } => word!(slot_state.offered),
    }
}

/// How far a tender has come.
#[must_use]
pub fn tender_state(state: &TenderState) -> &'static str {
    match state {
        TenderState::Open => word!(tender_state.open),
        TenderState::Awarded { .. } => word!(tender_state.awarded),
    }
}

/// What is bought.
#[must_use]
pub fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Works => word!(nature.works),
        Nature::Supplies => word!(nature.supplies),
        Nature::Services => word!(nature.services),
    }
}

/// What an organisation is.
#[must_use]
pub fn organisation_kind(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Authority => word!(organisation_kind.authority),
        OrganisationKind::Contractor => word!(organisation_kind.contractor),
        OrganisationKind::Subcontractor => word!(organisation_kind.subcontractor),
    }
}

/// How one meets.
#[must_use]
pub fn meeting(kind: MeetingKind) -> &'static str {
    match kind {
        MeetingKind::ThreePartyMeeting => word!(meeting.three_party_meeting),
        MeetingKind::Visit => word!(meeting.visit),
        MeetingKind::PhoneCall => word!(meeting.phone_call),
    }
}

/// Who took part.
#[must_use]
pub fn attendee(attendee: Attendee) -> &'static str {
    match attendee {
        Attendee::Trainee => word!(attendee.trainee),
        Attendee::Supervisor => word!(attendee.supervisor),
        Attendee::ContractorAdministrator => word!(attendee.contractor_administrator),
        Attendee::MatchingOfficer => word!(attendee.matching_officer),
        Attendee::Interpreter => word!(attendee.interpreter),
    }
}

/// How something goes.
#[must_use]
pub fn going(going: Going) -> &'static str {
    match going {
        Going::Well => word!(going.well),
        Going::Partly => word!(going.partly),
        Going::Badly => word!(going.badly),
    }
}

/// What was agreed.
#[must_use]
pub fn agreed(agreed: Agreed) -> &'static str {
    match agreed {
        Agreed::GoOn => word!(agreed.go_on),
        Agreed::OtherTasks => word!(agreed.other_tasks),
        Agreed::OtherHours => word!(agreed.other_hours),
        Agreed::MoreSupport => word!(agreed.more_support),
        Agreed::Language => word!(agreed.language),
        Agreed::TalkOfJob => word!(agreed.talk_of_job),
    }
}

/// What a command of this wire kind asks for. A kind that this build does not know has a word too: a newer app sent it.
#[must_use]
pub fn command(kind: &str) -> &'static str {
    match kind {
        "register_organisation" => word!(command.register_organisation),
        "grant_membership" => word!(command.grant_membership),
        "end_membership" => word!(command.end_membership),
        "register_tender" => word!(command.register_tender),
        "set_requirement" => word!(command.set_requirement),
        "award_tender" => word!(command.award_tender),
        "sign_contract" => word!(command.sign_contract),
        "engage_subcontractor" => word!(command.engage_subcontractor),
        "register_site" => word!(command.register_site),
        "offer_slot" => word!(command.offer_slot),
        "register_candidate" => word!(command.register_candidate),
        "plan_placement" => word!(command.plan_placement),
        "start_placement" => word!(command.start_placement),
        "end_placement_early" => word!(command.end_placement_early),
        "complete_placement" => word!(command.complete_placement),
        "report_no_start" => word!(command.report_no_start),
        "record_attendance" => word!(command.record_attendance),
        "retract_attendance" => word!(command.retract_attendance),
        "correct_attendance" => word!(command.correct_attendance),
        "attest_month" => word!(command.attest_month),
        "confirm_month" => word!(command.confirm_month),
        "settle_day" => word!(command.settle_day),
        "plan_meeting" => word!(command.plan_meeting),
        "move_meeting" => word!(command.move_meeting),
        "cancel_meeting" => word!(command.cancel_meeting),
        "record_meeting" => word!(command.record_meeting),
        "correct_note" => word!(command.correct_note),
        "add_task" => word!(command.add_task),
        "complete_task" => word!(command.complete_task),
        "reopen_task" => word!(command.reopen_task),
        "set_contact" => word!(command.set_contact),
        "set_check_in" => word!(command.set_check_in),
        "issue_card" => word!(command.issue_card),
        "check_in_trainee" => word!(command.check_in_trainee),
        "object_to_day" => word!(command.object_to_day),
        _ => word!(command.unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_command_has_words_of_its_own() {
        let unknown = command("");
        for kind in shared::command::KINDS {
            assert_ne!(command(kind.name), unknown, "words for {}", kind.name);
        }
    }
}
