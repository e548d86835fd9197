//! The server beside its peers, in one run on one machine: PouchDB 9 with express-pouchdb 4, RxDB's way of speaking to the same,
//! PocketBase, and the floor: the least that a server can do. Ours is the real program with all that it does: custody, verdicts,
//! scopes, audit, every commit synced to disk. Printed, not asserted: `cargo bench -p tests --bench peers`.
//!
//! What each of them promises differs: PouchDB's LevelDB and PocketBase's SQLite do not sync every commit to disk.

mod couch;
mod doc;
mod floor;
mod install;
mod many;
mod measure;
mod ours;
mod peer;
mod pocket;
mod process;
mod rows;
mod table;
mod wire;
mod world;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use measure::Figures;
use serde_json::Value;
use tests::pusher::wide_settings;
use tests::server::Launch;
use tokio::process::Command;

#[expect(clippy::print_stdout, reason = "what a benchmark is for")]
pub fn say(line: &str) {
    println!("{line}");
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() == Some("floor") {
        let path = arguments.next().context("no path")?;
        return floor::serve(Path::new(&path)).await;
    }
    if std::env::var_os("FOTFASTE_PROGRAM").is_none() {
        return install::with_program();
    }
    let mut all = table::Measured {
        floor: of_floor().await?,
        ..table::Measured::default()
    };
    // `cargo bench -p tests --bench peers -- alone` leaves the peers out: the floor and ours.
    if std::env::args().any(|argument| argument == "alone") {
        of_ours(&mut all).await?;
        all.print();
        return Ok(());
    }
    match install::pouch() {
        Ok(modules) => {
            all.pouch = told("PouchDB", of_couch(&modules, false).await);
            all.rx = told("RxDB", of_couch(&modules, true).await);
        }
        Err(missing) => say(&missing),
    }
    match install::pocket() {
        Ok(program) => all.pocket = told("PocketBase", of_pocket(&program).await),
        Err(missing) => say(&missing),
    }
    of_ours(&mut all).await?;
    all.print();
    Ok(())
}

async fn of_floor() -> Result<Figures> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("floor").arg(folder.path().join("floor.db"));
    let server = peer::start(command).await?;
    measure::all(server.address, server.process, Arc::new(floor::Client)).await
}

/// A peer that fails tells why, and the others are measured all the same.
fn told(name: &str, found: Result<Figures>) -> Option<Figures> {
    found
        .inspect_err(|error| say(&format!("{name} was not measured: {error:#}")))
        .ok()
}

async fn of_couch(modules: &Path, is_rx: bool) -> Result<Figures> {
    let folder = tempfile::tempdir()?;
    let mut command = Command::new("node");
    let script = tests::program::root().join("tests/benches/peers/pouch.mjs");
    command.arg(script).arg(modules).arg(folder.path());
    let server = peer::start(command).await?;
    measure::all(
        server.address,
        server.process,
        Arc::new(couch::Client { is_rx }),
    )
    .await
}

async fn of_pocket(program: &Path) -> Result<Figures> {
    let folder = tempfile::tempdir()?;
    let data = format!("--dir={}", folder.path().display());
    let made = Command::new(program)
        .args([
            "superuser",
            "upsert",
            pocket::LOGIN,
            pocket::PASSWORD,
            &data,
        ])
        .output()
        .await?;
    ensure!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let free = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = Command::new(program);
    command.args(["serve", &data, &format!("--http={free}")]);
    let server = peer::start(command).await?;
    let client = pocket::Client::new(&mut wire::Line::open(server.address).await?).await?;
    measure::all(server.address, server.process, Arc::new(client)).await
}

async fn of_ours(all: &mut table::Measured) -> Result<()> {
    let settings = tempfile::tempdir()?;
    let file = settings.path().join("settings.json");
    let mut wide = wide_settings();
    // As it is deployed: a request that waits longer is told to come back.
    wide.as_object_mut()
        .and_then(|map: &mut serde_json::Map<String, Value>| map.remove("request_seconds"));
    std::fs::write(&file, wide.to_string())?;
    let folder = tempfile::tempdir()?;
    let world = Arc::new(world::World::make(folder.path(), 5).await?);
    let launch =
        Launch::in_folder(folder.path()).variable("FOTFASTE_SETTINGS", &file.to_string_lossy());
    let server = launch.start().await?;
    let (address, pid) = (server.address(), server.process().context("no process")?);
    let client = Arc::new(ours::Client::new(world));
    all.ours = measure::all(address, pid, client.clone()).await?;
    // The longer part comes now: whoever waits sees so much.
    table::peers(all);
    let mut line = wire::Line::open(address).await?;
    let before = line.passed.bodies;
    let begun = std::time::Instant::now();
    client.pull_compressed(&mut line).await?;
    all.compressed = (begun.elapsed(), line.passed.bodies - before);
    let first = measure::MORNINGS * measure::DEVICES;
    all.steady = many::steady(address, &client, first).await?;
    let first = first + all.steady.pushes;
    all.drained = many::drain(address, &client, first).await?;
    all.memory_mib = process::memory_mib(pid)?;
    server.kill().await?;
    all.rows = rows::measure(&file).await?;
    Ok(())
}
