//! Registers a tender, by hand or from a notice.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx};
use crate::id::TenderId;
use crate::model::{CpvCode, Entity, Key, Kind, Nature, NoticeRef, Tender, TenderState};
use crate::permission::Subject;
use crate::quantity::Ore;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::text::ShortText;
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterTender {
    /// New id.
    pub tender: TenderId,
    /// BT-21.
    pub title: ShortText,
    /// The authority's own case number.
    pub reference: ShortText,
    /// The notice, when there was one.
    #[serde(default)]
    pub notice: Option<NoticeRef>,
    /// BT-262.
    pub cpv_main: CpvCode,
    /// BT-23.
    pub nature: Nature,
    /// BT-27.
    #[serde(default)]
    pub value: Option<Ore>,
    /// Last day for tenders.
    #[serde(default)]
    pub deadline: Option<Day>,
}

impl RegisterTender {
    fn body(&self) -> Tender {
        Tender {
            title: self.title.clone(),
            reference: self.reference.clone(),
            notice: self.notice.clone(),
            cpv_main: self.cpv_main.clone(),
            nature: self.nature,
            value: self.value,
            deadline: self.deadline,
            state: TenderState::Open,
        }
    }

    /// Whether the tender is the one registered here, however far it has come since.
    fn is_said(&self, old: &Tender) -> bool {
        let said = Tender {
            state: old.state.clone(),
            ..self.body()
        };
        *old == said
    }
}

impl Act for RegisterTender {
    fn needs(&self, _rows: &dyn Rows, needs: &mut Vec<Need>) {
        needs.push(Need::Row(Key::new(Kind::Tender, self.tender)));
    }
    fn subject(&self, _rows: &dyn Rows) -> Subject {
        Subject::default()
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Tender, self.tender)]
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        match find::tender(view.rows(), self.tender) {
            Some(old) if !self.is_said(old) => Err(Refusal::AlreadyExists { kind: Kind::Tender }),
            Some(_) | None => Ok(()),
        }
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if find::tender(rows, self.tender).is_none() {
            out.put(Entity::new(self.tender, self.body()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check};

    const DAY: &str = "2026-03-16";
    fn register(of: &str, title: &str, reference: &str) -> RegisterTender {
        RegisterTender {
            tender: id(of),
            title: said(title),
            reference: said(reference),
            notice: None,
            cpv_main: CpvCode::parse("45214200").unwrap(),
            nature: Nature::Works,
            value: None,
            deadline: None,
        }
    }

    #[test]
    fn procurement_registers_a_tender_and_nobody_else() {
        let world = World::cast();
        check(
            &world,
            "Per",
            DAY,
            register("new", "Simhallen", "TN"),
            Comes::Applied,
        );
        for who in ["Karin", "Hanna", "Nora", "Agda", "Malin"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&world, who, DAY, register("new", "Simhallen", "TN"), no);
        }
    }

    #[test]
    fn a_registered_tender_is_not_written_over_and_keeps_its_award() {
        let world = World::cast();
        let same = register("tender Skolan", "Skolan", "TN 2026 Skolan");
        check(&world, "Per", DAY, same, Comes::Duplicate);
        let taken = Comes::Refused(Refusal::AlreadyExists { kind: Kind::Tender });
        check(
            &world,
            "Per",
            DAY,
            register("tender Skolan", "Annat", "TN"),
            taken,
        );
    }
}
