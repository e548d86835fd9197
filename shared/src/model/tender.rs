//! A procurement, read from a notice or entered by hand.
use serde::{Deserialize, Deserializer, Serialize};

use crate::id::OrganisationId;
use crate::quantity::Ore;
use crate::text::{ShortText, Text};
use crate::time::Day;

/// BT-23, the main nature of the contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// Building and civil works.
    Works,
    /// Goods.
    Supplies,
    /// Services.
    Services,
}

/// How far a tender has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", rename_all = "snake_case")]
pub enum TenderState {
    /// Not awarded yet.
    Open,
    /// Awarded to a contractor.
    Awarded {
        /// Whom.
        contractor: OrganisationId,
        /// Day of the award decision.
        on: Day,
    },
}
crate::wire::tagged!(TenderState, "state");

/// Where a tender was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRef {
    /// BT-701 or the format's own number.
    pub id: ShortText,
    /// `eforms`, `ted_r209` or `ocds`.
    pub format: Text<20>,
}

/// One procurement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tender {
    /// BT-21.
    pub title: ShortText,
    /// The authority's own case number.
    pub reference: ShortText,
    /// The notice, when there was one.
    pub notice: Option<NoticeRef>,
    /// BT-262.
    pub cpv_main: CpvCode,
    /// BT-23.
    pub nature: Nature,
    /// BT-27, estimated value without VAT.
    pub value: Option<Ore>,
    /// Last day for tenders.
    pub deadline: Option<Day>,
    /// How far it has come.
    pub state: TenderState,
}

/// A CPV 2008 code: eight digits (Regulation (EC) 213/2008), the check digit left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct CpvCode(String);

/// Not eight digits, with or without `-` and a check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a CPV code: eight digits")]
pub struct CpvError;

impl CpvCode {
    /// Reads `NNNNNNNN` or `NNNNNNNN-N`.
    pub fn parse(text: &str) -> Result<Self, CpvError> {
        let code = text.trim().split('-').next().unwrap_or_default();
        if code.len() == 8 && code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(code.to_owned()))
        } else {
            Err(CpvError)
        }
    }
    /// Eight digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for CpvCode {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
