//! A candidate, minimal card. Surprising choice: to whom the card is shown stands in the row itself (`disclosures`), so that
//! nobody sees a person whom no decision has shown to them.

use serde::{Deserialize, Serialize};

use crate::id::{ContractId, PlacementId, SiteId, UserId};
use crate::ordered::Set;
use crate::text::{ShortText, Text};
use crate::time::Day;

/// Whether the person's identity is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protection {
    /// No protection.
    None,
    /// Marked or protected in the population register: only the case circle sees the name.
    Protected,
}

/// A decision to show the trainee's card to a contract and a site (JO 1029-2017 asks for one).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Disclosure {
    /// For this placement.
    pub placement: PlacementId,
    /// To the contractor of this contract.
    pub contract: ContractId,
    /// And to this site.
    pub site: SiteId,
}

/// A candidate as the case circle sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Given name.
    pub given_name: Text<80>,
    /// Family name.
    pub family_name: Text<80>,
    /// What others call a protected person, e.g. "Praktikant 7".
    pub alias: Text<80>,
    /// Protection.
    pub protection: Protection,
    /// The case circle. 1–20 people.
    pub caseworkers: Set<UserId>,
    /// What work is wanted.
    pub wants: Option<ShortText>,
    /// From when.
    pub available_from: Day,
    /// For which placements the card is shown to whom. At most 200.
    pub disclosures: Set<Disclosure>,
}

impl Candidate {
    /// What a contractor and the office see: "Amina K.", or the alias of a protected person.
    #[must_use]
    pub fn card(&self) -> TraineeCard {
        let display = match self.protection {
            Protection::Protected => self.alias.as_str().to_owned(),
            Protection::None => {
                let initial = self.family_name.as_str().chars().next().unwrap_or('?');
                format!("{} {initial}.", self.given_name)
            }
        };
        TraineeCard {
            display: ShortText::parse(&display).unwrap_or_else(|_| self.alias.clone().into()),
        }
    }
}

impl From<Text<80>> for ShortText {
    fn from(text: Text<80>) -> Self {
        text.widen()
    }
}

/// A trainee as the contractor and the office see them: nothing but what to call them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraineeCard {
    /// First name and initial, or the alias.
    pub display: ShortText,
}
