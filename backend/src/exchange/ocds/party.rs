//! Organisations of a release: references elsewhere are completed from `parties`.

use std::collections::BTreeMap;

use shared::notice::Party;

use crate::exchange::json::Json;

/// The parties of a release by their id in it.
pub(super) struct Parties<'a> {
    all: &'a [Json],
    by_id: BTreeMap<String, &'a Json>,
}

impl<'a> Parties<'a> {
    pub fn of(release: &'a Json) -> Self {
        let all = release.get("parties").items();
        let by_id = all
            .iter()
            .filter_map(|party| Some((party.get("id").text()?, party)));
        Self {
            all,
            by_id: by_id.collect(),
        }
    }

    /// The organisation that a reference means. Its number is the identifier's, else the id that the publisher gave it.
    pub fn of_reference(&self, reference: &Json) -> Option<Party> {
        let id = reference.get("id").text();
        let found = id.as_ref().and_then(|id| self.by_id.get(id)).copied();
        let both = || [Some(reference), found].into_iter().flatten();
        let name = both().find_map(|party| party.get("name").text());
        let legal = || both().find_map(|party| party.get("identifier").get("legalName").text());
        let number = both().find_map(|party| party.get("identifier").get("id").text());
        Party {
            name: name.or_else(legal),
            id: number.or(id),
        }
        .stated()
    }

    /// The buyer: referred to, or the party with that role, or the procuring entity.
    pub fn buyer(&self, release: &Json) -> Option<Party> {
        let by_role = |role: &str| {
            let has = |party: &&Json| {
                party
                    .get("roles")
                    .items()
                    .iter()
                    .any(|r| r.text().as_deref() == Some(role))
            };
            self.all
                .iter()
                .find(has)
                .and_then(|party| self.of_reference(party))
        };
        self.of_reference(release.get("buyer"))
            .or_else(|| by_role("buyer"))
            .or_else(|| self.of_reference(release.get("tender").get("procuringEntity")))
            .or_else(|| by_role("procuringEntity"))
    }
}
