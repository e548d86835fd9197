//! The organisations of a notice: they stand once in the extension, and everything else refers to them by id.

use std::collections::BTreeMap;

use shared::notice::Party;

use super::language::Language;
use crate::exchange::element::Element;

/// Where the eForms extension stands.
pub(super) const EXTENSION: &str =
    "ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension";

/// Parties by their id in the notice (`ORG-0001`, `TPO-0001`).
pub(super) struct Organisations(BTreeMap<String, Party>);

impl Organisations {
    pub fn read(root: &Element, language: &Language<'_>) -> Self {
        let mut parties = BTreeMap::new();
        for organisation in root.all(&format!("{EXTENSION}/efac:Organizations/efac:Organization")) {
            let company_id =
                organisation.text_at("efac:Company/cac:PartyLegalEntity/cbc:CompanyID");
            for part in organisation
                .all("efac:Company")
                .into_iter()
                .chain(organisation.all("efac:TouchPoint"))
            {
                // A touch point is a department: it has a name of its own and the company's number.
                if let Some(id) = part.text_at("cac:PartyIdentification/cbc:ID") {
                    let name = language.pick(&part.all("cac:PartyName/cbc:Name"));
                    parties.entry(id).or_insert(Party {
                        name,
                        id: company_id.clone(),
                    });
                }
            }
        }
        Self(parties)
    }

    pub fn get(&self, id: &str) -> Option<&Party> {
        self.0.get(id)
    }

    /// The buyers in order: referred to, or (national variants) described in place.
    pub fn buyers(&self, root: &Element, language: &Language<'_>) -> Vec<Party> {
        let buyers = root
            .all("cac:ContractingParty/cac:Party")
            .into_iter()
            .filter_map(|party| {
                let referred = party
                    .text_at("cac:PartyIdentification/cbc:ID")
                    .and_then(|id| self.get(&id).cloned());
                referred.and_then(Party::stated).or_else(|| {
                    let name = language.pick(&party.all("cac:PartyName/cbc:Name"));
                    Party {
                        name,
                        id: party.text_at("cac:PartyLegalEntity/cbc:CompanyID"),
                    }
                    .stated()
                })
            });
        buyers.collect()
    }
}
