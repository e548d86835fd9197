//! Plans a placement of a candidate in an offered slot. With it goes the decision to show the trainee's card to the contractor
//! and the site. One person at a time in a slot, one slot at a time for a person.
use serde::{Deserialize, Serialize};

use super::occupancy::{person_is_free, person_needs, slot_is_free};
use super::{Act, Ctx, ctx};
use crate::id::{CandidateId, PlacementId, SlotId};
use crate::model::{Disclosure, Entity, Key, Kind, Placement, PlacementState, SlotState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanPlacement {
    /// New id.
    pub placement: PlacementId,
    /// In this slot.
    pub slot: SlotId,
    /// This person.
    pub candidate: CandidateId,
    /// Planned first day.
    pub starts: Day,
    /// Planned last day.
    pub ends: Day,
}

/// Most placements of one candidate.
pub const DISCLOSURES_MAX: usize = 200;

impl PlanPlacement {
    /// Whether this placement is the one planned here, however far it has come since.
    fn is_said(&self, old: &Placement) -> bool {
        old.slot == self.slot
            && old.candidate == self.candidate
            && old.planned_start == self.starts
            && old.planned_end == self.ends
    }
}

impl Act for PlanPlacement {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Placement, self.placement)));
        needs.push(Need::Row(Key::new(Kind::Slot, self.slot)));
        needs.push(Need::Under(Kind::Placement, self.slot.uuid()));
        person_needs(self.candidate, rows, needs);
        if let Some(slot) = find::slot(rows, self.slot) {
            needs.push(Need::Row(Key::new(Kind::Contract, slot.contract)));
        }
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        let contract = find::slot(rows, self.slot).map(|s| s.contract);
        Subject {
            contract,
            candidate: Some(self.candidate),
            ..Subject::default()
        }
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Placement, self.placement)]
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let rows = view.rows();
        match find::placement(rows, self.placement) {
            Some(old) if self.is_said(old) => return Ok(()),
            Some(_) => {
                return Err(Refusal::AlreadyExists {
                    kind: Kind::Placement,
                });
            }
            None => {}
        }
        let candidate = find::candidate(rows, self.candidate).ok_or(Refusal::NotFound {
            kind: Kind::Candidate,
        })?;
        if candidate.disclosures.len() >= DISCLOSURES_MAX {
            return Err(Refusal::TooMany { max: 200 });
        }
        ctx::in_order(self.starts, self.ends)?;
        let slot = find::slot(rows, self.slot).ok_or(Refusal::NotFound { kind: Kind::Slot })?;
        match slot.state {
            SlotState::Promised => return Err(Refusal::SlotNotOffered),
            // A slot is there from the day that it was offered from, not before.
            SlotState::Offered { from, .. } => ctx::in_order(from, self.starts)?,
        }
        slot_is_free(rows, self.slot, self.placement, (self.starts, self.ends))
    }
    fn check_full(&self, _ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        if find::placement(view.rows(), self.placement).is_some() {
            return Ok(());
        }
        person_is_free(
            view.rows(),
            self.candidate,
            self.placement,
            (self.starts, self.ends),
        )
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if find::placement(rows, self.placement).is_some() {
            return;
        }
        let Some(slot) = find::slot(rows, self.slot) else {
            return;
        };
        let SlotState::Offered { site, .. } = slot.state else {
            return;
        };
        let Some(found) = find::candidate(rows, self.candidate) else {
            return;
        };
        let mut candidate = found.clone();
        candidate.disclosures.insert(Disclosure {
            placement: self.placement,
            contract: slot.contract,
            site,
        });
        out.put(Entity::new(self.candidate, candidate));
        out.put(Entity::new(
            self.placement,
            Placement {
                slot: self.slot,
                contract: slot.contract,
                site,
                candidate: self.candidate,
                planned_start: self.starts,
                planned_end: self.ends,
                state: PlacementState::Planned,
                card: None,
            },
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::id;
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn plan(trainee: &str, slot: &str, from: &str, to: &str) -> PlanPlacement {
        PlanPlacement {
            placement: id("new placement"),
            slot: id(slot),
            candidate: id(trainee),
            starts: day(from),
            ends: day(to),
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }
    const FROM: &str = "2026-04-20";
    const TO: &str = "2026-06-20";

    #[test]
    fn the_matching_officer_and_the_own_caseworker_plan_a_placement() {
        let world = World::cast();
        for who in ["Malin", "Hanna"] {
            check(
                &world,
                who,
                DAY,
                plan("Elif", "Skolan 4", FROM, TO),
                Comes::Applied,
            );
        }
        for who in ["Henrik", "Nora", "Ulla", "Karin", "Agda"] {
            check(
                &world,
                who,
                DAY,
                plan("Elif", "Skolan 4", FROM, TO),
                refused(Refusal::NotAllowed),
            );
        }
        // A protected person is planned from within the case circle only.
        check(
            &world,
            "Malin",
            DAY,
            plan("Farid", "Skolan 4", FROM, TO),
            refused(Refusal::NotAllowed),
        );
        check(
            &world,
            "Henrik",
            DAY,
            plan("Farid", "Skolan 4", FROM, TO),
            Comes::Applied,
        );
    }

    #[test]
    fn nobody_is_in_a_slot_before_the_day_that_it_is_offered_from() {
        let world = World::cast();
        let offered = find::slot(&world.state, id("Skolan 4")).map(|slot| slot.state.clone());
        let Some(SlotState::Offered { from, .. }) = offered else {
            panic!("Skolan 4 is offered");
        };
        let before = from.plus_days(-1);
        let early = refused(Refusal::DatesReversed { from, to: before });
        check(
            &world,
            "Hanna",
            DAY,
            plan("Elif", "Skolan 4", &before.to_string(), TO),
            early,
        );
    }

    #[test]
    fn one_person_at_a_time_in_a_slot_and_one_slot_at_a_time_for_a_person() {
        let world = World::cast();
        let (from, to) = (day("2026-01-20"), day("2026-04-15"));
        let taken = refused(Refusal::SlotTaken { from, to });
        check(
            &world,
            "Hanna",
            DAY,
            plan("Elif", "Skolan 1", "2026-04-15", TO),
            taken,
        );
        check(
            &world,
            "Hanna",
            DAY,
            plan("Elif", "Skolan 1", "2026-04-16", TO),
            Comes::Applied,
        );
        let busy = refused(Refusal::NotPossible);
        check(
            &world,
            "Hanna",
            DAY,
            plan("Amina", "Skolan 4", "2026-04-15", TO),
            busy,
        );
        check(
            &world,
            "Hanna",
            DAY,
            plan("Amina", "Skolan 4", "2026-04-16", TO),
            Comes::Applied,
        );
    }

    #[test]
    fn a_plan_needs_an_offered_slot_days_in_order_and_a_free_id() {
        let world = World::cast();
        let unknown = plan("Elif", "None", FROM, TO);
        check(
            &world,
            "Hanna",
            DAY,
            unknown,
            refused(Refusal::NotFound { kind: Kind::Slot }),
        );
        let (from, to) = (day(TO), day(FROM));
        let reversed = refused(Refusal::DatesReversed { from, to });
        check(
            &world,
            "Hanna",
            DAY,
            plan("Elif", "Skolan 4", TO, FROM),
            reversed,
        );
        let promised = refused(Refusal::SlotNotOffered);
        check(
            &world,
            "Hanna",
            DAY,
            plan("Elif", "Badhuset 3", FROM, TO),
            promised,
        );
        let none = refused(Refusal::NotFound {
            kind: Kind::Candidate,
        });
        check(
            &world,
            "Malin",
            DAY,
            plan("None", "Skolan 4", FROM, TO),
            none,
        );
        let over = PlanPlacement {
            placement: placement("Bilal"),
            ..plan("Elif", "Skolan 4", FROM, TO)
        };
        check(
            &world,
            "Hanna",
            DAY,
            over,
            refused(Refusal::AlreadyExists {
                kind: Kind::Placement,
            }),
        );
        let same = PlanPlacement {
            placement: placement("Amina"),
            ..plan("Amina", "Skolan 1", "2026-01-20", "2026-04-15")
        };
        check(&world, "Hanna", DAY, same, Comes::Duplicate);
    }

    #[test]
    fn a_card_is_shown_for_two_hundred_placements_and_no_more() {
        let mut world = World::cast();
        for (count, expect) in [
            (DISCLOSURES_MAX - 1, Comes::Applied),
            (DISCLOSURES_MAX, refused(Refusal::TooMany { max: 200 })),
        ] {
            let elif: CandidateId = id("Elif");
            let mut body = find::candidate(&world.state, elif).unwrap().clone();
            let shown = (0..count).map(|n| Disclosure {
                placement: id(&format!("gone {n}")),
                contract: id("contract Skolan"),
                site: id("Mark"),
            });
            body.disclosures = shown.collect();
            world.state.put(Entity::new(elif, body));
            check(
                &world,
                "Hanna",
                DAY,
                plan("Elif", "Skolan 4", FROM, TO),
                expect,
            );
        }
    }
}
