//! Slots that somebody can be planned into, and candidates who wait.
use shared::id::{CandidateId, SlotId};
use shared::model::{Body, Kind, Placement, PlacementState, SlotState};
use shared::ordered::Set;
use shared::state::{Rows, State};
use shared::time::Day;

use crate::screens::names;

/// A slot that is free from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FreeSlot {
    /// Which.
    pub slot: SlotId,
    /// Contract and number.
    pub contract: Option<String>,
    /// Its number.
    pub number: u16,
    /// The trade.
    pub trade: String,
    /// Where.
    pub site: Option<String>,
    /// The first free day.
    pub from: Day,
    /// Months that each place is promised for.
    pub months: u16,
}

/// A candidate who is in no placement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Who.
    pub candidate: CandidateId,
    /// Name.
    pub name: String,
    /// What work is wanted.
    pub wants: Option<String>,
    /// From when.
    pub from: Day,
}

/// Offered slots without a running or planned placement, the one longest free first.
#[must_use]
pub fn free_slots(state: &State, today: Day) -> Vec<FreeSlot> {
    let mut found = Vec::new();
    for entity in state.all(Kind::Slot) {
        let Body::Slot(slot) = &entity.body else {
            continue;
        };
        let SlotState::Offered { site, trade, from } = &slot.state else {
            continue;
        };
        let placements: Vec<&Placement> = state
            .children(Kind::Placement, entity.id)
            .into_iter()
            .filter_map(|row| {
                if let Body::Placement(placement) = &row.body {
                    Some(placement)
                } else {
                    None
                }
            })
            .collect();
        if placements.iter().any(|p| {
            matches!(
                p.state,
                PlacementState::Planned | PlacementState::Started { .. }
            )
        }) {
            continue;
        }
        let after = placements
            .iter()
            .filter_map(|p| p.occupies())
            .map(|(_, to)| to.plus_days(1))
            .max();
        let contract = shared::state::find::contract(state, slot.contract);
        if contract.is_some_and(|contract| contract.ends < today) {
            continue;
        }
        found.push(FreeSlot {
            slot: SlotId::from(entity.id),
            contract: contract.map(|contract| contract.title.to_string()),
            number: slot.number,
            trade: trade.to_string(),
            site: names::site(state, *site),
            from: after.unwrap_or(*from).max(*from),
            months: contract.map_or(1, |contract| contract.terms.months_each.get()),
        });
    }
    shared::ordered::sort_by(&mut found, |a, b| {
        (a.from, &a.contract, a.number).cmp(&(b.from, &b.contract, b.number))
    });
    found
}

/// Candidates in no running or planned placement, the one available first on top.
#[must_use]
pub fn waiting(state: &State) -> Vec<Waiting> {
    let placed: Set<CandidateId> = state
        .all(Kind::Placement)
        .into_iter()
        .filter_map(|entity| match &entity.body {
            Body::Placement(p)
                if matches!(
                    p.state,
                    PlacementState::Planned | PlacementState::Started { .. }
                ) =>
            {
                Some(p.candidate)
            }
            _ => None,
        })
        .collect();
    let mut found: Vec<Waiting> = state
        .all(Kind::Candidate)
        .into_iter()
        .filter_map(|entity| match &entity.body {
            Body::Candidate(candidate) if !placed.contains(&CandidateId::from(entity.id)) => {
                Some(Waiting {
                    candidate: CandidateId::from(entity.id),
                    name: format!("{} {}", candidate.given_name, candidate.family_name),
                    wants: candidate.wants.as_ref().map(ToString::to_string),
                    from: candidate.available_from,
                })
            }
            _ => None,
        })
        .collect();
    shared::ordered::sort_by(&mut found, |a, b| (a.from, &a.name).cmp(&(b.from, &b.name)));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::sample::{Sample, day};

    #[test]
    fn a_slot_is_free_the_day_after_an_early_end_and_its_candidate_waits() {
        let sample = Sample::running("2026-09-01");
        let today = day("2026-11-24");
        assert!(free_slots(&sample.state, today).is_empty());
        assert!(waiting(&sample.state).is_empty());
        let ended = sample.ended_early("2026-10-10");
        assert_eq!(free_slots(&ended.state, today)[0].from, day("2026-10-11"));
        assert_eq!(waiting(&ended.state)[0].name, "Amina Karimi");
    }
}
