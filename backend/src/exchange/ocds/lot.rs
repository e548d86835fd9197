//! One lot of an OCDS tender: `tender.lots[]` with the `tender.items[]` that relate to it.

use std::collections::{BTreeMap, BTreeSet};

use shared::notice::{Lot, Nature, Notice, Reservation, Warning};

use super::code;
use crate::exchange::field::Reading;
use crate::exchange::json::Json;

/// What is known before a lot is read, worked out once for all lots.
pub(super) struct Around<'a> {
    tender: &'a Json,
    nature: Option<Nature>,
    is_alone: bool,
    cpv_main: Option<String>,
    deadline: Option<String>,
    items_of: BTreeMap<String, Vec<&'a Json>>,
    goals: Vec<String>,
    reservations: Vec<Reservation>,
}

impl<'a> Around<'a> {
    pub fn of(tender: &'a Json, notice: &Notice, is_alone: bool) -> Self {
        let mut items_of: BTreeMap<String, Vec<&Json>> = BTreeMap::new();
        for item in tender.get("items").items() {
            // Items without a lot belong to the only one.
            let related = item.get("relatedLot").text();
            let related = related.or_else(|| only_id(tender).filter(|_| is_alone));
            items_of
                .entry(related.unwrap_or_default())
                .or_default()
                .push(item);
        }
        Self {
            tender,
            nature: notice.nature,
            is_alone,
            cpv_main: notice.cpv_main.clone(),
            deadline: notice.deadline.clone(),
            items_of,
            goals: goals(tender),
            reservations: reservations(tender),
        }
    }
}

fn only_id(tender: &Json) -> Option<String> {
    tender.get("lots").items().first()?.get("id").text()
}

/// Reads one of `tender.lots`.
pub(super) fn read(lot: &Json, around: &Around<'_>, reading: &mut Reading) -> Lot {
    let id = lot.get("id").text();
    let items = around.items_of.get(id.as_deref().unwrap_or_default());
    let items = items.map_or(&[][..], Vec::as_slice);
    let mut result = Lot {
        title: lot.get("title").text(),
        nuts: nuts(items),
        value: amount(lot.get("value"), "lots.value", reading),
        performance_terms: lot.get("contractTerms").get("performanceTerms").text(),
        deadline: around.deadline.clone(),
        ..Lot::default()
    };
    if result.title.is_none() && around.is_alone {
        result.title = around.tender.get("title").text();
    }
    let nature = lot.get("mainProcurementCategory").text();
    let nature = nature.and_then(|code| reading.nature("lots.nature", &code));
    result.nature = nature.or(around.nature);
    classify(items, around, &mut result, reading);
    period(lot, id.as_ref(), around, &mut result, reading);
    let own = goals(lot);
    let goals = if own.is_empty() { &around.goals } else { &own };
    let social = goals.iter().filter_map(|goal| code::social_objective(goal));
    result.social_objectives = social.map(str::to_owned).collect();
    let strategic: BTreeSet<&str> = goals
        .iter()
        .filter_map(|goal| code::strategic(goal))
        .collect();
    result.strategic = strategic.into_iter().map(str::to_owned).collect();
    result.reservations = reservations(lot);
    result.reservations.extend(&around.reservations);
    result.reservations.sort_unstable();
    result.reservations.dedup();
    result.id = id;
    result
}

/// As in R2.0.9: a lot alone has the notice's main code, one beside others its own first code.
fn classify(items: &[&Json], around: &Around<'_>, lot: &mut Lot, reading: &mut Reading) {
    let mains = items.iter().map(|item| item.get("classification"));
    let main: Option<String> = mains
        .filter_map(|main| classification(main, reading))
        .next();
    let others = items
        .iter()
        .flat_map(|item| item.get("additionalClassifications").items());
    lot.cpv_additional = others
        .filter_map(|other| classification(other, reading))
        .collect();
    let own = main.or_else(|| lot.cpv_additional.first().cloned());
    lot.cpv_main = if around.is_alone {
        around.cpv_main.clone().or(own)
    } else {
        own.or_else(|| around.cpv_main.clone())
    };
}

fn period(
    lot: &Json,
    id: Option<&String>,
    around: &Around<'_>,
    result: &mut Lot,
    reading: &mut Reading,
) {
    let own = lot.get("contractPeriod");
    let of_tender = around.is_alone && !own.is_object();
    let period = if of_tender {
        around.tender.get("contractPeriod")
    } else {
        own
    };
    let days = period.get("durationInDays").text();
    result.duration = days.and_then(|days| reading.duration(id, &days, "DAY"));
    let mut day = |key: &str, field: &str| {
        period
            .get(key)
            .text()
            .and_then(|day| reading.day(field, &day))
    };
    result.start = day("startDate", "lots.start");
    result.end = day("endDate", "lots.end");
}

/// A CPV code; codes of other schemes are not asked for.
pub(super) fn classification(json: &Json, reading: &mut Reading) -> Option<String> {
    let scheme = json.get("scheme").text();
    if scheme.is_some_and(|scheme| !scheme.to_uppercase().contains("CPV")) {
        return None;
    }
    // Spreadsheets on the way here turn codes into decimals.
    let code = json.get("id").text()?;
    reading.cpv("cpv", code.strip_suffix(".0").unwrap_or(&code))
}

/// A `Value`: the number as written, and its currency.
pub(super) fn amount(
    value: &Json,
    field: &str,
    reading: &mut Reading,
) -> Option<shared::notice::Amount> {
    let number = [value.get("amount"), value.get("amountGross")]
        .into_iter()
        .find_map(Json::text)?;
    reading.amount(field, &number, value.get("currency").text().as_deref())
}

fn nuts(items: &[&Json]) -> Vec<String> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut codes: Vec<String> = Vec::new();
    for item in items {
        let several = item.get("deliveryAddresses").items().iter();
        for address in several.chain(std::iter::once(item.get("deliveryAddress"))) {
            let code = address.get("region").text().filter(|code| is_nuts(code));
            codes.extend(code.filter(|code| seen.insert(code.clone())));
        }
    }
    codes
}

/// Two letters and up to three more characters; other regions are names.
fn is_nuts(code: &str) -> bool {
    let (country, rest) = code.split_at_checked(2).unwrap_or((code, ""));
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && rest.len() <= 3
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// Most sustainability goals that one lot is given.
const GOALS_MAX: usize = 100;

fn goals(part: &Json) -> Vec<String> {
    let goals = part.get("sustainability").items().iter();
    goals
        .take(GOALS_MAX)
        .filter_map(|goal| goal.get("goal").text())
        .collect()
}

/// Reserved participation and execution, of a lot or of the whole tender; silence means nothing is said.
fn reservations(part: &Json) -> Vec<Reservation> {
    let codes = part
        .get("otherRequirements")
        .get("reservedParticipation")
        .items()
        .iter();
    let mut all: Vec<Reservation> = codes
        .filter_map(|code| match code.text()?.as_str() {
            "shelteredWorkshop" => Some(Reservation::ShelteredWorkshops),
            "publicServiceMissionOrganization" => Some(Reservation::PublicServiceMission),
            "none" => Some(Reservation::Open),
            _ => None,
        })
        .collect();
    if part.get("contractTerms").get("reservedExecution").is_true() {
        all.push(Reservation::ShelteredProgramme);
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// Warns where the tender says that something is limited to a range only.
pub(super) fn warn_of_range(tender: &Json, reading: &mut Reading) {
    if tender.get("minValue").is_object() {
        reading.warn(Warning::ValueIsARange);
    }
}
