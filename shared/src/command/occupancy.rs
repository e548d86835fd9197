//! One person at a time in a slot, one slot at a time for a person: what planning, starting and completing keep.
use crate::id::{CandidateId, PlacementId, SlotId};
use crate::model::{Body, Key, Kind, Placement};
use crate::refusal::Refusal;
use crate::state::{Need, Rows, find};
use crate::time::Day;

fn overlaps(placement: &Placement, from: Day, to: Day) -> Option<(Day, Day)> {
    placement
        .occupies()
        .filter(|(start, end)| *start <= to && from <= *end)
}

/// What `person_is_free` reads.
pub(super) fn person_needs(candidate: CandidateId, rows: &dyn Rows, needs: &mut Vec<Need>) {
    needs.push(Need::Row(Key::new(Kind::Candidate, candidate)));
    if let Some(candidate) = find::candidate(rows, candidate) {
        for disclosure in &candidate.disclosures {
            needs.push(Need::Row(Key::new(Kind::Placement, disclosure.placement)));
        }
    }
}

/// What `is_free` reads.
pub(super) fn free_needs(placement: PlacementId, rows: &dyn Rows, needs: &mut Vec<Need>) {
    if let Some(found) = find::placement(rows, placement) {
        person_needs(found.candidate, rows, needs);
        needs.push(Need::Under(Kind::Placement, found.slot.uuid()));
    }
}

/// These days of a placement fall neither into somebody else's time in its slot nor into its person's own in another.
pub(super) fn is_free(
    rows: &dyn Rows,
    id: PlacementId,
    placement: &Placement,
    days: (Day, Day),
) -> Result<(), Refusal> {
    slot_is_free(rows, placement.slot, id, days)?;
    person_is_free(rows, placement.candidate, id, days)
}

/// One person at a time in a slot.
pub(super) fn slot_is_free(
    rows: &dyn Rows,
    slot: SlotId,
    but: PlacementId,
    (from, to): (Day, Day),
) -> Result<(), Refusal> {
    for entity in rows.children(Kind::Placement, slot.uuid()) {
        if let Body::Placement(other) = &entity.body
            && entity.id != but.uuid()
            && let Some((from, to)) = overlaps(other, from, to)
        {
            return Err(Refusal::SlotTaken { from, to });
        }
    }
    Ok(())
}

/// Nobody serves two slots at a time. The reason is not told: it may lie with a contract that the actor does not follow.
pub(super) fn person_is_free(
    rows: &dyn Rows,
    candidate: CandidateId,
    but: PlacementId,
    (from, to): (Day, Day),
) -> Result<(), Refusal> {
    let candidate = find::candidate(rows, candidate).ok_or(Refusal::NotFound {
        kind: Kind::Candidate,
    })?;
    let is_taken = candidate.disclosures.iter().any(|disclosure| {
        disclosure.placement != but
            && find::placement(rows, disclosure.placement)
                .is_some_and(|other| overlaps(other, from, to).is_some())
    });
    if is_taken {
        Err(Refusal::NotPossible)
    } else {
        Ok(())
    }
}
