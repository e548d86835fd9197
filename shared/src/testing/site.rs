//! Generators of what happens to placements and their days.
use super::cast::{day_near, text};
use super::{Dice, Scene};
use crate::command::{
    AttestMonth, Command, CompletePlacement, ConfirmMonth, CorrectAttendance, EndPlacementEarly,
    PlanPlacement, RecordAttendance, ReportNoStart, RetractAttendance, SettleDay, StartPlacement,
};
use crate::id::{CandidateId, PlacementId, SlotId};
use crate::model::{
    AbsenceReason, Attendance, Body, EndReason, Kind, NoStartReason, Placement, PlacementState,
    Sheet, SheetState, SlotState,
};
use crate::quantity::Minutes;
use crate::time::Day;

pub(super) fn placements<'a>(
    scene: &'a Scene<'_>,
    keep: impl Fn(PlacementState) -> bool,
) -> Vec<(PlacementId, &'a Placement)> {
    let read = |row: &'a crate::model::Entity| match &row.body {
        Body::Placement(body) if keep(body.state) => Some((PlacementId::from(row.id), body)),
        _ => None,
    };
    let rows = scene.rows.all(Kind::Placement);
    rows.into_iter().filter_map(read).collect()
}

pub(super) fn sheets<'a>(scene: &'a Scene<'_>, keep: impl Fn(&Sheet) -> bool) -> Vec<&'a Sheet> {
    let read = |row: &'a crate::model::Entity| match &row.body {
        Body::Sheet(body) if keep(body) => Some(body),
        _ => None,
    };
    let rows = scene.rows.all(Kind::Sheet);
    rows.into_iter().filter_map(read).collect()
}

fn attendance(dice: &mut Dice) -> Option<Attendance> {
    let reason = dice.pick(&[
        AbsenceReason::Sick,
        AbsenceReason::ChildCare,
        AbsenceReason::LanguageClass,
        AbsenceReason::SiteClosed,
        AbsenceReason::NoShow,
    ])?;
    Some(if dice.chance(60) {
        let minutes = dice.pick(&[480, 480, 240])?;
        Attendance::Present {
            minutes: Minutes::parse(minutes).ok()?,
        }
    } else {
        Attendance::Absent { reason }
    })
}

pub(super) const fn runs(state: PlacementState) -> bool {
    matches!(state, PlacementState::Started { .. })
}
const fn ran(state: PlacementState) -> bool {
    !matches!(
        state,
        PlacementState::Planned | PlacementState::DidNotStart { .. }
    )
}

/// A day on which it ran, mostly one of the last few, so that several people speak of the same one.
fn served_day(dice: &mut Dice, scene: &Scene<'_>, placement: &Placement) -> Day {
    let far = if dice.chance(70) { 5 } else { 40 };
    let back = i64::try_from(dice.below(far)).unwrap_or(0);
    match placement.state.served() {
        Some((from, to)) if dice.chance(97) => {
            let last = to.unwrap_or(scene.today).min(scene.today);
            last.plus_days(-back).max(from)
        }
        Some(_) | None => day_near(dice, scene.today, 40),
    }
}

pub(super) fn plan_placement(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let is_any = dice.chance(5);
    let slots: Vec<SlotId> = scene
        .rows
        .all(Kind::Slot)
        .into_iter()
        .filter_map(|row| match &row.body {
            Body::Slot(slot) if is_any || slot.state != SlotState::Promised => Some(row.id.into()),
            _ => None,
        })
        .collect();
    let candidates = scene.rows.all(Kind::Candidate);
    let candidates: Vec<CandidateId> = candidates.iter().map(|row| row.id.into()).collect();
    let starts = day_near(dice, scene.today, 15);
    let command = PlanPlacement {
        placement: dice.uuid().into(),
        slot: dice.pick(&slots)?,
        candidate: dice.pick(&candidates)?,
        starts,
        ends: starts.plus_days(5 + i64::try_from(dice.below(60)).ok()?),
    };
    Some(command.into())
}

pub(super) fn start_placement(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let planned = placements(scene, |state| state == PlacementState::Planned);
    let (placement, body) = dice.pick_early(&planned)?;
    let on = body.planned_start.min(scene.today);
    Some(StartPlacement { placement, on }.into())
}

pub(super) fn end_placement_early(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (placement, body) = dice.pick_early(&placements(scene, runs))?;
    let command = EndPlacementEarly {
        placement,
        on: served_day(dice, scene, body),
        reason: dice.pick(&[
            EndReason::GotJob,
            EndReason::Illness,
            EndReason::TraineeLeft,
        ])?,
    };
    Some(command.into())
}

pub(super) fn complete_placement(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let mut running = placements(scene, runs);
    if dice.chance(90) {
        running.retain(|(_, body)| body.planned_end <= scene.today);
    }
    let (placement, body) = dice.pick_early(&running)?;
    let command = CompletePlacement {
        placement,
        on: body.planned_end.max(scene.today.plus_days(-3)),
    };
    Some(command.into())
}

pub(super) fn report_no_start(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let planned = placements(scene, |state| state == PlacementState::Planned);
    let (placement, _) = dice.pick_early(&planned)?;
    let reason = dice.pick(&[
        NoStartReason::DidNotCome,
        NoStartReason::TraineeDeclined,
        NoStartReason::ContractorWithdrew,
    ])?;
    Some(ReportNoStart { placement, reason }.into())
}

pub(super) fn record_attendance(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (mut placement, body) = dice.pick_early(&placements(scene, ran))?;
    let mut day = served_day(dice, scene, body);
    let spoken: Vec<&Sheet> = sheets(scene, |sheet| sheet.state == SheetState::Open);
    if let Some(sheet) = dice.pick(&spoken).filter(|_| dice.chance(40)) {
        // A day that somebody has spoken of already.
        let days: Vec<u8> = sheet.days.keys().copied().collect();
        let spoken = dice.pick(&days).and_then(|day| sheet.month.day(day));
        (placement, day) = (sheet.placement, spoken.unwrap_or(day));
    }
    let sheet = Sheet::id_of(placement, day.in_month());
    let seen = crate::state::find::sheet(scene.rows, sheet)
        .and_then(|sheet| sheet.day(day)?.statements.last().map(|said| said.cmd));
    let command = RecordAttendance {
        placement,
        day,
        attendance: attendance(dice)?,
        replaces: seen.filter(|_| dice.chance(50)),
    };
    Some(command.into())
}

pub(super) fn retract_attendance(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let me = scene.me;
    let said: Vec<(PlacementId, Day)> = sheets(scene, |sheet| sheet.state == SheetState::Open)
        .into_iter()
        .flat_map(|sheet| {
            let mine = sheet
                .days
                .iter()
                .filter(move |(_, entry)| entry.statements.iter().any(|said| said.by == me));
            mine.filter_map(|(day, _)| Some((sheet.placement, sheet.month.day(*day)?)))
        })
        .collect();
    let (placement, day) = dice.pick(&said)?;
    let command = RetractAttendance {
        placement,
        day,
        replaces: None,
    };
    Some(command.into())
}

pub(super) fn correct_attendance(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let sheet = dice.pick(&sheets(scene, |sheet| sheet.state != SheetState::Open))?;
    let days: Vec<u8> = sheet.days.keys().copied().collect();
    let command = CorrectAttendance {
        placement: sheet.placement,
        day: sheet.month.day(dice.pick(&days).unwrap_or(1))?,
        attendance: attendance(dice)?,
        reason: text("Fel dag skrevs", dice),
    };
    Some(command.into())
}

pub(super) fn attest_month(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (placement, body) = dice.pick_early(&placements(scene, ran))?;
    let (from, to) = body.state.served()?;
    let last = to.unwrap_or(scene.today).in_month();
    let earlier = scene.today.in_month().first_day().plus_days(-1);
    let month = if to.is_some() && dice.chance(50) {
        last
    } else {
        earlier.max(from).in_month()
    };
    Some(AttestMonth { placement, month }.into())
}

pub(super) fn confirm_month(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let is_any = dice.chance(10);
    let attested = |sheet: &Sheet| is_any || matches!(sheet.state, SheetState::Attested { .. });
    let sheet = dice.pick(&sheets(scene, attested))?;
    let command = ConfirmMonth {
        placement: sheet.placement,
        month: sheet.month,
    };
    Some(command.into())
}

pub(super) fn settle_day(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let disputed: Vec<(PlacementId, Day)> = sheets(scene, |_| true)
        .into_iter()
        .flat_map(|sheet| {
            let days = sheet.disputed_days().into_iter();
            days.filter_map(|day| Some((sheet.placement, sheet.month.day(day)?)))
        })
        .collect();
    let (placement, day) = dice.pick(&disputed)?;
    let command = SettleDay {
        placement,
        day,
        attendance: attendance(dice)?,
        note: text("Enligt samtal", dice),
    };
    Some(command.into())
}
