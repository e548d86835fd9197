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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::RegisterTender;
    use crate::model::{CpvCode, Nature};
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check, day};

    const DAY: &str = "2026-03-16";
    fn award(tender: &str, to: &str, on: &str) -> AwardTender {
        AwardTender {
            tender: id(tender),
            contractor: id(&format!("org {to}")),
            on: day(on),
        }
    }
    fn open() -> World {
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
        World::cast().given("Per", DAY, tender)
    }

    #[test]
    fn procurement_awards_a_tender_once_to_a_contractor() {
        let kind = |kind| Comes::Refused(Refusal::NotFound { kind });
        let future = Comes::Refused(Refusal::DayInFuture {
            day: day("2026-03-17"),
        });
        for (who, command, expect) in [
            ("Per", award("one", "Ostbygg", DAY), Comes::Applied),
            (
                "Karin",
                award("one", "Ostbygg", DAY),
                Comes::Refused(Refusal::NotAllowed),
            ),
            (
                "Nora",
                award("one", "Norrbygg", DAY),
                Comes::Refused(Refusal::NotAllowed),
            ),
            (
                "Per",
                award("one", "Undermark", DAY),
                Comes::Refused(Refusal::OrganisationKind),
            ),
            (
                "Per",
                award("one", "Kommunen", DAY),
                Comes::Refused(Refusal::OrganisationKind),
            ),
            (
                "Per",
                award("one", "Nowhere", DAY),
                kind(Kind::Organisation),
            ),
            ("Per", award("none", "Ostbygg", DAY), kind(Kind::Tender)),
            ("Per", award("one", "Ostbygg", "2026-03-17"), future),
            (
                "Per",
                award("tender Skolan", "Ostbygg", DAY),
                Comes::Refused(Refusal::TenderAwarded),
            ),
            (
                "Per",
                award("tender Skolan", "Norrbygg", "2026-01-15"),
                Comes::Duplicate,
            ),
        ] {
            check(&open(), who, DAY, command, expect);
        }
    }
}
