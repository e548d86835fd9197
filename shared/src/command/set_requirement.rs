//! Sets "places × months each, at least" for a tender that is not awarded yet. Said again with the same id, it replaces the terms.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::{RequirementId, TenderId};
use crate::model::{Entity, Key, Kind, PlacesMonths, Requirement, TenderState};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::text::ShortText;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRequirement {
    /// New id, or that of the requirement to replace.
    pub requirement: RequirementId,
    /// The tender.
    pub tender: TenderId,
    /// The lot, when it does not concern the whole tender.
    #[serde(default)]
    pub lot: Option<ShortText>,
    /// What is asked.
    pub terms: PlacesMonths,
}

impl Act for SetRequirement {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Requirement, self.requirement)));
        needs.push(Need::Row(Key::new(Kind::Tender, self.tender)));
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject::default()
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let tender = find::tender(view.rows(), self.tender)
            .ok_or(Refusal::NotFound { kind: Kind::Tender })?;
        if tender.state != TenderState::Open {
            return Err(Refusal::TenderAwarded);
        }
        let other = find::requirement(view.rows(), self.requirement)
            .is_some_and(|r| r.tender != self.tender);
        if other {
            Err(Refusal::OtherTender)
        } else {
            Ok(())
        }
    }
    fn apply(&self, _ctx: &Ctx, _rows: &dyn Rows, out: &mut Changes) {
        let body = Requirement {
            tender: self.tender,
            lot: self.lot.clone(),
            terms: self.terms,
        };
        out.put(Entity::new(self.requirement, body));
    }
}
