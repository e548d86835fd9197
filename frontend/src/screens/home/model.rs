//! What waits for a decision, most pressing first.
use shared::follow_up::{FirstStart, NextMeeting, fulfilment, next_meeting};
use shared::id::{ContractId, PlacementId, TenderId};
use shared::model::{Body, Kind, PlacementState, Role, SheetState, SlotState};
use shared::state::{Rows, State, find};
use shared::time::{Day, Month};

use crate::replica::Me;
use crate::routes::Route;
use crate::screens::frame::model::{is, sites};
use crate::screens::matching::model::{free_slots, waiting};
use crate::screens::names;
use crate::screens::placement::tasks::tasks;
use crate::screens::site::model::SiteModel;
use crate::screens::tender::model::{Step, TenderModel};

/// What is to be decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// So many commands of this device were refused or wait.
    Refused(usize),
    /// Two sides differ on so many days.
    DisputedDays(usize),
    /// Nobody started in time.
    NotStarted(Day),
    /// A planned placement should have started.
    ShouldStart(Day),
    /// A placement has passed its planned end.
    ShouldEnd(Day),
    /// A meeting was due: planned and not written down, or not planned.
    MeetingLate(Day),
    /// A task was due.
    TaskLate(Day),
    /// A slot is empty since a day, and so many candidates wait; the number is the slot's.
    EmptySlot(Day, usize, u16),
    /// The last day for tenders has gone by and nobody is chosen.
    ToAward(Day),
    /// A tender is awarded and its contract is not here.
    ToSign,
    /// So many promised slots are not offered yet.
    ToOffer(usize),
    /// A signed month waits for confirmation.
    ToConfirm(Month),
    /// Of so many people on a site, so many have an answer for today.
    ToAnswer(usize, usize),
    /// A month waits for its signature.
    ToAttest(Month),
    /// So many days of a promise have nobody planned.
    Lacking(i64),
    /// A tender has no requirement.
    NoRequirement,
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub what: What,
    /// About whom or what.
    pub name: Option<String>,
    /// Where it is decided.
    pub route: Route,
}

/// All decisions of a person; `refused` commands of theirs lie on this device.
#[must_use]
pub fn decisions(state: &State, me: &Me, today: Day, refused: usize) -> Vec<Decision> {
    let mut found = Vec::new();
    if refused > 0 {
        found.push(Decision {
            what: What::Refused(refused),
            name: None,
            route: Route::Inbox,
        });
    }
    if is(me, Role::Caseworker) {
        of_cases(state, me, today, &mut found);
    }
    if is(me, Role::Caseworker) || is(me, Role::MatchingOfficer) {
        of_slots(state, today, &mut found);
    }
    if is(me, Role::ContractManager)
        || is(me, Role::MatchingOfficer)
        || is(me, Role::ContractorAdministrator)
    {
        of_contracts(state, me, today, &mut found);
    }
    if is(me, Role::Procurement) || is(me, Role::ContractManager) {
        of_tenders(state, me, today, &mut found);
    }
    for site in sites(me) {
        if let Some(model) = SiteModel::of(state, site, today, today) {
            if today.weekday() <= 5 && !model.unanswered().is_empty() {
                found.push(Decision {
                    what: What::ToAnswer(model.answered, model.people.len()),
                    name: Some(model.name.clone()),
                    route: Route::Site(site),
                });
            }
            let attest = model.to_attest.iter().map(|month| Decision {
                what: What::ToAttest(*month),
                name: Some(model.name.clone()),
                route: Route::SiteMonth(site, *month),
            });
            found.extend(attest);
        }
    }
    shared::ordered::sort_by(&mut found, |a, b| {
        a.what.cmp(&b.what).then(a.name.cmp(&b.name))
    });
    found
}

fn of_cases(state: &State, me: &Me, today: Day, found: &mut Vec<Decision>) {
    for entity in state.all(Kind::Placement) {
        let Body::Placement(placement) = &entity.body else {
            continue;
        };
        if !find::candidate(state, placement.candidate)
            .is_some_and(|candidate| candidate.caseworkers.contains(&me.user))
        {
            continue;
        }
        let route = Route::Placement(PlacementId::from(entity.id));
        let name = names::person(state, placement.candidate);
        let mut decide = |what| {
            found.push(Decision {
                what,
                name: name.clone(),
                route,
            })
        };
        match placement.state {
            PlacementState::Planned if placement.planned_start <= today => {
                decide(What::ShouldStart(placement.planned_start))
            }
            PlacementState::Started { .. } if placement.planned_end < today => {
                decide(What::ShouldEnd(placement.planned_end))
            }
            PlacementState::Planned
            | PlacementState::Started { .. }
            | PlacementState::EndedEarly { .. }
            | PlacementState::Completed { .. }
            | PlacementState::DidNotStart { .. } => {}
        }
        match next_meeting(state, entity.id.into()).map(NextMeeting::on) {
            Some(day) if day < today => decide(What::MeetingLate(day)),
            Some(_) | None => {}
        }
        let (open, _done) = tasks(state, entity.id.into());
        if let Some((_, task)) = open.first().filter(|(_, task)| task.due < today) {
            decide(What::TaskLate(task.due));
        }
        for sheet in state.children(Kind::Sheet, entity.id) {
            let Body::Sheet(sheet) = &sheet.body else {
                continue;
            };
            let disputed = sheet.disputed_days().len();
            if disputed > 0 {
                decide(What::DisputedDays(disputed));
            } else if matches!(sheet.state, SheetState::Attested { .. }) {
                decide(What::ToConfirm(sheet.month));
            }
        }
    }
}

fn of_contracts(state: &State, me: &Me, today: Day, found: &mut Vec<Decision>) {
    let offers = is(me, Role::ContractManager) || is(me, Role::ContractorAdministrator);
    for entity in state.all(Kind::Contract) {
        let id = ContractId::from(entity.id);
        let Some(figures) = fulfilment(state, id, today) else {
            continue;
        };
        let mut decide = |what| {
            found.push(Decision {
                what,
                name: names::contract(state, id),
                route: Route::Contract(id),
            })
        };
        match figures.first_start {
            FirstStart::Missed { by } => decide(What::NotStarted(by)),
            FirstStart::InTime { .. } | FirstStart::Late { .. } | FirstStart::Due { .. } => {}
        }
        let promised = figures
            .slots
            .iter()
            .filter(|slot| slot.offer == SlotState::Promised);
        let promised = promised.count();
        if offers && promised > 0 {
            decide(What::ToOffer(promised));
        }
        if figures.days_lacking > 0 {
            decide(What::Lacking(figures.days_lacking));
        }
    }
}

/// Slots that somebody could be planned into, where somebody waits for one.
fn of_slots(state: &State, today: Day, found: &mut Vec<Decision>) {
    let waiting = waiting(state).len();
    if waiting == 0 {
        return;
    }
    let free = free_slots(state, today).into_iter();
    found.extend(free.filter(|slot| slot.from <= today).map(|slot| Decision {
        what: What::EmptySlot(slot.from, waiting, slot.number),
        name: slot.contract,
        route: Route::Matching,
    }));
}

fn of_tenders(state: &State, me: &Me, today: Day, found: &mut Vec<Decision>) {
    let asks = is(me, Role::Procurement);
    for entity in state.all(Kind::Tender) {
        let id = TenderId::from(entity.id);
        let Some(model) = TenderModel::of(state, id) else {
            continue;
        };
        let passed = model.tender.deadline.filter(|day| *day < today);
        let what = match (model.step, passed) {
            (Step::Require, None) if asks => What::NoRequirement,
            // Too late for a requirement: it belongs in what was asked for. The award remains.
            (Step::Require | Step::Award, Some(day)) if asks => What::ToAward(day),
            (Step::Sign, _) => What::ToSign,
            (Step::Require | Step::Award | Step::Done, _) => continue,
        };
        found.push(Decision {
            what,
            name: Some(model.tender.title.to_string()),
            route: Route::Tender(id),
        });
    }
}

#[cfg(test)]
mod tests {
    use shared::id::{MembershipId, OrganisationId, TenantId};
    use shared::model::{
        AbsenceReason, CpvCode, Entity, Membership, Nature, PlacesMonths, Requirement, Tender,
        TenderState,
    };
    use shared::quantity::{Months, Places};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day, me};

    fn caseworker(sample: &Sample) -> Me {
        let membership = Membership {
            user: sample.caseworker,
            name: Text::parse("Sara B").unwrap(),
            organisation: OrganisationId::from(Uuid::nil()),
            role: Role::Caseworker,
            sites: [].into(),
            from: day("2026-01-01"),
            to: None,
        };
        let memberships = vec![(MembershipId::from(Uuid::nil()), membership)];
        Me {
            user: sample.caseworker,
            name: "Sara B".to_owned(),
            memberships,
            tenant: TenantId::from(Uuid::from_u128(99)),
            tenant_name: String::new(),
            device: None,
        }
    }

    #[test]
    fn a_disputed_day_comes_before_a_placement_that_should_end() {
        let sample = Sample::running("2026-06-01")
            .present("2026-09-01", 480)
            .authority_says("2026-09-01", AbsenceReason::Sick);
        let found = decisions(&sample.state, &caseworker(&sample), day("2026-11-24"), 0);
        let what: Vec<&What> = found.iter().map(|d| &d.what).collect();
        assert_eq!(
            what,
            [
                &What::DisputedDays(1),
                &What::ShouldEnd(day("2026-09-30")),
                &What::MeetingLate(day("2026-06-15")),
            ]
        );
    }

    #[test]
    fn a_case_of_somebody_else_is_not_shown() {
        let sample = Sample::planned("2026-11-02");
        let mut other = caseworker(&sample);
        other.user = shared::id::UserId::from(Uuid::from_u128(99));
        assert!(decisions(&sample.state, &other, day("2026-11-24"), 0).is_empty());
        assert_eq!(
            decisions(&sample.state, &caseworker(&sample), day("2026-11-24"), 0).len(),
            1
        );
    }

    fn told(decisions: &[Decision]) -> Vec<&What> {
        decisions.iter().map(|decision| &decision.what).collect()
    }

    #[test]
    fn an_empty_slot_is_told_where_somebody_waits_and_what_was_refused_stands_first() {
        let ended = Sample::running("2026-09-01").ended_early("2026-10-10");
        let found = decisions(
            &ended.state,
            &me(&[Role::MatchingOfficer]),
            day("2026-11-24"),
            2,
        );
        assert_eq!(
            told(&found)[..2],
            [&What::Refused(2), &What::EmptySlot(day("2026-10-11"), 1, 1)]
        );
        let running = Sample::running("2026-09-01");
        let found = decisions(
            &running.state,
            &me(&[Role::MatchingOfficer]),
            day("2026-11-24"),
            0,
        );
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_tender_is_told_by_its_next_step() {
        let tender = |id: u128, deadline: &str, state: TenderState| {
            let tender = Tender {
                title: Text::parse(&format!("Upphandling {id}")).unwrap(),
                reference: Text::parse("TEK 1").unwrap(),
                notice: None,
                cpv_main: CpvCode::parse("45214210").unwrap(),
                nature: Nature::Works,
                value: None,
                deadline: Some(day(deadline)),
                state,
            };
            Entity::new(Uuid::from_u128(id), tender)
        };
        let contractor = OrganisationId::from(Uuid::nil());
        let on = day("2026-10-01");
        let mut state = State::new();
        state.put(tender(1, "2026-12-24", TenderState::Open));
        state.put(tender(2, "2026-11-01", TenderState::Open));
        state.put(tender(
            3,
            "2026-09-01",
            TenderState::Awarded { contractor, on },
        ));
        let terms = PlacesMonths {
            places: Places::parse(1).unwrap(),
            months_each: Months::parse(4).unwrap(),
            first_start_by: on,
        };
        let tender = TenderId::from(Uuid::from_u128(3));
        state.put(Entity::new(
            Uuid::from_u128(4),
            Requirement {
                tender,
                lot: None,
                terms,
            },
        ));
        let of = |role| decisions(&state, &me(&[role]), day("2026-11-24"), 0);
        assert_eq!(
            told(&of(Role::Procurement)),
            [
                &What::ToAward(day("2026-11-01")),
                &What::ToSign,
                &What::NoRequirement
            ]
        );
        assert_eq!(told(&of(Role::ContractManager)), [&What::ToSign]);
        assert!(of(Role::Caseworker).is_empty());
    }
}
