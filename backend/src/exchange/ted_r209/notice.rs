//! A whole R2.0.9 notice: the form in the original language, completed from the coded part.

use std::collections::BTreeSet;

use shared::notice::{Format, Notice, Party, Warning};

use super::coded::Coded;
use super::lot::{self, Common};
use super::{paragraphs, procedure};
use crate::exchange::element::Element;
use crate::exchange::error::{Fault, ImportErrorCode};
use crate::exchange::field::{Reading, finish, share_terms};

/// Reads a `TED_EXPORT`.
pub(in crate::exchange) fn read(export: &Element) -> Result<Notice, Fault> {
    if export
        .attribute("VERSION")
        .is_some_and(|version| !version.starts_with("R2.0.9"))
    {
        return Err(Fault::at(ImportErrorCode::VersionUnsupported, export.place)
            .about(export.attribute("VERSION").unwrap_or("")));
    }
    let coded = Coded(export);
    let form = form(export, coded.language().as_deref());
    let form = form.ok_or_else(|| {
        Fault::at(ImportErrorCode::NotANotice, export.place).about("FORM_SECTION")
    })?;
    let mut reading = Reading::new();
    let mut notice = Notice::new(Format::TedR209);
    notice.notice_id = export.attribute("DOC_ID").map(str::to_owned);
    notice.form = Some(form.local.clone());
    notice.language = form
        .attribute("LG")
        .map(str::to_owned)
        .or_else(|| coded.language());
    notice.procedure = procedure::code(form)
        .or_else(|| coded.procedure())
        .map(str::to_owned);
    describe(form, &coded, &mut notice, &mut reading);
    lots(form, &mut notice, &mut reading);
    buyer(form, &coded, &mut notice, &mut reading);
    winner(form, &mut notice, &mut reading);
    Ok(finish(notice, reading))
}

/// The form in the original language: the first original in that language, else the first original, else the first form.
fn form<'a>(export: &'a Element, language: Option<&str>) -> Option<&'a Element> {
    let forms: Vec<&Element> = export
        .all("FORM_SECTION")
        .into_iter()
        .flat_map(Element::elements)
        .collect();
    let forms: Vec<&Element> = forms
        .into_iter()
        .filter(|form| form.local != "NOTICE_UUID")
        .collect();
    let is_original = |form: &&&Element| form.attribute("CATEGORY") == Some("ORIGINAL");
    let in_language = |form: &&&Element| {
        is_original(form) && language.is_some() && form.attribute("LG") == language
    };
    let found = forms
        .iter()
        .find(in_language)
        .or_else(|| forms.iter().find(is_original))
        .or(forms.first());
    found.copied()
}

fn describe(form: &Element, coded: &Coded<'_>, notice: &mut Notice, reading: &mut Reading) {
    let contract = form.find("OBJECT_CONTRACT");
    let in_contract = |path: &str| contract.and_then(|contract| contract.find(path));
    let title = in_contract("TITLE").and_then(|title| paragraphs(title, " "));
    // Forms of the defence directive keep an older shape, with the title further down.
    let older = || {
        form.below(&|element| element.local == "TITLE_CONTRACT")
            .into_iter()
            .find_map(|title| paragraphs(title, " "))
    };
    notice.title = title
        .or_else(older)
        .or_else(|| coded.title(notice.language.as_deref()));
    let main = in_contract("CPV_MAIN/CPV_CODE")
        .and_then(|code| code.attribute("CODE"))
        .map(str::to_owned);
    notice.cpv_main = main
        .or_else(|| coded.cpv_main())
        .and_then(|code| reading.cpv("cpv_main", &code));
    let kind = in_contract("TYPE_CONTRACT").and_then(|kind| kind.attribute("CTYPE"));
    notice.nature = kind
        .and_then(|code| reading.nature("nature", code))
        .or_else(|| coded.nature());
    let estimated = in_contract("VAL_ESTIMATED_TOTAL").or_else(|| coded.value("ESTIMATED_TOTAL"));
    let awarded = in_contract("VAL_TOTAL").or_else(|| coded.value("PROCUREMENT_TOTAL"));
    let mut amount = |field: &str, element: Option<&Element>| {
        let element = element?;
        reading.amount(field, &element.text()?, element.attribute("CURRENCY"))
    };
    notice.value = amount("value", estimated);
    notice.value_awarded = amount("value_awarded", awarded);
    if notice.value.is_none() && notice.value_awarded.is_some() {
        // II.1.7 takes the place of II.1.5 in the award forms: it is the only value of the procurement as a whole.
        notice.value.clone_from(&notice.value_awarded);
        reading.warn(Warning::ValueIsAwarded);
    } else if notice.value.is_none() && in_contract("VAL_RANGE_TOTAL").is_some() {
        reading.warn(Warning::ValueIsARange);
    }
}

/// The lots. A lot has further CPV codes only: alone it has the notice's main code, beside others its own first code.
fn lots(form: &Element, notice: &mut Notice, reading: &mut Reading) {
    let mut common = Common::of(form, reading);
    let terms = common.performance_terms.take();
    for contract in form.all("OBJECT_CONTRACT") {
        let kind = contract
            .find("TYPE_CONTRACT")
            .and_then(|kind| kind.attribute("CTYPE"));
        let nature = kind.and_then(|code| reading.nature("lots.nature", code));
        for object in contract.all("OBJECT_DESCR") {
            let mut lot = lot::read(object, &common, reading);
            lot.nature = nature;
            notice.lots.push(lot);
        }
    }
    notice.deadline = common.deadline;
    share_terms(&mut notice.lots, terms, reading);
    let is_alone = notice.lots.len() == 1;
    let mut seen: BTreeSet<String> = notice.cpv_main.iter().cloned().collect();
    for lot in &mut notice.lots {
        let own = if is_alone {
            None
        } else {
            lot.cpv_additional.first().cloned()
        };
        lot.cpv_main = own.or_else(|| notice.cpv_main.clone());
        lot.nature = lot.nature.or(notice.nature);
        if is_alone && lot.title.is_none() {
            lot.title.clone_from(&notice.title);
        }
        for code in &lot.cpv_additional {
            if seen.insert(code.clone()) {
                notice.cpv_additional.push(code.clone());
            }
        }
    }
}

fn party(address: &Element) -> Option<Party> {
    Party {
        name: address.text_at("OFFICIALNAME"),
        id: address.text_at("NATIONALID"),
    }
    .stated()
}

fn buyer(form: &Element, coded: &Coded<'_>, notice: &mut Notice, reading: &mut Reading) {
    let body = form.find("CONTRACTING_BODY");
    let addresses = body
        .map(|body| body.all("ADDRESS_CONTRACTING_BODY"))
        .unwrap_or_default();
    let others = body
        .map(|body| body.all("ADDRESS_CONTRACTING_BODY_ADDITIONAL"))
        .unwrap_or_default();
    if let Ok(count @ 2..) = u32::try_from(addresses.len() + others.len()) {
        reading.warn(Warning::SeveralBuyers { count });
    }
    notice.buyer = addresses
        .into_iter()
        .chain(others)
        .find_map(party)
        .or_else(|| coded.buyer());
}

/// The first contractor of the first awarded contract, or the first prize winner of a design contest.
fn winner(form: &Element, notice: &mut Notice, reading: &mut Reading) {
    let mut firsts: Vec<Party> = Vec::new();
    let mut seen: BTreeSet<Party> = BTreeSet::new();
    let awards = form
        .elements()
        .filter(|element| matches!(element.local.as_str(), "AWARD_CONTRACT" | "RESULTS"));
    for award in awards {
        let addresses = award.below(&|element| {
            matches!(
                element.local.as_str(),
                "ADDRESS_CONTRACTOR" | "ADDRESS_WINNER"
            )
        });
        if let Some(first) = addresses
            .into_iter()
            .find_map(party)
            .filter(|first| seen.insert(first.clone()))
        {
            firsts.push(first);
        }
    }
    if let Ok(count @ 2..) = u32::try_from(firsts.len()) {
        reading.warn(Warning::SeveralWinners { count });
    }
    notice.winner = firsts.into_iter().next();
}
