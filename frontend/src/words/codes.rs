//! Every reason for a no, in words that say what to do next.
use shared::refusal::Refusal;
use shared::verdict::{Flag, Outcome, Parked};

use super::{dates, nouns, numbers};
use crate::platform::http::HttpError;
use crate::replica::{DispatchError, StorageProblem};
use crate::word;

/// Why something was refused.
#[must_use]
pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NotAllowed => word!(refusal.not_allowed).to_owned(),
        Refusal::NotFound { kind } => word!(refusal.not_found, kind = nouns::kind(*kind)),
        Refusal::AlreadyExists { kind } => word!(refusal.already_exists, kind = nouns::kind(*kind)),
        Refusal::NotPossible => word!(refusal.not_possible).to_owned(),
        Refusal::TooMany { max } => word!(refusal.too_many, max = max),
        Refusal::DatesReversed { from, to } => {
            word!(
                refusal.dates_reversed,
                from = dates::date(*from),
                to = dates::date(*to)
            )
        }
        Refusal::DayInFuture { day } => word!(refusal.day_in_future, day = dates::date(*day)),
        Refusal::DayOutsidePlacement {
            day,
            started,
            ended,
        } => {
            let day = dates::date(*day);
            match (started, ended) {
                (_, Some(ended)) => word!(
                    refusal.day_after_end,
                    day = day,
                    ended = dates::date(*ended)
                ),
                (Some(started), None) => word!(
                    refusal.day_before_start,
                    day = day,
                    started = dates::date(*started)
                ),
                (None, None) => word!(refusal.placement_not_running, day = day),
            }
        }
        Refusal::MonthAttested { month } => {
            word!(refusal.month_attested, month = dates::month(*month))
        }
        Refusal::MonthNotAttested { month } => {
            word!(refusal.month_not_attested, month = dates::month(*month))
        }
        Refusal::MonthConfirmed { month } => {
            word!(refusal.month_confirmed, month = dates::month(*month))
        }
        Refusal::MonthNotOver { from } => word!(refusal.month_not_over, from = dates::date(*from)),
        Refusal::DaysDisputed { days } => {
            let days: Vec<String> = days.iter().map(u8::to_string).collect();
            word!(refusal.days_disputed, days = numbers::list(&days))
        }
        Refusal::DayNotDisputed { day } => word!(refusal.day_not_disputed, day = dates::date(*day)),
        Refusal::DaySettled { day } => word!(refusal.day_settled, day = dates::date(*day)),
        Refusal::NothingToRetract { day } => {
            word!(refusal.nothing_to_retract, day = dates::date(*day))
        }
        Refusal::OwnPromise => word!(refusal.own_promise).to_owned(),
        Refusal::PlacementState { is } => word!(
            refusal.placement_state,
            is = nouns::placement_state_code(is)
        ),
        Refusal::SlotTaken { from, to } => {
            word!(
                refusal.slot_taken,
                from = dates::date(*from),
                to = dates::date(*to)
            )
        }
        Refusal::SlotNotOffered => word!(refusal.slot_not_offered).to_owned(),
        Refusal::SlotCount { places } => word!(refusal.slot_count, places = places),
        Refusal::TenderAwarded => word!(refusal.tender_awarded).to_owned(),
        Refusal::NotAwarded => word!(refusal.not_awarded).to_owned(),
        Refusal::OrganisationKind => word!(refusal.organisation_kind).to_owned(),
        Refusal::OwnAdministration => word!(refusal.own_administration).to_owned(),
        Refusal::RoleNotHere => word!(refusal.role_not_here).to_owned(),
        Refusal::NotACaseworker => word!(refusal.not_a_caseworker).to_owned(),
        Refusal::OtherTender => word!(refusal.other_tender).to_owned(),
        Refusal::OtherContract => word!(refusal.other_contract).to_owned(),
        Refusal::ReasonMissing => word!(refusal.reason_missing).to_owned(),
        Refusal::CheckInOff => word!(refusal.check_in_off).to_owned(),
        Refusal::DayPast { day } => word!(refusal.day_past, day = dates::date(*day)),
        Refusal::NothingToObject { day } => {
            word!(refusal.nothing_to_object, day = dates::date(*day))
        }
        Refusal::SitesMismatch => word!(refusal.sites_mismatch).to_owned(),
        Refusal::AuthorNotHere => word!(refusal.author_not_here).to_owned(),
        Refusal::MeetingOver => word!(refusal.meeting_over).to_owned(),
    }
}

/// Why something waits.
#[must_use]
pub fn parked(why: &Parked) -> String {
    match why {
        Parked::UnknownKind { .. } => word!(parked.unknown_kind).to_owned(),
        Parked::Undecodable => word!(parked.undecodable).to_owned(),
        Parked::Internal => word!(parked.internal).to_owned(),
        Parked::DependsOn { no } => word!(parked.depends_on, no = no),
        Parked::ReplicaForked => word!(parked.replica_forked).to_owned(),
    }
}

/// What came of a command.
#[must_use]
pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Applied { flags } if flags.is_empty() => word!(outcome.applied).to_owned(),
        Outcome::Applied { flags } => {
            let flags: Vec<&str> = flags.iter().map(|one| flag(*one)).collect();
            word!(outcome.applied_with, remarks = flags.join(" "))
        }
        Outcome::Duplicate => word!(outcome.duplicate).to_owned(),
        Outcome::Parked { why } => parked(why),
        Outcome::Rejected { refusal: why } => refusal(why),
    }
}

/// A remark on something done.
#[must_use]
pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Parallel => word!(flag.parallel),
        Flag::Conflict => word!(flag.conflict),
        Flag::Late => word!(flag.late),
        Flag::Clock => word!(flag.clock),
        Flag::AfterRevocation => word!(flag.after_revocation),
    }
}

/// Why nothing was saved.
#[must_use]
pub fn dispatch(error: &DispatchError) -> String {
    match error {
        DispatchError::Refused(why) => refusal(why),
        DispatchError::CannotSave(StorageProblem::Full) => word!(storage.full).to_owned(),
        DispatchError::CannotSave(StorageProblem::Broken) => word!(storage.broken).to_owned(),
    }
}

/// Whether the server said no with this code.
#[must_use]
pub fn is(error: &HttpError, wanted: &str) -> bool {
    matches!(error, HttpError::Refused { code, .. } if code == wanted)
}

/// Why the server gave no answer. A code without words of its own is told with its number.
#[must_use]
pub fn http(error: &HttpError) -> String {
    match error {
        HttpError::Offline => word!(http.offline).to_owned(),
        HttpError::Unreadable => word!(http.unreadable).to_owned(),
        HttpError::Refused { status, code, .. } => match code.as_str() {
            "credentials_refused" => word!(http.credentials_refused).to_owned(),
            "code_required" => word!(http.code_required).to_owned(),
            "code_refused" => word!(http.code_refused).to_owned(),
            "passkey_refused" => word!(http.passkey_refused).to_owned(),
            "passkeys_unavailable" => word!(http.passkeys_unavailable).to_owned(),
            "sudo_required" => word!(http.sudo_required).to_owned(),
            "last_way_in" => word!(http.last_way_in).to_owned(),
            "session_missing" => word!(http.session_missing).to_owned(),
            "link_unknown" => word!(http.link_unknown).to_owned(),
            "code_unknown" => word!(http.code_unknown).to_owned(),
            "login_taken" => word!(http.login_taken).to_owned(),
            "password_refused" => word!(http.password_refused).to_owned(),
            "value_refused" => word!(http.value_refused).to_owned(),
            "not_permitted" => word!(http.not_permitted).to_owned(),
            "too_many_requests" => word!(http.too_many_requests).to_owned(),
            "issuer_unavailable" | "issuer_unknown" | "busy" => {
                word!(http.issuer_unavailable).to_owned()
            }
            "sign_in_expired" | "sign_in_refused" | "sign_in_too_old" => {
                word!(http.sign_in_expired).to_owned()
            }
            "identity_refused" => word!(http.identity_refused).to_owned(),
            "assurance_too_low" => word!(http.assurance_too_low).to_owned(),
            "account_unknown" | "role_missing" => word!(http.role_missing).to_owned(),
            "account_closed" => word!(http.account_closed).to_owned(),
            "identity_taken" | "identity_other" => word!(http.identity_taken).to_owned(),
            "body_too_large" => word!(http.body_too_large).to_owned(),
            _ => word!(http.other, status = status),
        },
    }
}
