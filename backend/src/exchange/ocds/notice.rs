//! One OCDS release as a notice.

use shared::notice::{Format, Notice, Party, Warning};

use super::code;
use super::lot::{self, Around};
use crate::exchange::field::{Reading, finish};
use crate::exchange::json::Json;

/// Reads a release.
pub(super) fn read(release: &Json) -> Notice {
    let mut reading = Reading::new();
    let mut notice = Notice::new(Format::Ocds);
    let tender = release.get("tender");
    identify(release, &mut notice);
    describe(release, tender, &mut notice, &mut reading);
    lots(tender, &mut notice, &mut reading);
    notice.buyer = buyer(release);
    award(release, &mut notice, &mut reading);
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
    notice.deadline = tender.get("tenderPeriod").get("endDate").text();
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
    for code in codes {
        if notice.cpv_main.is_none() {
            notice.cpv_main = Some(code);
        } else if notice.cpv_main.as_ref() != Some(&code) && !notice.cpv_additional.contains(&code)
        {
            notice.cpv_additional.push(code);
        }
    }
}

fn lots(tender: &Json, notice: &mut Notice, reading: &mut Reading) {
    let lots = tender.get("lots").items();
    let around = Around {
        tender,
        nature: notice.nature,
        is_alone: lots.len() == 1,
        cpv_main: notice.cpv_main.clone(),
        deadline: notice.deadline.clone(),
    };
    notice.lots = lots
        .iter()
        .map(|json| lot::read(json, &around, reading))
        .collect();
}

/// A reference to an organisation, completed from `parties`.
fn party(release: &Json, reference: &Json) -> Option<Party> {
    let id = reference.get("id").text();
    let parties = release.get("parties").items();
    let found = parties
        .iter()
        .find(|party| id.is_some() && party.get("id").text() == id);
    let name = reference.get("name").text();
    let found_name = || {
        found.and_then(|party| {
            [party.get("name"), party.get("identifier").get("legalName")]
                .into_iter()
                .find_map(Json::text)
        })
    };
    let number = [Some(reference), found]
        .into_iter()
        .flatten()
        .find_map(|party| party.get("identifier").get("id").text());
    Party {
        name: name.or_else(found_name),
        id: number.or(id),
    }
    .stated()
}

fn buyer(release: &Json) -> Option<Party> {
    let parties = release.get("parties").items();
    let has_role = |party: &&Json, role: &str| {
        party
            .get("roles")
            .items()
            .iter()
            .any(|r| r.text().as_deref() == Some(role))
    };
    let by_role = |role: &str| parties.iter().find(|party| has_role(party, role));
    party(release, release.get("buyer"))
        .or_else(|| by_role("buyer").and_then(|found| party(release, found)))
        .or_else(|| party(release, release.get("tender").get("procuringEntity")))
        .or_else(|| by_role("procuringEntity").and_then(|found| party(release, found)))
}

fn award(release: &Json, notice: &mut Notice, reading: &mut Reading) {
    let is_active = |award: &&Json| {
        award
            .get("status")
            .text()
            .is_none_or(|status| status == "active")
    };
    let awards: Vec<&Json> = release
        .get("awards")
        .items()
        .iter()
        .filter(is_active)
        .collect();
    let mut winners: Vec<Party> = Vec::new();
    for award in &awards {
        let first = award
            .get("suppliers")
            .items()
            .iter()
            .find_map(|supplier| party(release, supplier));
        winners.extend(first.filter(|winner| !winners.contains(winner)));
    }
    if let Ok(count @ 2..) = u32::try_from(winners.len()) {
        reading.warn(Warning::SeveralWinners { count });
    }
    notice.winner = winners.into_iter().next();
    if let [only] = awards.as_slice() {
        notice.value_awarded = lot::amount(only.get("value"), "value_awarded", reading);
    }
}
