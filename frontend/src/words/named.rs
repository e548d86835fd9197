//! What reasons, states and kinds are called that the first module names. A file of its own because a text's row follows from the files
//! that say it (`frontend/catalogue.rs`).
use shared::model::{AbsenceReason, Kind};

use crate::word;

/// Why somebody was away.
#[must_use]
pub fn absence(reason: AbsenceReason) -> &'static str {
    match reason {
        AbsenceReason::Sick => word!(absence.sick),
        AbsenceReason::ChildCare => word!(absence.child_care),
        AbsenceReason::AgencyActivity => word!(absence.agency_activity),
        AbsenceReason::LanguageClass => word!(absence.language_class),
        AbsenceReason::AgreedLeave => word!(absence.agreed_leave),
        AbsenceReason::SiteClosed => word!(absence.site_closed),
        AbsenceReason::NoShow => word!(absence.no_show),
        AbsenceReason::NotShown => word!(absence.not_shown),
    }
}

/// The same from the code that a refusal carries.
#[must_use]
pub fn placement_state_code(code: &str) -> &'static str {
    match code {
        "planned" => word!(placement_state.planned),
        "started" => word!(placement_state.started),
        "ended_early" => word!(placement_state.ended_early),
        "completed" => word!(placement_state.completed),
        "did_not_start" => word!(placement_state.did_not_start),
        _ => word!(placement_state.unknown),
    }
}

/// What a row is, within a sentence: "the contract".
#[must_use]
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Organisation => word!(kind.organisation),
        Kind::Membership => word!(kind.membership),
        Kind::Tender => word!(kind.tender),
        Kind::Requirement => word!(kind.requirement),
        Kind::Contract => word!(kind.contract),
        Kind::Slot => word!(kind.slot),
        Kind::Site => word!(kind.site),
        Kind::Candidate => word!(kind.candidate),
        Kind::TraineeCard => word!(kind.trainee_card),
        Kind::Placement => word!(kind.placement),
        Kind::Span => word!(kind.span),
        Kind::Sheet => word!(kind.sheet),
        Kind::Meeting => word!(kind.meeting),
        Kind::MeetingCard => word!(kind.meeting_card),
        Kind::Task => word!(kind.task),
        Kind::Contact => word!(kind.contact),
    }
}
