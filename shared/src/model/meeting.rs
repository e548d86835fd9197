//! A contact with a trainee's workplace: a visit, a call, a three-party meeting. What was said lies in the case circle only.
//! Surprising choice: the notes are a list that only grows; a correction is a new version beside the old one.
use serde::{Deserialize, Serialize};

use crate::id::{CandidateId, ContractId, PlacementId, SiteId, UserId};
use crate::ordered::Set;
use crate::text::LongText;
use crate::time::{Day, Millis};
use crate::time_of_day::TimeOfDay;

/// How one meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingKind {
    /// Trainee, workplace supervisor and caseworker together.
    ThreePartyMeeting,
    /// A visit to the site.
    Visit,
    /// A call.
    PhoneCall,
}

impl MeetingKind {
    /// All kinds, the usual one first.
    pub const ALL: [Self; 3] = [Self::ThreePartyMeeting, Self::Visit, Self::PhoneCall];

    /// Whether somebody comes to the site, which is then told when.
    #[must_use]
    pub const fn is_on_site(self) -> bool {
        match self {
            Self::ThreePartyMeeting | Self::Visit => true,
            Self::PhoneCall => false,
        }
    }
}

/// Who took part beside the caseworker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendee {
    /// The trainee.
    Trainee,
    /// The workplace supervisor.
    Supervisor,
    /// Who speaks for the contractor.
    ContractorAdministrator,
    /// The matching officer.
    MatchingOfficer,
    /// An interpreter.
    Interpreter,
}

impl Attendee {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Trainee,
        Self::Supervisor,
        Self::ContractorAdministrator,
        Self::MatchingOfficer,
        Self::Interpreter,
    ];
}

/// How something goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Going {
    /// Well.
    Well,
    /// Partly.
    Partly,
    /// Badly: somebody has to act.
    Badly,
}

impl Going {
    /// The scale.
    pub const ALL: [Self; 3] = [Self::Well, Self::Partly, Self::Badly];
}

/// What was agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreed {
    /// Go on as now.
    GoOn,
    /// Other work tasks.
    OtherTasks,
    /// Other hours.
    OtherHours,
    /// More support by the supervisor.
    MoreSupport,
    /// More of the language.
    Language,
    /// Talk about a job afterwards.
    TalkOfJob,
}

impl Agreed {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::GoOn,
        Self::OtherTasks,
        Self::OtherHours,
        Self::MoreSupport,
        Self::Language,
        Self::TalkOfJob,
    ];
}

/// What was said, mostly by touch. Sensitive: never shown outside the case circle.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Who took part.
    pub present: Set<Attendee>,
    /// How it goes for the trainee.
    pub trainee: Option<Going>,
    /// How the work goes.
    pub work: Option<Going>,
    /// How the supervision goes.
    pub supervision: Option<Going>,
    /// What was agreed.
    pub agreed: Set<Agreed>,
    /// In words.
    pub text: Option<LongText>,
}

/// One version of a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteVersion {
    /// The day of the meeting.
    pub on: Day,
    /// What was said.
    pub note: Note,
    /// Who wrote it.
    pub by: UserId,
    /// When it was written.
    pub at: Millis,
}

/// How far a meeting has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum MeetingState {
    /// To come.
    Planned {
        /// On this day.
        on: Day,
        /// At this time, when one is agreed.
        at: Option<TimeOfDay>,
    },
    /// Held; the last version of its note holds.
    Held {
        /// On this day.
        on: Day,
    },
    /// Called off.
    Cancelled {
        /// It was planned for this day.
        on: Day,
    },
}
crate::wire::tagged!(MeetingState, "state");

impl MeetingState {
    /// Stable name of the state.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Planned { .. } => "planned",
            Self::Held { .. } => "held",
            Self::Cancelled { .. } => "cancelled",
        }
    }

    /// Its day.
    #[must_use]
    pub const fn on(self) -> Day {
        match self {
            Self::Planned { on, .. } | Self::Held { on } | Self::Cancelled { on } => on,
        }
    }
}

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// About this placement.
    pub placement: PlacementId,
    /// Of this contract.
    pub contract: ContractId,
    /// On this site.
    pub site: SiteId,
    /// This trainee.
    pub candidate: CandidateId,
    /// How one meets.
    pub kind: MeetingKind,
    /// How far it has come.
    pub state: MeetingState,
    /// Every version of what was noted, oldest first; the last one holds.
    pub notes: Vec<NoteVersion>,
}

impl Meeting {
    /// Most versions of one note.
    pub const NOTES_MAX: usize = 40;
    /// Most meetings of one placement.
    pub const OF_PLACEMENT_MAX: usize = 300;

    /// The version that holds.
    #[must_use]
    pub fn note(&self) -> Option<&NoteVersion> {
        self.notes.last()
    }

    /// What the site is told of a meeting there that is to come: day, time and kind, and nothing else.
    #[must_use]
    pub const fn card(&self) -> Option<MeetingCard> {
        match self.state {
            MeetingState::Planned { on, at } if self.kind.is_on_site() => Some(MeetingCard {
                placement: self.placement,
                kind: self.kind,
                on,
                at,
            }),
            MeetingState::Planned { .. }
            | MeetingState::Held { .. }
            | MeetingState::Cancelled { .. } => None,
        }
    }
}

/// A meeting to come as the site sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingCard {
    /// About this placement.
    pub placement: PlacementId,
    /// How one meets.
    pub kind: MeetingKind,
    /// On this day.
    pub on: Day,
    /// At this time, when one is agreed.
    pub at: Option<TimeOfDay>,
}
