//! The run: devices push, the server dies at a drawn moment, the data are looked at, it starts again. Now and then it dies once more
//! while it starts, before anybody has spoken to it. Many kills are told in several stories, each over a database of its own: looking at
//! the data takes as long as they are large.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use backend::cli::demo::PASSWORD;
use futures::future::{join_all, try_join};
use shared::sync::protocol::BATCH_MAX;
use shared::testing::Dice;
use tokio::sync::Notify;

use super::check::{Figures, Story};
use super::place::{Kind, Place};
use crate::pusher::{Pushed, Pusher, wide_settings};
use crate::server::{Launch, Server};

/// The most commands of one push here.
const BATCH: u64 = 20;
/// A kill comes at most so long after the first answer of a round.
const ROUND_MILLIS: u64 = 250;
/// A start is killed at most so long after it began.
const START_MILLIS: u64 = 150;
const FIRST_ANSWER_MAX: Duration = Duration::from_secs(60);
/// A device that was told to ask again waits so long.
const AGAIN: Duration = Duration::from_millis(5);
/// How often a start is killed, and how often a database is cut off, of a hundred rounds.
const KILLED_STARTS: u64 = 10;
const CUTS: u64 = 30;
/// How often nobody looks after a kill, so that the next server starts while the connections of the dead one may still work.
const UNSEEN: u64 = 30;
/// Kills of one story.
const STORY_MAX: u64 = 100;
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

/// How many kills: `FOTFASTE_KILLS`, else so many.
#[must_use]
pub fn kills(usual: u64) -> u64 {
    let wanted = std::env::var("FOTFASTE_KILLS").ok();
    wanted.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// What was done besides the kills.
#[derive(Debug, Default)]
struct Tally {
    killed_starts: u64,
    cuts: u64,
    /// Pushes that were told to come again.
    busy: u64,
    looking: Duration,
    starting: Duration,
}

/// Kills a server over such a database so often; passes by where there is none.
///
/// # Errors
/// When something acknowledged is lost, something is done twice, or the time between commit and answer was never hit.
pub async fn run(kind: Kind, kills: u64, test: &str) -> Result<()> {
    let seed = seed()?;
    say(&format!(
        "seed {seed}; again: FOTFASTE_SEED={seed} FOTFASTE_KILLS={kills} cargo test -p tests --test {test}"
    ));
    let mut dice = Dice::new(seed);
    let (mut tally, mut figures) = (Tally::default(), Figures::default());
    let begun = Instant::now();
    let mut done = 0;
    while done < kills {
        let Some(place) = Place::new(kind).await? else {
            return Ok(());
        };
        let some = STORY_MAX.min(kills - done);
        figures.add(&story(place, some, &mut dice, &mut tally).await?);
        done += some;
        let Tally {
            killed_starts,
            cuts,
            busy,
            looking,
            starting,
        } = &tally;
        say(&format!(
            "kills {done} in {:.1?} ({starting:.1?} to start again, {looking:.1?} to look at the data), starts killed {killed_starts}, \
             databases cut off {cuts} (told to come again {busy}), {figures}",
            begun.elapsed()
        ));
    }
    ensure!(
        figures.unacknowledged() > 0,
        "no kill hit the time between commit and answer"
    );
    Ok(())
}

/// One database from its beginning to the last look.
async fn story(
    (launch, place): (Launch, Place),
    kills: u64,
    dice: &mut Dice,
    tally: &mut Tally,
) -> Result<Figures> {
    let settings = tempfile::tempdir()?;
    let file = settings.path().join("settings.json");
    std::fs::write(&file, wide_settings().to_string())?;
    let launch = launch
        .argument("--demo")
        .variable("FOTFASTE_SETTINGS", &file.to_string_lossy());
    let mut server = launch.start().await?;
    let image = place.image().await?;
    let (before, head) = (image.state().await?, image.head().await?);
    image.close().await;
    let mut devices = Vec::new();
    for (login, kinds) in DEVICES {
        let address = address(&server);
        let rows = before.clone();
        let device = Pusher::sign_in(&address, (login, PASSWORD), dice.uuid(), rows, kinds);
        devices.push(device.await.with_context(|| login.to_owned())?);
    }
    let mut story = Story::new(before, head);
    for round in 1..=kills {
        let cut = (place.is_apart() && dice.chance(CUTS)).then_some(&place);
        tally.cuts += u64::from(cut.is_some());
        let launch = load_and_kill(server, &mut devices, dice, cut, &mut tally.busy).await?;
        let waiting = if place.is_apart() && dice.chance(UNSEEN) {
            None
        } else {
            let dead = Instant::now();
            place.rest().await?;
            let image = place.image().await?;
            let waiting = story.look_after_kill(&image, &devices).await?;
            image.close().await;
            tally.looking += dead.elapsed();
            Some(waiting)
        };
        let dead = Instant::now();
        if dice.chance(KILLED_STARTS) {
            let after = Duration::from_millis(dice.below(START_MILLIS));
            launch.start_and_kill(after).await?;
            tally.killed_starts += 1;
        }
        server = launch.start().await?;
        tally.starting += dead.elapsed();
        if waiting.is_some_and(|waiting| waiting > 0) {
            // Nobody speaks to it yet: what the last one left in custody was judged at the start.
            let image = place.image().await?;
            let left = image.unjudged().await?.len();
            image.close().await;
            ensure!(
                left == 0,
                "{left} commands unjudged after start {round}\n{}",
                server.log()
            );
        }
    }
    for device in &mut devices {
        drain(device, &address(&server)).await?;
    }
    // The folder goes with the launch.
    let _launch = server.kill().await?;
    place.rest().await?;
    let image = place.image().await?;
    story.look_at_end(&image, &devices).await?;
    image.close().await;
    Ok(story.figures())
}

/// All devices push; the server dies at some moment after its first answer. Afterwards nothing is on its way.
async fn load_and_kill(
    server: Server,
    devices: &mut [Pusher],
    dice: &mut Dice,
    cut: Option<&Place>,
    busy: &mut u64,
) -> Result<Launch> {
    let address = address(&server);
    let answered = Notify::new();
    let (cut_after, after) = (dice.below(ROUND_MILLIS), dice.below(ROUND_MILLIS));
    let work = devices.iter_mut().map(|device| {
        let mut dice = Dice::new(dice.next());
        let (address, answered) = (&address, &answered);
        async move { push_until_gone(device, address, &mut dice, answered).await }
    });
    let work: Vec<_> = work.collect();
    let kill = async {
        tokio::time::timeout(FIRST_ANSWER_MAX, answered.notified())
            .await
            .context("no answer at all")?;
        // Not waits for anything: the moments are what is drawn.
        let cutting = async {
            if let Some(place) = cut {
                tokio::time::sleep(Duration::from_millis(cut_after)).await;
                place.cut().await?;
            }
            Ok(())
        };
        let killing = async {
            tokio::time::sleep(Duration::from_millis(after)).await;
            server.kill().await
        };
        try_join(cutting, killing).await.map(|((), launch)| launch)
    };
    let (killed, worked) = futures::future::join(kill, join_all(work)).await;
    for told in worked {
        *busy += told?;
    }
    killed
}

/// Sends batch after batch until the connection breaks, and now and then what a bad network makes of it: commands that were
/// acknowledged come again with new ones, and an answer is not waited for before the same bytes are sent again. Tells how often it
/// was told to come again.
async fn push_until_gone(
    device: &mut Pusher,
    address: &str,
    dice: &mut Dice,
    answered: &Notify,
) -> Result<u64> {
    let mut busy = 0;
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
        let push = device.try_push(address, first..=last);
        match tokio::time::timeout(patience, push).await {
            Ok(Ok(Pushed::Told(_))) => answered.notify_one(),
            Ok(Ok(Pushed::Gone)) => return Ok(busy),
            Ok(Ok(Pushed::Busy)) => {
                busy += 1;
                tokio::time::sleep(AGAIN).await;
            }
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
