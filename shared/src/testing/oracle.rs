//! Who may see what, written a second time and from the roles, without `scope.rs`: each user's rows in random worlds are exactly
//! these. Shapes are cut out of the rows' JSON here, so that a field added to a row shows up as a difference.
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::{PEOPLE, today, user};
use super::properties::tell;
use super::world::memberships;
use crate::id::UserId;
use crate::model::{Entity, Kind, Role};
use crate::scope::{Scope, grants, member, scopes};
use crate::state::{Rows, State};
use crate::time::Day;

type Seen = BTreeSet<(&'static str, Uuid, String)>;

/// What the code shows: scopes by grants, rows by scopes.
fn shown(state: &State, who: UserId, day: Day) -> Seen {
    let mut by_member: BTreeMap<String, Vec<Scope>> = BTreeMap::new();
    for grant in state.iter().flat_map(grants) {
        if grant.from <= day && grant.to.is_none_or(|to| day <= to) {
            by_member.entry(grant.member).or_default().push(grant.scope);
        }
    }
    let mut has: BTreeSet<Scope> = BTreeSet::new();
    let mut open = vec![member(who)];
    while let Some(next) = open.pop() {
        for scope in by_member.get(&next).into_iter().flatten() {
            if has.insert(*scope) {
                open.push(scope.to_string());
            }
        }
    }
    let rows = state.iter().flat_map(scopes);
    rows.filter(|(scope, _)| has.contains(scope))
        .map(|(_, row)| line(row.key().kind, row.id, &body(&row)))
        .collect()
}

fn line(kind: Kind, id: Uuid, body: &Value) -> (&'static str, Uuid, String) {
    (kind.as_str(), id, crate::wire::canonical(body))
}
pub fn body(row: &Entity) -> Value {
    row.body.to_value().unwrap()
}
fn id_in(body: &Value, field: &str) -> Uuid {
    Uuid::parse_str(body[field].as_str().unwrap()).unwrap()
}

/// A placement for those outside the case circle and the office: why it ended is not theirs.
fn reasonless(mut placement: Value) -> Value {
    if placement["state"].get("reason").is_some() {
        placement["state"]["reason"] = json!("not_shown");
    }
    placement
}

/// A placement for the office: only what lies with the contractor or the work, or ended well, is told.
fn office_placement(placement: Value) -> Value {
    let told = ["got_job", "studies", "contractor_ended", "work_ended"];
    let reason = placement["state"]["reason"].as_str().unwrap_or_default();
    let is_end = placement["state"]["state"] == "ended_early";
    if is_end && !told.contains(&reason) {
        return cardless(reasonless(placement));
    }
    cardless(placement)
}

/// The trainee's card is between the trainee, the site and the case circle.
fn cardless(mut placement: Value) -> Value {
    placement.as_object_mut().unwrap().remove("card");
    placement
}

/// A placement for figures.
fn personless(placement: Value) -> Value {
    let mut span = cardless(reasonless(placement));
    span.as_object_mut().unwrap().remove("candidate");
    span
}

/// A sheet for the office: what is health or care is not told, nor what was written about it.
fn office_sheet(mut sheet: Value) -> Value {
    let hide = |said: &mut Value| {
        let reason = said["attendance"]["reason"]
            .as_str()
            .unwrap_or("site_closed");
        if !["site_closed", "no_show"].contains(&reason) {
            said["attendance"]["reason"] = json!("not_shown");
        }
    };
    for entry in sheet["days"].as_object_mut().unwrap().values_mut() {
        entry["statements"]
            .as_array_mut()
            .unwrap()
            .iter_mut()
            .for_each(hide);
        for correction in entry["corrections"].as_array_mut().unwrap() {
            hide(correction);
            correction["reason"] = json!("–");
        }
        if entry["settled"].is_object() {
            hide(&mut entry["settled"]);
            entry["settled"]["note"] = json!("–");
        }
    }
    sheet
}

fn card(candidate: &Value) -> Value {
    if candidate["protection"] == "protected" {
        return json!({ "display": candidate["alias"] });
    }
    let given = candidate["given_name"].as_str().unwrap();
    let family = candidate["family_name"].as_str().unwrap();
    json!({ "display": format!("{given} {}.", family.chars().next().unwrap()) })
}

/// What somebody stands to: read from the memberships that hold on the day.
struct Standing {
    who: UserId,
    office: bool,
    figures: bool,
    administers: bool,
    matches: bool,
    cases: bool,
    organisations: BTreeSet<Uuid>,
    sites: BTreeSet<Uuid>,
    contracts: BTreeSet<Uuid>,
}

fn standing(state: &State, who: UserId, day: Day) -> Standing {
    let held: Vec<_> = memberships(state, who)
        .into_iter()
        .filter(|m| m.holds_on(day))
        .collect();
    let is = |roles: &[Role]| held.iter().any(|m| roles.contains(&m.role));
    let organisations: BTreeSet<Uuid> = held
        .iter()
        .filter(|m| m.role == Role::ContractorAdministrator)
        .map(|m| m.organisation.uuid())
        .collect();
    let under = |kind: Kind, field: &str| -> BTreeSet<Uuid> {
        let rows = state.all(kind).into_iter();
        rows.filter(|row| organisations.contains(&id_in(&body(row), field)))
            .map(|row| row.id)
            .collect()
    };
    let mut sites = under(Kind::Site, "host");
    let supervised = held
        .iter()
        .filter(|m| [Role::Supervisor, Role::Tablet].contains(&m.role));
    sites.extend(supervised.flat_map(|m| m.sites.iter().map(|site| site.uuid())));
    Standing {
        who,
        office: is(&[
            Role::Procurement,
            Role::ContractManager,
            Role::MatchingOfficer,
            Role::Caseworker,
        ]),
        figures: is(&[Role::Coordinator, Role::Auditor]),
        administers: is(&[Role::Administrator]),
        matches: is(&[Role::MatchingOfficer]),
        cases: is(&[Role::Caseworker]),
        contracts: under(Kind::Contract, "contractor"),
        organisations,
        sites,
    }
}

/// What one row is to somebody.
fn seen(s: &Standing, has_role: bool, state: &State, row: &Entity, out: &mut Seen) {
    let (kind, whole) = (row.key().kind, body(row));
    let mut tell = |yes: bool, kind: Kind, body: &Value| {
        if yes {
            out.insert(line(kind, row.id, body));
        }
    };
    let on = |field: &str, of: &BTreeSet<Uuid>| {
        whole[field]
            .as_str()
            .is_some_and(|id| of.contains(&Uuid::parse_str(id).unwrap()))
    };
    let in_circle = |candidate: Uuid| {
        let found = state
            .get(crate::model::Key {
                kind: Kind::Candidate,
                id: candidate,
            })
            .map(body);
        let me = json!(s.who.uuid().to_string());
        s.cases && found.is_some_and(|c| c["caseworkers"].as_array().unwrap().contains(&me))
    };
    match kind {
        Kind::Organisation => {
            tell(
                s.office || s.administers || s.organisations.contains(&row.id),
                kind,
                &whole,
            );
        }
        Kind::Membership => {
            let own = has_role && on("user", &BTreeSet::from([s.who.uuid()]));
            let is_ours = on("organisation", &s.organisations);
            let mut at = whole["sites"].as_array().unwrap().iter();
            let is_colleague = whole["role"] == "supervisor"
                && at.any(|id| {
                    s.sites
                        .contains(&Uuid::parse_str(id.as_str().unwrap()).unwrap())
                });
            tell(
                own || s.office || s.administers || is_ours || is_colleague,
                kind,
                &whole,
            );
        }
        Kind::Tender | Kind::Requirement => tell(s.office, kind, &whole),
        Kind::Contract => {
            let sites = whole["sites"].as_array().unwrap().iter();
            let here = sites.map(|v| Uuid::parse_str(v.as_str().unwrap()).unwrap());
            let is_here = here.into_iter().any(|site| s.sites.contains(&site));
            tell(
                s.office || s.figures || s.contracts.contains(&row.id) || is_here,
                kind,
                &whole,
            );
        }
        Kind::Slot => {
            let site = whole["state"]["site"]
                .as_str()
                .map(|id| Uuid::parse_str(id).unwrap());
            let is_here = site.is_some_and(|site| s.sites.contains(&site));
            tell(
                s.office || s.figures || on("contract", &s.contracts) || is_here,
                kind,
                &whole,
            );
        }
        Kind::Site => {
            tell(
                s.office
                    || s.administers
                    || on("contract", &s.contracts)
                    || s.sites.contains(&row.id),
                kind,
                &whole,
            );
        }
        Kind::Candidate => {
            tell(in_circle(row.id), kind, &whole);
            tell(s.matches && whole["protection"] == "none", kind, &whole);
            let shown = whole["disclosures"].as_array().unwrap();
            let is_shown = shown.iter().any(|d| {
                s.contracts.contains(&id_in(d, "contract")) || s.sites.contains(&id_in(d, "site"))
            });
            tell(
                is_shown || (s.office && !shown.is_empty()),
                Kind::TraineeCard,
                &card(&whole),
            );
        }
        Kind::Placement => {
            tell(in_circle(id_in(&whole, "candidate")), kind, &whole);
            tell(s.office, kind, &office_placement(whole.clone()));
            let outside = reasonless(whole.clone());
            tell(
                on("contract", &s.contracts),
                kind,
                &cardless(outside.clone()),
            );
            tell(on("site", &s.sites), kind, &outside);
            tell(s.figures, Kind::Span, &personless(whole.clone()));
        }
        Kind::Sheet => {
            let is_there = on("contract", &s.contracts) || on("site", &s.sites);
            tell(
                is_there || in_circle(id_in(&whole, "candidate")),
                kind,
                &whole,
            );
            tell(s.office, kind, &office_sheet(whole.clone()));
        }
        Kind::Meeting => {
            tell(in_circle(id_in(&whole, "candidate")), kind, &whole);
            let comes = whole["state"]["state"] == "planned" && whole["kind"] != "phone_call";
            tell(
                comes && on("site", &s.sites),
                Kind::MeetingCard,
                &json!({
                    "placement": whole["placement"], "kind": whole["kind"],
                    "on": whole["state"]["on"], "at": whole["state"]["at"],
                }),
            );
        }
        Kind::Task => tell(in_circle(id_in(&whole, "candidate")), kind, &whole),
        Kind::Contact => {
            let own = has_role && on("user", &BTreeSet::from([s.who.uuid()]));
            let is_ours = on("organisation", &s.organisations);
            tell(own || s.office || s.administers || is_ours, kind, &whole);
        }
        // Stored by itself only of a person who is erased.
        Kind::Span => tell(
            s.office || s.figures || on("contract", &s.contracts),
            kind,
            &whole,
        ),
        Kind::TraineeCard | Kind::MeetingCard => {
            panic!("a projection is never stored")
        }
    }
}

fn may_see(state: &State, who: UserId, day: Day) -> Seen {
    let standing = standing(state, who, day);
    let has_role = memberships(state, who).iter().any(|m| m.holds_on(day));
    let mut out = Seen::new();
    for row in state.iter() {
        seen(&standing, has_role, state, row, &mut out);
    }
    out
}

#[test]
fn everybody_sees_exactly_what_the_roles_of_the_day_say() {
    let mut rows = 0;
    for seed in 0..6 {
        let state = tell(seed, 250, |_, _, _, _| {});
        let people = PEOPLE.iter().map(|p| p.name).chain(["Nobody"]);
        for (name, who) in people.map(|name| (name, user(name))) {
            for day in [
                Day::MIN,
                today().plus_days(-61),
                today(),
                today().plus_days(40),
                Day::MAX,
            ] {
                let (shown, may) = (shown(&state, who, day), may_see(&state, who, day));
                let leaked: Vec<_> = shown.difference(&may).collect();
                assert!(
                    leaked.is_empty(),
                    "seed {seed}: {name} on {day} sees {leaked:?}"
                );
                let lacking: Vec<_> = may.difference(&shown).collect();
                assert!(
                    lacking.is_empty(),
                    "seed {seed}: {name} on {day} lacks {lacking:?}"
                );
                rows += shown.len();
                let has_role = memberships(&state, who).iter().any(|m| m.holds_on(day));
                assert!(has_role || shown.is_empty(), "seed {seed}: {name} on {day}");
            }
        }
    }
    assert!(rows > 5_000, "{rows} rows compared");
}

#[test]
fn a_protected_name_stands_nowhere_outside_the_case_circle() {
    let mut state = tell(7, 250, |_, _, _, _| {});
    let protected: Vec<Entity> = state
        .all(Kind::Candidate)
        .into_iter()
        .filter(|row| body(row)["protection"] == "protected")
        .cloned()
        .collect();
    assert!(protected.len() >= 2);
    for row in protected {
        let mut named = body(&row);
        named["given_name"] = json!("Kanariegiven");
        named["family_name"] = json!("Kanariefamilj");
        let body = crate::model::Body::from_value(Kind::Candidate, &named).unwrap();
        state.put(Entity { body, ..row });
    }
    let (mut inside, mut outside) = (0, 0);
    for row in state.iter() {
        assert!(
            !crate::model::facts(&row.body)
                .to_string()
                .contains("Kanarie")
        );
        for (scope, shown) in scopes(row) {
            let is_named = body(&shown).to_string().contains("Kanarie");
            match scope {
                Scope::Case(_) => inside += u32::from(is_named),
                Scope::Figures
                | Scope::Administration
                | Scope::Office
                | Scope::Group(_)
                | Scope::Site(_)
                | Scope::Contract(_)
                | Scope::Matching
                | Scope::Kept
                | Scope::User(_)
                | Scope::Caseload(_) => {
                    assert!(!is_named, "{scope}");
                    outside += 1;
                }
            }
        }
    }
    assert!(
        inside >= 2 && outside > 100,
        "{inside} inside, {outside} outside"
    );
}

/// Every word of a note and of a task, put there as a canary, is the case circle's and nobody else's.
#[test]
fn what_was_noted_or_is_to_be_done_stands_nowhere_outside_the_case_circle() {
    let (mut inside, mut cards) = (0, 0);
    for seed in 8..14 {
        let mut state = tell(seed, 250, |_, _, _, _| {});
        for row in marked(&state) {
            state.put(row);
        }
        for row in state.iter() {
            let facts = crate::model::facts(&row.body).to_string();
            assert!(!facts.contains("Kanarie"), "{facts}");
            for (scope, shown) in scopes(row) {
                let text = body(&shown).to_string();
                if let Scope::Case(_) = scope {
                    inside += u32::from(text.contains("Kanarie"));
                } else {
                    assert!(!text.contains("Kanarie"), "{scope}");
                }
                if shown.key().kind == Kind::MeetingCard {
                    assert!(matches!(scope, Scope::Site(_)), "{scope}");
                    let told = [
                        "well",
                        "partly",
                        "badly",
                        "go_on",
                        "interpreter",
                        "note",
                        "by",
                    ];
                    assert!(!told.iter().any(|word| text.contains(word)), "{text}");
                    cards += 1;
                }
            }
        }
    }
    assert!(inside >= 20 && cards >= 3, "{inside} inside, {cards} cards");
}

/// Meetings and tasks with canaries in place of their words.
fn marked(state: &State) -> Vec<Entity> {
    let mark = |row: &Entity| {
        let mut marked = body(row);
        if row.key().kind == Kind::Task {
            marked["title"] = json!("Kanarietask");
        } else {
            for version in marked["notes"].as_array_mut().unwrap() {
                version["note"]["text"] = json!("Kanarienote");
            }
        }
        let body = crate::model::Body::from_value(row.key().kind, &marked).unwrap();
        Entity {
            body,
            ..row.clone()
        }
    };
    let rows = [Kind::Meeting, Kind::Task].map(|kind| state.all(kind));
    rows.into_iter().flatten().map(mark).collect()
}
