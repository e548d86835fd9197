//! Registers the signed contract. It carries the terms as signed and opens one slot for every promised place; the slots' ids
//! come with the command, so that every device makes the same ones.

use serde::{Deserialize, Serialize};

use super::{Act, Ctx, ctx};
use crate::id::{ContractId, RequirementId, SlotId};
use crate::model::{Body, Contract, Entity, Key, Kind, Slot, SlotState, TenderState};
use crate::ordered::Set;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};
use crate::text::ShortText;
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignContract {
    /// New id.
    pub contract: ContractId,
    /// The requirement that it fulfils; its tender must be awarded.
    pub requirement: RequirementId,
    /// What it is about.
    pub title: ShortText,
    /// The authority's case number.
    pub reference: ShortText,
    /// Day of signing.
    pub signed_on: Day,
    /// First day of work.
    pub starts: Day,
    /// Last day of work.
    pub ends: Day,
    /// New ids, one a promised place.
    pub slots: Vec<SlotId>,
}

impl SignContract {
    /// Whether the contract is the one signed here, whoever has been engaged since.
    fn is_said(&self, old: &Contract, rows: &dyn Rows) -> bool {
        let promised = usize::from(old.terms.places.get());
        let is_slot = |slot: &SlotId| {
            find::slot(rows, *slot).is_some_and(|slot| slot.contract == self.contract)
        };
        old.requirement == self.requirement
            && old.title == self.title
            && old.reference == self.reference
            && old.signed_on == self.signed_on
            && (old.starts, old.ends) == (self.starts, self.ends)
            && self.slots.len() == promised
            && self.slots.iter().all(is_slot)
    }
}

impl Act for SignContract {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Contract, self.contract)));
        needs.push(Need::Row(Key::new(Kind::Requirement, self.requirement)));
        needs.extend(
            self.slots
                .iter()
                .take(200)
                .map(|slot| Need::Row(Key::new(Kind::Slot, *slot))),
        );
        if let Some(requirement) = find::requirement(rows, self.requirement) {
            needs.push(Need::Row(Key::new(Kind::Tender, requirement.tender)));
            needs.push(Need::Under(Kind::Contract, requirement.tender.uuid()));
            if let Some(tender) = find::tender(rows, requirement.tender)
                && let TenderState::Awarded { contractor, .. } = tender.state
            {
                needs.push(Need::Row(Key::new(Kind::Organisation, contractor)));
            }
        }
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject::default()
    }
    fn makes(&self) -> Vec<Key> {
        let slots = self.slots.iter().map(|slot| Key::new(Kind::Slot, *slot));
        [Key::new(Kind::Contract, self.contract)]
            .into_iter()
            .chain(slots)
            .collect()
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let rows = view.rows();
        match find::contract(rows, self.contract) {
            Some(old) if self.is_said(old, rows) => return Ok(()),
            Some(_) => {
                return Err(Refusal::AlreadyExists {
                    kind: Kind::Contract,
                });
            }
            None => {}
        }
        let requirement = find::requirement(rows, self.requirement).ok_or(Refusal::NotFound {
            kind: Kind::Requirement,
        })?;
        let tender = find::tender(rows, requirement.tender)
            .ok_or(Refusal::NotFound { kind: Kind::Tender })?;
        let TenderState::Awarded { contractor, on } = tender.state else {
            return Err(Refusal::NotAwarded);
        };
        find::organisation(rows, contractor).ok_or(Refusal::NotFound {
            kind: Kind::Organisation,
        })?;
        ctx::in_order(on, self.signed_on)?;
        ctx::in_order(self.starts, self.ends)?;
        if self.signed_on > ctx.day {
            return Err(Refusal::DayInFuture {
                day: self.signed_on,
            });
        }
        let places = requirement.terms.places.get();
        let distinct: Set<SlotId> = self.slots.iter().copied().collect();
        if distinct.len() != usize::from(places) || self.slots.len() != distinct.len() {
            return Err(Refusal::SlotCount { places });
        }
        if distinct
            .iter()
            .any(|slot| find::slot(rows, *slot).is_some())
        {
            return Err(Refusal::AlreadyExists { kind: Kind::Slot });
        }
        Ok(())
    }
    /// One promise is signed once, else its places would count twice.
    fn check_full(&self, _ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        let Some(requirement) = find::requirement(view.rows(), self.requirement) else {
            return Ok(());
        };
        let contracts = view
            .rows()
            .children(Kind::Contract, requirement.tender.uuid());
        let is_signed = contracts.into_iter().any(|row| {
            row.id != self.contract.uuid()
                && matches!(&row.body, Body::Contract(other) if other.requirement == self.requirement)
        });
        if is_signed {
            let kind = Kind::Contract;
            Err(Refusal::AlreadyExists { kind })
        } else {
            Ok(())
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if find::contract(rows, self.contract).is_some() {
            return;
        }
        let Some(requirement) = find::requirement(rows, self.requirement) else {
            return;
        };
        let Some(tender) = find::tender(rows, requirement.tender) else {
            return;
        };
        let TenderState::Awarded { contractor, .. } = tender.state else {
            return;
        };
        let Some(organisation) = find::organisation(rows, contractor) else {
            return;
        };
        out.put(Entity::new(
            self.contract,
            Contract {
                tender: requirement.tender,
                requirement: self.requirement,
                contractor,
                contractor_name: organisation.name.clone(),
                title: self.title.clone(),
                reference: self.reference.clone(),
                signed_on: self.signed_on,
                starts: self.starts,
                ends: self.ends,
                terms: requirement.terms,
                subcontractors: Set::new(),
                sites: Set::new(),
            },
        ));
        for (number, slot) in (1_u16..).zip(&self.slots) {
            out.put(Entity::new(
                *slot,
                Slot {
                    contract: self.contract,
                    number,
                    state: SlotState::Promised,
                },
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{AwardTender, RegisterTender, SetRequirement};
    use crate::model::{CpvCode, Nature, PlacesMonths};
    use crate::quantity::{Months, Places};
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check, day};

    const DAY: &str = "2026-03-16";
    fn sign(slots: usize) -> SignContract {
        SignContract {
            contract: id("contract"),
            requirement: id("requirement"),
            title: said("Simhallen"),
            reference: said("KS"),
            signed_on: day(DAY),
            starts: day(DAY),
            ends: day("2027-03-16"),
            slots: (1..=slots).map(|n| id(&format!("Simhallen {n}"))).collect(),
        }
    }
    /// A tender with a requirement of so many places, not awarded.
    fn open(places: i64) -> World {
        let tender = RegisterTender {
            tender: id("one"),
            title: said("Simhallen"),
            reference: said("TN"),
            notice: None,
            cpv_main: CpvCode::parse("45214200").unwrap(),
            nature: Nature::Works,
            value: None,
            deadline: None,
        };
        let set = SetRequirement {
            requirement: id("requirement"),
            tender: id("one"),
            lot: None,
            terms: PlacesMonths {
                places: Places::parse(places).unwrap(),
                months_each: Months::parse(4).unwrap(),
                first_start_by: day("2026-09-01"),
            },
        };
        World::cast()
            .given("Per", DAY, tender)
            .given("Per", DAY, set)
    }
    fn awarded(places: i64) -> World {
        let award = AwardTender {
            tender: id("one"),
            contractor: id("org Ostbygg"),
            on: day("2026-03-10"),
        };
        open(places).given("Per", DAY, award)
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn procurement_and_the_contract_manager_sign_with_one_slot_a_place() {
        for who in ["Per", "Karin"] {
            check(&awarded(2), who, DAY, sign(2), Comes::Applied);
            check(&awarded(200), who, DAY, sign(200), Comes::Applied);
        }
        for who in ["Olle", "Hanna", "Agda", "Malin"] {
            check(&awarded(2), who, DAY, sign(2), refused(Refusal::NotAllowed));
        }
        for (places, slots) in [(2, 1), (2, 3), (2, 0), (200, 201)] {
            let wrong = Refusal::SlotCount {
                places: u16::try_from(places).unwrap(),
            };
            check(&awarded(places), "Per", DAY, sign(slots), refused(wrong));
        }
        let mut twice = sign(2);
        twice.slots[1] = twice.slots[0];
        check(
            &awarded(2),
            "Per",
            DAY,
            twice,
            refused(Refusal::SlotCount { places: 2 }),
        );
    }

    #[test]
    fn a_requirement_is_signed_once_and_no_row_is_taken_over() {
        let signed = awarded(2).given("Per", DAY, sign(2));
        check(&signed, "Karin", DAY, sign(2), Comes::Duplicate);
        let taken = |kind| refused(Refusal::AlreadyExists { kind });
        let mut again = sign(2);
        again.contract = id("other contract");
        again.slots = vec![id("a"), id("b")];
        check(&signed, "Per", DAY, again, taken(Kind::Contract));
        let mut over = sign(2);
        over.contract = id("contract Skolan");
        check(&awarded(2), "Per", DAY, over, taken(Kind::Contract));
        let mut slot = sign(2);
        slot.slots[0] = id("Skolan 1");
        check(&awarded(2), "Per", DAY, slot, taken(Kind::Slot));
    }

    #[test]
    fn a_contract_follows_its_award_and_its_days_are_in_order() {
        check(&open(2), "Per", DAY, sign(2), refused(Refusal::NotAwarded));
        let none = SignContract {
            requirement: id("none"),
            ..sign(2)
        };
        check(
            &awarded(2),
            "Per",
            DAY,
            none,
            refused(Refusal::NotFound {
                kind: Kind::Requirement,
            }),
        );
        let reversed = |from: &str, to: &str| {
            refused(Refusal::DatesReversed {
                from: day(from),
                to: day(to),
            })
        };
        let early = SignContract {
            signed_on: day("2026-03-09"),
            ..sign(2)
        };
        check(
            &awarded(2),
            "Per",
            DAY,
            early,
            reversed("2026-03-10", "2026-03-09"),
        );
        let late = SignContract {
            signed_on: day("2026-03-17"),
            ..sign(2)
        };
        check(
            &awarded(2),
            "Per",
            DAY,
            late,
            refused(Refusal::DayInFuture {
                day: day("2026-03-17"),
            }),
        );
        let ends = SignContract {
            ends: day("2026-03-15"),
            ..sign(2)
        };
        check(&awarded(2), "Per", DAY, ends, reversed(DAY, "2026-03-15"));
    }
}
