//! One lot of a notice.

use serde::{Deserialize, Serialize};

use super::{Amount, Duration, Nature};

/// What a notice says about one lot. Terms that a format states once for all lots are repeated in each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// The lot's own id in the notice (BT-137): `LOT-0001`, `1`.
    pub id: Option<String>,
    /// Title (BT-21), in the notice's own language where there are several.
    pub title: Option<String>,
    /// Main CPV code, eight digits without the check digit (BT-262).
    pub cpv_main: Option<String>,
    /// Further CPV codes (BT-263).
    pub cpv_additional: Vec<String>,
    /// Main nature (BT-23).
    pub nature: Option<Nature>,
    /// Estimated value (BT-27).
    pub value: Option<Amount>,
    /// Stated duration (BT-36). Never computed from `start` and `end`.
    pub duration: Option<Duration>,
    /// First day, `YYYY-MM-DD` (BT-536).
    pub start: Option<String>,
    /// Last day, `YYYY-MM-DD` (BT-537).
    pub end: Option<String>,
    /// NUTS codes of the place of performance, in the notice's order (BT-5071).
    pub nuts: Vec<String>,
    /// Social objectives (BT-775); `opp` is the employment one.
    pub social_objectives: Vec<String>,
    /// Kinds of strategic procurement (BT-06); `soc-obj` is the social one, `none` is said openly by some.
    pub strategic: Vec<String>,
    /// Conditions on how the contract is performed (BT-70); paragraphs by line feeds.
    pub performance_terms: Option<String>,
    /// Who may take part or perform; empty when the notice says nothing.
    pub reservations: Vec<Reservation>,
    /// Last moment for tenders or requests to take part, ISO 8601; zone only where the notice gives one.
    pub deadline: Option<String>,
}

/// A statement about reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reservation {
    /// Participation reserved to sheltered workshops and inclusive businesses (BT-71 `res-ws`).
    ShelteredWorkshops,
    /// Participation reserved to organisations with a public service mission (BT-71 `res-pub-ser`).
    PublicServiceMission,
    /// Performance within sheltered employment programmes (BT-736 `yes`).
    ShelteredProgramme,
    /// Said to be not reserved.
    Open,
}

impl Lot {
    /// Whether the lot is reserved in any way; `None` when the notice does not say.
    #[must_use]
    pub fn reserved(&self) -> Option<bool> {
        let any = self
            .reservations
            .iter()
            .any(|reservation| match reservation {
                Reservation::ShelteredWorkshops
                | Reservation::PublicServiceMission
                | Reservation::ShelteredProgramme => true,
                Reservation::Open => false,
            });
        (!self.reservations.is_empty()).then_some(any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_is_unknown_when_the_notice_is_silent() {
        let lot = |reservations| Lot {
            reservations,
            ..Lot::default()
        };
        assert_eq!(lot(vec![]).reserved(), None);
        assert_eq!(lot(vec![Reservation::Open]).reserved(), Some(false));
        assert_eq!(
            lot(vec![Reservation::Open, Reservation::ShelteredProgramme]).reserved(),
            Some(true)
        );
    }
}
