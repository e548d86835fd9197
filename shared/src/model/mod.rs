//! Map of the nouns. An entity's body is one of these; a few kinds exist only as projections (`scope.rs` makes them).
mod candidate;
mod card;
mod contact;
mod contract;
mod entity;
mod meeting;
mod membership;
mod organisation;
mod placement;
mod requirement;
mod sheet;
mod task;
mod tender;
mod trainee_word;

pub use candidate::{Candidate, Disclosure, Protection, TraineeCard};
pub use card::{CardCode, CardMark};
pub use contact::{Contact, ContactError, Email, Phone};
pub use contract::{CheckIn, Contract, Site, Slot, SlotState};
pub use entity::{Body, Entity, Key, Kind, facts, facts_in};
pub use meeting::{
    Agreed, Attendee, Going, Meeting, MeetingCard, MeetingKind, MeetingState, Note, NoteVersion,
};
pub use membership::{Membership, Role};
pub use organisation::{OrgNumber, OrgNumberError, Organisation, OrganisationKind};
pub use placement::{EndReason, NoStartReason, Placement, PlacementState, Span};
pub use requirement::{PlacesMonths, Requirement};
pub use sheet::{
    AbsenceReason, Attendance, Correction, DayEntry, Settlement, Sheet, SheetState, Side,
    Signature, Statement,
};
pub use task::{Task, TaskState};
pub use tender::{CpvCode, CpvError, Nature, NoticeRef, Tender, TenderState};
pub use trainee_word::{Objection, TraineeWord};
