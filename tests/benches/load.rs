//! Commands a second over real HTTP: eight devices push batches of fifty to the real server, every commit synced to disk.
//! Beside the rate stand the waits of the pushes and the time that one reply without work takes. Printed, not asserted.
//! `cargo bench -p tests --bench load`; `FOTFASTE_PROGRAM` names the program to be measured, without it a debug build is.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use backend::cli::demo::PASSWORD;
use futures::future::join_all;
use shared::state::State;
use shared::testing::Dice;
use tests::pusher::{Pusher, wide_settings};
use tests::server::Launch;

const DEVICES: u64 = 8;
const BATCH: u64 = 50;
const BATCHES: u64 = 20;

/// What one device saw.
struct Seen {
    waits: Vec<Duration>,
}

#[tokio::main]
async fn main() -> Result<()> {
    let settings = tempfile::tempdir()?;
    let file = settings.path().join("settings.json");
    std::fs::write(&file, wide_settings().to_string())?;
    let launch = Launch::temporary()?
        .argument("--demo")
        .variable("FOTFASTE_SETTINGS", &file.to_string_lossy());
    let server = launch.start().await?;
    let address = format!("http://{}", server.address());
    let mut devices = Vec::new();
    for number in 0..DEVICES {
        let mut dice = Dice::new(number);
        let account = ("upphandlare", PASSWORD);
        let kinds = &["register_tender"];
        let device = Pusher::sign_in(&address, account, dice.uuid(), State::new(), kinds);
        let mut device = device.await?;
        device.make_up_to(BATCH * BATCHES, &mut dice)?;
        devices.push(device);
    }
    let mut floor = Vec::new();
    let http = reqwest::Client::new();
    for _ in 0..200 {
        let begun = Instant::now();
        let hello = http.get(format!("{address}/sync/v1/hello")).send().await?;
        hello.error_for_status()?.bytes().await?;
        floor.push(begun.elapsed());
    }
    let begun = Instant::now();
    let seen = join_all(devices.iter_mut().map(|device| push_all(device, &address)));
    let seen = seen.await.into_iter().collect::<Result<Vec<Seen>>>()?;
    let took = begun.elapsed();
    let waits = seen.into_iter().flat_map(|seen| seen.waits).collect();
    let rate = (DEVICES * BATCH * BATCHES) as f64 / took.as_secs_f64();
    report(rate, waits, floor);
    server.kill().await?;
    Ok(())
}

async fn push_all(device: &mut Pusher, address: &str) -> Result<Seen> {
    let mut waits = Vec::new();
    for batch in 0..BATCHES {
        let numbers = batch * BATCH + 1..=(batch + 1) * BATCH;
        let begun = Instant::now();
        let reply = device.push(address, numbers).await?;
        waits.push(begun.elapsed());
        let reply = reply.context("the server is gone")?;
        ensure!(reply.verdicts.len() as u64 == BATCH, "verdicts missing");
    }
    Ok(Seen { waits })
}

#[expect(clippy::print_stdout, reason = "what a benchmark is for")]
fn report(rate: f64, mut waits: Vec<Duration>, mut floor: Vec<Duration>) {
    let (half, most) = (at(&mut waits, 50), at(&mut waits, 99));
    println!("{DEVICES} devices, batches of {BATCH}, every commit synced: {rate:.0} commands/s");
    println!("wait of a push: p50 {half:.1?}, p99 {most:.1?}");
    let (half, most) = (at(&mut floor, 50), at(&mut floor, 99));
    println!("wait of a reply without work, alone: p50 {half:.1?}, p99 {most:.1?}");
}

/// The wait that so many of a hundred do not pass.
fn at(waits: &mut [Duration], percent: usize) -> Duration {
    waits.sort_unstable();
    let last = waits.len().saturating_sub(1);
    waits.get(last * percent / 100).copied().unwrap_or_default()
}
