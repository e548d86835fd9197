//! One lot of an R2.0.9 form: an `OBJECT_DESCR`. A procurement that is not divided has exactly one, and so gets one lot.

use shared::notice::{Lot, Reservation, Warning};

use super::paragraphs;
use crate::exchange::element::Element;
use crate::exchange::field::Reading;

/// What the form says once for all its lots.
pub(super) struct Common {
    pub performance_terms: Option<String>,
    pub reservations: Vec<Reservation>,
    pub deadline: Option<String>,
}

impl Common {
    pub fn of(form: &Element, reading: &mut Reading) -> Self {
        let legal = form.find("LEFTI");
        let terms = legal
            .and_then(|legal| legal.find("PERFORMANCE_CONDITIONS"))
            .and_then(|terms| paragraphs(terms, "\n"));
        let has = |name: &str| legal.is_some_and(|legal| legal.find(name).is_some());
        let mut reservations = Vec::new();
        if has("RESTRICTED_SHELTERED_WORKSHOP") {
            reservations.push(Reservation::ShelteredWorkshops);
        }
        if has("RESERVED_ORGANISATIONS_SERVICE_MISSION") {
            reservations.push(Reservation::PublicServiceMission);
        }
        if has("RESTRICTED_SHELTERED_PROGRAM") {
            reservations.push(Reservation::ShelteredProgramme);
        }
        if reservations.is_empty() && legal.is_some() {
            // The form has boxes to tick in this section; the unticked box says no.
            reservations.push(Reservation::Open);
        }
        Self {
            performance_terms: terms,
            reservations,
            deadline: deadline(form, reading),
        }
    }
}

/// `DATE_RECEIPT_TENDERS` and `TIME_RECEIPT_TENDERS`: local time of the buyer, no zone is given.
fn deadline(form: &Element, reading: &mut Reading) -> Option<String> {
    let day = reading.day("deadline", &form.text_at("PROCEDURE/DATE_RECEIPT_TENDERS")?)?;
    let Some(time) = form.text_at("PROCEDURE/TIME_RECEIPT_TENDERS") else {
        return Some(day);
    };
    // Hours of one digit occur.
    let padded = if time.find([':', '.']) == Some(1) {
        format!("0{time}")
    } else {
        time
    };
    Some(format!("{day}T{}", padded.replace('.', ":")))
}

/// Reads an `OBJECT_DESCR` ; what its `OBJECT_CONTRACT` says is added by the caller.
pub(super) fn read(object: &Element, common: &Common, reading: &mut Reading) -> Lot {
    let id = object
        .text_at("LOT_NO")
        .or_else(|| object.attribute("ITEM").map(str::to_owned));
    let codes = object
        .all("CPV_ADDITIONAL/CPV_CODE")
        .into_iter()
        .filter_map(|code| code.attribute("CODE"));
    let cpv_additional: Vec<String> = codes
        .filter_map(|code| reading.cpv("lots.cpv_main", code))
        .collect();
    let value = object.find("VAL_OBJECT").and_then(|value| {
        let number = value.text()?;
        reading.amount("lots.value", &number, value.attribute("CURRENCY"))
    });
    let duration = object.find("DURATION").and_then(|duration| {
        let count = duration.text()?;
        reading.duration(
            id.as_ref(),
            &count,
            duration.attribute("TYPE").unwrap_or_default(),
        )
    });
    if object.find("INDEFINITE_DURATION").is_some() {
        reading.warn(Warning::DurationUnlimited { lot: id.clone() });
    }
    Lot {
        id,
        title: object
            .find("TITLE")
            .and_then(|title| paragraphs(title, " ")),
        cpv_main: None,
        cpv_additional,
        nature: None,
        value,
        duration,
        start: object
            .text_at("DATE_START")
            .and_then(|day| reading.day("lots.start", &day)),
        end: object
            .text_at("DATE_END")
            .and_then(|day| reading.day("lots.end", &day)),
        nuts: object
            .all("NUTS")
            .into_iter()
            .filter_map(|nuts| nuts.attribute("CODE").map(str::to_owned))
            .collect(),
        social_objectives: Vec::new(),
        strategic: Vec::new(),
        performance_terms: None,
        reservations: common.reservations.clone(),
        deadline: common.deadline.clone(),
    }
}
