//! The office's tables with 5,000 rows, in real Chromium: what a letter typed takes and whether scrolling keeps up with the screen.
//! Printed beside the product's limits, not asserted. `cargo bench -p tests --bench office`; `FOTFASTE_PROGRAM` as for `app`.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::pusher::wide_settings;
use tests::server::Launch;
use tests::tablet::{profile, sign_in};
use tests::{desk, program, register};

const TENDERS: usize = 5_000;
/// Those of the demo.
const BEFORE: usize = 5;

#[tokio::main]
async fn main() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, wide_settings().to_string())?;
    let server = Launch::temporary()?
        .argument("--demo")
        .variable("FOTFASTE_SETTINGS", &settings.to_string_lossy())
        .start()
        .await?;
    let here = server.url("");
    register::fill(&here, TENDERS).await?;
    let own = profile(folder.path(), "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        sign_in(&page, &here, "avtal").await?;
        desk::go(&page, "/tenders", "#tenders").await?;
        desk::wait_for_rows(&page, "tenders", TENDERS + BEFORE).await?;
        let drawn = number(
            &page,
            "return document.querySelectorAll('#tenders tbody tr').length",
        )
        .await?;
        println!("rows in the page of {}: {drawn:.0}", TENDERS + BEFORE);
        letters(&page, "tenders-find", "a letter in the table's search").await?;
        sorting(&page).await?;
        scrolling(&page).await?;
        desk::press(&page, ".search-button").await?;
        desk::see(&page, "#search-field").await?;
        letters(
            &page,
            "search-field",
            "a letter in the search over everything",
        )
        .await
    })
    .await
}

async fn number(page: &Page, script: &str) -> Result<f64> {
    page.run(script, vec![])
        .await?
        .as_f64()
        .context("not measured")
}

/// Types words letter by letter and takes them back. Measured is the time from the key until what it finds is there and laid out:
/// worked out at once, or after the frame that shows the letter, with the wait for it.
async fn letters(page: &Page, field: &str, what: &str) -> Result<()> {
    let script = "const field = document.getElementById(args[0]); const took = []; let late = 0; \
        const task = () => new Promise((next) => { const c = new MessageChannel(); c.port1.onmessage = next; c.port2.postMessage(0) }); \
        const framed = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next))); \
        const type = async (text) => { let changes = 0; const seen = new MutationObserver(() => { changes += 1 }); \
            seen.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true }); \
            field.value = text; const begun = performance.now(); field.dispatchEvent(new Event('input', { bubbles: true })); \
            await task(); document.body.offsetHeight; let ended = performance.now(); const at_once = changes; \
            await framed(); \
            if (changes > at_once) { document.body.offsetHeight; ended = performance.now(); late += 1 } \
            seen.disconnect(); took.push(ended - begun); await new Promise((next) => setTimeout(next, 40)) }; \
        for (const word of ['ombyggnad älvdalen', 'prov 2026/77', 'ÅTGÄRDER', 'gang- och cykel', 'inget sådant']) { \
            for (let n = 1; n <= word.length; n += 1) await type(word.slice(0, n)); \
            for (let n = word.length - 1; n >= 0; n -= 2) await type(word.slice(0, n)); } \
        await type(''); return [took, [late]]";
    let measured = page.run(script, vec![json!(field)]).await?;
    let [took, late]: [Vec<f64>; 2] = serde_json::from_value(measured)?;
    let (all, late) = (took.len(), late.first().copied().unwrap_or_default());
    ensure!(all > 90, "only {all} letters");
    let (p50, p95) = spread(took)?;
    println!(
        "{what}, from the key until found and laid out: p50 {p50:.1} ms, p95 {p95:.1} ms (limit 16); {late:.0} of {all} after the letter's frame"
    );
    Ok(())
}

async fn sorting(page: &Page) -> Result<()> {
    let script = "const turn = () => new Promise((next) => { const c = new MessageChannel(); c.port1.onmessage = next; c.port2.postMessage(0) }); \
        const took = []; for (let n = 0; n < 24; n += 1) { const heads = [...document.querySelectorAll('#tenders th button')]; \
            const head = heads[n % heads.length].closest('th'), place = [...head.parentElement.children].indexOf(head); \
            const sorted = () => document.querySelectorAll('#tenders thead th')[place].getAttribute('aria-sort'), before = sorted(); \
            const begun = performance.now(); heads[n % heads.length].click(); while (sorted() === before) await turn(); document.body.offsetHeight; \
            took.push(performance.now() - begun); await new Promise((next) => setTimeout(next, 60)) } return took";
    let took: Vec<f64> = serde_json::from_value(page.run(script, vec![]).await?)?;
    let (p50, p95) = spread(took)?;
    println!(
        "sorting by a column, from the press to rows laid out: p50 {p50:.1} ms, p95 {p95:.1} ms"
    );
    Ok(())
}

/// Scrolls some rows a frame, then a screen a frame, there and back; and looks in each frame whether rows are drawn where one looks.
/// Beside it the floor: the same over plain lines that nothing draws anew, in the same browser on the same machine.
async fn scrolling(page: &Page) -> Result<()> {
    let script = "const frame = () => new Promise(requestAnimationFrame); \
        const scroll = async (look) => { const frames = []; let blank = 0; \
            for (let n = 0; n < 30; n += 1) await frame(); \
            let before = await frame(); \
            for (const step of [120, -120, 700, -700]) for (let n = 0; n < 120; n += 1) { \
                scrollBy(0, step); const now = await frame(); frames.push(now - before); before = now; \
                if (look && !document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('tr')) blank += 1 } \
            return [frames, blank] }; \
        const [frames, blank] = await scroll(true); \
        const rows = document.getElementById('tenders'); const plain = document.createElement('div'); \
        for (let n = 0; n < 2000; n += 1) { const line = document.createElement('p'); line.textContent = `Rad ${n} `.repeat(12); line.className = 'list-row'; plain.append(line) } \
        rows.style.display = 'none'; rows.after(plain); \
        const [floor] = await scroll(false); plain.remove(); rows.style.display = ''; scrollTo(0, 0); \
        return [frames, floor, [blank]]";
    let measured = page.run(script, vec![]).await?;
    let [frames, floor, blank]: [Vec<f64>; 3] = serde_json::from_value(measured)?;
    let blank = blank.first().copied().unwrap_or_default();
    let (late, all) = (frames.iter().filter(|ms| **ms > 17.5).count(), frames.len());
    let (p50, p95) = spread(frames)?;
    println!(
        "scrolling, a frame: p50 {p50:.1} ms, p95 {p95:.1} ms (limit 16.7); {late} of {all} frames late, {blank:.0} without rows"
    );
    let late = floor.iter().filter(|ms| **ms > 17.5).count();
    let (p50, p95) = spread(floor)?;
    println!(
        "plain lines in the same browser: p50 {p50:.1} ms, p95 {p95:.1} ms; {late} of {all} frames late"
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
