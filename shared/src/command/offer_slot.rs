//! Offers a promised slot: where, as what, from when. Said again it replaces the offer; the site can change when nobody is
//! placed in it or planned for it.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::{SiteId, SlotId};
use crate::model::{Body, Entity, Key, Kind, PlacementState, Slot, SlotState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Full, Need, Rows, View, find};
use crate::text::ShortText;
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferSlot {
    /// Which slot.
    pub slot: SlotId,
    /// Where.
    pub site: SiteId,
    /// Trade or occupation.
    pub trade: ShortText,
    /// From when.
    pub from: Day,
}

impl Act for OfferSlot {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Slot, self.slot)));
        needs.push(Need::Row(Key::new(Kind::Site, self.site)));
        needs.push(Need::Under(Kind::Placement, self.slot.uuid()));
        if let Some(slot) = find::slot(rows, self.slot) {
            needs.push(Need::Row(Key::new(Kind::Contract, slot.contract)));
        }
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        Subject {
            contract: find::slot(rows, self.slot).map(|s| s.contract),
            ..Subject::default()
        }
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let slot =
            find::slot(view.rows(), self.slot).ok_or(Refusal::NotFound { kind: Kind::Slot })?;
        let site =
            find::site(view.rows(), self.site).ok_or(Refusal::NotFound { kind: Kind::Site })?;
        if site.contract != slot.contract {
            return Err(Refusal::OtherContract);
        }
        // What was done before the contract is no part of its promise.
        find::contract(view.rows(), slot.contract).map_or(Ok(()), |contract| {
            super::ctx::in_order(contract.starts, self.from)
        })
    }
    fn check_full(&self, _ctx: &Ctx, view: &View<'_, Full>) -> Result<(), Refusal> {
        for entity in view.rows().children(Kind::Placement, self.slot.uuid()) {
            if let Body::Placement(placement) = &entity.body
                && placement.site != self.site
                && matches!(
                    placement.state,
                    PlacementState::Planned | PlacementState::Started { .. }
                )
                && let Some((from, to)) = placement.occupies()
            {
                return Err(Refusal::SlotTaken { from, to });
            }
        }
        Ok(())
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::slot(rows, self.slot) {
            let state = SlotState::Offered {
                site: self.site,
                trade: self.trade.clone(),
                from: self.from,
            };
            out.put(Entity::new(
                self.slot,
                Slot {
                    state,
                    ..found.clone()
                },
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::EndPlacementEarly;
    use crate::model::EndReason;
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn offer(slot: &str, site: &str, trade: &str) -> OfferSlot {
        OfferSlot {
            slot: id(slot),
            site: id(site),
            trade: said(trade),
            from: day("2026-01-15"),
        }
    }
    fn refused(refusal: Refusal) -> Comes {
        Comes::Refused(refusal)
    }

    #[test]
    fn the_contractor_offers_its_slots_at_its_own_sites() {
        let world = World::cast();
        for (who, command, expect) in [
            ("Nora", offer("Skolan 1", "Norr", "Målare"), Comes::Applied),
            ("Karin", offer("Skolan 1", "Norr", "Målare"), Comes::Applied),
            (
                "Karin",
                offer("Skolan 1", "Norr", "Snickare"),
                Comes::Duplicate,
            ),
            (
                "Olle",
                offer("Skolan 1", "Norr", "Målare"),
                refused(Refusal::NotAllowed),
            ),
            (
                "Stig",
                offer("Skolan 1", "Norr", "Målare"),
                refused(Refusal::NotAllowed),
            ),
            (
                "Nora",
                offer("Badhuset 3", "Ost", "Målare"),
                refused(Refusal::NotAllowed),
            ),
            (
                "Nora",
                offer("Skolan 1", "Ost", "Målare"),
                refused(Refusal::OtherContract),
            ),
            (
                "Karin",
                offer("None", "Norr", "Målare"),
                refused(Refusal::NotFound { kind: Kind::Slot }),
            ),
            (
                "Karin",
                offer("Skolan 1", "None", "Målare"),
                refused(Refusal::NotFound { kind: Kind::Site }),
            ),
        ] {
            check(&world, who, DAY, command, expect);
        }
    }

    #[test]
    fn a_slot_is_offered_from_the_contracts_first_day_at_the_earliest() {
        let world = World::cast();
        let starts = find::contract(&world.state, id("contract Skolan")).map(|c| c.starts);
        let from = starts.unwrap();
        for (day, expect) in [
            (from, Comes::Applied),
            (
                from.plus_days(-1),
                refused(Refusal::DatesReversed {
                    from,
                    to: from.plus_days(-1),
                }),
            ),
        ] {
            let early = OfferSlot {
                from: day,
                ..offer("Skolan 1", "Norr", "Målare")
            };
            check(&world, "Nora", DAY, early, expect);
        }
    }

    #[test]
    fn a_slot_moves_to_another_site_when_nobody_is_in_it() {
        let world = World::cast();
        let (from, to) = (day("2026-01-20"), day("2026-04-15"));
        let taken = refused(Refusal::SlotTaken { from, to });
        check(
            &world,
            "Nora",
            DAY,
            offer("Skolan 1", "Mark", "Målare"),
            taken,
        );
        let end = EndPlacementEarly {
            placement: placement("Amina"),
            on: day(DAY),
            reason: EndReason::GotJob,
        };
        let ended = world.given("Hanna", DAY, end);
        check(
            &ended,
            "Nora",
            DAY,
            offer("Skolan 1", "Mark", "Målare"),
            Comes::Applied,
        );
    }
}
