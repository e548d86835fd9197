//! One lot of an OCDS tender: `tender.lots[]` with the `tender.items[]` that relate to it.

use shared::notice::{Lot, Nature, Reservation, Warning};

use super::code;
use crate::exchange::field::Reading;
use crate::exchange::json::Json;

/// What is known before a lot is read.
pub(super) struct Around<'a> {
    pub tender: &'a Json,
    pub nature: Option<Nature>,
    pub is_alone: bool,
    pub cpv_main: Option<String>,
    pub deadline: Option<String>,
}

/// Reads one of `tender.lots`.
pub(super) fn read(lot: &Json, around: &Around<'_>, reading: &mut Reading) -> Lot {
    let id = lot.get("id").text();
    let items: Vec<&Json> = around
        .tender
        .get("items")
        .items()
        .iter()
        .filter(|item| is_related(item, id.as_ref(), around))
        .collect();
    let mains: Vec<String> = items
        .iter()
        .filter_map(|item| classification(item.get("classification"), reading))
        .collect();
    let others: Vec<String> = items
        .iter()
        .flat_map(|item| item.get("additionalClassifications").items())
        .filter_map(|other| classification(other, reading))
        .collect();
    // As in R2.0.9: a lot alone has the notice's main code, one beside others its own first code.
    let own = mains.first().or(others.first()).cloned();
    let cpv_main = if around.is_alone {
        around.cpv_main.clone().or(own)
    } else {
        own.or_else(|| around.cpv_main.clone())
    };
    let nature = lot
        .get("mainProcurementCategory")
        .text()
        .and_then(|code| reading.nature("lots.nature", &code));
    let period = lot.get("contractPeriod");
    let period = if period.is_object() || !around.is_alone {
        period
    } else {
        around.tender.get("contractPeriod")
    };
    let days = period.get("durationInDays").text();
    let goals = goals(lot, around.tender);
    let mut strategic: Vec<String> = goals
        .iter()
        .filter_map(|goal| code::strategic(goal))
        .map(str::to_owned)
        .collect();
    strategic.dedup();
    Lot {
        title: lot.get("title").text().or_else(|| {
            around
                .tender
                .get("title")
                .text()
                .filter(|_| around.is_alone)
        }),
        cpv_main,
        cpv_additional: others,
        nature: nature.or(around.nature),
        value: amount(lot.get("value"), "lots.value", reading),
        duration: days.and_then(|days| reading.duration(id.as_ref(), &days, "DAY")),
        start: period
            .get("startDate")
            .text()
            .and_then(|day| reading.day("lots.start", &day)),
        end: period
            .get("endDate")
            .text()
            .and_then(|day| reading.day("lots.end", &day)),
        nuts: nuts(&items),
        social_objectives: goals
            .iter()
            .filter_map(|goal| code::social_objective(goal))
            .map(str::to_owned)
            .collect(),
        strategic,
        performance_terms: performance_terms(lot, around.tender),
        reservations: reservations(lot, around.tender),
        deadline: around.deadline.clone(),
        id,
    }
}

fn is_related(item: &Json, id: Option<&String>, around: &Around<'_>) -> bool {
    match item.get("relatedLot").text() {
        Some(related) => Some(&related) == id,
        None => around.is_alone,
    }
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
    let mut codes: Vec<String> = Vec::new();
    for item in items {
        let several = item.get("deliveryAddresses").items().iter();
        for address in several.chain(std::iter::once(item.get("deliveryAddress"))) {
            let code = address.get("region").text().filter(|code| is_nuts(code));
            codes.extend(code.filter(|code| !codes.contains(code)));
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

fn goals(lot: &Json, tender: &Json) -> Vec<String> {
    let own = lot.get("sustainability").items();
    let goals = if own.is_empty() {
        tender.get("sustainability").items()
    } else {
        own
    };
    goals
        .iter()
        .filter_map(|goal| goal.get("goal").text())
        .collect()
}

fn performance_terms(lot: &Json, tender: &Json) -> Option<String> {
    [lot, tender]
        .into_iter()
        .find_map(|part| part.get("contractTerms").get("performanceTerms").text())
}

/// Reserved participation and execution, of the lot or of the whole tender; silence means nothing is said.
fn reservations(lot: &Json, tender: &Json) -> Vec<Reservation> {
    let mut all = Vec::new();
    for part in [lot, tender] {
        for code in part
            .get("otherRequirements")
            .get("reservedParticipation")
            .items()
            .iter()
            .filter_map(Json::text)
        {
            all.extend(match code.as_str() {
                "shelteredWorkshop" => Some(Reservation::ShelteredWorkshops),
                "publicServiceMissionOrganization" => Some(Reservation::PublicServiceMission),
                "none" => Some(Reservation::Open),
                _ => None,
            });
        }
        if part.get("contractTerms").get("reservedExecution").is_true() {
            all.push(Reservation::ShelteredProgramme);
        }
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
