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
        if site.contract == slot.contract {
            Ok(())
        } else {
            Err(Refusal::OtherContract)
        }
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
