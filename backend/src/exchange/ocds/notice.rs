//! One OCDS release as a notice.

use std::collections::BTreeSet;

use shared::notice::{Format, Notice, Party, Warning};

use super::code;
use super::lot::{self, Around};
use super::party::Parties;
use crate::exchange::field::{Reading, finish, share_terms};
use crate::exchange::json::Json;

/// Reads a release.
pub(super) fn read(release: &Json) -> Notice {
    let mut reading = Reading::new();
    let mut notice = Notice::new(Format::Ocds);
    let tender = release.get("tender");
    identify(release, &mut notice);
    describe(release, tender, &mut notice, &mut reading);
    lots(tender, &mut notice, &mut reading);
    let parties = Parties::of(release);
    notice.buyer = parties.buyer(release);
    award(release, &parties, &mut notice, &mut reading);
    finish(notice, reading)
}

fn identify(release: &Json, notice: &mut Notice) {
    notice.notice_id = release
        .get("id")
        .text()
        .or_else(|| release.get("ocid").text());
    let tags: Vec<String> = release
        .get("tag")
        .items()
        .iter()
        .filter_map(Json::text)
        .collect();
    notice.form = (!tags.is_empty())
        .then(|| tags.join(","))
        .or_else(|| release.get("tag").text());
    notice.language = release.get("language").text();
}

fn describe(release: &Json, tender: &Json, notice: &mut Notice, reading: &mut Reading) {
    let of_award = |list: &str| {
        release
            .get(list)
            .items()
            .iter()
            .find_map(|award| award.get("title").text())
    };
    notice.title = tender
        .get("title")
        .text()
        .or_else(|| of_award("awards"))
        .or_else(|| of_award("contracts"));
    notice.nature = tender
        .get("mainProcurementCategory")
        .text()
        .and_then(|category| reading.nature("nature", &category));
    let method = |key: &str| tender.get(key).text();
    let procedure = code::procedure(
        method("procurementMethodDetails").as_deref(),
        method("procurementMethod").as_deref(),
    );
    notice.procedure = procedure.map(str::to_owned);
    notice.value = lot::amount(tender.get("value"), "value", reading);
    if notice.value.is_none() {
        lot::warn_of_range(tender, reading);
    }
    let deadline = tender.get("tenderPeriod").get("endDate").text();
    notice.deadline = deadline.and_then(|text| reading.moment("deadline", text));
    notice.cpv_main = lot::classification(tender.get("classification"), reading);
    let in_tender = tender.get("items").items().iter();
    let in_awards = release
        .get("awards")
        .items()
        .iter()
        .flat_map(|award| award.get("items").items());
    let items: Vec<&Json> = in_tender.chain(in_awards).collect();
    let own = tender.get("additionalClassifications").items().iter();
    let of_items = items.iter().flat_map(|item| {
        std::iter::once(item.get("classification"))
            .chain(item.get("additionalClassifications").items())
    });
    let codes: Vec<String> = own
        .chain(of_items)
        .filter_map(|json| lot::classification(json, reading))
        .collect();
    let mut seen: BTreeSet<String> = notice.cpv_main.iter().cloned().collect();
    for code in codes.into_iter().filter(|code| seen.insert(code.clone())) {
        if notice.cpv_main.is_none() {
            notice.cpv_main = Some(code);
        } else {
            notice.cpv_additional.push(code);
        }
    }
}

fn lots(tender: &Json, notice: &mut Notice, reading: &mut Reading) {
    let lots = tender.get("lots").items();
    let is_alone = lots.len() == 1;
    let around = Around::of(tender, notice, is_alone);
    notice.lots = lots
        .iter()
        .map(|json| lot::read(json, &around, reading))
        .collect();
    let terms = tender.get("contractTerms").get("performanceTerms").text();
    share_terms(&mut notice.lots, terms, reading);
}

fn award(release: &Json, parties: &Parties<'_>, notice: &mut Notice, reading: &mut Reading) {
    let is_active = |award: &&Json| {
        let status = award.get("status").text();
        status.is_none_or(|status| status == "active")
    };
    let awards = release.get("awards").items().iter();
    let awards: Vec<&Json> = awards.filter(is_active).collect();
    let mut seen: BTreeSet<Party> = BTreeSet::new();
    let mut winners: Vec<Party> = Vec::new();
    for award in &awards {
        let mut suppliers = award.get("suppliers").items().iter();
        let first = suppliers.find_map(|supplier| parties.of_reference(supplier));
        winners.extend(first.filter(|winner| seen.insert(winner.clone())));
    }
    if let Ok(count @ 2..) = u32::try_from(winners.len()) {
        reading.warn(Warning::SeveralWinners { count });
    }
    notice.winner = winners.into_iter().next();
    if let [only] = awards.as_slice() {
        notice.value_awarded = lot::amount(only.get("value"), "value_awarded", reading);
    }
}
