//! A whole notice.

use serde::{Deserialize, Serialize};

use super::{Amount, Lot, Nature, Party, Warning};

/// Which format a notice came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// UBL XML by the eForms regulation, any SDK version.
    #[serde(rename = "eforms")]
    Eforms,
    /// The older TED export schema R2.0.9.
    #[serde(rename = "ted-r209")]
    TedR209,
    /// Open Contracting Data Standard, JSON.
    #[serde(rename = "ocds")]
    Ocds,
}

impl Format {
    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Eforms => "eforms",
            Self::TedR209 => "ted-r209",
            Self::Ocds => "ocds",
        }
    }
}

/// What a notice says. BT numbers are the business terms of the eForms regulation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The format it was read from.
    pub format: Format,
    /// Id of the notice: BT-701, R2.0.9 document number, OCDS release id (else its ocid).
    pub notice_id: Option<String>,
    /// Kind of notice: BT-02 (`cn-standard`), R2.0.9 form (`F02_2014`), OCDS tags (`tender`).
    pub form: Option<String>,
    /// Title of the procurement (BT-21-Procedure) in the notice's own language where it has several.
    pub title: Option<String>,
    /// Buyer (BT-500, BT-501); the first of several.
    pub buyer: Option<Party>,
    /// Main CPV code, eight digits (BT-262-Procedure).
    pub cpv_main: Option<String>,
    /// Further CPV codes of the procurement (BT-263-Procedure; R2.0.9 and OCDS: of its lots), each once.
    pub cpv_additional: Vec<String>,
    /// Main nature (BT-23-Procedure).
    pub nature: Option<Nature>,
    /// Kind of procedure, code list `procurement-procedure-type` (BT-105); unknown codes as written.
    pub procedure: Option<String>,
    /// Estimated value of the whole (BT-27-Procedure).
    pub value: Option<Amount>,
    /// Value of what was awarded (BT-161), when stated.
    pub value_awarded: Option<Amount>,
    /// Earliest deadline of the lots, ISO 8601.
    pub deadline: Option<String>,
    /// The notice's own language as its format writes it: `SWE`, `SV`, `en`.
    pub language: Option<String>,
    /// Lots in the notice's order.
    pub lots: Vec<Lot>,
    /// Parts of a planning notice (BT-137-Part): they may become lots or procurements of their own.
    pub parts: Vec<Lot>,
    /// Who was awarded the contract; the first of several.
    pub winner: Option<Party>,
    /// What to know before trusting the fields.
    pub warnings: Vec<Warning>,
}

impl Notice {
    /// An empty notice of a format, to be filled.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            notice_id: None,
            form: None,
            title: None,
            buyer: None,
            cpv_main: None,
            cpv_additional: Vec::new(),
            nature: None,
            procedure: None,
            value: None,
            value_awarded: None,
            deadline: None,
            language: None,
            lots: Vec::new(),
            parts: Vec::new(),
            winner: None,
            warnings: Vec::new(),
        }
    }
}
