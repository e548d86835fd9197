//! What the commands about meetings and tasks share. Each of them names its placement, so that its envelope lies under the
//! trainee's key from the first moment, before anybody has read what it says.
use super::{Ctx, sheet_rules as rules};
use crate::id::{MeetingId, PlacementId};
use crate::model::{Entity, Key, Kind, Meeting, MeetingKind, MeetingState, Note, NoteVersion};
use crate::refusal::Refusal;
use crate::state::{Need, Rows, find};
use crate::time::Day;

/// Placement, candidate, contract, and the meeting.
pub(super) fn needs(
    placement: PlacementId,
    meeting: MeetingId,
    rows: &dyn Rows,
    needs: &mut Vec<Need>,
) {
    rules::placement_needs(placement, rows, needs);
    needs.push(Need::Row(Key::new(Kind::Meeting, meeting)));
}

/// The meeting, when it is one of this placement.
pub(super) fn meeting(
    rows: &dyn Rows,
    placement: PlacementId,
    id: MeetingId,
) -> Result<&Meeting, Refusal> {
    let found = find::meeting(rows, id).filter(|meeting| meeting.placement == placement);
    found.ok_or(Refusal::NotFound {
        kind: Kind::Meeting,
    })
}

/// A new meeting of a placement; nothing where there is no such placement.
pub(super) fn new_meeting(
    rows: &dyn Rows,
    id: PlacementId,
    kind: MeetingKind,
    state: MeetingState,
) -> Option<Meeting> {
    find::placement(rows, id).map(|placement| Meeting {
        placement: id,
        contract: placement.contract,
        site: placement.site,
        candidate: placement.candidate,
        kind,
        state,
        notes: Vec::new(),
    })
}

/// Nothing more is written into a list that is full.
pub(super) fn has_room(
    rows: &dyn Rows,
    kind: Kind,
    of: PlacementId,
    max: usize,
) -> Result<(), Refusal> {
    if rows.children(kind, of.uuid()).len() < max {
        Ok(())
    } else {
        Err(Refusal::TooMany {
            max: u32::try_from(max).unwrap_or(u32::MAX),
        })
    }
}

/// What was said is told of a day that has come, and there is room for one more version.
pub(super) fn can_note(ctx: &Ctx, on: Day, meeting: Option<&Meeting>) -> Result<(), Refusal> {
    if on > ctx.day {
        return Err(Refusal::DayInFuture { day: on });
    }
    match meeting {
        Some(meeting) if meeting.notes.len() >= Meeting::NOTES_MAX => {
            Err(Refusal::TooMany { max: 40 })
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether the last version says the very same.
pub(super) fn is_noted(meeting: &Meeting, on: Day, note: &Note) -> bool {
    let is_held = meeting.state == (MeetingState::Held { on });
    is_held && meeting.note().is_some_and(|last| last.note == *note)
}

/// Adds a version; those before stay.
pub(super) fn add_version(ctx: &Ctx, meeting: &mut Meeting, on: Day, note: &Note) {
    meeting.state = MeetingState::Held { on };
    meeting.notes.push(NoteVersion {
        on,
        note: note.clone(),
        by: ctx.actor,
        at: ctx.at,
    });
}

/// The meeting as an entity to be written.
pub(super) fn entity(id: MeetingId, meeting: Meeting) -> Entity {
    Entity::new(id, meeting)
}
