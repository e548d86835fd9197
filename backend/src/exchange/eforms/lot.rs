//! One lot (or part) of an eForms notice.

use shared::notice::{Duration, Lot, Reservation, Warning};

use super::language::Language;
use crate::exchange::element::Element;
use crate::exchange::field::Reading;

const PROJECT: &str = "cac:ProcurementProject";

/// Reads a `cac:ProcurementProjectLot`.
pub(super) fn read(element: &Element, language: &Language<'_>, reading: &mut Reading) -> Lot {
    let empty = Element {
        space: element.space,
        local: String::new(),
        attributes: vec![],
        content: vec![],
        place: element.place,
    };
    let project = element.find(PROJECT).unwrap_or(&empty);
    let id = element.text_at("cbc:ID");
    let mut lot = Lot {
        title: language.pick(&project.all("cbc:Name")),
        nuts: project
            .all("cac:RealizedLocation/cac:Address/cbc:CountrySubentityCode")
            .into_iter()
            .filter_map(Element::text)
            .collect(),
        social_objectives: additional_types(project, "social-objective"),
        strategic: additional_types(project, "strategic-procurement"),
        performance_terms: performance_terms(element, language),
        reservations: reservations(element),
        ..Lot::default()
    };
    classify(project, &mut lot, reading);
    period(project, id.as_ref(), &mut lot, reading);
    lot.deadline = deadline(element, reading);
    lot.id = id;
    lot
}

fn classify(project: &Element, lot: &mut Lot, reading: &mut Reading) {
    let main = project.text_at("cac:MainCommodityClassification/cbc:ItemClassificationCode");
    lot.cpv_main = main.and_then(|code| reading.cpv("lots.cpv_main", &code));
    let additional =
        project.all("cac:AdditionalCommodityClassification/cbc:ItemClassificationCode");
    let additional = additional.into_iter().filter_map(Element::text);
    lot.cpv_additional = additional
        .filter_map(|code| reading.cpv("lots.cpv_additional", &code))
        .collect();
    lot.nature = project
        .text_at("cbc:ProcurementTypeCode")
        .and_then(|code| reading.nature("lots.nature", &code));
    lot.value = amount(project, "lots.value", reading);
}

/// The estimated value (BT-27) of a procurement project.
pub(super) fn amount(
    project: &Element,
    field: &str,
    reading: &mut Reading,
) -> Option<shared::notice::Amount> {
    let element = project.find("cac:RequestedTenderTotal/cbc:EstimatedOverallContractAmount")?;
    reading.amount(field, &element.text()?, element.attribute("currencyID"))
}

fn period(project: &Element, id: Option<&String>, lot: &mut Lot, reading: &mut Reading) {
    let Some(period) = project.find("cac:PlannedPeriod") else {
        return;
    };
    lot.start = period
        .text_at("cbc:StartDate")
        .and_then(|day| reading.day("lots.start", &day));
    lot.end = period
        .text_at("cbc:EndDate")
        .and_then(|day| reading.day("lots.end", &day));
    lot.duration = period
        .find("cbc:DurationMeasure")
        .and_then(|measure| -> Option<Duration> {
            reading.duration(
                id,
                &measure.text()?,
                measure.attribute("unitCode").unwrap_or_default(),
            )
        });
    if period.text_at("cbc:DescriptionCode").as_deref() == Some("UNLIMITED") {
        reading.warn(Warning::DurationUnlimited { lot: id.cloned() });
    }
}

fn additional_types(project: &Element, list: &str) -> Vec<String> {
    let types = project
        .all("cac:ProcurementAdditionalType/cbc:ProcurementTypeCode")
        .into_iter();
    types
        .filter(|code| code.attribute("listName") == Some(list))
        .filter_map(Element::text)
        .collect()
}

fn performance_terms(element: &Element, language: &Language<'_>) -> Option<String> {
    let requirements = element
        .all("cac:TenderingTerms/cac:ContractExecutionRequirement")
        .into_iter();
    let terms = requirements.filter(|requirement| code_of(requirement, "conditions").is_some());
    let texts: Vec<String> = terms
        .filter_map(|requirement| language.pick(&requirement.all("cbc:Description")))
        .collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn code_of(requirement: &Element, list: &str) -> Option<String> {
    let codes = requirement.all("cbc:ExecutionRequirementCode").into_iter();
    codes
        .filter(|code| code.attribute("listName") == Some(list))
        .find_map(Element::text)
}

fn reservations(element: &Element) -> Vec<Reservation> {
    const PARTICIPATION: &str = "cac:TenderingTerms/cac:TendererQualificationRequest/cac:SpecificTendererRequirement/cbc:TendererRequirementTypeCode";
    let codes = element.all(PARTICIPATION).into_iter();
    let participation = codes
        .filter(|code| code.attribute("listName") == Some("reserved-procurement"))
        .filter_map(Element::text);
    let participation = participation.filter_map(|code| match code.as_str() {
        "none" => Some(Reservation::Open),
        "res-ws" => Some(Reservation::ShelteredWorkshops),
        "res-pub-ser" => Some(Reservation::PublicServiceMission),
        _ => None,
    });
    let requirements = element
        .all("cac:TenderingTerms/cac:ContractExecutionRequirement")
        .into_iter();
    let execution =
        requirements.filter_map(|requirement| code_of(requirement, "reserved-execution"));
    let execution = execution.filter_map(|code| match code.as_str() {
        "yes" => Some(Reservation::ShelteredProgramme),
        "no" => Some(Reservation::Open),
        _ => None,
    });
    let mut all: Vec<Reservation> = participation.chain(execution).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The last moment for tenders (BT-131), else for requests to take part (BT-1311), else for interest (BT-630).
fn deadline(element: &Element, reading: &mut Reading) -> Option<String> {
    const PROCESS: &str = "cac:TenderingProcess";
    let tenders = element.find(&format!("{PROCESS}/cac:TenderSubmissionDeadlinePeriod"));
    if let Some(moment) = tenders.and_then(|period| moment(period, reading)) {
        return Some(moment);
    }
    let interest = format!(
        "{PROCESS}/{}/efac:InterestExpressionReceptionPeriod",
        super::organisation::EXTENSION
    );
    let other = element
        .find(&format!(
            "{PROCESS}/cac:ParticipationRequestReceptionPeriod"
        ))
        .and_then(|period| moment(period, reading))
        .or_else(|| {
            element
                .find(&interest)
                .and_then(|period| moment(period, reading))
        });
    if other.is_some() {
        reading.warn(Warning::DeadlineIsForParticipation);
    }
    other
}

/// `cbc:EndDate` and `cbc:EndTime` as one ISO 8601 moment; the zone is the time's, else the date's.
fn moment(period: &Element, reading: &mut Reading) -> Option<String> {
    let date = period.text_at("cbc:EndDate")?;
    let day = reading.day("deadline", &date)?;
    let Some(time) = period.text_at("cbc:EndTime") else {
        return Some(day);
    };
    let has_zone = time.ends_with('Z') || time.contains(['+', '-']);
    let zone = if has_zone {
        ""
    } else {
        date.get(10..).unwrap_or_default()
    };
    Some(format!("{day}T{time}{zone}"))
}
