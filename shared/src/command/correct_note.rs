//! Corrects what was noted of a meeting: a new version beside those before, which stay.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, meeting_rules, sheet_rules as rules};
use crate::id::{MeetingId, PlacementId};
use crate::model::{Kind, MeetingState, Note};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectNote {
    /// Of this meeting.
    pub meeting: MeetingId,
    /// About this placement.
    pub placement: PlacementId,
    /// The day of the meeting.
    pub on: Day,
    /// What was said.
    pub note: Note,
}

impl Act for CorrectNote {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        meeting_rules::needs(self.placement, self.meeting, rows, needs);
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        let meeting = meeting_rules::meeting(view.rows(), self.placement, self.meeting)?;
        match meeting.state {
            MeetingState::Held { .. } if meeting_rules::is_noted(meeting, self.on, &self.note) => {
                Ok(())
            }
            MeetingState::Held { .. } => meeting_rules::can_note(ctx, self.on, Some(meeting)),
            // There is no note yet.
            MeetingState::Planned { .. } | MeetingState::Cancelled { .. } => {
                Err(Refusal::NotFound {
                    kind: Kind::Meeting,
                })
            }
        }
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let Ok(found) = meeting_rules::meeting(rows, self.placement, self.meeting) else {
            return;
        };
        if meeting_rules::is_noted(found, self.on, &self.note) {
            return;
        }
        let mut meeting = found.clone();
        meeting_rules::add_version(ctx, &mut meeting, self.on, &self.note);
        out.put(meeting_rules::entity(self.meeting, meeting));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::RecordMeeting;
    use crate::model::MeetingKind;
    use crate::state::find;
    use crate::testing::cast::{id, said};
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn note(words: &str) -> Note {
        Note {
            text: Some(said(words)),
            ..Note::default()
        }
    }
    fn correct(words: &str) -> CorrectNote {
        CorrectNote {
            meeting: id("meeting"),
            placement: placement("Amina"),
            on: day("2026-03-13"),
            note: note(words),
        }
    }

    #[test]
    fn a_correction_keeps_what_was_written_before() {
        let record = RecordMeeting {
            meeting: id("meeting"),
            placement: placement("Amina"),
            kind: MeetingKind::Visit,
            on: day(DAY),
            note: note("Först"),
        };
        let kind = Kind::Meeting;
        let nothing = Comes::Refused(Refusal::NotFound { kind });
        check(&World::cast(), "Hanna", DAY, correct("Sedan"), nothing);
        let world = World::cast().given("Hanna", DAY, record);
        check(&world, "Hanna", DAY, correct("Sedan"), Comes::Applied);
        for who in ["Henrik", "Malin", "Stig", "Nora"] {
            let no = Comes::Refused(Refusal::NotAllowed);
            check(&world, who, DAY, correct("Sedan"), no);
        }
        let world =
            world
                .given("Hanna", DAY, correct("Sedan"))
                .given("Hanna", DAY, correct("Först"));
        let meeting = find::meeting(&world.state, id("meeting")).unwrap();
        assert_eq!(meeting.notes.len(), 3);
        assert_eq!(meeting.notes[0].on, day(DAY));
        assert_eq!(meeting.state.on(), day("2026-03-13"));
    }
}
