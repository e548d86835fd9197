//! The main nature of a contract: works, supplies or services (eForms BT-23).

use serde::{Deserialize, Serialize};

/// Main nature, code list `contract-nature`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Construction.
    Works,
    /// Goods.
    Supplies,
    /// Services.
    Services,
}

impl Nature {
    /// Reads the code of any of the formats, whatever its case: OCDS says `goods` for supplies.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code.trim().to_ascii_lowercase().as_str() {
            "works" => Some(Self::Works),
            "supplies" | "goods" => Some(Self::Supplies),
            "services" => Some(Self::Services),
            _ => None,
        }
    }

    /// The code of the list `contract-nature`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::Supplies => "supplies",
            Self::Services => "services",
        }
    }
}
