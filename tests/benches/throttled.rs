//! A cheap tablet: the same browser at a quarter of the speed. What a tap or a key takes until the next thing is painted (interaction
//! to next paint, as the browser itself measures it by its event timing), and how long a warm start takes there.
//! The hand is as slow as a hand (`tests::walk`): it looks before it taps, so that the page rests after it was scrolled.
//! Printed beside the product's limits, not asserted. `cargo bench -p tests --bench throttled`; `FOTFASTE_PROGRAM` as for `app`.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::keyboard::Keyboard;
use tests::server::Launch;
use tests::site::Site;
use tests::tablet::{self, profile};
use tests::walk::Hand;
use tests::{desk, program, register};

const TRAINEES: u16 = 60;
const TENDERS: usize = 5_000;
const SLOWER: u32 = 4;
const LIMIT: f64 = 50.0;

/// Between two letters: a quick typist's 90 words a minute.
const LETTER: Duration = Duration::from_millis(130);

/// Keeps what the browser says of each interaction: from the press to the frame that answers it, in steps of 8 ms. An interaction is
/// all events of one id, and takes as long as its longest.
const WATCH: &str = "window.interactions = new Map(); new PerformanceObserver((list) => { for (const entry of list.getEntries()) \
    if (entry.interactionId) window.interactions.set(entry.interactionId, Math.max(window.interactions.get(entry.interactionId) ?? 0, entry.duration)) }) \
    .observe({ type: 'event', durationThreshold: 16, buffered: true }); window.presses = 0; \
    for (const kind of ['pointerdown', 'keydown']) addEventListener(kind, () => { window.presses += 1 }, true)";

#[tokio::main]
async fn main() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, tests::pusher::wide_settings().to_string())?;
    let server = Launch::temporary()?
        .argument("--demo")
        .variable("FOTFASTE_SETTINGS", &settings.to_string_lossy())
        .start()
        .await?;
    let here = server.url("");
    let place = Site::make(&here, TRAINEES).await?;
    let own = profile(folder.path(), "tablet")?;
    with_browser(&own, Screen::TABLET, async |page| {
        tablet::sign_in(&page, &here, "arbetsledare").await?;
        tablet::open_site(&page, &here, place.id, TRAINEES.into()).await?;
        on_the_tablet(&page).await
    })
    .await?;
    register::fill(&here, TENDERS).await?;
    let own = profile(folder.path(), "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        tablet::sign_in(&page, &here, "avtal").await?;
        desk::go(&page, "/tenders", "#tenders").await?;
        desk::until(&page, "all rows", "return Number(document.getElementById('tenders').getAttribute('aria-rowcount')) > 5000", vec![]).await?;
        at_the_office(&page).await
    })
    .await
}

async fn slow_down(page: &Page, rate: u32) -> Result<()> {
    page.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": rate }))
        .await?;
    Ok(())
}

async fn watch(page: &Page) -> Result<()> {
    page.run(&format!("{WATCH}; return true"), vec![]).await?;
    slow_down(page, SLOWER).await
}

/// What was measured since, and begins anew. What was too quick to be told (below 16 ms) counts as 16.
async fn tell(page: &Page, what: &str) -> Result<Vec<f64>> {
    let read = "await new Promise((done) => setTimeout(done, 400)); const all = [...window.interactions.values()]; const presses = window.presses; \
        window.interactions.clear(); window.presses = 0; return [all, presses]";
    let (mut all, presses): (Vec<f64>, usize) =
        serde_json::from_value(page.run(read, vec![]).await?)?;
    ensure!(presses > 0, "nothing was pressed for {what}");
    all.resize(all.len().max(presses), 16.0);
    let (p50, p95) = spread(all.clone())?;
    println!(
        "{what}: {} presses, p50 {p50:.0} ms, p95 {p95:.0} ms",
        all.len()
    );
    Ok(all)
}

fn summarise(what: &str, all: Vec<f64>) -> Result<()> {
    let count = all.len();
    let (p50, p95) = spread(all)?;
    println!(
        "{what}, all {count} together, {SLOWER}× slower: interaction to next paint p50 {p50:.0} ms, p95 {p95:.0} ms (limit {LIMIT:.0})"
    );
    Ok(())
}

async fn on_the_tablet(page: &Page) -> Result<()> {
    watch(page).await?;
    let mut hand = Hand::in_real_time(page).await?;
    let mut all = Vec::new();
    for number in 0..30 {
        let here = format!("document.querySelectorAll('.person [data-answer=here]')[{number}]");
        hand.tap_found("here", &here).await?;
    }
    all.extend(tell(page, "here").await?);
    for number in 30..45 {
        let away = format!("document.querySelectorAll('.person [data-answer=away]')[{number}]");
        hand.tap_found("away", &away).await?;
        hand.tap("the reason", ".reasons .answer").await?;
    }
    all.extend(tell(page, "away and its reason").await?);
    for number in 0..15 {
        let less =
            format!("document.querySelectorAll('.stepper')[{number}].querySelector('button')");
        hand.tap_found("less time", &less).await?;
    }
    all.extend(tell(page, "less time").await?);
    for number in 0..6 {
        let day = format!(
            "[...document.querySelectorAll('.day-button:not([disabled])')].at(-{})",
            1 + number % 3
        );
        hand.tap_found("another day", &day).await?;
    }
    all.extend(tell(page, "another day of 60").await?);
    summarise("the tablet's day of 60 trainees", all)?;
    slow_down(page, 1).await
}

async fn at_the_office(page: &Page) -> Result<()> {
    watch(page).await?;
    let mut keyboard = Keyboard::new(page);
    let mut hand = Hand::in_real_time(page).await?;
    let mut all = Vec::new();
    hand.tap("the filter", "#tenders-find").await?;
    for letters in ["ombyggnad", "prov 2026", "gang"] {
        for letter in letters.chars() {
            keyboard.press(&letter.to_string()).await?;
            tokio::time::sleep(LETTER).await;
        }
        for _ in letters.chars() {
            keyboard.press("\u{e003}").await?;
            tokio::time::sleep(LETTER).await;
        }
    }
    all.extend(tell(page, "a letter in the filter of 5,005 rows").await?);
    for number in 0..12 {
        let head = format!(
            "[...document.querySelectorAll('#tenders th button')][{}]",
            number % 4
        );
        hand.tap_found("a column's head", &head).await?;
    }
    all.extend(tell(page, "sorting 5,005 rows").await?);
    hand.tap("search", ".search-button").await?;
    desk::see(page, "#search[open]").await?;
    for letter in "palmcrantzskolan".chars() {
        keyboard.press(&letter.to_string()).await?;
        tokio::time::sleep(LETTER).await;
    }
    keyboard.press("\u{e00c}").await?;
    all.extend(tell(page, "search over everything").await?);
    for path in ["/contracts", "/placements", "/", "/tenders"].repeat(3) {
        hand.tap("the menu", &format!("nav a[href='{path}']"))
            .await?;
        desk::see(page, "main h1").await?;
    }
    all.extend(tell(page, "the menu").await?);
    summarise("the office", all)?;
    slow_down(page, 1).await
}

fn spread(mut all: Vec<f64>) -> Result<(f64, f64)> {
    all.sort_by(f64::total_cmp);
    let at = |share: usize| {
        all.get((all.len().saturating_sub(1)) * share / 100)
            .copied()
    };
    at(50).zip(at(95)).context("nothing was measured")
}
