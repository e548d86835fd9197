//! Who won: lot result → tender → tendering party → organisation.
//!
//! A lot result may list every tender received, so a tender only counts as winning when a settled contract names it; without
//! contracts the tenders of results with a chosen winner count, those of rank 1 where ranks are given.

use std::collections::{BTreeMap, BTreeSet};

use shared::notice::Party;

use super::organisation::{EXTENSION, Organisations};
use crate::exchange::element::Element;

/// The result part of an award notice, with its tenders and tendering parties by id.
pub(super) struct Results<'a> {
    results: Vec<&'a Element>,
    tenders: BTreeMap<String, &'a Element>,
    parties: BTreeMap<String, &'a Element>,
}

impl<'a> Results<'a> {
    pub fn of(root: &'a Element) -> Self {
        let results = root.all(&format!("{EXTENSION}/efac:NoticeResult"));
        let by_id = |path: &str| {
            let elements = results.iter().flat_map(|result| result.all(path));
            elements
                .filter_map(|e| Some((e.text_at("cbc:ID")?, e)))
                .collect()
        };
        let tenders = by_id("efac:LotTender");
        let parties = by_id("efac:TenderingParty");
        Self {
            results,
            tenders,
            parties,
        }
    }

    fn all(&self, path: &str) -> Vec<&'a Element> {
        let results = self.results.iter();
        results.flat_map(|result| result.all(path)).collect()
    }

    /// The total value of what was awarded (BT-161): number text and currency.
    pub fn total(&self) -> Option<(String, Option<&'a str>)> {
        let total = self.all("cbc:TotalAmount").into_iter().next()?;
        Some((total.text()?, total.attribute("currencyID")))
    }

    /// The winners in order, each once: of a winning tendering party its leader, or its first member.
    pub fn winners(&self, organisations: &Organisations) -> Vec<Party> {
        let mut seen_parties = BTreeSet::new();
        let mut seen_winners = BTreeSet::new();
        let mut winners = Vec::new();
        for id in self.winning_tenders() {
            let tender = self.tenders.get(&id);
            let party = tender.and_then(|tender| tender.text_at("efac:TenderingParty/cbc:ID"));
            let Some(party) = party.filter(|party| seen_parties.insert(party.clone())) else {
                continue;
            };
            let winner = self.leader(&party).and_then(|id| organisations.get(&id));
            let winner = winner.cloned().and_then(Party::stated);
            winners.extend(winner.filter(|winner| seen_winners.insert(winner.clone())));
        }
        winners
    }

    fn leader(&self, party: &str) -> Option<String> {
        let members = self.parties.get(party)?.all("efac:Tenderer");
        let leads = |member: &&&Element| {
            member.text_at("efbc:GroupLeadIndicator").as_deref() == Some("true")
        };
        let leader = members.iter().find(leads).or(members.first())?;
        leader.text_at("cbc:ID")
    }

    fn winning_tenders(&self) -> Vec<String> {
        let texts = |elements: Vec<&Element>| -> Vec<String> {
            elements.into_iter().filter_map(Element::text).collect()
        };
        let contracted = texts(self.all("efac:SettledContract/efac:LotTender/cbc:ID"));
        let mut of_results = Vec::new();
        for result in self.all("efac:LotResult") {
            let code = result.text_at("cbc:TenderResultCode");
            if code.is_none_or(|code| code == "selec-w") {
                of_results.extend(texts(result.all("efac:LotTender/cbc:ID")));
            }
        }
        let named: BTreeSet<&String> = contracted.iter().collect();
        let is_first = |id: &&String| {
            let tender = self.tenders.get(*id);
            tender
                .and_then(|tender| tender.text_at("cbc:RankCode"))
                .as_deref()
                == Some("1")
        };
        let winning: Vec<String> = if contracted.is_empty() {
            of_results.iter().filter(is_first).cloned().collect()
        } else {
            of_results
                .iter()
                .filter(|id| named.contains(id))
                .cloned()
                .collect()
        };
        match (winning.is_empty(), contracted.is_empty()) {
            (false, _) => winning,
            (true, true) => of_results,
            (true, false) => contracted,
        }
    }
}
