//! A backup that is older than what devices were told: nothing that was acknowledged is lost, whoever brings it back and however.
//! `FOTFASTE_RESTORES` says how often it is brought back, one time after another with new work between.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use backend::accept::{Deps, judge_leftovers, verify_chain};
use backend::cli::restore::restore;
use backend::store::sqlite::copy;
use backend::store::{self, FILE_NAME, StoreError};
use backend::vault::Vault;
use shared::state::find;
use shared::sync::event::Notice;
use shared::testing::Dice;
use shared::testing::cast::today;
use tests::authority::{begin, now, tenant, tender, tender_id};
use tests::device::Device;
use uuid::Uuid;

const DEVICES: u128 = 20;
const RESTORES: usize = 3;
/// The oldest backup that is brought back lies so many rounds of work behind.
const BACKUPS_MAX: usize = 4;
const PAGE: i64 = 1_000;

async fn open(folder: &Path) -> Result<Deps> {
    let store = store::open(None, folder).await?;
    let vault = Vault::open(folder)?;
    vault.bind(&*store).await?;
    let deps = Deps { store, vault };
    judge_leftovers(&deps, now(today())).await?;
    Ok(deps)
}

/// Each device records one more; those whose number `sends` names send it.
async fn work(
    deps: &Deps,
    devices: &mut [Device],
    told: &mut Vec<usize>,
    sends: impl Fn(usize) -> bool,
) -> Result<()> {
    for (place, device) in devices.iter_mut().enumerate() {
        let number = told.len();
        device.record(tender(number)?)?;
        told.push(number);
        if sends(place) {
            device.sync(deps).await?;
        }
    }
    Ok(())
}

/// Each command has one link of the chain, and there is no other link of a device.
async fn each_is_done_once(deps: &Deps, told: usize) -> Result<()> {
    let links = store::read::<_, StoreError, _>(&*deps.store, |tx| {
        Box::pin(async move {
            let whole = verify_chain(tx, tenant()).await?;
            let (mut links, mut after) = (Vec::new(), 0);
            loop {
                let page = tx.audit_after(tenant(), after, PAGE).await?;
                let Some(last) = page.last() else {
                    return Ok((whole, links));
                };
                after = last.seq;
                links.extend(page.into_iter().map(|row| (row.replica, row.cmd_no)));
            }
        })
    });
    let (whole, links) = links.await?;
    ensure!(whole == Ok(links.len() as u64), "the chain: {whole:?}");
    let of_devices: Vec<_> = links
        .into_iter()
        .filter(|(replica, _)| (20..20 + DEVICES).contains(&replica.as_u128()))
        .collect();
    let once: BTreeSet<_> = of_devices.iter().collect();
    ensure!(once.len() == of_devices.len(), "something was done twice");
    ensure!(once.len() == told, "{} of {told} were done", once.len());
    Ok(())
}

async fn all_is_there(deps: &Deps, devices: &mut [Device], told: &[usize]) -> Result<()> {
    for device in devices {
        device.sync(deps).await?;
        ensure!(device.core.status().waiting == 0, "something waits");
        ensure!(device.core.inbox().count() == 0, "something is refused");
    }
    let mut fresh = Device::new("Per", 1_000);
    fresh.sync(deps).await?;
    let rows = fresh.core.rows();
    for number in told {
        find::tender(&rows, tender_id(*number).into())
            .with_context(|| format!("tender {number} is lost"))?;
    }
    Ok(())
}

#[tokio::test]
async fn an_older_backup_under_live_devices_loses_nothing_and_does_nothing_twice() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let live = folder.path().join(FILE_NAME);
    let mut deps = open(folder.path()).await?;
    begin(&deps).await?;
    let mut devices: Vec<Device> = (0..DEVICES)
        .map(|number| Device::new("Per", 20 + number))
        .collect();
    for device in &mut devices {
        device.sync(&deps).await?;
    }
    let (mut told, mut dice) = (Vec::new(), Dice::new(15));
    let mut backups: VecDeque<PathBuf> = VecDeque::new();
    let (begun, mut oldest) = (Instant::now(), 0);
    for round in 0..restores()? {
        let backup = folder.path().join(format!("backup-{round}"));
        work(&deps, &mut devices, &mut told, |_| true).await?;
        let copied = copy::copy(&live, &backup).await?;
        ensure!(copied.devices >= devices.len(), "{copied:?}");
        backups.push_back(backup);
        if backups.len() > BACKUPS_MAX
            && let Some(gone) = backups.pop_front()
        {
            std::fs::remove_file(gone)?;
        }
        // What is acknowledged after the backup, and what only the device has.
        work(&deps, &mut devices, &mut told, |place| place % 2 == 0).await?;
        deps.store.close().await;
        let place = dice.index(backups.len());
        oldest = oldest.max(backups.len() - 1 - place);
        let aside = restore(&backups[place], &live)
            .await?
            .context("nothing was there")?;
        ensure!(aside.exists() && live.exists(), "{}", aside.display());
        std::fs::remove_file(aside)?;
        deps = open(folder.path()).await?;
        all_is_there(&deps, &mut devices, &told).await?;
        each_is_done_once(&deps, told.len()).await?;
        let known = |device: &&Device| {
            let new = |notice: &Notice| matches!(notice, Notice::NewEpoch { .. });
            device.told.iter().filter(|notice| new(notice)).count() == round + 1
        };
        assert_eq!(devices.iter().filter(known).count(), devices.len());
    }
    println!(
        "{} restores of backups that lay up to {oldest} rounds behind, under {DEVICES} devices, in {:.1?}: 0 of {} commands lost, 0 twice",
        restores()?,
        begun.elapsed(),
        told.len()
    );
    Ok(())
}

fn restores() -> Result<usize> {
    match std::env::var("FOTFASTE_RESTORES") {
        Ok(text) => Ok(text.parse()?),
        Err(_) => Ok(RESTORES),
    }
}

#[tokio::test]
async fn a_copy_laid_in_place_by_hand_is_noticed_by_each_device_that_had_more() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let live = folder.path().join(FILE_NAME);
    let deps = open(folder.path()).await?;
    begin(&deps).await?;
    let mut devices: Vec<Device> = (0..3)
        .map(|number| Device::new("Per", 20 + number))
        .collect();
    for device in &mut devices {
        device.sync(&deps).await?;
    }
    let mut told = Vec::new();
    work(&deps, &mut devices, &mut told, |_| true).await?;
    let backup = folder.path().join("backup");
    copy::copy(&live, &backup).await?;
    work(&deps, &mut devices, &mut told, |_| true).await?;
    deps.store.close().await;
    std::fs::rename(&backup, &live)?;
    let deps = open(folder.path()).await?;
    all_is_there(&deps, &mut devices, &told).await?;
    for device in &devices {
        let told = &device.told;
        let went_back = |notice: &Notice| matches!(notice, Notice::WentBack { .. });
        assert!(told.iter().any(went_back), "{told:?}");
    }
    Ok(())
}

#[tokio::test]
async fn a_backup_tells_devices_how_far_it_goes_and_is_nobody_elses() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let live = folder.path().join(FILE_NAME);
    let deps = open(folder.path()).await?;
    begin(&deps).await?;
    let mut device = Device::new("Per", 20);
    device.sync(&deps).await?;
    for number in 0..3 {
        device.record(tender(number)?)?;
    }
    device.sync(&deps).await?;
    assert_eq!(device.core.outbox().heads().durable_high, 0);
    let backup = folder.path().join("backup");
    copy::copy(&live, &backup).await?;
    device.record(tender(3)?)?;
    device.sync(&deps).await?;
    let heads = device.core.outbox().heads();
    assert_eq!((heads.custody_high, heads.durable_high), (4, 3));
    #[cfg(unix)]
    {
        let mode = std::fs::metadata(&backup)?;
        let mode = std::os::unix::fs::PermissionsExt::mode(&mode.permissions());
        assert_eq!(mode & 0o077, 0, "others may read it");
    }
    // What a killed server leaves has its last commits in a log beside it; they come along.
    let killed = folder.path().join("killed.db");
    for part in ["", "-wal"] {
        let of = |file: &Path| format!("{}{part}", file.display());
        std::fs::copy(of(&live), of(&killed))?;
    }
    let elsewhere = folder.path().join("elsewhere.db");
    ensure!(
        restore(&killed, &elsewhere).await?.is_none(),
        "nothing was there"
    );
    let moved = store::open(
        Some(&format!("sqlite://{}", elsewhere.display())),
        folder.path(),
    )
    .await?;
    let replica = Uuid::from_u128(20);
    let row = store::read::<_, StoreError, _>(&*moved, move |tx| {
        Box::pin(async move { tx.replica(replica).await })
    });
    assert_eq!(row.await?.map(|row| row.custody_high), Some(4));
    moved.close().await;
    // Nothing is written over, and no other file is taken for a backup.
    assert!(copy::copy(&live, &backup).await.is_err());
    let other = folder.path().join("other");
    std::fs::write(&other, "not a database")?;
    assert!(restore(&other, &live).await.is_err());
    device.sync(&deps).await?;
    assert_eq!(device.told, []);
    Ok(())
}
