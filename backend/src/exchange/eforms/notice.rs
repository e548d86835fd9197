//! A whole eForms notice.

use shared::notice::{Format, Lot, Notice, Warning};

use super::language::Language;
use super::lot;
use super::organisation::{EXTENSION, Organisations};
use super::result::Results;
use crate::exchange::element::Element;
use crate::exchange::field::{Reading, finish, take_from_only_lot};

/// Reads the root element of a notice.
pub(in crate::exchange) fn read(root: &Element) -> Notice {
    let mut reading = Reading::new();
    let mut notice = Notice::new(Format::Eforms);
    let own_language = root.text_at("cbc:NoticeLanguageCode");
    let language = Language(own_language.as_deref());
    identify(root, &mut notice);
    describe(root, &language, &mut notice, &mut reading);
    lots(root, &language, &mut notice, &mut reading);
    parties(root, &language, &mut notice, &mut reading);
    take_from_only_lot(&mut notice, &mut reading);
    notice.language = own_language;
    finish(notice, reading)
}

fn identify(root: &Element, notice: &mut Notice) {
    let ids = root.all("cbc:ID");
    let named = ids
        .iter()
        .find(|id| id.attribute("schemeName") == Some("notice-id"));
    notice.notice_id = named.or(ids.first()).and_then(|id| id.text());
    let subtype = || root.text_at(&format!("{EXTENSION}/efac:NoticeSubType/cbc:SubTypeCode"));
    notice.form = root.text_at("cbc:NoticeTypeCode").or_else(subtype);
    notice.procedure = root.text_at("cac:TenderingProcess/cbc:ProcedureCode");
}

fn describe(root: &Element, language: &Language<'_>, notice: &mut Notice, reading: &mut Reading) {
    let Some(project) = root.find("cac:ProcurementProject") else {
        return;
    };
    notice.title = language.pick(&project.all("cbc:Name"));
    let main = project.text_at("cac:MainCommodityClassification/cbc:ItemClassificationCode");
    notice.cpv_main = main.and_then(|code| reading.cpv("cpv_main", &code));
    let additional =
        project.all("cac:AdditionalCommodityClassification/cbc:ItemClassificationCode");
    let additional = additional.into_iter().filter_map(Element::text);
    notice.cpv_additional = additional
        .filter_map(|code| reading.cpv("cpv_additional", &code))
        .collect();
    notice.nature = project
        .text_at("cbc:ProcurementTypeCode")
        .and_then(|code| reading.nature("nature", &code));
    notice.value = lot::amount(project, "value", reading);
}

fn lots(root: &Element, language: &Language<'_>, notice: &mut Notice, reading: &mut Reading) {
    let mut groups = 0;
    for element in root.all("cac:ProcurementProjectLot") {
        let id = element.find("cbc:ID");
        let scheme = id.and_then(|id| id.attribute("schemeName"));
        let prefix = id
            .and_then(Element::text)
            .map(|id| id.chars().take(3).collect::<String>());
        let read = |reading: &mut Reading| -> Lot { lot::read(element, language, reading) };
        match (scheme, prefix.as_deref()) {
            (Some("LotsGroup"), _) | (None, Some("GLO")) => groups += 1,
            (Some("Part"), _) | (None, Some("PAR")) => notice.parts.push(read(reading)),
            (Some(_) | None, _) => notice.lots.push(read(reading)),
        }
    }
    if groups > 0 {
        reading.warn(Warning::LotGroupsLeftOut { count: groups });
    }
    if let Ok(count @ 1..) = u32::try_from(notice.parts.len()) {
        reading.warn(Warning::PartsAreNotLots { count });
    }
}

fn parties(root: &Element, language: &Language<'_>, notice: &mut Notice, reading: &mut Reading) {
    let organisations = Organisations::read(root, language);
    let buyers = organisations.buyers(root, language);
    if let Ok(count @ 2..) = u32::try_from(buyers.len()) {
        reading.warn(Warning::SeveralBuyers { count });
    }
    notice.buyer = buyers.into_iter().next();
    let results = Results::of(root);
    let winners = results.winners(&organisations);
    if let Ok(count @ 2..) = u32::try_from(winners.len()) {
        reading.warn(Warning::SeveralWinners { count });
    }
    notice.winner = winners.into_iter().next();
    notice.value_awarded = results
        .total()
        .and_then(|(number, currency)| reading.amount("value_awarded", &number, currency));
}
