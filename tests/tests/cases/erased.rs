//! A person who is erased: gone from server and devices, in whatever state these were, and back by nothing that comes later.
use anyhow::{Result, ensure};
use backend::accept::{self, Deps, Erasure, NotErased, Record, erase, erase_again, execute_local};
use backend::store::sqlite::copy;
use backend::store::{self, FILE_NAME, StoreError};
use backend::vault::Vault;
use shared::command::{
    Command, EndPlacementEarly, PlanPlacement, RecordAttendance, RegisterCandidate,
};
use shared::follow_up;
use shared::id::SlotId;
use shared::model::{Body, EndReason, Key, Kind, PlacementState, Protection};
use shared::ordered::Set;
use shared::refusal::Refusal;
use shared::state::Rows;
use shared::testing::cast::{id, said, today, user};
use shared::testing::world::{placement, present};
use shared::time::Day;
use shared::verdict::{Outcome, Verdict};
use tests::authority::{now, order, tenant};
use tests::device::Device;
use uuid::Uuid;

use crate::server;

const WHO: &str = "Amina";

async fn ask(deps: &Deps, who: &str, on: Day, command: impl Into<Command>) -> Result<Verdict> {
    let orders = vec![order(user(who), on, command.into())];
    let verdicts = execute_local(deps, now(today()), orders).await?;
    Ok(verdicts[0].clone())
}

fn erasure() -> Erasure {
    Erasure {
        tenant: tenant(),
        person: id(WHO),
        by: user("Agda"),
        decision: "KS 2026/12".to_owned(),
    }
}

/// The placement ends ten days ago.
async fn ends(deps: &Deps) -> Result<()> {
    let on = today().plus_days(-10);
    let end = EndPlacementEarly {
        placement: placement(WHO),
        on,
        reason: EndReason::GotJob,
    };
    let verdict = ask(deps, "Hanna", on, end).await?;
    ensure!(verdict.outcome.state() == "applied", "{verdict:?}");
    Ok(())
}

fn here(on: Day) -> RecordAttendance {
    RecordAttendance {
        placement: placement(WHO),
        day: on,
        attendance: present(480),
        replaces: None,
    }
}

/// Whether anything of the person is there.
fn knows(rows: &dyn Rows) -> bool {
    let mut all = Kind::ALL.iter().flat_map(|kind| rows.all(*kind));
    let mine: Uuid = id(WHO);
    let card = rows.get(Key::new(Kind::TraineeCard, mine));
    let place = rows.get(Key::new(Kind::Placement, placement(WHO)));
    card.is_some()
        || place.is_some()
        || all.any(|entity| {
            entity.id == mine || entity.person().is_some_and(|person| person.uuid() == mine)
        })
}

fn span(rows: &dyn Rows) -> Option<PlacementState> {
    let row = rows.get(Key::new(Kind::Span, placement(WHO)));
    row.and_then(|row| match &row.body {
        Body::Span(span) => Some(span.state),
        _ => None,
    })
}

/// Days that the person's place has been filled.
fn days_served(rows: &dyn Rows) -> Result<i64> {
    let contract = id("contract Skolan");
    let found = follow_up::fulfilment(rows, contract, today());
    let found = found.ok_or_else(|| anyhow::anyhow!("no contract"))?;
    let slot: SlotId = id("Skolan 1");
    let mut slots = found.slots.iter().filter(|one| one.slot == slot);
    let one = slots.next().ok_or_else(|| anyhow::anyhow!("no slot"))?;
    Ok(one.days_remaining)
}

async fn sound(deps: &Deps) -> Result<()> {
    let found = accept::look_through(deps).await?;
    ensure!(found.is_ok(), "{found:?}");
    Ok(())
}

#[tokio::test]
async fn who_is_erased_leaves_every_device_and_the_contract_keeps_its_days() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = server(folder.path()).await?;
    let refused = erase(&deps, now(today()), erasure(), false).await;
    ensure!(matches!(refused, Err(NotErased::Running)), "{refused:?}");
    ends(&deps).await?;
    let names = ["Hanna", "Karin", "Nora", "Stig", "Malin", "Figge"];
    let mut devices: Vec<Device> = (0..)
        .zip(names)
        .map(|(number, who)| Device::new(who, 30 + number))
        .collect();
    for device in &mut devices {
        device.sync(&deps).await?;
    }
    let before = days_served(&devices[1].core.rows())?;
    // One has said something of the person, and one that they are there anew, without network.
    devices[3].record(here(today().plus_days(-11)))?;
    let looked = erase(&deps, now(today()), erasure(), true).await?;
    let spans = 1;
    ensure!(looked == Record { rows: 2, spans }, "{looked:?}");
    ensure!(
        knows(&devices[0].core.rows()),
        "a rehearsal takes nothing away"
    );
    let done = erase(&deps, now(today()), erasure(), false).await?;
    ensure!(done == looked, "{done:?}");
    sound(&deps).await?;
    let again = erase(&deps, now(today()), erasure(), false).await;
    ensure!(matches!(again, Err(NotErased::Unknown)), "{again:?}");
    for (device, who) in devices.iter_mut().zip(names) {
        device.sync(&deps).await?;
        ensure!(device.told.is_empty(), "{who}: {:?}", device.told);
        let rows = device.core.rows();
        ensure!(!knows(&rows), "{who} still has the person");
        let sees = ["Hanna", "Karin", "Nora", "Malin", "Figge"].contains(&who);
        ensure!(span(&rows).is_some() == sees, "{who}");
        let mut fresh = Device::new(who, 90);
        fresh.sync(&deps).await?;
        ensure!(!knows(&fresh.core.rows()));
        ensure!(span(&fresh.core.rows()) == span(&rows), "{who}");
    }
    ensure!(days_served(&devices[1].core.rows())? == before);
    // What was said of the person without network is refused, and lies with the office.
    let inbox: Vec<_> = devices[3].core.inbox().collect();
    ensure!(inbox.len() == 1, "{inbox:?}");
    sound(&deps).await
}

#[tokio::test]
async fn nothing_that_is_said_later_brings_an_erased_person_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let deps = server(folder.path()).await?;
    ends(&deps).await?;
    erase(&deps, now(today()), erasure(), false).await?;
    let register = RegisterCandidate {
        candidate: id(WHO),
        given_name: said(WHO),
        family_name: said("Exempelsson"),
        alias: said("Praktikant 5"),
        protection: Protection::None,
        caseworkers: Set::from([user("Hanna")]),
        wants: None,
        available_from: today(),
    };
    let kind = Kind::Candidate;
    let refusal = Refusal::NotFound { kind };
    let verdict = ask(&deps, "Hanna", today(), register).await?;
    ensure!(
        verdict.outcome == Outcome::Rejected { refusal },
        "{verdict:?}"
    );
    // Nobody takes the place of what stays.
    let plan = PlanPlacement {
        placement: placement(WHO),
        slot: id("Skolan 4"),
        candidate: id("Elif"),
        starts: today(),
        ends: today().plus_days(60),
    };
    let verdict = ask(&deps, "Hanna", today(), plan).await?;
    ensure!(verdict.outcome.state() == "rejected", "{verdict:?}");
    // The next one is judged as ever.
    let verdict = ask(&deps, "Hanna", today(), here(today().plus_days(-11))).await?;
    ensure!(verdict.outcome.state() == "rejected", "{verdict:?}");
    let mut device = Device::new("Hanna", 40);
    device.sync(&deps).await?;
    ensure!(!knows(&device.core.rows()));
    sound(&deps).await
}

#[tokio::test]
async fn a_backup_from_before_does_not_bring_an_erased_person_back() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (live, backup) = (folder.path().join(FILE_NAME), folder.path().join("backup"));
    let deps = server(folder.path()).await?;
    // Running in the backup.
    copy::copy(&live, &backup).await?;
    ends(&deps).await?;
    let mut away = Device::new("Hanna", 40);
    away.sync(&deps).await?;
    erase(&deps, now(today()), erasure(), false).await?;
    deps.store.close().await;
    backend::cli::restore::restore(&backup, &live).await?;
    let store = store::open(None, folder.path()).await?;
    let vault = Vault::open(folder.path())?;
    vault.bind(&*store).await?;
    let deps = Deps { store, vault };
    let back = store::read::<_, StoreError, _>(&*deps.store, |tx| {
        Box::pin(async move { tx.entities_of_person(tenant(), id(WHO)).await })
    });
    let back = back.await?.len();
    ensure!(back == 2, "the backup holds the person: {back}");
    sound(&deps).await?;
    ensure!(erase_again(&deps, now(today()).millis).await? == 1);
    ensure!(erase_again(&deps, now(today()).millis).await? == 0);
    sound(&deps).await?;
    away.sync(&deps).await?;
    ensure!(!knows(&away.core.rows()));
    let state = span(&away.core.rows());
    ensure!(
        matches!(state, Some(PlacementState::Completed { on, .. }) if on <= today()),
        "{state:?}"
    );
    let mut fresh = Device::new("Malin", 41);
    fresh.sync(&deps).await?;
    ensure!(!knows(&fresh.core.rows()));
    Ok(())
}
