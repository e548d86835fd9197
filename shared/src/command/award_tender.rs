//! Awards a tender to a contractor. A second award is refused; the same one again changes nothing.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::{OrganisationId, TenderId};
use crate::model::{Entity, Key, Kind, OrganisationKind, TenderState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardTender {
    /// The tender.
    pub tender: TenderId,
    /// To whom.
    pub contractor: OrganisationId,
    /// Day of the award decision.
    pub on: Day,
}

impl AwardTender {
    fn state(&self) -> TenderState {
        TenderState::Awarded {
            contractor: self.contractor,
            on: self.on,
        }
    }
}

impl Act for AwardTender {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Tender, self.tender)));
        needs.push(Need::Row(Key::new(Kind::Organisation, self.contractor)));
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject::default()
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let tender = find::tender(view.rows(), self.tender)
            .ok_or(Refusal::NotFound { kind: Kind::Tender })?;
        if tender.state != TenderState::Open && tender.state != self.state() {
            return Err(Refusal::TenderAwarded);
        }
        if self.on > ctx.day {
            return Err(Refusal::DayInFuture { day: self.on });
        }
        let organisation =
            find::organisation(view.rows(), self.contractor).ok_or(Refusal::NotFound {
                kind: Kind::Organisation,
            })?;
        if organisation.kind == OrganisationKind::Contractor {
            Ok(())
        } else {
            Err(Refusal::OrganisationKind)
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::tender(rows, self.tender) {
            let mut tender = found.clone();
            tender.state = self.state();
            out.put(Entity::new(self.tender, tender));
        }
    }
}
