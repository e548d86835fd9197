//! What the attendance commands share: finding placement and sheet, and which days can be reported.
use crate::command::Ctx;
use crate::id::PlacementId;
use crate::model::{
    Body, DayEntry, Entity, Key, Kind, Placement, PlacementState, Sheet, SheetState, Side,
};
use crate::ordered::Map;
use crate::permission::Subject;
use crate::refusal::Refusal;
use crate::state::{Need, Rows, find};
use crate::time::{Day, Month};

/// Placement, its month sheet, its candidate, site and contract.
pub(super) fn needs(placement: PlacementId, month: Month, rows: &dyn Rows, needs: &mut Vec<Need>) {
    needs.push(Need::Row(Key::new(Kind::Placement, placement)));
    needs.push(Need::Row(Key::new(
        Kind::Sheet,
        Sheet::id_of(placement, month),
    )));
    placement_needs(placement, rows, needs);
}

/// What hangs on a placement.
pub(super) fn placement_needs(placement: PlacementId, rows: &dyn Rows, needs: &mut Vec<Need>) {
    needs.push(Need::Row(Key::new(Kind::Placement, placement)));
    if let Some(found) = find::placement(rows, placement) {
        needs.push(Need::Row(Key::new(Kind::Candidate, found.candidate)));
        needs.push(Need::Row(Key::new(Kind::Site, found.site)));
        needs.push(Need::Row(Key::new(Kind::Contract, found.contract)));
    }
}

/// What a command about a placement is about.
pub(super) fn subject(placement: PlacementId, rows: &dyn Rows) -> Subject {
    find::placement(rows, placement).map_or_else(Subject::default, |found| Subject {
        contract: Some(found.contract),
        site: Some(found.site),
        candidate: Some(found.candidate),
        organisation: None,
    })
}

/// The placement, or `NotFound`.
pub(super) fn placement(rows: &dyn Rows, id: PlacementId) -> Result<&Placement, Refusal> {
    find::placement(rows, id).ok_or(Refusal::NotFound {
        kind: Kind::Placement,
    })
}

/// The sheet as it stands, or an empty one.
pub(super) fn sheet(rows: &dyn Rows, id: PlacementId, month: Month) -> Option<Sheet> {
    if let Some(found) = find::sheet(rows, Sheet::id_of(id, month)) {
        return Some(found.clone());
    }
    find::placement(rows, id).map(|placement| Sheet {
        placement: id,
        contract: placement.contract,
        site: placement.site,
        candidate: placement.candidate,
        month,
        days: Map::new(),
        state: SheetState::Open,
    })
}

/// On whose behalf the actor speaks of this sheet.
pub(super) fn side(ctx: &Ctx, rows: &dyn Rows, sheet: &Sheet) -> Side {
    ctx.side(find::contract(rows, sheet.contract))
}

/// Who promised does not verify: refuses everybody with a role at the contractor or its subcontractors since the month began.
pub(super) fn is_not_own_promise(ctx: &Ctx, rows: &dyn Rows, sheet: &Sheet) -> Result<(), Refusal> {
    let since = sheet.month.first_day();
    match find::contract(rows, sheet.contract) {
        Some(contract) if ctx.has_promised(contract, since) => Err(Refusal::OwnPromise),
        Some(_) | None => Ok(()),
    }
}

/// The same of a placement: its dates are what is served, so who promised does not set them. Since its planned start.
pub(super) fn is_not_own_placement(
    ctx: &Ctx,
    rows: &dyn Rows,
    placement: &Placement,
) -> Result<(), Refusal> {
    match find::contract(rows, placement.contract) {
        Some(contract) if ctx.has_promised(contract, placement.planned_start) => {
            Err(Refusal::OwnPromise)
        }
        Some(_) | None => Ok(()),
    }
}

/// The sheet as an entity to be written.
pub(super) fn entity(sheet: Sheet) -> Entity {
    Entity::new(
        Sheet::id_of(sheet.placement, sheet.month),
        Body::Sheet(sheet),
    )
}

/// The entry of a day, made when it is not there.
pub(super) fn entry(sheet: &mut Sheet, day: Day) -> &mut DayEntry {
    sheet.days.entry(day.day_of_month()).or_default()
}

/// A day can be reported when it has come and the placement ran on it.
pub(super) fn day_is_served(ctx: &Ctx, placement: &Placement, day: Day) -> Result<(), Refusal> {
    if day > ctx.day {
        return Err(Refusal::DayInFuture { day });
    }
    let (started, ended) = match placement.state.served() {
        Some((started, ended)) => (Some(started), ended),
        None => (None, None),
    };
    let inside = started.is_some_and(|from| from <= day) && ended.is_none_or(|to| day <= to);
    if inside {
        Ok(())
    } else {
        Err(Refusal::DayOutsidePlacement {
            day,
            started,
            ended,
        })
    }
}

/// The placement runs.
pub(super) fn is_state(placement: &Placement, wanted: &str) -> Result<(), Refusal> {
    let is = placement.state.code();
    if is == wanted {
        Ok(())
    } else {
        Err(Refusal::PlacementState { is: is.to_owned() })
    }
}

/// The last day of the month that the placement can have: a month can be signed once it is over.
pub(super) fn last_day(placement: &Placement, month: Month) -> Day {
    match placement.state {
        PlacementState::EndedEarly { on, .. } | PlacementState::Completed { on, .. } => {
            month.last_day().min(on)
        }
        PlacementState::Planned
        | PlacementState::Started { .. }
        | PlacementState::DidNotStart { .. } => month.last_day(),
    }
}
