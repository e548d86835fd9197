//! Writes down a meeting that was held, planned before or not. Two colleagues who write down the same one do not overwrite each
//! other: both versions stand, the last one holds.
use serde::{Deserialize, Serialize};

use super::{Act, Ctx, meeting_rules, sheet_rules as rules};
use crate::id::{MeetingId, PlacementId};
use crate::model::{Key, Kind, Meeting, MeetingKind, MeetingState, Note};
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Changes, Extent, Need, Rows, View, find};
use crate::time::Day;

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordMeeting {
    /// The planned one, or a new id.
    pub meeting: MeetingId,
    /// About this placement.
    pub placement: PlacementId,
    /// How one met.
    pub kind: MeetingKind,
    /// On this day.
    pub on: Day,
    /// What was said.
    pub note: Note,
}

impl Act for RecordMeeting {
    fn needs(&self, rows: &dyn Rows, needs: &mut Vec<Need>) {
        meeting_rules::needs(self.placement, self.meeting, rows, needs);
        needs.push(Need::Under(Kind::Meeting, self.placement.uuid()));
    }
    fn subject(&self, rows: &dyn Rows) -> Subject {
        rules::subject(self.placement, rows)
    }
    fn makes(&self) -> Vec<Key> {
        vec![Key::new(Kind::Meeting, self.meeting)]
    }
    fn check<K: Extent>(&self, ctx: &Ctx, view: &View<'_, K>) -> Result<(), Refusal> {
        rules::placement(view.rows(), self.placement)?;
        let Some(known) = find::meeting(view.rows(), self.meeting) else {
            meeting_rules::can_note(ctx, self.on, None)?;
            let max = Meeting::OF_PLACEMENT_MAX;
            return meeting_rules::has_room(view.rows(), Kind::Meeting, self.placement, max);
        };
        if known.placement != self.placement {
            let kind = Kind::Meeting;
            return Err(Refusal::AlreadyExists { kind });
        }
        if meeting_rules::is_noted(known, self.on, &self.note) {
            return Ok(());
        }
        meeting_rules::can_note(ctx, self.on, Some(known))
    }
    fn apply(&self, ctx: &Ctx, rows: &dyn Rows, out: &mut Changes) {
        let known = find::meeting(rows, self.meeting).cloned();
        let held = MeetingState::Held { on: self.on };
        let new = || meeting_rules::new_meeting(rows, self.placement, self.kind, held);
        let Some(mut meeting) = known.or_else(new) else {
            return;
        };
        if meeting_rules::is_noted(&meeting, self.on, &self.note) {
            return;
        }
        meeting.kind = self.kind;
        meeting_rules::add_version(ctx, &mut meeting, self.on, &self.note);
        out.put(meeting_rules::entity(self.meeting, meeting));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{PlanMeeting, RegisterCandidate};
    use crate::model::{Agreed, Attendee, Going};
    use crate::testing::cast::{id, said, user};
    use crate::testing::world::{Comes, World, check, day, placement};

    const DAY: &str = "2026-03-16";
    fn record(words: &str) -> RecordMeeting {
        RecordMeeting {
            meeting: id("meeting"),
            placement: placement("Amina"),
            kind: MeetingKind::ThreePartyMeeting,
            on: day(DAY),
            note: Note {
                present: [Attendee::Trainee, Attendee::Supervisor].into(),
                trainee: Some(Going::Well),
                agreed: [Agreed::GoOn].into(),
                text: Some(said(words)),
                ..Note::default()
            },
        }
    }

    #[test]
    fn a_meeting_is_written_down_by_the_case_circle_once_its_day_has_come() {
        let world = World::cast();
        check(&world, "Hanna", DAY, record("Trivs"), Comes::Applied);
        for who in ["Henrik", "Malin", "Karin", "Nora", "Stig", "Agda"] {
            check(
                &world,
                who,
                DAY,
                record("Trivs"),
                Comes::Refused(Refusal::NotAllowed),
            );
        }
        let tomorrow = day("2026-03-17");
        let early = RecordMeeting {
            on: tomorrow,
            ..record("Trivs")
        };
        let no = Comes::Refused(Refusal::DayInFuture { day: tomorrow });
        check(&world, "Hanna", DAY, early, no);
    }

    #[test]
    fn a_planned_one_is_held_and_a_second_note_stands_beside_the_first() {
        let plan = PlanMeeting {
            meeting: id("meeting"),
            placement: placement("Amina"),
            kind: MeetingKind::Visit,
            on: day(DAY),
            at: None,
        };
        let world = World::cast()
            .given("Hanna", "2026-03-10", plan)
            .given("Hanna", DAY, record("Trivs"))
            .given("Hanna", DAY, record("Trivs mycket bra"));
        let meeting = find::meeting(&world.state, id("meeting")).unwrap();
        assert_eq!(meeting.state, MeetingState::Held { on: day(DAY) });
        assert_eq!(meeting.kind, MeetingKind::ThreePartyMeeting);
        let words: Vec<_> = meeting
            .notes
            .iter()
            .map(|version| version.note.text.as_ref().unwrap().as_str())
            .collect();
        assert_eq!(words, ["Trivs", "Trivs mycket bra"]);
        assert_eq!(meeting.note().unwrap().by, user("Hanna"));
    }

    #[test]
    fn a_note_has_at_most_so_many_versions_and_an_id_belongs_to_one_placement() {
        let mut world = World::cast();
        for number in 0..Meeting::NOTES_MAX {
            world = world.given("Hanna", DAY, record(&format!("Version {number}")));
        }
        let full = Comes::Refused(Refusal::TooMany { max: 40 });
        check(&world, "Hanna", DAY, record("En till"), full);
        let kind = Kind::Meeting;
        let other = RecordMeeting {
            placement: placement("Bilal"),
            ..record("Trivs")
        };
        check(
            &world,
            "Hanna",
            DAY,
            other,
            Comes::Refused(Refusal::AlreadyExists { kind }),
        );
    }

    #[test]
    fn both_of_a_circle_of_two_write() {
        let register = RegisterCandidate {
            candidate: id("Gull"),
            given_name: said("Gull"),
            family_name: said("Testsson"),
            alias: said("Praktikant 9"),
            protection: crate::model::Protection::None,
            caseworkers: [user("Hanna"), user("Henrik")].into(),
            wants: None,
            available_from: day(DAY),
        };
        let plan = crate::command::PlanPlacement {
            placement: placement("Gull"),
            slot: id("Skolan 4"),
            candidate: id("Gull"),
            starts: day(DAY),
            ends: day("2026-06-16"),
        };
        let world = World::cast()
            .given("Hanna", DAY, register)
            .given("Hanna", DAY, plan);
        for who in ["Hanna", "Henrik"] {
            let record = RecordMeeting {
                placement: placement("Gull"),
                ..record("Trivs")
            };
            check(&world, who, DAY, record, Comes::Applied);
        }
    }
}
