//! The namespaces that notices use, under the fixed prefixes of the official XPaths.

/// A namespace, whatever prefix a file gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// UBL basic components.
    Cbc,
    /// UBL aggregate components.
    Cac,
    /// UBL extensions.
    Ext,
    /// eForms extension root.
    Efext,
    /// eForms aggregate components.
    Efac,
    /// eForms basic components.
    Efbc,
    /// The root of one of the UBL notices.
    Ubl,
    /// TED R2.0.9, and the NUTS codes beside it, which changed namespace between its versions.
    Ted,
    /// Another version of the TED export.
    TedOther,
    /// Anything else, or none.
    Other,
}

const UBL: &str = "urn:oasis:names:specification:ubl:schema:xsd:";

impl Space {
    /// The namespace of a URI.
    pub fn of(uri: &str) -> Self {
        if let Some(name) = uri.strip_prefix(UBL) {
            return match name {
                "CommonBasicComponents-2" => Self::Cbc,
                "CommonAggregateComponents-2" => Self::Cac,
                "CommonExtensionComponents-2" => Self::Ext,
                "ContractNotice-2" | "ContractAwardNotice-2" | "PriorInformationNotice-2" => {
                    Self::Ubl
                }
                _ => Self::Other,
            };
        }
        match uri {
            "http://data.europa.eu/p27/eforms-ubl-extensions/1" => Self::Efext,
            "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1" => Self::Efac,
            "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1" => Self::Efbc,
            _ if uri.contains("ted/") && (uri.contains("R2.0.9") || uri.ends_with("/nuts")) => {
                Self::Ted
            }
            _ if uri.contains("ted/") && uri.contains("R2.0.") => Self::TedOther,
            _ => Self::Other,
        }
    }

    /// The namespace of a prefix in our own paths (`cac:ProcurementProject`); no prefix is TED.
    pub fn of_prefix(prefix: &str) -> Self {
        match prefix {
            "cbc" => Self::Cbc,
            "cac" => Self::Cac,
            "ext" => Self::Ext,
            "efext" => Self::Efext,
            "efac" => Self::Efac,
            "efbc" => Self::Efbc,
            "" => Self::Ted,
            _ => Self::Other,
        }
    }
}
