//! Two tabs that record without end, neither waiting for the other: one chain without gaps, each command once, here and at the server.
use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{Screen, with_browser};
use tests::story::{Story, first_visit};
use tests::tablet;
use tests::wait;

use crate::{MANY_MAX, each_arrives_once, named};

const WRITES: usize = 50;

/// Presses "here" first, then a quarter more and less in turn, on three cards, as often as is asked for; a press is one command.
const RECORD: &str = "const [first, writes] = args; const cards = () => [...document.querySelectorAll('.person')].slice(first, first + 3); \
    window.pressed = 0; window.recording = (async () => { while (window.pressed < writes) { \
        const card = cards()[window.pressed % 3]; const turn = Math.floor(window.pressed / 3); \
        const key = turn === 0 ? card?.querySelector('[data-answer=here]') : [...card.querySelectorAll('.more button')].at(turn % 2); \
        if (key && !key.disabled) { key.click(); window.pressed += 1 } \
        await new Promise((next) => setTimeout(next, 8)) } })(); return true";

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_record_without_end_make_one_chain_and_double_nothing() -> Result<()> {
    let writes = named("FOTFASTE_WRITES", WRITES);
    let Some(story) = Story::begin(6).await? else {
        return Ok(());
    };
    let Story {
        tablet: own,
        server,
        here,
        place,
        ..
    } = story;
    with_browser(&own, Screen::TABLET, async |page| {
        first_visit(&page, &here, &place).await?;
        let launch = server.kill().await?;
        let first = page.session.window().await?;
        let second = page.session.new_tab().await?;
        page.session.switch_to_window(second.clone()).await?;
        tablet::open_site(&page, &here, place.id, 6).await?;
        page.run(RECORD, vec![json!(3), json!(writes)]).await?;
        page.session.switch_to_window(first).await?;
        page.run(RECORD, vec![json!(0), json!(writes)]).await?;
        let mut pressed = 0;
        for window in [page.session.window().await?, second] {
            page.session.switch_to_window(window).await?;
            wait::until("the presses", MANY_MAX, async || {
                let done = "return Promise.race([window.recording.then(() => true), new Promise((no) => setTimeout(() => no(false), 1000))])";
                Ok((page.run(done, vec![]).await? == json!(true)).then_some(()))
            })
            .await?;
            pressed += page.run("return window.pressed", vec![]).await?.as_u64().unwrap_or_default();
        }
        let pressed = usize::try_from(pressed)?;
        ensure!(pressed == 2 * writes, "{pressed} presses of {}", 2 * writes);
        let made = wait::until("a command for each press", MANY_MAX, async || {
            let made = tablet::outbox(&page).await?;
            Ok((made.len() >= pressed).then_some(made))
        })
        .await?;
        ensure!(made.len() == pressed, "{} commands of {pressed} presses", made.len());
        tablet::ensure_chain(&made)?;
        let _server = launch.start().await?;
        each_arrives_once(&here, &page).await?;
        println!("{pressed} presses in two tabs, each done once");
        Ok(())
    })
    .await
}
