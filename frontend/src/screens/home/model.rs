//! What waits for a decision, most pressing first.
use shared::follow_up::{FirstStart, fulfilment};
use shared::id::{ContractId, PlacementId, TenderId};
use shared::model::{Body, Kind, PlacementState, Role, SheetState, TenderState};
use shared::state::{Rows, State, find};
use shared::time::{Day, Month};

use crate::replica::Me;
use crate::routes::Route;
use crate::screens::frame::model::{is, sites};
use crate::screens::names;
use crate::screens::site::model::SiteModel;

/// What is to be decided.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// Two sides differ on so many days.
    DisputedDays(usize),
    /// Nobody started in time.
    NotStarted(Day),
    /// A planned placement should have started.
    ShouldStart(Day),
    /// A placement has passed its planned end.
    ShouldEnd(Day),
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

/// All decisions of a person.
#[must_use]
pub fn decisions(state: &State, me: &Me, today: Day) -> Vec<Decision> {
    let mut found = Vec::new();
    if is(me, Role::Caseworker) {
        of_cases(state, me, today, &mut found);
    }
    if is(me, Role::ContractManager)
        || is(me, Role::MatchingOfficer)
        || is(me, Role::ContractorAdministrator)
    {
        of_contracts(state, today, &mut found);
    }
    if is(me, Role::Procurement) {
        of_tenders(state, &mut found);
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

fn of_contracts(state: &State, today: Day, found: &mut Vec<Decision>) {
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
        if figures.days_lacking > 0 {
            decide(What::Lacking(figures.days_lacking));
        }
    }
}

fn of_tenders(state: &State, found: &mut Vec<Decision>) {
    for entity in state.all(Kind::Tender) {
        let Body::Tender(tender) = &entity.body else {
            continue;
        };
        let is_bare = state.children(Kind::Requirement, entity.id).is_empty();
        if tender.state == TenderState::Open && is_bare {
            let route = Route::Tender(TenderId::from(entity.id));
            found.push(Decision {
                what: What::NoRequirement,
                name: Some(tender.title.to_string()),
                route,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::id::{MembershipId, OrganisationId, TenantId};
    use shared::model::{AbsenceReason, Membership};
    use shared::text::Text;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day};

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
        }
    }

    #[test]
    fn a_disputed_day_comes_before_a_placement_that_should_end() {
        let sample = Sample::running("2026-06-01")
            .present("2026-09-01", 480)
            .authority_says("2026-09-01", AbsenceReason::Sick);
        let found = decisions(&sample.state, &caseworker(&sample), day("2026-11-24"));
        let what: Vec<&What> = found.iter().map(|d| &d.what).collect();
        assert_eq!(
            what,
            [&What::DisputedDays(1), &What::ShouldEnd(day("2026-09-30"))]
        );
    }

    #[test]
    fn a_case_of_somebody_else_is_not_shown() {
        let sample = Sample::planned("2026-11-02");
        let mut other = caseworker(&sample);
        other.user = shared::id::UserId::from(Uuid::from_u128(99));
        assert!(decisions(&sample.state, &other, day("2026-11-24")).is_empty());
        assert_eq!(
            decisions(&sample.state, &caseworker(&sample), day("2026-11-24")).len(),
            1
        );
    }
}
