//! The supervisor's day in a real Chromium, counted in taps: twelve trainees, the day as the one before, the week, the roll call.

use std::time::Instant;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::{Page, Screen, with_browser};
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

const TRAINEES: usize = 12;
const TAPS_MAX: usize = 15;

/// A finger that counts.
struct Finger<'a> {
    page: &'a Page,
    taps: usize,
}

impl Finger<'_> {
    /// Taps the element that the expression finds, as soon as it is there; it must be large enough for a glove.
    async fn tap(&mut self, what: &str, find: &str) -> Result<()> {
        let script = format!(
            "const found = {find}; if (!found || found.disabled) return null; \
             const box = found.getBoundingClientRect(); found.click(); return [box.width, box.height]"
        );
        let size: Value = wait::until(what, SEEN_MAX, async || {
            let size = self.page.run(&script, vec![]).await?;
            Ok((!size.is_null()).then_some(size))
        })
        .await?;
        self.taps += 1;
        let sides = [&size[0], &size[1]].map(|side| side.as_f64().unwrap_or_default());
        ensure!(
            sides.iter().all(|side| *side >= 75.0),
            "{what} is {sides:?} px"
        );
        Ok(())
    }
}

/// How many of the shown day have an answer.
async fn answered(page: &Page, count: usize) -> Result<()> {
    let script = "return document.querySelectorAll('.person .answer[data-answer][aria-pressed=true]').length";
    wait::until(&format!("{count} answers"), SEEN_MAX, async || {
        Ok((page.run(script, vec![]).await? == json!(count)).then_some(()))
    })
    .await
}

fn answer_of(number: usize, answer: &str) -> String {
    format!("document.querySelectorAll('.person [data-answer={answer}]')[{number}]")
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_trainees_take_at_most_fifteen_taps_and_the_next_day_one() -> Result<()> {
    let Some(story) = Story::begin(u16::try_from(TRAINEES)?).await? else {
        return Ok(());
    };
    let (here, place) = (story.here.clone(), &story.place);
    with_browser(&story.tablet, Screen::TABLET, async |page| {
        first_visit(&page, &here, place).await?;
        let yesterday = place.today.plus_days(-1);
        tablet::choose_day(&page, yesterday).await?;
        answered(&page, 0).await?;

        // Two are away, one left early, all others are here.
        let begun = Instant::now();
        let mut finger = Finger { page: &page, taps: 0 };
        for number in [2, 7] {
            finger.tap("away", &answer_of(number, "away")).await?;
            finger.tap("the reason", "document.querySelector('.reasons .answer')").await?;
        }
        finger.tap("here", &answer_of(4, "here")).await?;
        finger.tap("less time", "document.querySelector('.stepper button')").await?;
        finger.tap("all others", "document.querySelector('.site-foot .button:not([data-does])')").await?;
        answered(&page, TRAINEES).await?;
        println!(
            "a day of {TRAINEES} trainees, two away and one shorter: {} taps, {:.1} s",
            finger.taps,
            begun.elapsed().as_secs_f32()
        );
        ensure!(finger.taps <= TAPS_MAX, "{} taps", finger.taps);

        // Today as yesterday, taken back and said again.
        tablet::choose_day(&page, place.today).await?;
        answered(&page, 0).await?;
        finger.taps = 0;
        finger.tap("as yesterday", "document.querySelector('[data-does=copy]')").await?;
        answered(&page, TRAINEES).await?;
        println!("the next day as the one before: {} tap", finger.taps);
        page.run("document.querySelector('.undo button').click(); return true", vec![]).await?;
        answered(&page, 0).await?;
        finger.tap("as yesterday", "document.querySelector('[data-does=copy]')").await?;
        answered(&page, TRAINEES).await?;
        let away = "return document.querySelectorAll('.person [data-answer=away][aria-pressed=true]').length";
        ensure!(page.run(away, vec![]).await? == json!(2), "the reasons are not taken along");

        // Both further screens open without network.
        page.wait_for_service_worker().await?;
        let arrived = "return document.querySelectorAll('.person .chip[data-tone=ok]').length";
        wait::until("all to arrive", SEEN_MAX, async || {
            Ok((page.run(arrived, vec![]).await? == json!(TRAINEES)).then_some(()))
        })
        .await?;
        let launch = story.server.kill().await?;
        page.open(&format!("{here}/site/{}/muster", place.id)).await?;
        let parts = "return [...document.querySelectorAll('.muster')].map((part) => part.querySelectorAll('li').length)";
        wait::until("the roll call", SEEN_MAX, async || {
            Ok((page.run(parts, vec![]).await? == json!([10, 0, 2])).then_some(()))
        })
        .await?;
        page.open(&format!("{here}/site/{}/week/{yesterday}", place.id)).await?;
        let cells = "return ['here', 'away'].map((tone) => Math.min(document.querySelectorAll(`.week td[data-tone=${tone}]`).length, 99))";
        // Of yesterday's week, which today lies in too unless it is Monday.
        let days = if place.today.weekday() == 1 { 1 } else { 2 };
        wait::until("the week", SEEN_MAX, async || {
            Ok((page.run(cells, vec![]).await? == json!([10 * days, 2 * days])).then_some(()))
        })
        .await?;
        drop(launch);
        Ok(())
    })
    .await
}
