//! Everything that can be asked. A command is checked and applied by the same code on the device (a preview) and on the
//! server (the verdict). `check` refuses and changes nothing; `apply` changes and cannot fail.
mod add_task;
mod agreement;
mod attest_month;
mod award_tender;
mod cancel_meeting;
mod check_in_trainee;
mod complete_placement;
mod complete_task;
mod confirm_month;
mod correct_attendance;
mod correct_note;
mod ctx;
mod end_membership;
mod end_placement_early;
mod engage_subcontractor;
mod execute;
mod grant_membership;
mod issue_card;
mod meeting_rules;
mod move_meeting;
mod object_to_day;
mod occupancy;
mod offer_slot;
mod plan_meeting;
mod plan_placement;
mod record_attendance;
mod record_meeting;
mod register_candidate;
mod register_organisation;
mod register_site;
mod register_tender;
mod reopen_task;
mod report_no_start;
mod retract_attendance;
mod set_check_in;
mod set_contact;
mod set_requirement;
mod settle_day;
mod sheet_rules;
mod sign_contract;
mod speaker;
mod start_placement;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use add_task::AddTask;
pub use agreement::Agreeing;
pub use attest_month::AttestMonth;
pub use award_tender::AwardTender;
pub use cancel_meeting::CancelMeeting;
pub use check_in_trainee::CheckInTrainee;
pub use complete_placement::CompletePlacement;
pub use complete_task::CompleteTask;
pub use confirm_month::ConfirmMonth;
pub use correct_attendance::CorrectAttendance;
pub use correct_note::CorrectNote;
pub use ctx::Ctx;
pub use end_membership::EndMembership;
pub use end_placement_early::EndPlacementEarly;
pub use engage_subcontractor::EngageSubcontractor;
pub use execute::{Executed, all_needs, execute_full, execute_partial, lacking, named, run_full};
pub use grant_membership::GrantMembership;
pub use issue_card::IssueCard;
pub use move_meeting::MoveMeeting;
pub use object_to_day::ObjectToDay;
pub use offer_slot::OfferSlot;
pub use plan_meeting::PlanMeeting;
pub use plan_placement::PlanPlacement;
pub use record_attendance::RecordAttendance;
pub use record_meeting::RecordMeeting;
pub use register_candidate::RegisterCandidate;
pub use register_organisation::RegisterOrganisation;
pub use register_site::RegisterSite;
pub use register_tender::RegisterTender;
pub use reopen_task::ReopenTask;
pub use report_no_start::ReportNoStart;
pub use retract_attendance::RetractAttendance;
pub use set_check_in::SetCheckIn;
pub use set_contact::SetContact;
pub use set_requirement::SetRequirement;
pub use settle_day::SettleDay;
pub use sign_contract::SignContract;
pub use speaker::Speaker;
pub use start_placement::StartPlacement;

use crate::model::Key;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View};

/// What every command can do.
pub trait Act: Serialize + DeserializeOwned {
    /// The rows that a check must see, given the rows that are there already; asked again until nothing new is named.
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>);
    /// What it is about, for the permission table.
    fn subject(&self, rows: &dyn Rows) -> Subject;
    /// The rows that begin with it, by the ids that it gives them; those that may stand there already are among them.
    fn makes(&self) -> Vec<Key> {
        Vec::new()
    }
    /// Refuses what breaks a rule that a device can see.
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal>;
    /// Refuses what breaks a rule over rows that a device may lack.
    fn check_full(&self, _ctx: &Ctx, _view: &View<'_, Full>) -> Result<(), Refusal> {
        Ok(())
    }
    /// Writes the rows. Called only after the checks; writes nothing when the fact is already there.
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes);
}

/// A command's name and version on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandKind {
    /// Snake case name.
    pub name: &'static str,
    /// Version of its payload.
    pub v: u16,
}

/// Why a payload cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// No such kind, or not in this version.
    #[error("unknown kind or version")]
    UnknownKind,
    /// The payload is not of its kind.
    #[error("the payload does not read as its kind")]
    Payload(#[source] crate::wire::ReadError),
}

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $text:literal @ $v:literal),+ $(,)?) => {
        /// A command.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Command { $($(#[$doc])* $name($name)),+ }

        /// All kinds with their versions.
        pub const KINDS: &[CommandKind] = &[$(CommandKind { name: $text, v: $v }),+];

        impl Command {
            /// Name and version.
            #[must_use]
            pub const fn kind(&self) -> CommandKind {
                match self { $(Self::$name(_) => CommandKind { name: $text, v: $v }),+ }
            }
            /// The payload for the wire.
            pub fn payload(&self) -> Result<Value, serde_json::Error> {
                match self { $(Self::$name(command) => serde_json::to_value(command)),+ }
            }
            /// Reads a payload of a kind. Unknown fields are kept by the envelope and not read here.
            pub fn decode(kind: &str, v: u16, payload: &Value) -> Result<Self, DecodeError> {
                match (kind, v) {
                    $(($text, $v) => crate::wire::read_value(payload).map(Self::$name).map_err(DecodeError::Payload),)+
                    _ => Err(DecodeError::UnknownKind),
                }
            }
        }

        impl Command {
            pub(crate) fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
                match self { $(Self::$name(command) => command.needs(rows, needs)),+ }
            }
            /// What it is about.
            #[must_use]
            pub fn subject(&self, rows: &dyn Rows) -> Subject {
                match self { $(Self::$name(command) => command.subject(rows)),+ }
            }
            /// The rows that begin with it.
            #[must_use]
            pub fn makes(&self) -> Vec<Key> {
                match self { $(Self::$name(command) => command.makes()),+ }
            }
            pub(crate) fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
                match self { $(Self::$name(command) => command.check(ctx, view)),+ }
            }
            pub(crate) fn check_full(&self, ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
                match self { $(Self::$name(command) => command.check_full(ctx, view)),+ }
            }
            pub(crate) fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
                match self { $(Self::$name(command) => command.apply(ctx, rows, out)),+ }
            }
        }

        $(impl From<$name> for Command { fn from(command: $name) -> Self { Self::$name(command) } })+
    };
}

commands! {
    /// Registers an authority, contractor or subcontractor.
    RegisterOrganisation = "register_organisation" @ 1,
    /// Gives a user a role.
    GrantMembership = "grant_membership" @ 1,
    /// Ends a role.
    EndMembership = "end_membership" @ 1,
    /// Registers a tender, by hand or from a notice.
    RegisterTender = "register_tender" @ 1,
    /// Sets the employment requirement of a tender.
    SetRequirement = "set_requirement" @ 1,
    /// Awards a tender to a contractor.
    AwardTender = "award_tender" @ 1,
    /// Registers the signed contract and its promised slots.
    SignContract = "sign_contract" @ 1,
    /// Lets a subcontractor host trainees.
    EngageSubcontractor = "engage_subcontractor" @ 1,
    /// Registers a work site.
    RegisterSite = "register_site" @ 1,
    /// Offers a promised slot: where, as what, from when.
    OfferSlot = "offer_slot" @ 1,
    /// Registers a candidate.
    RegisterCandidate = "register_candidate" @ 1,
    /// Plans a placement of a candidate in a slot.
    PlanPlacement = "plan_placement" @ 1,
    /// The trainee has started.
    StartPlacement = "start_placement" @ 1,
    /// The placement ended before its planned end.
    EndPlacementEarly = "end_placement_early" @ 1,
    /// The placement was served to its end.
    CompletePlacement = "complete_placement" @ 1,
    /// The planned placement did not start.
    ReportNoStart = "report_no_start" @ 1,
    /// States presence or absence of one day.
    RecordAttendance = "record_attendance" @ 1,
    /// Takes one's own statement of a day back.
    RetractAttendance = "retract_attendance" @ 1,
    /// Corrects a day after the month was attested.
    CorrectAttendance = "correct_attendance" @ 1,
    /// Signs the month on the site.
    AttestMonth = "attest_month" @ 1,
    /// Confirms the month in the case circle.
    ConfirmMonth = "confirm_month" @ 1,
    /// Settles a disputed day.
    SettleDay = "settle_day" @ 1,
    /// Plans a meeting about a placement.
    PlanMeeting = "plan_meeting" @ 1,
    /// Moves a planned meeting.
    MoveMeeting = "move_meeting" @ 1,
    /// Calls a planned meeting off.
    CancelMeeting = "cancel_meeting" @ 1,
    /// Writes down a meeting that was held.
    RecordMeeting = "record_meeting" @ 1,
    /// Adds a corrected version of a note.
    CorrectNote = "correct_note" @ 1,
    /// Notes a task about a placement.
    AddTask = "add_task" @ 1,
    /// A task is done.
    CompleteTask = "complete_task" @ 1,
    /// A task that was done is to be done after all.
    ReopenTask = "reopen_task" @ 1,
    /// Says how a member of a contractor is reached.
    SetContact = "set_contact" @ 1,
    /// Lets trainees check themselves in on a site, or no longer.
    SetCheckIn = "set_check_in" @ 1,
    /// Gives a trainee a card for the tablet.
    IssueCard = "issue_card" @ 1,
    /// The trainee checks in.
    CheckInTrainee = "check_in_trainee" @ 1,
    /// The trainee says that what is recorded is not right.
    ObjectToDay = "object_to_day" @ 1,
}
