//! Generators of what a caseworker does about a placement: meetings, notes, tasks; and of how somebody is reached.
use super::cast::{day_near, text};
use super::{Dice, Scene};
use crate::command::{
    AddTask, CancelMeeting, Command, CompleteTask, CorrectNote, MoveMeeting, PlanMeeting,
    RecordMeeting, ReopenTask, SetContact,
};
use crate::id::{MeetingId, PlacementId, TaskId};
use crate::model::{
    Agreed, Attendee, Body, Email, Going, Kind, Meeting, MeetingKind, MeetingState, Note, Phone,
    TaskState,
};
use crate::ordered::Set;
use crate::state::find;
use crate::time_of_day::TimeOfDay;

/// A placement, mostly of somebody in one's own circle.
fn placement(dice: &mut Dice, scene: &Scene<'_>) -> Option<PlacementId> {
    let is_any = dice.chance(15);
    let read = |row: &crate::model::Entity| match &row.body {
        Body::Placement(body) => {
            let candidate = find::candidate(scene.rows, body.candidate);
            let is_own = candidate.is_some_and(|c| c.caseworkers.contains(&scene.me));
            (is_any || is_own).then(|| PlacementId::from(row.id))
        }
        _ => None,
    };
    let rows = scene.rows.all(Kind::Placement);
    let found: Vec<PlacementId> = rows.into_iter().filter_map(read).collect();
    dice.pick_early(&found)
}

fn meetings<'a>(
    scene: &'a Scene<'_>,
    keep: impl Fn(MeetingState) -> bool,
) -> Vec<(MeetingId, &'a Meeting)> {
    let read = |row: &'a crate::model::Entity| match &row.body {
        Body::Meeting(body) if keep(body.state) => Some((MeetingId::from(row.id), body)),
        _ => None,
    };
    let rows = scene.rows.all(Kind::Meeting);
    rows.into_iter().filter_map(read).collect()
}

const fn is_planned(state: MeetingState) -> bool {
    matches!(state, MeetingState::Planned { .. })
}

fn time(dice: &mut Dice) -> Option<TimeOfDay> {
    let times = ["08:30", "10:00", "13:15"].map(|time| TimeOfDay::parse(time).ok());
    dice.pick(&times)?.filter(|_| dice.chance(80))
}

fn note(dice: &mut Dice) -> Note {
    let going = [
        None,
        Some(Going::Well),
        Some(Going::Partly),
        Some(Going::Badly),
    ];
    let mut present = Set::new();
    let mut agreed = Set::new();
    for _ in 0..2 {
        present.extend(dice.pick(&Attendee::ALL));
        agreed.extend(dice.pick(&Agreed::ALL));
    }
    Note {
        present,
        trainee: dice.pick(&going).flatten(),
        work: dice.pick(&going).flatten(),
        supervision: dice.pick(&going).flatten(),
        agreed,
        text: dice.chance(60).then(|| text("Trivs bra på platsen", dice)),
    }
}

pub(super) fn plan_meeting(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let command = PlanMeeting {
        meeting: dice.uuid().into(),
        placement: placement(dice, scene)?,
        kind: dice.pick(&MeetingKind::ALL)?,
        on: day_near(dice, scene.today.plus_days(10), 10),
        at: time(dice),
    };
    Some(command.into())
}

pub(super) fn move_meeting(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let any = dice.chance(10);
    let (meeting, body) = dice.pick(&meetings(scene, |state| any || is_planned(state)))?;
    let command = MoveMeeting {
        meeting,
        placement: body.placement,
        on: day_near(dice, scene.today.plus_days(10), 10),
        at: time(dice),
    };
    Some(command.into())
}

pub(super) fn cancel_meeting(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let any = dice.chance(10);
    let (meeting, body) = dice.pick(&meetings(scene, |state| any || is_planned(state)))?;
    let placement = body.placement;
    Some(CancelMeeting { meeting, placement }.into())
}

pub(super) fn record_meeting(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let known = meetings(scene, |_| true);
    let planned = dice.pick(&known).filter(|_| dice.chance(50));
    let (meeting, placement) = match planned {
        Some((meeting, body)) => (meeting, body.placement),
        None => (dice.uuid().into(), placement(dice, scene)?),
    };
    let command = RecordMeeting {
        meeting,
        placement,
        kind: dice.pick(&MeetingKind::ALL)?,
        on: scene.today.plus_days(-i64::try_from(dice.below(4)).ok()?),
        note: note(dice),
    };
    Some(command.into())
}

pub(super) fn correct_note(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let any = dice.chance(10);
    let held = meetings(scene, |state| any || !is_planned(state));
    let (meeting, body) = dice.pick(&held)?;
    let command = CorrectNote {
        meeting,
        placement: body.placement,
        on: body.state.on(),
        note: note(dice),
    };
    Some(command.into())
}

pub(super) fn add_task(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let command = AddTask {
        task: dice.uuid().into(),
        placement: placement(dice, scene)?,
        title: text("Boka tolk", dice),
        due: day_near(dice, scene.today.plus_days(5), 5),
    };
    Some(command.into())
}

pub(super) fn complete_task(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (task, placement) = task(dice, scene, |state| state == TaskState::Open)?;
    Some(CompleteTask { task, placement }.into())
}

pub(super) fn reopen_task(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (task, placement) = task(dice, scene, |state| state != TaskState::Open)?;
    Some(ReopenTask { task, placement }.into())
}

/// One of the tasks that stand so, now and then any.
fn task(
    dice: &mut Dice,
    scene: &Scene<'_>,
    stands: impl Fn(TaskState) -> bool,
) -> Option<(TaskId, PlacementId)> {
    let any = dice.chance(10);
    let rows = scene.rows.all(Kind::Task);
    let found: Vec<_> = rows
        .into_iter()
        .filter_map(|row| match &row.body {
            Body::Task(task) if any || stands(task.state) => Some((row.id.into(), task.placement)),
            _ => None,
        })
        .collect();
    dice.pick(&found)
}

pub(super) fn set_contact(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let any = dice.chance(10);
    let rows = scene.rows.all(Kind::Membership);
    let at_contractors: Vec<_> = rows
        .into_iter()
        .filter_map(|row| match &row.body {
            Body::Membership(m) if any || m.role.is_contractors() => Some(row.id),
            _ => None,
        })
        .collect();
    let number = format!("070-174 06 {:02}", dice.below(95) + 5);
    let command = SetContact {
        membership: dice.pick(&at_contractors)?.into(),
        phone: Phone::parse(&number).ok().filter(|_| dice.chance(80)),
        email: Email::parse("kontakt@norrbygg.example")
            .ok()
            .filter(|_| dice.chance(60)),
    };
    Some(command.into())
}
