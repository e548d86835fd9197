//! Gives a trainee a card for the site's tablet. A new one makes the old one worthless.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, sheet_rules as rules};
use crate::id::PlacementId;
use crate::model::{CardMark, Entity};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueCard {
    /// To the trainee of this placement.
    pub placement: PlacementId,
    /// The card's mark; its digits never leave the device that drew them.
    pub mark: CardMark,
}

impl Act for IssueCard {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        rules::placement_needs(self.placement, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, _ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let placement = rules::placement(view.rows(), self.placement)?;
        // A card lies ready on the first day; after the last it is of no use.
        if placement.occupies().is_none()
            || placement.state.served().is_some_and(|(_, to)| to.is_some())
        {
            return Err(Refusal::PlacementState {
                is: placement.state.code().to_owned(),
            });
        }
        Ok(())
    }
    fn apply(&self, _ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        if let Some(found) = find::placement(rows, self.placement)
            && found.card.as_ref() != Some(&self.mark)
        {
            let mut placement = found.clone();
            placement.card = Some(self.mark.clone());
            out.put(Entity::new(self.placement, placement));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::EndPlacementEarly;
    use crate::model::{CardCode, EndReason};
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn issue(number: u32) -> IssueCard {
        IssueCard {
            placement: placement("Amina"),
            mark: CardCode::drawn(number).mark(placement("Amina")),
        }
    }

    #[test]
    fn the_site_and_the_case_circle_issue_cards_and_the_newest_counts() {
        let world = World::cast();
        for who in ["Stig", "Hanna"] {
            check(&world, who, DAY, issue(1), Comes::Applied);
        }
        for who in ["Nora", "Sune", "Henrik", "Ulla", "Karin", "Agda"] {
            check(
                &world,
                who,
                DAY,
                issue(1),
                Comes::Refused(Refusal::NotAllowed),
            );
        }
        let issued = world.given("Stig", DAY, issue(1));
        check(&issued, "Stig", DAY, issue(1), Comes::Duplicate);
        check(&issued, "Hanna", DAY, issue(2), Comes::Applied);
    }

    #[test]
    fn a_placement_that_is_over_needs_no_card() {
        let end = EndPlacementEarly {
            placement: placement("Amina"),
            on: day(DAY),
            reason: EndReason::GotJob,
        };
        let over = World::cast().given("Hanna", DAY, end);
        let no = Comes::Refused(Refusal::PlacementState {
            is: "ended_early".to_owned(),
        });
        check(&over, "Stig", DAY, issue(1), no);
    }
}
