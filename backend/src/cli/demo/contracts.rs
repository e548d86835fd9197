//! Tenders, contracts, sites, slots and placements of the demo.
use shared::command::{
    AwardTender, EndPlacementEarly, EngageSubcontractor, OfferSlot, PlanPlacement, RegisterSite,
    RegisterTender, SetCheckIn, SetRequirement, SignContract, StartPlacement,
};
use shared::model::{CheckIn, CpvCode, EndReason, Nature, PlacesMonths};
use shared::quantity::{Months, Ore, Places};
use shared::time::Day;

use super::ids::named;
use super::story::{Teller, supervisors, text};

struct Project {
    key: &'static str,
    title: &'static str,
    reference: &'static str,
    cpv: &'static str,
    nature: Nature,
    kronor: u64,
    /// Days from today.
    deadline: i64,
    /// Places, months each, first start by (days from today).
    terms: Option<(i64, i64, i64)>,
    /// Contractor and day of award.
    award: Option<(&'static str, i64)>,
}

const PROJECTS: &[Project] = &[
    Project {
        key: "palmcrantz",
        title: "Palmcrantzskolan, ombyggnad",
        reference: "TEK 2026/118",
        cpv: "45214200",
        nature: Nature::Works,
        kronor: 38_000_000,
        deadline: -190,
        terms: Some((4, 4, -60)),
        award: Some(("fjallbygg", -150)),
    },
    Project {
        key: "forskolor",
        title: "Lokalvård i förskolor, område öst",
        reference: "SER 2026/41",
        cpv: "90911000",
        nature: Nature::Services,
        kronor: 14_500_000,
        deadline: -150,
        terms: Some((3, 6, -10)),
        award: Some(("assjo", -125)),
    },
    Project {
        key: "cykelvag",
        title: "Gång- och cykelväg Odenslund–Torvalla",
        reference: "TEK 2026/203",
        cpv: "45233162",
        nature: Nature::Works,
        kronor: 21_000_000,
        deadline: 24,
        terms: Some((2, 4, 150)),
        award: None,
    },
    Project {
        key: "mark",
        title: "Markarbeten, ramavtal",
        reference: "TEK 2026/190",
        cpv: "45112500",
        nature: Nature::Works,
        kronor: 52_000_000,
        deadline: -20,
        terms: Some((4, 6, 120)),
        award: Some(("lovberga", -5)),
    },
    Project {
        key: "skolskjuts",
        title: "Skolskjuts 2027–2031",
        reference: "BUN 2026/77",
        cpv: "60130000",
        nature: Nature::Services,
        kronor: 61_000_000,
        deadline: 46,
        terms: None,
        award: None,
    },
];

fn terms(places: i64, months: i64, by: Day) -> Option<PlacesMonths> {
    Some(PlacesMonths {
        places: Places::parse(places).ok()?,
        months_each: Months::parse(months).ok()?,
        first_start_by: by,
    })
}

/// Tenders with their requirements and awards, then the two signed contracts.
pub(super) fn tell(teller: &mut Teller) {
    for project in PROJECTS {
        let tender = named(&format!("tender {}", project.key));
        let registered = teller.day((project.deadline - 45).min(-12));
        let Ok(cpv_main) = CpvCode::parse(project.cpv) else {
            continue;
        };
        let command = RegisterTender {
            tender,
            title: text(project.title),
            reference: text(project.reference),
            notice: None,
            cpv_main,
            nature: project.nature,
            value: Some(Ore(project.kronor * 100)),
            deadline: Some(teller.day(project.deadline)),
        };
        teller.tell("upphandlare", registered, 9, command);
        if let Some((places, months, by)) = project.terms
            && let Some(terms) = terms(places, months, teller.day(by))
        {
            let requirement = named(&format!("requirement {}", project.key));
            let command = SetRequirement {
                requirement,
                tender,
                lot: None,
                terms,
            };
            teller.tell("upphandlare", registered.plus_days(1), 10, command);
        }
        if let Some((contractor, days)) = project.award {
            let on = teller.day(days);
            let contractor = named(&format!("organisation {contractor}"));
            teller.tell(
                "upphandlare",
                on,
                11,
                AwardTender {
                    tender,
                    contractor,
                    on,
                },
            );
        }
    }
    sign(teller, "palmcrantz", -138, -130, 240, 4);
    sign(teller, "forskolor", -112, -100, 620, 3);
    sites(teller);
}

fn sign(teller: &mut Teller, key: &str, signed: i64, starts: i64, ends: i64, places: u16) {
    let Some(project) = PROJECTS.iter().find(|project| project.key == key) else {
        return;
    };
    let signed_on = teller.day(signed);
    let command = SignContract {
        contract: named(&format!("contract {key}")),
        requirement: named(&format!("requirement {key}")),
        title: text(project.title),
        reference: text(project.reference),
        signed_on,
        starts: teller.day(starts),
        ends: teller.day(ends),
        slots: (1..=places)
            .map(|number| named(&format!("slot {key} {number}")))
            .collect(),
    };
    teller.tell("avtal", signed_on, 9, command);
}

fn sites(teller: &mut Teller) {
    let palmcrantz = named("contract palmcrantz");
    let forskolor = named("contract forskolor");
    let day = teller.day(-110);
    let subcontractor = named("organisation norrmaleri");
    teller.tell(
        "foretag",
        day,
        8,
        EngageSubcontractor {
            contract: palmcrantz,
            subcontractor,
        },
    );
    let sites = [
        (
            "skolan",
            palmcrantz,
            "Palmcrantzskolan, huvudbyggnaden",
            "fjallbygg",
            "Fjällbygg AB",
        ),
        (
            "maleri",
            palmcrantz,
            "Palmcrantzskolan, måleri",
            "norrmaleri",
            "Norrmåleri i Storsjö AB",
        ),
        (
            "forskolor",
            forskolor,
            "Förskolorna Kotten och Linden",
            "assjo",
            "Åssjö Städ AB",
        ),
    ];
    for (key, contract, name, host, host_name) in sites {
        let command = RegisterSite {
            site: named(&format!("site {key}")),
            contract,
            name: text(name),
            host: named(&format!("organisation {host}")),
            host_name: text(host_name),
        };
        teller.tell("avtal", day, 9, command);
    }
    for key in ["skolan", "maleri"] {
        let command = SetCheckIn {
            site: named(&format!("site {key}")),
            check_in: CheckIn::On,
        };
        teller.tell("avtal", day, 9, command);
    }
    let slots = [
        ("palmcrantz 1", "skolan", "Snickeri"),
        ("palmcrantz 2", "maleri", "Målning"),
        ("palmcrantz 3", "skolan", "Byggstädning"),
        ("palmcrantz 4", "skolan", "Förråd"),
        ("forskolor 1", "forskolor", "Lokalvård"),
        ("forskolor 2", "forskolor", "Lokalvård"),
    ];
    for (slot, site, trade) in slots {
        let command = OfferSlot {
            slot: named(&format!("slot {slot}")),
            site: named(&format!("site {site}")),
            trade: text(trade),
            from: teller.day(-95),
        };
        teller.tell("avtal", day, 10, command);
    }
    supervisors(teller, day);
}

/// Key, slot, candidate, who plans, start, planned end (days from today).
pub(super) const PLACEMENTS: &[(&str, &str, &str, &str, i64, i64)] = &[
    ("leyla", "palmcrantz 3", "leyla", "handlaggare", -86, 36),
    ("amina", "palmcrantz 1", "amina", "handlaggare", -71, 50),
    ("erik", "palmcrantz 4", "erik", "handlaggare", -66, 54),
    ("josef", "palmcrantz 2", "josef", "handlaggare", -39, 84),
    ("sjuan", "palmcrantz 4", "sjuan", "handlaggare", -11, 85),
    ("omar", "forskolor 1", "omar", "handlaggare2", -31, 151),
    ("ida", "forskolor 2", "ida", "handlaggare2", 7, 190),
];

/// Day on which Erik's placement ended early.
pub(super) const ERIK_LEFT: i64 = -43;

pub(super) fn placements(teller: &mut Teller) {
    for (key, slot, candidate, by, starts, ends) in PLACEMENTS {
        let placement = named(&format!("placement {key}"));
        let command = PlanPlacement {
            placement,
            slot: named(&format!("slot {slot}")),
            candidate: named(&format!("candidate {candidate}")),
            starts: teller.day(*starts),
            ends: teller.day(*ends),
        };
        let planned = teller.day((*starts - 9).min(-3));
        teller.tell(by, planned, 13, command);
        if *starts <= 0 {
            let on = teller.day(*starts);
            teller.tell(by, on, 8, StartPlacement { placement, on });
        }
    }
    let on = teller.day(ERIK_LEFT);
    let command = EndPlacementEarly {
        placement: named("placement erik"),
        on,
        reason: EndReason::GotJob,
    };
    teller.tell("handlaggare", on, 17, command);
}
