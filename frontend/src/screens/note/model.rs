//! A note by touch: what stands in it at the beginning, what its choices come to, and what it says in short lines.
use shared::follow_up::{NextMeeting, next_meeting};
use shared::id::{MeetingId, PlacementId};
use shared::model::{Agreed, Attendee, Going, MeetingKind, MeetingState, Note};
use shared::state::{State, find};
use shared::time::Day;

use crate::replica::Me;
use crate::screens::placement::model::may;

/// What is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteModel {
    /// The meeting, when it is known already.
    pub meeting: Option<MeetingId>,
    /// Whether a note of it stands already: then this is a correction.
    pub is_correction: bool,
    /// How one met.
    pub kind: MeetingKind,
    /// The day.
    pub on: Day,
    /// What stands in it.
    pub note: Note,
    /// A later meeting that is planned.
    pub next: Option<Day>,
}

impl NoteModel {
    /// The note of a meeting, or a new one; nothing for those who may not write one, or where the meeting is another's.
    #[must_use]
    pub fn of(
        state: &State,
        me: &Me,
        id: PlacementId,
        meeting: Option<MeetingId>,
        today: Day,
    ) -> Option<Self> {
        let placement = find::placement(state, id)?;
        may(state, me, placement).verify.then_some(())?;
        // A planned meeting whose day has come is the one that is written down.
        let due = match next_meeting(state, id) {
            Some(NextMeeting::Planned { meeting, on, .. }) if on <= today => Some(meeting),
            Some(NextMeeting::Planned { .. } | NextMeeting::ToPlan { .. }) | None => None,
        };
        let meeting = meeting.or(due);
        let mut model = Self {
            meeting,
            is_correction: false,
            kind: MeetingKind::ThreePartyMeeting,
            on: today,
            note: Note::default(),
            next: None,
        };
        if let Some(meeting) = meeting {
            let found = find::meeting(state, meeting).filter(|found| found.placement == id)?;
            model.kind = found.kind;
            match found.state {
                MeetingState::Planned { on, .. } => model.on = on.min(today),
                MeetingState::Cancelled { .. } => {}
                MeetingState::Held { on } => {
                    model.on = on;
                    model.is_correction = true;
                    let last = found.note().map(|last| last.note.clone());
                    model.note = last.unwrap_or_default();
                }
            }
        }
        model.next = match next_meeting(state, id) {
            Some(NextMeeting::Planned { meeting, on, .. }) if Some(meeting) != model.meeting => {
                Some(on)
            }
            Some(NextMeeting::Planned { .. } | NextMeeting::ToPlan { .. }) | None => None,
        };
        Some(model)
    }
}

/// The places of these in their list, as the choices of a form hold them.
#[must_use]
pub fn places<'a, T: PartialEq + 'a>(all: &[T], chosen: impl IntoIterator<Item = &'a T>) -> String {
    let place = |one: &T| all.iter().position(|known| known == one);
    let places = chosen.into_iter().filter_map(place);
    places
        .map(|place| place.to_string())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What these places stand for.
pub fn chosen<'a, T: Copy>(all: &'a [T], places: &'a str) -> impl Iterator<Item = T> + 'a {
    let place = |place: &str| place.parse::<usize>().ok();
    places
        .split(' ')
        .filter_map(place)
        .filter_map(|place| all.get(place).copied())
}

/// Days for the next meeting: in a week, in two, in a month; a Saturday or Sunday is moved to the Monday after it.
#[must_use]
pub fn proposals(today: Day) -> [Day; 3] {
    [
        today.plus_days(7),
        today.plus_days(14),
        today.plus_months(1),
    ]
    .map(|day| {
        let weekend = i64::from(day.weekday().max(5)) - 5;
        if weekend > 0 {
            day.plus_days(3 - weekend)
        } else {
            day
        }
    })
}

/// One line of a note: what it is about, and what was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// How it goes for the trainee.
    Trainee(Going),
    /// How the work goes.
    Work(Going),
    /// How the supervision goes.
    Supervision(Going),
    /// What was agreed.
    Agreed(Vec<Agreed>),
    /// Who took part.
    Present(Vec<Attendee>),
}

/// A note in lines, what matters most first; the free text is not among them.
#[must_use]
pub fn lines(note: &Note) -> Vec<Line> {
    let agreed: Vec<Agreed> = note.agreed.iter().copied().collect();
    let present: Vec<Attendee> = note.present.iter().copied().collect();
    let lines = [
        note.trainee.map(Line::Trainee),
        note.work.map(Line::Work),
        note.supervision.map(Line::Supervision),
        (!agreed.is_empty()).then_some(Line::Agreed(agreed)),
        (!present.is_empty()).then_some(Line::Present(present)),
    ];
    lines.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use shared::model::{Entity, Meeting, NoteVersion, Role};
    use shared::time::Millis;
    use uuid::Uuid;

    use super::*;
    use crate::screens::sample::{Sample, day, me};

    fn meeting(sample: &Sample, state: MeetingState) -> Meeting {
        Meeting {
            placement: sample.placement,
            contract: sample.contract,
            site: sample.site,
            candidate: sample.candidate,
            kind: MeetingKind::Visit,
            state,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_planned_meeting_whose_day_has_come_is_the_one_that_is_written_down() {
        let today = day("2026-11-24");
        let mut sample = Sample::running("2026-11-02");
        let caseworker = me(&[Role::Caseworker]);
        let new = NoteModel::of(&sample.state, &caseworker, sample.placement, None, today);
        assert_eq!(new.unwrap().meeting, None);
        let id = Uuid::from_u128(50);
        let planned = |on: &str| MeetingState::Planned {
            on: day(on),
            at: None,
        };
        sample
            .state
            .put(Entity::new(id, meeting(&sample, planned("2026-11-23"))));
        let due = NoteModel::of(&sample.state, &caseworker, sample.placement, None, today).unwrap();
        assert_eq!(
            (due.meeting, due.kind, due.on),
            (Some(id.into()), MeetingKind::Visit, day("2026-11-23"))
        );
        sample
            .state
            .put(Entity::new(id, meeting(&sample, planned("2026-12-01"))));
        let ahead =
            NoteModel::of(&sample.state, &caseworker, sample.placement, None, today).unwrap();
        assert_eq!((ahead.meeting, ahead.next), (None, Some(day("2026-12-01"))));
        let other = me(&[Role::MatchingOfficer]);
        assert_eq!(
            NoteModel::of(&sample.state, &other, sample.placement, None, today),
            None
        );
    }

    #[test]
    fn a_held_meeting_is_corrected_from_its_last_version() {
        let mut sample = Sample::running("2026-11-02");
        let on = day("2026-11-20");
        let note = Note {
            work: Some(Going::Partly),
            ..Note::default()
        };
        let version = NoteVersion {
            on,
            note: note.clone(),
            by: sample.caseworker,
            at: Millis(0),
        };
        let held = Meeting {
            notes: vec![version],
            ..meeting(&sample, MeetingState::Held { on })
        };
        let id = Uuid::from_u128(50);
        sample.state.put(Entity::new(id, held));
        let caseworker = me(&[Role::Caseworker]);
        let today = day("2026-11-24");
        let model = NoteModel::of(
            &sample.state,
            &caseworker,
            sample.placement,
            Some(id.into()),
            today,
        );
        let model = model.unwrap();
        assert!(model.is_correction);
        assert_eq!((model.on, &model.note), (on, &note));
        assert_eq!(lines(&note), [Line::Work(Going::Partly)]);
    }

    #[test]
    fn choices_travel_as_their_places() {
        let all = Agreed::ALL;
        assert_eq!(places(&all, &[Agreed::GoOn, Agreed::Language]), "0 4");
        assert_eq!(
            chosen(&all, "0 4 9 x").collect::<Vec<_>>(),
            [Agreed::GoOn, Agreed::Language]
        );
        assert_eq!(chosen(&all, "").count(), 0);
    }

    #[test]
    fn nobody_is_proposed_to_meet_on_a_weekend() {
        // A Saturday.
        let days = proposals(day("2026-11-28"));
        assert_eq!(
            days.map(|day| day.to_string()),
            ["2026-12-07", "2026-12-14", "2026-12-28"]
        );
        let days = proposals(day("2026-11-24"));
        assert_eq!(
            days.map(|day| day.to_string()),
            ["2026-12-01", "2026-12-08", "2026-12-24"]
        );
    }
}
