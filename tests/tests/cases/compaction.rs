//! Devices whose cursor lies before what the server has forgotten.
use anyhow::{Result, ensure};
use backend::accept::{self, Deps, execute_local};
use shared::command::OfferSlot;
use shared::id::SlotId;
use shared::model::{Key, Kind};
use shared::state::Rows;
use shared::testing::cast::{id, said, today, user};
use shared::time::Day;
use shared::verdict::Outcome;
use tests::authority::{now, order, tenant};
use tests::device::Device;

use crate::server;

async fn offer(deps: &Deps, site: &str, from: Day) -> Result<()> {
    let offer = OfferSlot {
        slot: id("Skolan 4"),
        site: id(site),
        trade: said("Snickare"),
        from,
    };
    let orders = vec![order(user("Karin"), today(), offer.into())];
    for verdict in execute_local(deps, now(today()), orders).await? {
        let is_applied = matches!(verdict.outcome, Outcome::Applied { .. });
        ensure!(is_applied, "{:?}", verdict.outcome);
    }
    Ok(())
}

fn has_slot(device: &Device) -> bool {
    let slot = Key::new(Kind::Slot, id::<SlotId>("Skolan 4"));
    device.core.rows().get(slot).is_some()
}

#[tokio::test]
async fn case_14_a_cursor_below_the_floor_loads_its_scopes_anew_and_keeps_what_waits() -> Result<()>
{
    let folder = tempfile::tempdir()?;
    let deps = server(folder.path()).await?;
    let (mut away, mut stays) = (Device::new("Ulla", 1), Device::new("Ulla", 2));
    for device in [&mut away, &mut stays] {
        device.sync(&deps).await?;
        ensure!(has_slot(device));
    }
    let pulls = stays.asked.pulls;
    offer(&deps, "Norr", today()).await?;
    stays.sync(&deps).await?;
    ensure!(!has_slot(&stays), "told one by one");
    // Nothing is older than a season: the daily round forgets nothing.
    ensure!(accept::compact(&deps, tenant(), now(today())).await? == 0);
    let later = now(today().plus_days(120));
    ensure!(accept::compact(&deps, tenant(), later).await? > 0);
    ensure!(accept::compact(&deps, tenant(), later).await? == 0, "twice");
    // Who was told is not reset by it: a pull and nothing more.
    let before = (stays.asked.pulls, stays.asked.pages);
    stays.sync(&deps).await?;
    ensure!(before.0 - pulls == 1);
    ensure!(stays.asked.pulls == before.0 + 1 && stays.asked.pages == before.1);
    away.record(shared::command::RecordAttendance {
        placement: id("placement Dag"),
        day: today(),
        attendance: shared::model::Attendance::Present {
            minutes: shared::quantity::Minutes::parse(480)?,
        },
        replaces: None,
    })?;
    away.sync(&deps).await?;
    ensure!(!has_slot(&away), "a deletion that nobody tells any more");
    ensure!(away.told.is_empty(), "{:?}", away.told);
    ensure!(away.core.outbox().waiting() == 0, "what waited has arrived");
    let same = away.core.base().state() == stays_after(&mut stays, &deps).await?;
    ensure!(same, "both hold the same");
    Ok(())
}

async fn stays_after<'a>(stays: &'a mut Device, deps: &Deps) -> Result<&'a shared::state::State> {
    stays.sync(deps).await?;
    Ok(stays.core.base().state())
}
