//! Reads what a command said and the row that stands, both as the wire has them. Surprising choice: by the names of the fields and not
//! by a line for each command, so that a new command is told without anything being added here but a label for a new field.
use serde_json::Value;
use shared::id::{
    CandidateId, ContractId, OrganisationId, PlacementId, SiteId, SlotId, TenderId, UserId,
};
use shared::model::{
    Attendance, Body, DayEntry, EndReason, Key, Kind, Nature, NoStartReason, OrganisationKind,
    Role, Sheet, SheetState, Side, Signature, SlotState, TenderState,
};
use shared::quantity::Ore;
use shared::state::{Rows as _, State, find};
use shared::time::{Day, Millis, Month};
use uuid::Uuid;

use crate::routes::Route;
use crate::screens::names;
use crate::word;
use crate::words::{dates, nouns, numbers};

/// One field on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub label: &'static str,
    /// What the command said.
    pub said: String,
    /// What stands.
    pub stands: String,
}

/// Who made what stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    /// What was said or done.
    pub what: String,
    /// By whom.
    pub by: UserId,
    /// On whose behalf.
    pub side: Option<Side>,
    /// When.
    pub at: Millis,
}

/// A command in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whom or what it is about, and of which day or month.
    pub about: String,
    /// Where that is seen.
    pub route: Option<Route>,
    /// Its fields beside those of the row that stands.
    pub fields: Vec<Field>,
    /// Who made what stands, oldest first; rows that keep no authors have none.
    pub stood: Vec<Stood>,
}

/// What a command is about, in a line.
#[must_use]
pub fn about(state: &State, payload: &Value) -> String {
    let said = Said(payload);
    let mut parts: Vec<String> = Vec::new();
    if let Some(candidate) = said.candidate(state) {
        let name = names::person(state, candidate);
        parts.push(name.unwrap_or_else(|| word!(person.unnamed).to_owned()));
    }
    if parts.is_empty() {
        parts.extend(said.thing(state));
    }
    let day = said.day("day").or_else(|| said.day("on"));
    parts.extend(day.map(dates::date));
    parts.extend(said.month().map(dates::month));
    parts.join(" · ")
}

/// The whole.
#[must_use]
pub fn told(state: &State, payload: &Value) -> Told {
    let said = Said(payload);
    let (mut stands, mut stood) = (Vec::new(), Vec::new());
    if let Some(body) = said.standing(state) {
        standing(state, body, &mut stands);
        if let Body::Sheet(sheet) = body {
            match said.day("day") {
                Some(day) => of_day(sheet.day(day), &mut stands, &mut stood),
                None => of_month(sheet, &mut stood),
            }
        }
    }
    let mut fields = Vec::new();
    add_fields(state, payload, &stands, &mut fields);
    // How far the row has come says often more than its fields.
    let come = stands.iter().find(|(name, _)| *name == "state");
    fields.extend(come.map(|(_, stands)| Field {
        label: word!(told.state),
        said: nothing(),
        stands: stands.clone(),
    }));
    Told {
        about: about(state, payload),
        route: said.route(state),
        fields,
        stood,
    }
}

fn add_fields(state: &State, payload: &Value, stands: &[Standing], fields: &mut Vec<Field>) {
    for (name, value) in payload.as_object().into_iter().flatten() {
        if name == "terms" {
            add_fields(state, value, stands, fields);
        } else if let Some(label) = label(name) {
            let there = stands.iter().find(|(known, _)| known == name);
            fields.push(Field {
                label,
                said: words(state, name, value),
                stands: there.map_or_else(nothing, |(_, there)| there.clone()),
            });
        }
    }
}

/// A field of the row that stands, by the name that a command gives it.
type Standing = (&'static str, String);

/// What stands, in the words of the commands that change it.
fn standing(state: &State, body: &Body, out: &mut Vec<Standing>) {
    let name = |field, id: Uuid| (field, named(state, field, id).unwrap_or_else(nothing));
    let day = |field, day| (field, dates::date(day));
    match body {
        Body::Placement(p) => {
            out.push(name("slot", p.slot.uuid()));
            out.push(name("candidate", p.candidate.uuid()));
            out.push(day("starts", p.planned_start));
            out.push(day("ends", p.planned_end));
            if let Some((from, to)) = p.state.served() {
                out.push(day("on", to.unwrap_or(from)));
            }
            out.push(("state", nouns::placement_state(p.state).to_owned()));
        }
        Body::Slot(slot) => {
            if let SlotState::Offered { site, trade, from } = &slot.state {
                out.push(name("site", site.uuid()));
                out.push(("trade", trade.to_string()));
                out.push(day("from", *from));
            }
            out.push(("state", nouns::slot_state(&slot.state).to_owned()));
        }
        Body::Site(site) => {
            out.push(("name", site.name.to_string()));
            out.push(name("host", site.host.uuid()));
        }
        Body::Tender(tender) => {
            out.push(("title", tender.title.to_string()));
            out.push(("reference", tender.reference.to_string()));
            if let TenderState::Awarded { contractor, on } = tender.state {
                out.push(name("contractor", contractor.uuid()));
                out.push(day("on", on));
            }
            out.push(("state", nouns::tender_state(&tender.state).to_owned()));
        }
        Body::Requirement(requirement) => {
            let terms = requirement.terms;
            out.push(("places", terms.places.get().to_string()));
            out.push(("months_each", terms.months_each.get().to_string()));
            out.push(day("first_start_by", terms.first_start_by));
        }
        Body::Contract(contract) => {
            out.push(("title", contract.title.to_string()));
            out.push(("reference", contract.reference.to_string()));
            out.push(day("starts", contract.starts));
            out.push(day("ends", contract.ends));
        }
        Body::Membership(held) => {
            out.push(("name", held.name.to_string()));
            out.push(("role", nouns::role(held.role).to_owned()));
            out.push(day("from", held.from));
        }
        Body::Organisation(organisation) => {
            out.push(("name", organisation.name.to_string()));
            out.push(("number", organisation.number.as_str().to_owned()));
        }
        Body::Sheet(sheet) => {
            out.push(("state", nouns::sheet_state(sheet.state).to_owned()));
        }
        Body::Candidate(_)
        | Body::TraineeCard(_)
        | Body::Span(_)
        | Body::Meeting(_)
        | Body::MeetingCard(_)
        | Body::Task(_)
        | Body::Contact(_) => {}
    }
}

fn nothing() -> String {
    word!(app.nothing).to_owned()
}

/// What a command said.
struct Said<'a>(&'a Value);

impl Said<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }
    fn id(&self, name: &str) -> Option<Uuid> {
        Uuid::parse_str(self.text(name)?).ok()
    }
    fn day(&self, name: &str) -> Option<Day> {
        Day::parse(self.text(name)?).ok()
    }
    fn month(&self) -> Option<Month> {
        Month::parse(self.text("month")?).ok()
    }
    fn candidate(&self, state: &State) -> Option<CandidateId> {
        if let Some(id) = self.id("candidate") {
            return Some(id.into());
        }
        let placement = find::placement(state, PlacementId::from(self.id("placement")?));
        placement.map(|placement| placement.candidate)
    }

    /// What is not a person: the nearest thing that has a name.
    fn thing(&self, state: &State) -> Option<String> {
        let slot = self.id("slot").and_then(|id| slot(state, id.into()));
        let row = |name: &str| Some(named(state, name, self.id(name)?)).flatten();
        slot.or_else(|| row("site"))
            .or_else(|| self.text("title").map(str::to_owned))
            .or_else(|| self.text("name").map(str::to_owned))
            .or_else(|| row("contract"))
            .or_else(|| row("tender"))
            .or_else(|| row("organisation"))
    }

    /// The row that the command would have changed, or the one in its way.
    fn standing<'s>(&self, state: &'s State) -> Option<&'s Body> {
        let row = |kind: Kind, id: Uuid| state.get(Key { kind, id }).map(|row| &row.body);
        if let Some(placement) = self.id("placement") {
            let month = self.month().or_else(|| self.day("day").map(Day::in_month));
            if let Some(month) = month {
                return row(Kind::Sheet, Sheet::id_of(placement.into(), month).uuid());
            }
            if let Some(body) = row(Kind::Placement, placement) {
                return Some(body);
            }
        }
        if let (Some(slot), Some(from), Some(to)) =
            (self.id("slot"), self.day("starts"), self.day("ends"))
        {
            let held = state.children(Kind::Placement, slot).into_iter();
            let mut held = held.filter(|row| {
                matches!(&row.body, Body::Placement(p) if p.planned_start <= to && p.planned_end >= from)
            });
            return held.next().map(|row| &row.body);
        }
        let rows = [
            ("membership", Kind::Membership),
            ("slot", Kind::Slot),
            ("site", Kind::Site),
            ("requirement", Kind::Requirement),
            ("tender", Kind::Tender),
            ("candidate", Kind::Candidate),
            ("organisation", Kind::Organisation),
            ("contract", Kind::Contract),
        ];
        let mut rows = rows.into_iter();
        let (name, kind) = rows.find(|(name, _)| self.0.get(name).is_some())?;
        row(kind, self.id(name)?)
    }

    fn route(&self, state: &State) -> Option<Route> {
        let has = |kind: Kind, id: Uuid| state.get(Key { kind, id }).is_some();
        let at = |name: &str, kind| self.id(name).filter(|id| has(kind, *id));
        if let Some(id) = at("placement", Kind::Placement) {
            return Some(Route::Placement(id.into()));
        }
        if let Some(id) = at("contract", Kind::Contract) {
            return Some(Route::Contract(id.into()));
        }
        if let Some(id) = at("tender", Kind::Tender) {
            return Some(Route::Tender(id.into()));
        }
        let slot = find::slot(state, SlotId::from(self.id("slot")?))?;
        Some(Route::Contract(slot.contract))
    }
}

fn of_day(entry: Option<&DayEntry>, stands: &mut Vec<Standing>, stood: &mut Vec<Stood>) {
    let Some(entry) = entry else { return };
    let said = |what: Attendance, by, side, at| Stood {
        what: nouns::attendance(what),
        by,
        side: Some(side),
        at,
    };
    let statements = entry.statements.iter();
    stood.extend(statements.map(|s| said(s.attendance, s.by, s.side, s.at)));
    let settled = entry.settled.iter();
    stood.extend(settled.map(|s| said(s.attendance, s.by, Side::Authority, s.at)));
    let corrections = entry.corrections.iter();
    stood.extend(corrections.map(|c| said(c.attendance, c.by, c.side, c.at)));
    let holds = match entry.holds() {
        Some(holds) => nouns::attendance(holds),
        None => word!(cases.disputed).to_owned(),
    };
    stands.push(("attendance", holds));
}

fn of_month(sheet: &Sheet, stood: &mut Vec<Stood>) {
    let signed = |what: &str, by: Signature, side| Stood {
        what: what.to_owned(),
        by: by.by,
        side: Some(side),
        at: by.at,
    };
    match sheet.state {
        SheetState::Open => {}
        SheetState::Attested { attest } => {
            stood.push(signed(
                nouns::sheet_state(sheet.state),
                attest,
                Side::Contractor,
            ));
        }
        SheetState::Confirmed { attest, confirm } => {
            let before = nouns::sheet_state(SheetState::Attested { attest });
            stood.push(signed(before, attest, Side::Contractor));
            let now = nouns::sheet_state(sheet.state);
            stood.push(signed(now, confirm, Side::Authority));
        }
    }
}

fn slot(state: &State, id: SlotId) -> Option<String> {
    let slot = find::slot(state, id)?;
    let number = word!(contract.slot, number = slot.number);
    Some(match names::contract(state, slot.contract) {
        Some(contract) => format!("{number}, {contract}"),
        None => number,
    })
}

/// The name of a row, by the field that names it.
fn named(state: &State, field: &str, id: Uuid) -> Option<String> {
    match field {
        "candidate" => names::person(state, CandidateId::from(id)),
        "site" => names::site(state, SiteId::from(id)),
        "slot" => slot(state, id.into()),
        "contract" => names::contract(state, ContractId::from(id)),
        "tender" => find::tender(state, TenderId::from(id)).map(|tender| tender.title.to_string()),
        _ => names::organisation(state, OrganisationId::from(id)),
    }
}

/// What a field is called; nothing for one that says nothing to a person.
fn label(name: &str) -> Option<&'static str> {
    Some(match name {
        "attendance" => word!(command.record_attendance),
        "day" | "on" => word!(told.day),
        "month" => word!(told.month),
        "reason" | "note" => word!(form.reason),
        "from" => word!(form.since),
        "to" => word!(form.to),
        "starts" => word!(tender.starts),
        "ends" => word!(tender.ends),
        "signed_on" => word!(tender.signed_on),
        "candidate" => word!(matching.candidate),
        "slot" => word!(contract.slot_label),
        "site" => word!(contract.site_label),
        "trade" => word!(contract.trade),
        "host" => word!(contract.host),
        "contractor" => word!(organisation_kind.contractor),
        "subcontractor" => word!(organisation_kind.subcontractor),
        "organisation" => word!(people.organisation),
        "name" => word!(people.name),
        "role" => word!(people.role),
        "kind" => word!(people.org_kind),
        "number" => word!(start.number),
        "title" => word!(notice_field.title),
        "reference" => word!(tenders.reference),
        "cpv_main" => word!(notice_field.cpv_main),
        "nature" => word!(notice_field.nature),
        "value" => word!(notice_field.value),
        "deadline" => word!(notice_field.deadline),
        "places" => word!(tender.places),
        "months_each" => word!(tender.months),
        "first_start_by" => word!(tender.first_start),
        "given_name" => word!(candidates.given),
        "family_name" => word!(candidates.family),
        "alias" => word!(candidates.alias),
        "wants" => word!(candidates.wants),
        "at" => word!(meeting.time),
        "due" => word!(task.due),
        "phone" => word!(contact.phone),
        "email" => word!(contact.email),
        "available_from" => word!(candidates.available),
        _ => return None,
    })
}

/// A value as people read it.
fn words(state: &State, name: &str, value: &Value) -> String {
    match value {
        Value::Number(number) => {
            let number = number.as_u64().unwrap_or_default();
            if name == "value" {
                numbers::kronor(Ore(number))
            } else {
                numbers::whole(number)
            }
        }
        Value::String(text) => {
            if let Ok(day) = Day::parse(text) {
                dates::date(day)
            } else if let Ok(month) = Month::parse(text) {
                dates::month(month)
            } else if let Ok(id) = Uuid::parse_str(text) {
                named(state, name, id).unwrap_or_else(nothing)
            } else {
                code(name, value).map_or_else(|| text.clone(), str::to_owned)
            }
        }
        Value::Object(_) => shared::wire::read_value::<Attendance>(value)
            .map_or_else(|_other| nothing(), nouns::attendance),
        Value::Null | Value::Bool(_) | Value::Array(_) => nothing(),
    }
}

/// The word for a code of a field that holds one.
fn code(name: &str, value: &Value) -> Option<&'static str> {
    use shared::wire::read_value;
    match name {
        "role" => read_value::<Role>(value).ok().map(nouns::role),
        "nature" => read_value::<Nature>(value).ok().map(nouns::nature),
        "kind" => {
            let kind = read_value::<OrganisationKind>(value).ok();
            kind.map(nouns::organisation_kind)
        }
        "reason" => {
            let end = read_value::<EndReason>(value).ok();
            end.map(nouns::end_reason)
                .or_else(|| read_value::<NoStartReason>(value).ok().map(nouns::no_start))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::model::AbsenceReason;

    use super::*;
    use crate::screens::sample::Sample;
    use crate::words::{Language, choose};

    #[test]
    fn a_refused_day_stands_beside_both_statements() {
        choose(Language::SV);
        let sample = Sample::running("2026-09-01")
            .present("2026-10-01", 480)
            .authority_says("2026-10-01", AbsenceReason::Sick);
        let said = json!({"placement": sample.placement, "day": "2026-10-01", "attendance": {"is": "present", "minutes": 240}});
        let told = told(&sample.state, &said);
        let on = dates::date(Day::parse("2026-10-01").unwrap());
        assert_eq!(told.about, format!("Amina Karimi · {on}"));
        assert_eq!(told.route, Some(Route::Placement(sample.placement)));
        let attendance = &told.fields[0];
        assert_eq!(attendance.said, "Här, 4\u{a0}h");
        assert_eq!(attendance.stands, word!(cases.disputed));
        let by: Vec<_> = told.stood.iter().map(|stood| stood.by).collect();
        assert_eq!(by, [sample.supervisor, sample.caseworker]);
    }

    #[test]
    fn a_slot_that_is_taken_is_told_by_who_holds_it() {
        choose(Language::SV);
        let sample = Sample::running("2026-09-01");
        let said = json!({"placement": Uuid::from_u128(77), "slot": sample.slot, "candidate": Uuid::from_u128(78), "starts": "2026-09-20", "ends": "2026-12-20"});
        let told = told(&sample.state, &said);
        let of = |label: &str| {
            let field = told.fields.iter().find(|field| field.label == label);
            field.map(|field| (field.said.as_str(), field.stands.as_str()))
        };
        let day = |text| dates::date(Day::parse(text).unwrap());
        assert_eq!(
            of(word!(tender.starts)),
            Some((day("2026-09-20").as_str(), day("2026-09-01").as_str()))
        );
        assert_eq!(of(word!(matching.candidate)), Some(("–", "Amina Karimi")));
    }

    #[test]
    fn every_field_of_every_command_has_a_label_or_says_nothing_to_a_person() {
        /// Numbers of rows, and what other fields tell.
        const SILENT: [&str; 20] = [
            "mark",
            "check_in",
            "meeting",
            "task",
            "placement",
            "replaces",
            "membership",
            "user",
            "sites",
            "tender",
            "requirement",
            "lot",
            "slots",
            "contract",
            "host_name",
            "notice",
            "protection",
            "caseworkers",
            "terms",
            "state",
        ];
        let mut missing = std::collections::BTreeSet::new();
        let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/tests/wire/samples");
        for file in std::fs::read_dir(samples).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let sample: Value = serde_json::from_str(&text).unwrap();
            let Some(payload) = sample.get("payload") else {
                continue;
            };
            let fields = payload.as_object().into_iter().flatten();
            let fields = fields.map(|(name, _)| name.clone());
            missing.extend(
                fields.filter(|name| label(name).is_none() && !SILENT.contains(&name.as_str())),
            );
        }
        assert!(
            missing.is_empty(),
            "labels for {missing:?} in told/model.rs"
        );
    }
}
