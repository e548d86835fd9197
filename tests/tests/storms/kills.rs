//! Killed the moment a record is called saved, again and again: each is there after the next start, and all arrive once.
use anyhow::{Context, Result, ensure};
use tests::browser::Screen;
use tests::browser::with_browser;
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

use crate::{browser, each_arrives_once, named, outbox_of};

const ROUNDS: usize = 10;
/// Days that the list shows.
const DAYS: usize = 7;

#[tokio::test(flavor = "multi_thread")]
async fn what_was_called_saved_outlives_every_kill() -> Result<()> {
    let rounds = named("FOTFASTE_KILLS", ROUNDS);
    let trainees = rounds.div_ceil(DAYS).max(2);
    let Some(story) = Story::begin(u16::try_from(trainees)?).await? else {
        return Ok(());
    };
    let Story {
        tablet: own,
        server,
        here,
        place,
        ..
    } = story;
    let launch = with_browser(&own, Screen::TABLET, async |page| {
        first_visit(&page, &here, &place).await?;
        server.kill().await
    })
    .await?;
    for round in 0..rounds {
        let browser = browser(&own).await?;
        let page = &browser.page;
        tablet::open_site(page, &here, place.id, trainees).await?;
        // What all rounds before have called saved.
        let kept = tablet::outbox(page).await?;
        ensure!(kept.len() == round, "{} of {round} are there", kept.len());
        tablet::ensure_chain(&kept)?;
        let back = i64::try_from(round / trainees)?;
        tablet::choose_day(page, place.today.plus_days(-back)).await?;
        tablet::wait_for_cards(page, trainees).await?;
        let name = place.names.get(round % trainees).context("a trainee")?;
        tablet::say_here(page, name).await?;
        wait::until("the mark of being saved", SEEN_MAX, async || {
            let cards = tablet::cards(page).await?;
            let is_saved = |(known, here, marks): &(String, bool, String)| {
                known.contains(name.as_str())
                    && *here
                    && marks.split(' ').any(|mark| mark == "wait")
            };
            Ok(cards.iter().any(is_saved).then_some(()))
        })
        .await?;
        browser.kill(&own).await?;
    }
    println!("{rounds} kills, each right after \"saved\"");
    let _server = launch.start().await?;
    with_browser(&own, Screen::TABLET, async |page| {
        tablet::open_site(&page, &here, place.id, trainees).await?;
        outbox_of(&page, rounds).await?;
        each_arrives_once(&here, &page).await
    })
    .await
}
