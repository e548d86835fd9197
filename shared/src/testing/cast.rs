//! The invented municipality that tests start from: an authority with one person a role, two contractors and a subcontractor,
//! two contracts with slots on three sites, six candidates of whom one is protected, four placements. Told as commands.
use crate::ordered::Set;

use super::Dice;
use crate::command::{
    AwardTender, Command, EngageSubcontractor, GrantMembership, OfferSlot, PlanPlacement,
    RegisterCandidate, RegisterOrganisation, RegisterSite, RegisterTender, SetRequirement,
    SignContract, StartPlacement,
};
use crate::id::{
    CandidateId, ContractId, OrganisationId, PlacementId, RequirementId, SiteId, SlotId, TenderId,
    UserId, derived,
};
use crate::model::{
    CpvCode, Membership, Nature, OrgNumber, OrganisationKind, PlacesMonths, Protection, Role,
};
use crate::quantity::{Months, Places};
use crate::text::Text;
use crate::time::Day;

/// The day on which the story stands when a test begins.
#[must_use]
pub fn today() -> Day {
    Day::new(2026, 3, 16).unwrap_or(Day::MIN)
}

/// An id that follows from its name.
#[must_use]
pub fn id<T: From<uuid::Uuid>>(name: &str) -> T {
    derived(&[b"cast", name.as_bytes()]).into()
}

/// A text that is mostly the same, with a number behind it.
#[must_use]
pub fn text<const MAX: usize>(stem: &str, dice: &mut Dice) -> Text<MAX> {
    said(&format!("{stem} {}", dice.below(1000)))
}

/// A text; a test that gives a bad one sees a dash.
#[must_use]
pub fn said<const MAX: usize>(text: &str) -> Text<MAX> {
    Text::parse(text).unwrap_or_else(|_| said("–"))
}

/// A day up to so many days before or after.
#[must_use]
pub fn day_near(dice: &mut Dice, day: Day, days: u64) -> Day {
    let shift = i64::try_from(dice.below(2 * days + 1)).unwrap_or(0);
    day.plus_days(shift - i64::try_from(days).unwrap_or(0))
}

/// A number that checks, of the series that no company has (`55xxxx` with a group of `00`).
#[must_use]
pub fn number(dice: &mut Dice) -> OrgNumber {
    let stem = 550_000_000 + dice.below(9_999);
    let found = (0..10).find_map(|check| OrgNumber::parse(&format!("{stem}{check}")).ok());
    found.unwrap_or_else(|| number(dice))
}

/// A person of the cast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// Name; the user's id follows from it.
    pub name: &'static str,
    /// Role.
    pub role: Role,
    /// Organisation.
    pub at: &'static str,
    /// Site of a supervisor.
    pub site: Option<&'static str>,
}

const fn person(
    name: &'static str,
    role: Role,
    at: &'static str,
    site: Option<&'static str>,
) -> Person {
    Person {
        name,
        role,
        at,
        site,
    }
}

/// Everybody.
pub const PEOPLE: &[Person] = &[
    person("Agda", Role::Administrator, "Kommunen", None),
    person("Per", Role::Procurement, "Kommunen", None),
    person("Karin", Role::ContractManager, "Kommunen", None),
    person("Malin", Role::MatchingOfficer, "Kommunen", None),
    person("Hanna", Role::Caseworker, "Kommunen", None),
    person("Henrik", Role::Caseworker, "Kommunen", None),
    person("Figge", Role::Coordinator, "Kommunen", None),
    person("Nora", Role::ContractorAdministrator, "Norrbygg", None),
    person("Stig", Role::Supervisor, "Norrbygg", Some("Norr")),
    person("Sara", Role::Supervisor, "Norrbygg", Some("Norr")),
    person("Olle", Role::ContractorAdministrator, "Ostbygg", None),
    person("Sune", Role::Supervisor, "Ostbygg", Some("Ost")),
    person("Ulla", Role::Supervisor, "Undermark", Some("Mark")),
];

/// A person's user id.
#[must_use]
pub fn user(name: &str) -> UserId {
    id(&format!("user {name}"))
}

/// The right under which the first administrator begins.
#[must_use]
pub fn first_right() -> Membership {
    Membership {
        user: user("Agda"),
        name: said("Agda"),
        organisation: id("org Kommunen"),
        role: Role::Administrator,
        sites: Set::new(),
        from: Day::MIN,
        to: None,
    }
}

/// What has been done before the test begins, by whom and on which day. The first two rest on `first_right`.
#[must_use]
pub fn beginning() -> Vec<(UserId, Day, Command)> {
    let start = today().plus_days(-60);
    let mut told: Vec<(UserId, Day, Command)> = Vec::new();
    let mut tell = |who: &str, day: Day, command: Command| told.push((user(who), day, command));
    let organisations = [
        ("Kommunen", OrganisationKind::Authority, "212000-2528"),
        ("Norrbygg", OrganisationKind::Contractor, "556000-0001"),
        ("Ostbygg", OrganisationKind::Contractor, "556000-0019"),
        ("Undermark", OrganisationKind::Subcontractor, "556000-0027"),
    ];
    let mut dice = Dice::new(7);
    for (name, kind, written) in organisations {
        let command = RegisterOrganisation {
            organisation: id(&format!("org {name}")),
            name: said(name),
            number: OrgNumber::parse(written).unwrap_or_else(|_| number(&mut dice)),
            kind,
        };
        tell("Agda", start, command.into());
    }
    for person in PEOPLE.iter().filter(|person| person.site.is_none()) {
        tell("Agda", start, grant(person, start));
    }
    for (tender, contractor, sites) in [
        (
            "Skolan",
            "Norrbygg",
            &[("Norr", "Norrbygg"), ("Mark", "Undermark")][..],
        ),
        ("Badhuset", "Ostbygg", &[("Ost", "Ostbygg")][..]),
    ] {
        procure(&mut tell, start, tender, contractor, sites);
    }
    for person in PEOPLE.iter().filter(|person| person.site.is_some()) {
        tell("Agda", start, grant(person, start));
    }
    let candidates = [
        ("Amina", "Hanna", Protection::None),
        ("Bilal", "Hanna", Protection::None),
        ("Cia", "Henrik", Protection::None),
        ("Dag", "Henrik", Protection::Protected),
        ("Elif", "Hanna", Protection::None),
        ("Farid", "Henrik", Protection::Protected),
    ];
    for (name, caseworker, protection) in candidates {
        let command = RegisterCandidate {
            candidate: id::<CandidateId>(name),
            given_name: said(name),
            family_name: said("Exempelsson"),
            alias: said(&format!("Praktikant {}", name.len())),
            protection,
            caseworkers: Set::from([user(caseworker)]),
            wants: None,
            available_from: start,
        };
        tell(caseworker, start, command.into());
    }
    for (name, caseworker, slot, days) in [
        ("Amina", "Hanna", "Skolan 1", 90),
        ("Bilal", "Hanna", "Skolan 2", 58),
        ("Dag", "Henrik", "Skolan 3", 90),
        ("Cia", "Henrik", "Badhuset 1", 59),
    ] {
        let placement: PlacementId = id(&format!("placement {name}"));
        let command = PlanPlacement {
            placement,
            slot: id(slot),
            candidate: id(name),
            starts: start.plus_days(5),
            ends: start.plus_days(days),
        };
        tell(caseworker, start, command.into());
        let on = start.plus_days(5);
        tell(caseworker, on, StartPlacement { placement, on }.into());
    }
    told
}

fn grant(person: &Person, from: Day) -> Command {
    GrantMembership {
        membership: id(&format!("membership {}", person.name)),
        user: user(person.name),
        name: said(person.name),
        organisation: id(&format!("org {}", person.at)),
        role: person.role,
        sites: person.site.map(id::<SiteId>).into_iter().collect(),
        from,
        to: None,
    }
    .into()
}

fn procure(
    tell: &mut impl FnMut(&str, Day, Command),
    start: Day,
    name: &str,
    contractor: &str,
    sites: &[(&str, &str)],
) {
    let tender: TenderId = id(&format!("tender {name}"));
    let requirement: RequirementId = id(&format!("requirement {name}"));
    let contract: ContractId = id(&format!("contract {name}"));
    let contractor_id: OrganisationId = id(&format!("org {contractor}"));
    let (Ok(cpv_main), Ok(places), Ok(months_each)) = (
        CpvCode::parse("45214200"),
        Places::parse(4),
        Months::parse(3),
    ) else {
        return;
    };
    let slots: Vec<SlotId> = (1..=4).map(|n| id(&format!("{name} {n}"))).collect();
    let register = RegisterTender {
        tender,
        title: said(name),
        reference: said(&format!("TN 2026 {name}")),
        notice: None,
        cpv_main,
        nature: Nature::Works,
        value: None,
        deadline: None,
    };
    tell("Per", start, register.into());
    let terms = PlacesMonths {
        places,
        months_each,
        first_start_by: start.plus_days(60),
    };
    let set = SetRequirement {
        requirement,
        tender,
        lot: None,
        terms,
    };
    tell("Per", start, set.into());
    let award = AwardTender {
        tender,
        contractor: contractor_id,
        on: start,
    };
    tell("Per", start, award.into());
    let sign = SignContract {
        contract,
        requirement,
        title: said(name),
        reference: said(&format!("KS 2026 {name}")),
        signed_on: start,
        starts: start,
        ends: start.plus_months(18),
        slots: slots.clone(),
    };
    tell("Per", start, sign.into());
    for (place, (site, host)) in sites.iter().enumerate() {
        let host_id: OrganisationId = id(&format!("org {host}"));
        if host_id != contractor_id {
            let engage = EngageSubcontractor {
                contract,
                subcontractor: host_id,
            };
            tell("Karin", start, engage.into());
        }
        let register = RegisterSite {
            site: id(site),
            contract,
            name: said(site),
            host: host_id,
            host_name: said(host),
        };
        tell("Karin", start, register.into());
        for slot in slots.iter().skip(place * 2).take(2) {
            let offer = OfferSlot {
                slot: *slot,
                site: id(site),
                trade: said("Snickare"),
                from: start,
            };
            tell("Karin", start, offer.into());
        }
    }
}
