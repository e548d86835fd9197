//! The real server, killed fifty times under push load on SQLite: what it acknowledged is kept and judged once, what it kept
//! without being able to say so is not applied twice when it comes again. After every kill a copy of the files as the kill
//! left them is looked at, so that the server alone recovers its own.

mod check;
mod image;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use backend::cli::demo::PASSWORD;
use futures::future::{join, join_all};
use shared::sync::protocol::BATCH_MAX;
use shared::testing::Dice;
use tests::pusher::{Pusher, wide_settings};
use tests::server::{Launch, Server};
use tokio::sync::Notify;

use check::Story;
use image::Image;

const KILLS: u64 = 50;
/// The most commands of one push here.
const BATCH: u64 = 20;
/// A kill comes at most so long after the first answer of a round.
const ROUND_MILLIS: u64 = 250;
const FIRST_ANSWER_MAX: Duration = Duration::from_secs(60);
/// Account names and what their users do: two devices of one supervisor, and people who speak of the same days.
const DEVICES: [(&str, &[&str]); 6] = [
    ("upphandlare", &["register_tender"]),
    ("arbetsledare", SHEETS),
    ("arbetsledare", SHEETS),
    ("malare", SHEETS),
    ("handlaggare", SHEETS),
    ("handlaggare", SHEETS),
];
const SHEETS: &[&str] = &[
    "record_attendance",
    "record_attendance",
    "retract_attendance",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_fifty_kills() -> Result<()> {
    let seed = seed()?;
    say(&format!(
        "seed {seed}; again: FOTFASTE_SEED={seed} cargo test -p tests --test kill"
    ));
    let mut dice = Dice::new(seed);
    let settings = tempfile::tempdir()?;
    let file = settings.path().join("settings.json");
    std::fs::write(&file, wide_settings().to_string())?;
    let launch = Launch::temporary()?
        .argument("--demo")
        .variable("FOTFASTE_SETTINGS", &file.to_string_lossy());
    let data = launch.data().context("a folder")?.to_owned();

    let mut server = launch.start().await?;
    let before = Image::of(&data).await?.state().await?;
    let mut devices = Vec::new();
    for (login, kinds) in DEVICES {
        let address = address(&server);
        let rows = before.clone();
        let device = Pusher::sign_in(&address, (login, PASSWORD), dice.uuid(), rows, kinds);
        devices.push(device.await.with_context(|| login.to_owned())?);
    }
    let mut story = Story::new(before, Image::of(&data).await?.head().await?);
    let (begun, mut looking, mut starting) = (Instant::now(), Duration::ZERO, Duration::ZERO);
    for round in 1..=KILLS {
        let launch = load_and_kill(server, &mut devices, &mut dice).await?;
        let dead = Instant::now();
        let image = Image::of(&data).await?;
        let waiting = story.look_after_kill(&image, &devices).await?;
        looking += dead.elapsed();
        let dead = Instant::now();
        server = launch.start().await?;
        starting += dead.elapsed();
        if waiting > 0 {
            // Nobody speaks to it yet: what the last one left in custody was judged at the start.
            let left = Image::of(&data).await?.unjudged().await?.len();
            ensure!(
                left == 0,
                "{left} commands unjudged after start {round}\n{}",
                server.log()
            );
        }
    }
    say(&format!(
        "{KILLS} rounds in {:.1?}: {starting:.1?} to start again, {looking:.1?} to look at the files",
        begun.elapsed()
    ));
    for device in &mut devices {
        drain(device, &address(&server)).await?;
    }
    // The folder goes with the launch.
    let _launch = server.kill().await?;
    story
        .look_at_end(&Image::of(&data).await?, &devices)
        .await?;
    say(&format!("kills {KILLS}, {story}"));
    ensure!(
        story.unacknowledged() > 0,
        "no kill hit the time between commit and answer"
    );
    Ok(())
}

/// All devices push; the server dies at some moment after its first answer. Afterwards nothing is on its way.
async fn load_and_kill(server: Server, devices: &mut [Pusher], dice: &mut Dice) -> Result<Launch> {
    let address = address(&server);
    let answered = Notify::new();
    let after = Duration::from_millis(dice.below(ROUND_MILLIS));
    let work = devices.iter_mut().map(|device| {
        let mut dice = Dice::new(dice.next());
        let (address, answered) = (&address, &answered);
        async move { push_until_gone(device, address, &mut dice, answered).await }
    });
    let kill = async {
        tokio::time::timeout(FIRST_ANSWER_MAX, answered.notified())
            .await
            .context("no answer at all")?;
        // Not a wait for anything: the moment of the kill is what is drawn.
        tokio::time::sleep(after).await;
        server.kill().await
    };
    let (killed, worked) = join(kill, join_all(work.collect::<Vec<_>>())).await;
    worked.into_iter().collect::<Result<Vec<()>>>()?;
    killed
}

/// Sends batch after batch until the connection breaks, and now and then what a bad network makes of it: commands that were
/// acknowledged come again with new ones, and an answer is not waited for before the same bytes are sent again.
async fn push_until_gone(
    device: &mut Pusher,
    address: &str,
    dice: &mut Dice,
    answered: &Notify,
) -> Result<()> {
    loop {
        let acknowledged = device.acknowledged;
        let last = (acknowledged + 1 + dice.below(BATCH)).max(device.made());
        let last = last.min(acknowledged + BATCH);
        device.make_up_to(last, dice)?;
        let again = if dice.chance(15) {
            dice.below(BATCH)
        } else {
            0
        };
        let first = (acknowledged + 1).saturating_sub(again).max(1);
        let patience = match dice.chance(8) {
            true => Duration::from_millis(dice.below(40)),
            false => FIRST_ANSWER_MAX,
        };
        let push = device.push(address, first..=last);
        match tokio::time::timeout(patience, push).await {
            Ok(Ok(Some(_))) => answered.notify_one(),
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => return Err(error),
            Err(_given_up) => {}
        }
    }
}

/// Sends everything that was ever made once more: what is missing arrives, the rest changes nothing, all verdicts are told.
async fn drain(device: &mut Pusher, address: &str) -> Result<()> {
    let made = device.made();
    let mut first = 1;
    while first <= made {
        let last = (first + BATCH_MAX as u64 - 1).min(made);
        let reply = device.push(address, first..=last).await?;
        ensure!(reply.is_some(), "the server is gone");
        first = last + 1;
    }
    ensure!(
        device.acknowledged == made,
        "{} of {made}",
        device.acknowledged
    );
    Ok(())
}

fn address(server: &Server) -> String {
    format!("http://{}", server.address())
}

fn seed() -> Result<u64> {
    match std::env::var("FOTFASTE_SEED") {
        Ok(text) => Ok(text.parse()?),
        Err(_) => Ok(u64::try_from(
            SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis(),
        )?),
    }
}

/// Past the capture of test output: the figures are what the test is run for.
fn say(line: &str) {
    use std::io::Write;
    std::io::stderr()
        .write_all(format!("{line}\n").as_bytes())
        .ok();
}
