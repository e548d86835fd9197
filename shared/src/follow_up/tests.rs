//! Fulfilment counted by hand: the terms are 4 months each of 4 places, the first start by 1 December 2026.
use super::{Event, FirstStart, Fulfilment, SlotFulfilment, fulfilment};
use crate::clause::places_months::{Forecast, Served};
use crate::command::RecordAttendance;
use crate::id::ContractId;
use crate::model::{
    AbsenceReason, Attendance, Body, EndReason, Entity, Kind, Placement, PlacementState,
};
use crate::quantity::Months;
use crate::scope::{Scope, scopes};
use crate::state::{Rows, State, find};
use crate::testing::cast::{id, today};
use crate::testing::properties::tell;
use crate::testing::world::{World, absent, day, placement, present};

fn contract() -> ContractId {
    id("contract Badhuset")
}

fn ended(from: &str, to: &str) -> (String, String, PlacementState) {
    let state = PlacementState::EndedEarly {
        started: day(from),
        on: day(to),
        reason: EndReason::Illness,
    };
    (from.to_owned(), to.to_owned(), state)
}
fn completed(from: &str, to: &str) -> (String, String, PlacementState) {
    let (started, on) = (day(from), day(to));
    let state = PlacementState::Completed { started, on };
    (from.to_owned(), to.to_owned(), state)
}
fn running(from: &str, planned_to: &str) -> (String, String, PlacementState) {
    let state = PlacementState::Started { on: day(from) };
    (from.to_owned(), planned_to.to_owned(), state)
}
fn planned(from: &str, to: &str) -> (String, String, PlacementState) {
    (from.to_owned(), to.to_owned(), PlacementState::Planned)
}

/// The contract with these placements, one after another, in its first slot and nobody in the other three.
fn given(placements: &[(String, String, PlacementState)], as_of: &str) -> Fulfilment {
    let mut state = World::cast().state;
    let mut body = find::contract(&state, contract()).unwrap().clone();
    body.terms.months_each = Months::parse(4).unwrap();
    body.terms.first_start_by = day("2026-12-01");
    state.put(Entity::new(contract(), body));
    let cia = placement("Cia");
    let old: Placement = find::placement(&state, cia).unwrap().clone();
    state.remove(crate::model::Key::new(Kind::Placement, cia));
    for (number, (from, to, how)) in placements.iter().enumerate() {
        let body = Placement {
            planned_start: day(from),
            planned_end: day(to),
            state: *how,
            ..old.clone()
        };
        let id: uuid::Uuid = id(&format!("placement {number}"));
        state.put(Entity::new(id, body));
    }
    fulfilment(&state, contract(), day(as_of)).unwrap()
}

/// The first slot: days, months and days over served; days remaining; forecast; days of each event.
#[track_caller]
fn check(
    placements: &[(String, String, PlacementState)],
    as_of: &str,
    served: (i64, u16, u16),
    days_remaining: i64,
    forecast: Forecast,
    events: &[i64],
) {
    let all = given(placements, as_of);
    let slot = &all.slots[0];
    let (days, months, days_over) = served;
    let expect = Served {
        days,
        months,
        days_over,
    };
    assert_eq!(slot.served, expect, "{as_of}");
    assert_eq!(slot.days_remaining, days_remaining, "{as_of}");
    assert_eq!(slot.forecast, forecast, "{as_of}");
    let found: Vec<i64> = slot.events.iter().map(|e| e.days_served).collect();
    assert_eq!(found, events, "{as_of}");
    assert_eq!(found.iter().sum::<i64>(), slot.served.days);
}
fn expected(on: &str) -> Forecast {
    Forecast::Expected { on: day(on) }
}
const fn lacking(days: i64) -> Forecast {
    Forecast::Lacking { days }
}

#[test]
fn two_persons_one_after_another_serve_one_slot() {
    let two = [
        ended("2026-09-15", "2026-11-14"),
        completed("2026-12-01", "2027-01-31"),
    ];
    let on = day("2027-01-30");
    check(
        &two,
        "2027-03-01",
        (123, 4, 1),
        0,
        Forecast::Served { on },
        &[61, 62],
    );
    let all = given(&two, "2027-03-01");
    assert_eq!((all.places_promised, all.months_each), (4, 4));
    assert_eq!((all.offered, all.started, all.slots_served), (2, 1, 1));
    // The 123rd day helps nobody; the other three lack 1 March to 30 June, 122 days each.
    assert_eq!((all.days_served, all.months_served), (122, 4));
    assert_eq!((all.days_remaining, all.days_lacking), (366, 366));
    assert_eq!(all.ends, None);
    assert_eq!(
        all.first_start,
        FirstStart::InTime {
            on: day("2026-09-15")
        }
    );
}

#[test]
fn time_after_an_early_end_is_not_served() {
    let one = [ended("2026-10-01", "2026-10-10")];
    // 1 October to 31 January is 123 days.
    check(&one, "2026-12-31", (10, 0, 10), 113, lacking(113), &[10]);
    check(&one, "2026-10-05", (5, 0, 5), 118, lacking(113), &[5]);
}

#[test]
fn the_last_day_of_a_month_and_a_leap_day_are_counted_by_the_calendar() {
    // 31 January + 4 months is 31 May: 121 days in the leap year 2028, and February ends on the 29th.
    let one = [running("2028-01-31", "2028-05-30")];
    check(
        &one,
        "2028-02-27",
        (28, 0, 28),
        93,
        expected("2028-05-30"),
        &[28],
    );
    check(
        &one,
        "2028-02-28",
        (29, 1, 0),
        92,
        expected("2028-05-30"),
        &[29],
    );
    let short = [running("2028-01-31", "2028-05-29")];
    check(&short, "2028-02-28", (29, 1, 0), 92, lacking(1), &[29]);
    // The year after it is 120 days, and the first month is full on 27 February.
    let one = [running("2029-01-31", "2029-05-30")];
    check(
        &one,
        "2029-02-27",
        (28, 1, 0),
        92,
        expected("2029-05-30"),
        &[28],
    );
}

#[test]
fn a_day_that_two_persons_hold_is_served_once_by_the_first() {
    let two = [
        ended("2026-10-01", "2026-10-20"),
        running("2026-10-11", "2027-01-31"),
    ];
    check(
        &two,
        "2026-10-31",
        (31, 1, 0),
        92,
        expected("2027-01-31"),
        &[20, 11],
    );
}

#[test]
fn planned_time_that_goes_by_without_a_start_serves_nothing() {
    let one = [planned("2026-10-01", "2027-01-31")];
    check(
        &one,
        "2026-09-01",
        (0, 0, 0),
        122,
        expected("2027-01-31"),
        &[0],
    );
    check(
        &one,
        "2026-10-01",
        (0, 0, 0),
        123,
        expected("2027-01-31"),
        &[0],
    );
    // From 23 November four months are 120 days, of which 70 are left of the plan.
    check(&one, "2026-11-23", (0, 0, 0), 120, lacking(50), &[0]);
    check(&one, "2027-03-01", (0, 0, 0), 122, lacking(122), &[0]);
    let begun = [
        ended("2026-06-01", "2026-09-29"),
        planned("2026-10-20", "2026-10-20"),
    ];
    // One day is missing of 1 June to 30 September; who is to serve it comes today.
    check(
        &begun,
        "2026-10-20",
        (121, 3, 29),
        1,
        expected("2026-10-20"),
        &[121, 0],
    );
    check(&begun, "2026-10-21", (121, 3, 29), 1, lacking(1), &[121, 0]);
}

#[test]
fn the_first_start_is_in_time_on_its_last_day() {
    let by = day("2026-12-01");
    for (start, as_of, expect) in [
        (None, "2026-12-01", FirstStart::Due { by }),
        (None, "2026-12-02", FirstStart::Missed { by }),
        (
            Some("2026-12-01"),
            "2027-01-01",
            FirstStart::InTime { on: by },
        ),
        (
            Some("2026-12-02"),
            "2027-01-01",
            FirstStart::Late {
                on: day("2026-12-02"),
            },
        ),
        (Some("2026-12-02"), "2026-12-01", FirstStart::Due { by }),
    ] {
        let placements: Vec<_> = start
            .map(|on| running(on, "2027-06-30"))
            .into_iter()
            .collect();
        assert_eq!(given(&placements, as_of).first_start, expect);
    }
}

#[test]
fn the_end_of_the_calendar_is_counted_to_and_not_past() {
    let one = [running("2199-10-01", "2199-12-31")];
    let all = given(&one, "2199-12-31");
    assert!(all.slots[0].served.days >= 91);
}

#[test]
fn absence_and_disputed_days_are_shown_beside_and_stop_nothing() {
    let said = |on: &str, attendance: Attendance| RecordAttendance {
        placement: placement("Amina"),
        day: day(on),
        attendance,
        replaces: None,
    };
    let before = World::cast();
    let world = before
        .clone()
        .given("Stig", "2026-03-16", said("2026-03-10", present(480)))
        .given("Stig", "2026-03-16", said("2026-03-11", present(240)))
        .given(
            "Stig",
            "2026-03-16",
            said("2026-03-12", absent(AbsenceReason::Sick)),
        )
        .given("Stig", "2026-03-16", said("2026-03-13", present(480)))
        .given(
            "Hanna",
            "2026-03-16",
            said("2026-03-13", absent(AbsenceReason::NoShow)),
        );
    let count = |world: &World| -> Fulfilment {
        fulfilment(&world.state, id("contract Skolan"), today()).unwrap()
    };
    let (before, after) = (count(&before), count(&world));
    let slot = &after.slots[0];
    // 20 January to 16 March.
    let served = Served {
        days: 56,
        months: 1,
        days_over: 25,
    };
    assert_eq!((slot.served, before.slots[0].served), (served, served));
    let beside = &slot.events[0].attendance;
    assert_eq!((beside.days_present, beside.minutes_present), (2, 720));
    assert_eq!((beside.days_absent(), beside.days_disputed), (1, 1));
    assert_eq!(beside.absent.get(&AbsenceReason::Sick), Some(&1));
    assert_eq!(after.days_remaining, before.days_remaining);
}

/// A contract's figures as one scope sees them.
fn seen(state: &State, scope: Scope, contract: ContractId, as_of: &str) -> Option<Fulfilment> {
    let mut rows = State::new();
    for (_, row) in state
        .iter()
        .flat_map(scopes)
        .filter(|(found, _)| *found == scope)
    {
        rows.put(row);
    }
    let mut all = fulfilment(&rows, contract, day(as_of))?;
    // What differs by right: persons, reasons, and what the sheets say.
    let events = |slot: &mut SlotFulfilment| -> Vec<Event> { std::mem::take(&mut slot.events) };
    for slot in &mut all.slots {
        let told = events(slot).into_iter().map(|event| Event {
            candidate: None,
            state: event.state.without_reason(),
            attendance: super::AttendanceSum::default(),
            ..event
        });
        slot.events = told.collect();
    }
    Some(all)
}

#[test]
fn the_coordinator_counts_as_the_office_does() {
    let mut compared = 0;
    for seed in 0..4 {
        let state = tell(seed, 200, |_, _, _, _| {});
        for row in state.all(Kind::Contract) {
            let Body::Contract(_) = &row.body else {
                continue;
            };
            for as_of in ["2026-01-01", "2026-03-16", "2026-05-01", "2027-01-01"] {
                let contract = ContractId::from(row.id);
                let office = seen(&state, Scope::Office, contract, as_of);
                assert_eq!(
                    seen(&state, Scope::Figures, contract, as_of),
                    office,
                    "seed {seed}"
                );
                compared += office.map_or(0, |all| all.slots.len());
            }
        }
    }
    assert!(compared > 50, "{compared} slots");
}
