//! The app on a tablet with 60 trainees, in real Chromium: first visit, opening again without a server, and what a tap takes.
//! Printed beside the product's limits, not asserted. `cargo bench -p tests --bench app`; `FOTFASTE_PROGRAM` names the program
//! to be measured (`cargo dist` makes it); without it a debug build is measured, which is slower by far.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::program;
use tests::server::{Launch, Server};
use tests::site::Site;
use tests::tablet;

const TRAINEES: u16 = 60;
const STARTS: usize = 7;

/// Notes when the list is whole; the page's own clock begins with the navigation.
const WATCH: &str = "new MutationObserver((_, observer) => { \
    if (document.querySelectorAll('.person').length >= 60) { window.listed = performance.now(); observer.disconnect() } \
}).observe(document, { childList: true, subtree: true }); \
new MutationObserver((_, observer) => { \
    if (document.querySelector('form input')) { window.formed = performance.now(); observer.disconnect() } \
}).observe(document, { childList: true, subtree: true });";

#[tokio::main]
async fn main() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let place = Site::make(&here, TRAINEES).await?;
    size(&server).await?;
    let own = tablet::profile(folder.path(), "tablet")?;
    with_browser(&own, Screen::TABLET, async |page| {
        page.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": WATCH }),
        )
        .await?;
        first_visit(&page, &here, &place).await?;
        page.wait_for_service_worker().await?;
        let launch = server.kill().await?;
        warm_starts(&page).await?;
        taps(&page).await?;
        drop(launch);
        Ok(())
    })
    .await
}

/// All of the app as it is sent, by the list that the service worker keeps.
async fn size(server: &Server) -> Result<()> {
    let http = reqwest::Client::new();
    let base = format!("http://{}", server.address());
    let worker = format!("{base}/service_worker.js");
    let worker = http.get(worker).send().await?.text().await?;
    let listed = worker
        .lines()
        .filter(|line| line.starts_with("const PRECACHE") || line.starts_with("const LATER"));
    let paths: Vec<&str> = listed
        .flat_map(|line| line.split('"'))
        .filter(|part| part.starts_with('/'))
        .collect();
    ensure!(
        paths.iter().any(|path| path.ends_with(".wasm")),
        "no module is listed"
    );
    let (mut whole, mut modules) = (0, 0);
    for path in paths {
        let answer = http
            .get(format!("{base}{path}"))
            .header("accept-encoding", "br");
        let bytes = answer
            .send()
            .await?
            .error_for_status()?
            .bytes()
            .await?
            .len();
        whole += bytes;
        modules += if path.ends_with(".wasm") { bytes } else { 0 };
    }
    println!(
        "whole app as sent: {} kB (limit 500), of it modules {} kB",
        whole / 1000,
        modules / 1000
    );
    Ok(())
}

async fn number(page: &Page, script: &str) -> Result<f64> {
    page.run(script, vec![])
        .await?
        .as_f64()
        .context("not measured")
}

async fn first_visit(page: &Page, here: &str, place: &Site) -> Result<()> {
    tablet::sign_in(page, here, "arbetsledare").await?;
    // A first visit is one to an empty cache; signing in has filled it, so it is emptied again. The session stays.
    page.devtools("Network.clearBrowserCache", json!({}))
        .await?;
    let clear = "for (const r of await navigator.serviceWorker.getRegistrations()) await r.unregister(); \
        for (const name of await caches.keys()) await caches.delete(name); return true";
    page.run(clear, vec![]).await?;
    page.devtools(
        "Storage.clearDataForOrigin",
        json!({ "origin": here, "storageTypes": "indexeddb" }),
    )
    .await?;
    tablet::open_site(page, here, place.id, TRAINEES.into()).await?;
    let listed = number(page, "return window.listed").await?;
    println!("first visit to the list of {TRAINEES}: {listed:.0} ms (limit 2000)");
    let loaded = "return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')] \
        .filter((entry) => entry.entryType === 'navigation' || entry.name.includes('/assets/')) \
        .reduce((sum, entry) => sum + entry.encodedBodySize, 0) / 1000";
    let loaded = number(page, loaded).await?;
    println!("loaded by then, as sent: {loaded:.0} kB (limit 300)");
    Ok(())
}

async fn warm_starts(page: &Page) -> Result<()> {
    let mut took = Vec::new();
    for _ in 0..STARTS {
        page.reload().await?;
        tablet::wait_for_cards(page, TRAINEES.into()).await?;
        took.push(number(page, "return window.listed").await?);
    }
    let (p50, p95) = spread(took)?;
    println!("opening again without a server: p50 {p50:.0} ms, p95 {p95:.0} ms (limit 400)");
    Ok(())
}

async fn taps(page: &Page) -> Result<()> {
    let script = "const drawn = [], frame = [], saved = []; \
        const cards = [...document.querySelectorAll('.person')].map((card) => card.querySelector('.name').textContent); \
        const card = (name) => [...document.querySelectorAll('.person')].find((c) => c.querySelector('.name').textContent === name); \
        const until = (test) => new Promise((done) => { if (test()) return done(); \
            const o = new MutationObserver(() => { if (test()) { o.disconnect(); done() } }); \
            o.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true }) }); \
        for (const name of cards) { \
            const begun = performance.now(); \
            card(name).querySelector('[data-answer=here]').click(); \
            const kept = until(() => card(name)?.querySelector('.more .chip[data-tone=wait]')).then(() => saved.push(performance.now() - begun)); \
            await until(() => card(name)?.querySelector('[data-answer=here][aria-pressed=true]')); \
            drawn.push(performance.now() - begun); \
            await new Promise((next) => requestAnimationFrame(() => setTimeout(next))); \
            frame.push(performance.now() - begun); \
            await kept; \
            await new Promise((next) => setTimeout(next, 30)); } \
        return [drawn, frame, saved]";
    let measured: [Vec<f64>; 3] = serde_json::from_value(page.run(script, vec![]).await?)?;
    ensure!(
        measured
            .iter()
            .all(|all| all.len() == usize::from(TRAINEES)),
        "not every tap was seen"
    );
    let [drawn, frame, saved] = measured;
    let (p50, p95) = spread(drawn)?;
    println!("tap to drawn: p50 {p50:.1} ms, p95 {p95:.1} ms (limit 16)");
    let (p50, p95) = spread(frame)?;
    println!("tap to the next frame shown: p50 {p50:.1} ms, p95 {p95:.1} ms");
    let (p50, p95) = spread(saved)?;
    println!("tap to saved strictly: p50 {p50:.1} ms, p95 {p95:.1} ms (limit 25)");
    // The floor: one small value by itself, kept strictly by the same browser on the same disk.
    let floor = "const open = indexedDB.open('floor', 1); open.onupgradeneeded = () => open.result.createObjectStore('one'); \
        const database = await new Promise((done) => { open.onsuccess = () => done(open.result) }); const took = []; \
        for (let n = 0; n < 60; n += 1) { const begun = performance.now(); \
            const tx = database.transaction('one', 'readwrite', { durability: 'strict' }); \
            tx.objectStore('one').put(new Uint8Array(600), n); tx.commit(); \
            await new Promise((done) => { tx.oncomplete = done }); took.push(performance.now() - begun); \
            await new Promise((next) => setTimeout(next, 30)); } database.close(); return took";
    let alone: Vec<f64> = serde_json::from_value(page.run(floor, vec![]).await?)?;
    let (floor50, floor95) = spread(alone)?;
    println!(
        "a strict write by itself: p50 {floor50:.1} ms, p95 {floor95:.1} ms; a tap takes {:.1} and {:.1} times that",
        p50 / floor50,
        p95 / floor95
    );
    Ok(())
}

fn spread(mut all: Vec<f64>) -> Result<(f64, f64)> {
    all.sort_by(f64::total_cmp);
    let at = |share: usize| {
        all.get((all.len().saturating_sub(1)) * share / 100)
            .copied()
    };
    at(50).zip(at(95)).context("nothing was measured")
}
