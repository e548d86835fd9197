//! `CODED_DATA_SECTION` and `TRANSLATION_SECTION`: what the Publications Office coded beside the form.

use shared::notice::{Nature, Party};

use super::paragraphs;
use crate::exchange::element::Element;

/// The coded part of an export.
pub(super) struct Coded<'a>(pub &'a Element);

impl Coded<'_> {
    /// The first CPV code.
    pub fn cpv_main(&self) -> Option<String> {
        Some(
            self.0
                .find("CODED_DATA_SECTION/NOTICE_DATA/ORIGINAL_CPV")?
                .attribute("CODE")?
                .to_owned(),
        )
    }

    /// The language of the original.
    pub fn language(&self) -> Option<String> {
        let languages = self.0.text_at("CODED_DATA_SECTION/NOTICE_DATA/LG_ORIG")?;
        languages.split_whitespace().next().map(str::to_owned)
    }

    /// The main nature; design contests state it nowhere else.
    pub fn nature(&self) -> Option<Nature> {
        match self
            .0
            .find("CODED_DATA_SECTION/CODIF_DATA/NC_CONTRACT_NATURE")?
            .attribute("CODE")?
        {
            "1" => Some(Nature::Works),
            "2" => Some(Nature::Supplies),
            "4" => Some(Nature::Services),
            _ => None,
        }
    }

    /// The procedure, as a BT-105 code.
    pub fn procedure(&self) -> Option<&'static str> {
        match self
            .0
            .find("CODED_DATA_SECTION/CODIF_DATA/PR_PROC")?
            .attribute("CODE")?
        {
            "1" => Some("open"),
            "2" | "3" => Some("restricted"),
            "4" | "6" | "B" => Some("neg-w-call"),
            "C" => Some("comp-dial"),
            "F" | "T" | "V" => Some("neg-wo-call"),
            "G" => Some("innovation"),
            _ => None,
        }
    }

    /// A value by its type.
    pub fn value(&self, kind: &str) -> Option<&Element> {
        let values = self
            .0
            .all("CODED_DATA_SECTION/NOTICE_DATA/VALUES/VALUE")
            .into_iter();
        values
            .into_iter()
            .find(|value| value.attribute("TYPE") == Some(kind))
    }

    /// The buyer's name.
    pub fn buyer(&self) -> Option<Party> {
        let name = self.0.text_at("TRANSLATION_SECTION/ML_AA_NAMES/AA_NAME");
        Party { name, id: None }.stated()
    }

    /// The title in a language: often only what kind of thing is bought.
    pub fn title(&self, language: Option<&str>) -> Option<String> {
        let titles = self.0.all("TRANSLATION_SECTION/ML_TITLES/ML_TI_DOC");
        let own = titles
            .iter()
            .find(|title| title.attribute("LG") == language && language.is_some());
        own.or(titles.first())
            .and_then(|title| paragraphs(title.find("TI_TEXT")?, " "))
    }
}
