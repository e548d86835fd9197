//! The month sheet: what people sign. Each day holds statements; two that differ make the day disputed until it is settled.

use serde::{Deserialize, Serialize};

use super::TraineeWord;
use crate::id::{CandidateId, ContractId, PlacementId, SheetId, SiteId, UserId, derived};
use crate::ordered::Map;
use crate::quantity::Minutes;
use crate::text::LongText;
use crate::time::{Day, Millis, Month};
use crate::wire::CommandRef;

/// Why a trainee was away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceReason {
    /// Sick.
    Sick,
    /// Care of a sick child.
    ChildCare,
    /// An activity at the employment service or the municipality.
    AgencyActivity,
    /// Language class.
    LanguageClass,
    /// Leave agreed beforehand.
    AgreedLeave,
    /// The site was closed.
    SiteClosed,
    /// Did not come and said nothing.
    NoShow,
    /// Not shown to this reader; never in a command.
    NotShown,
}

/// What is said of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Attendance {
    /// Was there.
    Present {
        /// For so long.
        minutes: Minutes,
    },
    /// Was away.
    Absent {
        /// Why.
        reason: AbsenceReason,
    },
}
crate::wire::tagged!(Attendance, "is");

impl Attendance {
    /// Health and care reasons are for the site and the case circle; what concerns the contract stays.
    #[must_use]
    pub const fn for_office(self) -> Self {
        match self {
            Self::Present { .. } => self,
            Self::Absent { reason } => Self::Absent {
                reason: match reason {
                    AbsenceReason::SiteClosed | AbsenceReason::NoShow => reason,
                    AbsenceReason::Sick
                    | AbsenceReason::ChildCare
                    | AbsenceReason::AgencyActivity
                    | AbsenceReason::LanguageClass
                    | AbsenceReason::AgreedLeave
                    | AbsenceReason::NotShown => AbsenceReason::NotShown,
                },
            },
        }
    }
}

/// On whose behalf somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The contractor or its subcontractor.
    Contractor,
    /// The authority.
    Authority,
}

/// One person's statement about one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What is said.
    pub attendance: Attendance,
    /// By whom.
    pub by: UserId,
    /// On whose behalf.
    pub side: Side,
    /// When it was said.
    pub at: Millis,
    /// The command that said it.
    pub cmd: CommandRef,
}

/// A caseworker's decision on a disputed day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// What holds.
    pub attendance: Attendance,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Millis,
    /// Why.
    pub note: LongText,
}

/// A change after the month was attested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// What holds now.
    pub attendance: Attendance,
    /// Who corrected.
    pub by: UserId,
    /// On whose behalf.
    pub side: Side,
    /// When.
    pub at: Millis,
    /// Why.
    pub reason: LongText,
}

/// One day of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayEntry {
    /// At most 8; the day is disputed when two differ and nothing has settled it.
    pub statements: Vec<Statement>,
    /// The decision, when the day was disputed.
    pub settled: Option<Settlement>,
    /// At most 20; the last one holds.
    pub corrections: Vec<Correction>,
    /// The trainee's own words.
    #[serde(default, skip_serializing_if = "TraineeWord::is_silent")]
    pub trainee: TraineeWord,
}

impl DayEntry {
    /// Most statements of one day.
    pub const STATEMENTS_MAX: usize = 8;
    /// Most corrections of one day.
    pub const CORRECTIONS_MAX: usize = 20;

    /// Whether nothing at all was said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.trainee.is_silent()
    }

    /// The statement that the trainee objects to, if it still stands.
    #[must_use]
    pub fn objected(&self) -> Option<&Statement> {
        let objected = self.trainee.objection?.to;
        self.statements.iter().find(|said| said.cmd == objected)
    }

    /// Whether the trainee objects to a statement that still stands.
    #[must_use]
    pub fn is_objected(&self) -> bool {
        self.objected().is_some()
    }

    /// What a side said last.
    #[must_use]
    pub fn said_by(&self, side: Side) -> Option<&Statement> {
        self.statements.iter().rev().find(|said| said.side == side)
    }

    /// Whether two statements differ, or the trainee objects, and nobody has settled it.
    #[must_use]
    pub fn is_disputed(&self) -> bool {
        let differ = self
            .statements
            .windows(2)
            .any(|two| two[0].attendance != two[1].attendance);
        (differ || self.is_objected()) && self.settled.is_none()
    }

    /// What holds: the last correction, else the settlement, else the statement; nothing while disputed or empty.
    #[must_use]
    pub fn holds(&self) -> Option<Attendance> {
        if self.is_disputed() {
            return None;
        }
        let corrected = self.corrections.last().map(|c| c.attendance);
        let settled = self.settled.as_ref().map(|s| s.attendance);
        let said = self.statements.last().map(|s| s.attendance);
        corrected.or(settled).or(said)
    }
}

/// Who signed and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Millis,
}

/// How far a month has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum SheetState {
    /// Days are being recorded.
    Open,
    /// The supervisor has signed.
    Attested {
        /// Signature.
        attest: Signature,
    },
    /// The caseworker has confirmed.
    Confirmed {
        /// The supervisor's.
        attest: Signature,
        /// The caseworker's.
        confirm: Signature,
    },
}
crate::wire::tagged!(SheetState, "state");

impl SheetState {
    /// Stable name of the state.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Attested { .. } => "attested",
            Self::Confirmed { .. } => "confirmed",
        }
    }
}

/// A month of a placement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Of this placement.
    pub placement: PlacementId,
    /// Of this contract.
    pub contract: ContractId,
    /// On this site.
    pub site: SiteId,
    /// This person.
    pub candidate: CandidateId,
    /// This month.
    pub month: Month,
    /// Day of the month → what was said. Absent = nothing said.
    pub days: Map<u8, DayEntry>,
    /// How far it has come.
    pub state: SheetState,
}

impl Sheet {
    /// The sheet's id follows from placement and month, so that two devices offline make the same one.
    #[must_use]
    pub fn id_of(placement: PlacementId, month: Month) -> SheetId {
        derived(&[
            b"sheet",
            placement.uuid().as_bytes(),
            month.to_string().as_bytes(),
        ])
        .into()
    }

    /// The entry of a day of this month.
    #[must_use]
    pub fn day(&self, day: Day) -> Option<&DayEntry> {
        self.days.get(&day.day_of_month())
    }

    /// Days of the month that are disputed.
    #[must_use]
    pub fn disputed_days(&self) -> Vec<u8> {
        self.days
            .iter()
            .filter(|(_, entry)| entry.is_disputed())
            .map(|(day, _)| *day)
            .collect()
    }

    /// The same with health and care reasons left out.
    #[must_use]
    pub fn for_office(&self) -> Self {
        let mut sheet = self.clone();
        for entry in sheet.days.values_mut() {
            for statement in &mut entry.statements {
                statement.attendance = statement.attendance.for_office();
            }
            if let Some(settled) = &mut entry.settled {
                settled.attendance = settled.attendance.for_office();
                settled.note =
                    crate::text::Text::parse("–").unwrap_or_else(|_| settled.note.clone());
            }
            for correction in &mut entry.corrections {
                correction.attendance = correction.attendance.for_office();
                correction.reason =
                    crate::text::Text::parse("–").unwrap_or_else(|_| correction.reason.clone());
            }
        }
        sheet
    }
}
