//! What people do every day, in a real browser at the pace of a person (`tests::walk` says which), with a count.
//!
//! A walk of another part of the product stands in a test file of its own, beside what it needs; the limits are the product's.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{Screen, with_browser};
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;
use tests::walk::Hand;

const TRAINEES: usize = 12;
const TAPS_MAX: usize = 15;
const DAY_MAX: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn the_day_of_twelve_trainees_takes_at_most_fifteen_taps_and_thirty_seconds() -> Result<()> {
    let Some(story) = Story::begin(u16::try_from(TRAINEES)?).await? else {
        return Ok(());
    };
    with_browser(&story.tablet, Screen::TABLET, async |page| {
        first_visit(&page, &story.here, &story.place).await?;
        tablet::choose_day(&page, story.place.today.plus_days(-1)).await?;
        page.run("scrollTo(0, 0); return true", vec![]).await?;

        // Two are away, one left early, all others are here; the clock runs for the person too.
        let mut hand = Hand::in_real_time(&page).await?;
        hand.read(12).await;
        for number in [2, 7] {
            hand.tap_found("away", &answer(number, "away")).await?;
            hand.tap("the reason", ".reasons .answer").await?;
        }
        hand.tap_found("here", &answer(4, "here")).await?;
        hand.tap("less time", ".stepper button").await?;
        hand.tap("all others", ".site-foot .button:not([data-does])").await?;
        let said = "return document.querySelectorAll('.person .answer[data-answer][aria-pressed=true]').length";
        wait::until("all answers", SEEN_MAX, async || {
            Ok((page.run(said, vec![]).await? == json!(TRAINEES)).then_some(()))
        })
        .await?;
        println!("a day of {TRAINEES} trainees, two away, one shorter: {}", hand.told());
        ensure!(hand.taps <= TAPS_MAX, "{} taps", hand.taps);
        ensure!(hand.took() <= DAY_MAX, "{:?}", hand.took());
        Ok(())
    })
    .await
}

fn answer(number: usize, answer: &str) -> String {
    format!("document.querySelectorAll('.person [data-answer={answer}]')[{number}]")
}
