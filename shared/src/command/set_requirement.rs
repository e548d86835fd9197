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
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Requirement, self.requirement)]
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::RegisterTender;
    use crate::model::{CpvCode, Nature};
    use crate::quantity::{Months, Places};
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check, day};

    const DAY: &str = "2026-03-16";
    fn set(requirement: &str, tender: &str, places: i64) -> SetRequirement {
        SetRequirement {
            requirement: id(requirement),
            tender: id(tender),
            lot: None,
            terms: PlacesMonths {
                places: Places::parse(places).unwrap(),
                months_each: Months::parse(4).unwrap(),
                first_start_by: day("2026-09-01"),
            },
        }
    }
    fn open() -> World {
        let tender = |name: &str| RegisterTender {
            tender: id(name),
            title: said(name),
            reference: said("TN"),
            notice: None,
            cpv_main: CpvCode::parse("45214200").unwrap(),
            nature: Nature::Works,
            value: None,
            deadline: None,
        };
        World::cast()
            .given("Per", DAY, tender("one"))
            .given("Per", DAY, tender("two"))
    }

    #[test]
    fn procurement_sets_and_replaces_the_terms_of_an_open_tender() {
        check(&open(), "Per", DAY, set("r", "one", 4), Comes::Applied);
        let world = open().given("Per", DAY, set("r", "one", 4));
        check(&world, "Per", DAY, set("r", "one", 4), Comes::Duplicate);
        check(&world, "Per", DAY, set("r", "one", 200), Comes::Applied);
        check(
            &world,
            "Per",
            DAY,
            set("r", "two", 4),
            Comes::Refused(Refusal::OtherTender),
        );
        for who in ["Karin", "Nora", "Agda"] {
            check(
                &world,
                who,
                DAY,
                set("r", "one", 5),
                Comes::Refused(Refusal::NotAllowed),
            );
        }
    }

    #[test]
    fn terms_are_not_set_after_the_award_or_without_a_tender() {
        let awarded = set("requirement Skolan", "tender Skolan", 1);
        check(
            &open(),
            "Per",
            DAY,
            awarded,
            Comes::Refused(Refusal::TenderAwarded),
        );
        let none = Comes::Refused(Refusal::NotFound { kind: Kind::Tender });
        check(&open(), "Per", DAY, set("r", "none", 4), none);
    }
}
