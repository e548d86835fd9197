//! What the buyer asks for: "places × months each, at least".
use serde::{Deserialize, Serialize};

use crate::id::TenderId;
use crate::quantity::{Months, Places};
use crate::text::ShortText;
use crate::time::Day;

/// The terms of a numeric employment requirement. Example: Palmcrantz, 4 places × 4 months each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesMonths {
    /// How many places, at least.
    pub places: Places,
    /// How many whole calendar months each, at least.
    pub months_each: Months,
    /// The first trainee is to have started by this day.
    pub first_start_by: Day,
}

/// An employment requirement of a tender.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// The tender.
    pub tender: TenderId,
    /// The lot, when it does not concern the whole tender.
    pub lot: Option<ShortText>,
    /// What is asked.
    pub terms: PlacesMonths,
}
