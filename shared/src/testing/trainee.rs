//! Generators of what trainees do on the tablet, and of what lets them.
use super::site::{placements, runs, sheets};
use super::{Dice, Scene};
use crate::command::{CheckInTrainee, Command, IssueCard, ObjectToDay, SetCheckIn};
use crate::id::SiteId;
use crate::model::{CardCode, CheckIn, Kind};
use crate::state::find;

pub(super) fn set_check_in(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let sites: Vec<SiteId> = scene
        .rows
        .all(Kind::Site)
        .iter()
        .map(|row| row.id.into())
        .collect();
    let check_in = if dice.chance(80) {
        CheckIn::On
    } else {
        CheckIn::Off
    };
    Some(
        SetCheckIn {
            site: dice.pick(&sites)?,
            check_in,
        }
        .into(),
    )
}

pub(super) fn issue_card(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let (placement, _) = dice.pick(&placements(scene, |_| true))?;
    let code = CardCode::drawn(u32::try_from(dice.below(9)).ok()?);
    Some(
        IssueCard {
            placement,
            mark: code.mark(placement),
        }
        .into(),
    )
}

pub(super) fn check_in_trainee(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let is_any = dice.chance(5);
    let mut running = placements(scene, runs);
    running.retain(|(_, body)| {
        let site = find::site(scene.rows, body.site);
        is_any || site.is_some_and(|site| site.check_in == CheckIn::On)
    });
    let (placement, _) = dice.pick_early(&running)?;
    let back = i64::from(dice.chance(5));
    Some(
        CheckInTrainee {
            placement,
            day: scene.today.plus_days(-back),
        }
        .into(),
    )
}

pub(super) fn object_to_day(dice: &mut Dice, scene: &Scene<'_>) -> Option<Command> {
    let sheet = dice.pick(&sheets(scene, |_| true))?;
    let said = sheet.days.iter().flat_map(|(day, entry)| {
        let statements = entry.statements.iter();
        statements.map(|said| (*day, said.cmd))
    });
    let (day, to) = dice.pick(&said.collect::<Vec<_>>())?;
    let first = sheet.month.first_day();
    let day = first.plus_days(i64::from(day) - 1);
    Some(
        ObjectToDay {
            placement: sheet.placement,
            day,
            to,
        }
        .into(),
    )
}
