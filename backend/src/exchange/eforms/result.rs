//! Who won: lot result → tender → tendering party → organisation.
//!
//! A lot result may list every tender received, so a tender only counts as winning when a settled contract names it; without
//! contracts the tenders of results with a chosen winner count, those of rank 1 where ranks are given.

use std::collections::BTreeSet;

use shared::notice::Party;

use super::organisation::{EXTENSION, Organisations};
use crate::exchange::element::Element;

/// The result part of an award notice.
pub(super) struct Results<'a> {
    results: Vec<&'a Element>,
}

impl<'a> Results<'a> {
    pub fn of(root: &'a Element) -> Self {
        Self {
            results: root.all(&format!("{EXTENSION}/efac:NoticeResult")),
        }
    }

    fn all(&self, path: &str) -> Vec<&'a Element> {
        self.results
            .iter()
            .flat_map(|result| result.all(path))
            .collect()
    }

    fn texts(&self, path: &str) -> Vec<String> {
        self.all(path)
            .into_iter()
            .filter_map(Element::text)
            .collect()
    }

    fn by_id(&self, path: &str, id: &str) -> Option<&'a Element> {
        self.all(path)
            .into_iter()
            .find(|element| element.text_at("cbc:ID").as_deref() == Some(id))
    }

    /// The total value of what was awarded (BT-161): number text and currency.
    pub fn total(&self) -> Option<(String, Option<&'a str>)> {
        let total = self.all("cbc:TotalAmount").into_iter().next()?;
        Some((total.text()?, total.attribute("currencyID")))
    }

    /// The winners in order, one a winning tendering party: its leader, or its first member.
    pub fn winners(&self, organisations: &Organisations) -> Vec<Party> {
        let mut seen = BTreeSet::new();
        let mut winners = Vec::new();
        for tender in self.winning_tenders() {
            let Some(party) = self
                .by_id("efac:LotTender", &tender)
                .and_then(|t| t.text_at("efac:TenderingParty/cbc:ID"))
            else {
                continue;
            };
            if !seen.insert(party.clone()) {
                continue;
            }
            let members = self
                .by_id("efac:TenderingParty", &party)
                .map(|party| party.all("efac:Tenderer"))
                .unwrap_or_default();
            let leads = |member: &&Element| {
                member.text_at("efbc:GroupLeadIndicator").as_deref() == Some("true")
            };
            let member = members
                .iter()
                .copied()
                .find(leads)
                .or_else(|| members.first().copied());
            let winner = member
                .and_then(|member| member.text_at("cbc:ID"))
                .and_then(|id| organisations.get(&id).cloned());
            winners.extend(winner.and_then(Party::stated));
        }
        let mut distinct = Vec::new();
        for winner in winners {
            if !distinct.contains(&winner) {
                distinct.push(winner);
            }
        }
        distinct
    }

    fn winning_tenders(&self) -> Vec<String> {
        let contracted = self.texts("efac:SettledContract/efac:LotTender/cbc:ID");
        let mut of_results = Vec::new();
        for result in self.all("efac:LotResult") {
            if result
                .text_at("cbc:TenderResultCode")
                .is_none_or(|code| code == "selec-w")
            {
                of_results.extend(
                    result
                        .all("efac:LotTender/cbc:ID")
                        .into_iter()
                        .filter_map(Element::text),
                );
            }
        }
        if contracted.is_empty() {
            let rank = |id: &String| {
                self.by_id("efac:LotTender", id)
                    .and_then(|tender| tender.text_at("cbc:RankCode"))
            };
            let first: Vec<String> = of_results
                .iter()
                .filter(|id| rank(id).as_deref() == Some("1"))
                .cloned()
                .collect();
            return if first.is_empty() { of_results } else { first };
        }
        let both: Vec<String> = of_results
            .into_iter()
            .filter(|id| contracted.contains(id))
            .collect();
        if both.is_empty() { contracted } else { both }
    }
}
