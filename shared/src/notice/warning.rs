//! What a reader of an imported notice should know before trusting a field.

use serde::{Deserialize, Serialize};

/// A remark on a notice that was read. Codes are stable; words are the frontend's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum Warning {
    /// Several buyers; the first one is given.
    SeveralBuyers {
        /// How many.
        count: u32,
    },
    /// Several winners; the first one is given.
    SeveralWinners {
        /// How many.
        count: u32,
    },
    /// Lots have different deadlines; the earliest is given for the notice.
    DeadlinesDiffer,
    /// The deadline is for requests to take part or for interest, not for tenders.
    DeadlineIsForParticipation,
    /// The notice states only the value of what was awarded.
    ValueIsAwarded,
    /// The notice gives a lowest and a highest value only; no value is given.
    ValueIsARange,
    /// A field has a text that could not be read; the field is left empty.
    Unreadable {
        /// Name of the field in the output.
        field: String,
        /// The text, at most 80 characters.
        text: String,
    },
    /// A duration in days or weeks was rounded to whole months.
    DurationRounded {
        /// The lot's id, if it has one.
        lot: Option<String>,
    },
    /// A duration without limit is stated.
    DurationUnlimited {
        /// The lot's id, if it has one.
        lot: Option<String>,
    },
    /// Terms that hold for all lots are given on the first one only, for their length.
    TermsOnFirstLotOnly,
    /// Parts of a planning notice, which are not lots yet.
    PartsAreNotLots {
        /// How many.
        count: u32,
    },
    /// Groups of lots, which are not lots.
    LotGroupsLeftOut {
        /// How many.
        count: u32,
    },
    /// The field was not stated for the whole and is taken from its only lot or part.
    TakenFromLot {
        /// Name of the field in the output.
        field: String,
    },
    /// A field that every notice should have is missing.
    Missing {
        /// Name of the field in the output.
        field: String,
    },
}
crate::wire::tagged!(Warning, "code");

impl Warning {
    /// Longest text that [`Warning::Unreadable`] repeats, in characters.
    pub const TEXT_MAX: usize = 80;

    /// An [`Warning::Unreadable`] with its text cut to [`Self::TEXT_MAX`].
    #[must_use]
    pub fn unreadable(field: &str, text: &str) -> Self {
        Self::Unreadable {
            field: field.to_owned(),
            text: text.chars().take(Self::TEXT_MAX).collect(),
        }
    }

    /// A [`Warning::Missing`] of a field.
    #[must_use]
    pub fn missing(field: &str) -> Self {
        Self::Missing {
            field: field.to_owned(),
        }
    }
}
