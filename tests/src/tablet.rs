//! What a supervisor does on the tablet, and what is seen there.
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use backend::cli::demo::PASSWORD;
use serde_json::{Value, json};
use shared::id::SiteId;
use shared::time::Day;

use crate::browser::Page;
use crate::wait;

/// How long anything may take to be seen.
pub const SEEN_MAX: Duration = Duration::from_secs(60);

/// Signs in, in Swedish.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn sign_in(page: &Page, site: &str, login: &str) -> Result<()> {
    sign_in_with(page, site, login, PASSWORD).await
}

/// The same with another password than the demo's.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn sign_in_with(page: &Page, site: &str, login: &str, password: &str) -> Result<()> {
    page.open(&format!("{site}/sign-in")).await?;
    page.run("localStorage.setItem('fotfaste.language', 'sv')", vec![])
        .await?;
    page.reload().await?;
    let fill = "const set = (name, value) => { const field = document.querySelector(`input[name=\"${name}\"]`) \
        ?? document.getElementById(name); field.value = value; field.dispatchEvent(new Event('input', { bubbles: true })) }; \
        set('login', args[0]); set('password', args[1]); \
        document.querySelector('form button[type=submit], form button').click(); return true";
    wait::until("the sign-in form", SEEN_MAX, async || {
        let done = page.run(fill, vec![json!(login), json!(password)]).await;
        Ok(done.is_ok_and(|done| done == json!(true)).then_some(()))
    })
    .await?;
    wait::until("to be signed in", SEEN_MAX, async || {
        Ok((page.run("return location.pathname", vec![]).await? == json!("/")).then_some(()))
    })
    .await
}

/// Opens the day list of the site and waits for so many trainees.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn open_site(page: &Page, server: &str, site: SiteId, count: usize) -> Result<()> {
    page.open(&format!("{server}/site/{site}")).await?;
    wait_for_cards(page, count).await
}

/// Waits until so many trainees are listed.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn wait_for_cards(page: &Page, count: usize) -> Result<()> {
    let what = format!("{count} trainees");
    let listed = wait::until(&what, SEEN_MAX, async || {
        let seen = page
            .run("return document.querySelectorAll('.person').length", vec![])
            .await?;
        Ok((seen == json!(count)).then_some(()))
    });
    match listed.await {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(format!(
            "the page holds: {}\nthe browser's databases and locks: {}\nthe console: {:#?}",
            page.text().await?,
            page.run(STORED, vec![]).await?,
            page.console_errors().await?
        ))),
    }
}

/// Whether each database opens and reads, and who holds which lock.
const STORED: &str = "const found = {}; const wait = (what) => new Promise((tell) => { setTimeout(() => tell('hangs'), 2000); what(tell) }); \
    for (const { name } of await indexedDB.databases()) found[name] = await wait((tell) => { \
        const open = indexedDB.open(name); open.onerror = () => tell('fails'); open.onsuccess = () => { \
            const names = [...open.result.objectStoreNames]; const count = open.result.transaction(names).objectStore(names[0]).count(); \
            count.onsuccess = () => tell('reads') } }); \
    return { found, locks: await navigator.locks.query() }";

/// Goes to a day of the last week.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn choose_day(page: &Page, day: Day) -> Result<()> {
    let script = "const day = [...document.querySelectorAll('.day-button')] \
        .find((button) => button.querySelector('b').textContent.trim() === args[0]); \
        if (!day) { document.querySelector('nav.stack-s > .row button').click(); return 'earlier' } \
        if (day.getAttribute('aria-pressed') === 'true') return 'chosen'; day.click(); return 'clicked'";
    let number = day.day_of_month().to_string();
    wait::until(&format!("the day {day}"), SEEN_MAX, async || {
        Ok((page.run(script, vec![json!(number)]).await? == json!("chosen")).then_some(()))
    })
    .await
}

/// Says "here" of the trainee with this name on the day that is shown.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn say_here(page: &Page, name: &str) -> Result<()> {
    let script = "const card = [...document.querySelectorAll('.person')] \
        .find((card) => card.querySelector('.name').textContent.includes(args[0])); \
        if (!card) return 'none'; card.querySelector('[data-answer=here]').click(); return 'said'";
    let said = page.run(script, vec![json!(name)]).await?;
    ensure!(
        said == json!("said"),
        "no card of {name}: {}",
        page.text().await?
    );
    Ok(())
}

/// Name, whether "here" is said, and the tone of the mark of how far it has come, of every card of the shown day.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn cards(page: &Page) -> Result<Vec<(String, bool, String)>> {
    let script = "return [...document.querySelectorAll('.person')].map((card) => [ \
        card.querySelector('.name').textContent, \
        card.querySelector('[data-answer=here]').getAttribute('aria-pressed') === 'true', \
        [...card.querySelectorAll('.more .chip')].map((chip) => chip.dataset.tone).join(' ')])";
    let cards = page.run(script, vec![]).await?;
    serde_json::from_value(cards).context("the cards do not read")
}

/// Waits until every trainee of the shown day is said to be here, with this mark.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn wait_for_marks(page: &Page, count: usize, tone: &str) -> Result<()> {
    let mut last = Vec::new();
    let seen = wait::until(&format!("{count} marks '{tone}'"), SEEN_MAX, async || {
        last = cards(page).await?;
        let all = last
            .iter()
            .all(|(_, here, marks)| *here && marks.split(' ').any(|mark| mark == tone));
        Ok((all && last.len() == count).then_some(()))
    })
    .await;
    seen.with_context(|| format!("the cards are {last:?}"))
}

/// What lies in the device's outbox: number and hash of the one before, in order.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub async fn outbox(page: &Page) -> Result<Vec<(u64, Option<String>, String)>> {
    let script = "const names = (await indexedDB.databases()).map((d) => d.name) \
            .filter((name) => /^fotfaste-[0-9a-f]{24}$/.test(name)); \
        if (names.length !== 1) throw new Error(`databases: ${names}`); \
        const open = (name) => new Promise((done, failed) => { const r = indexedDB.open(name); \
            r.onsuccess = () => done(r.result); r.onerror = () => failed(r.error) }); \
        const db = await open(names[0]); \
        const all = await new Promise((done, failed) => { \
            const r = db.transaction('outbox').objectStore('outbox').getAll(); \
            r.onsuccess = () => done(r.result); r.onerror = () => failed(r.error) }); \
        db.close(); \
        return all.map((bytes) => { const e = JSON.parse(new TextDecoder().decode(bytes.slice(1))); \
            return [e.cmd_no, e.prev ?? null, e.hash] })";
    let rows: Value = page.run(script, vec![]).await?;
    serde_json::from_value(rows).context("the outbox does not read")
}

const SPOIL: &str = "const names = (await indexedDB.databases()).map((d) => d.name).filter((name) => /^fotfaste-[0-9a-f]{24}$/.test(name)); \
    const done = (r) => new Promise((yes, no) => { r.onsuccess = () => yes(r.result); r.onerror = () => no(r.error) }); \
    const db = await done(indexedDB.open(names[0])); const store = db.transaction('outbox', 'readwrite').objectStore('outbox'); \
    const bytes = await done(store.get(args[0])); bytes[bytes.length - 2] ^= 1; await done(store.put(bytes, args[0])); db.close(); return bytes.length";

/// Damages a command that waits to be sent, on the disk under the app's feet.
///
/// # Errors
/// When there is none of this number, or the page is gone.
pub async fn spoil(page: &Page, number: u64) -> Result<()> {
    let length = page.run(SPOIL, vec![json!(number)]).await?;
    let is_done = length.as_u64().is_some_and(|length| length > 100);
    ensure!(is_done, "command {number} has {length} bytes");
    Ok(())
}

/// The numbers follow each other without gap and each command names the one before.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub fn ensure_chain(outbox: &[(u64, Option<String>, String)]) -> Result<()> {
    let mut before: Option<&String> = None;
    for ((no, prev, hash), expected) in outbox.iter().zip(1..) {
        ensure!(*no == expected, "command {expected} has number {no}");
        ensure!(
            prev.as_ref() == before,
            "command {no} does not hold on to the one before"
        );
        before = Some(hash);
    }
    Ok(())
}

/// A folder for a browser's profile.
///
/// # Errors
/// When it is not seen in time, or the page is gone.
pub fn profile(folder: &Path, name: &str) -> Result<std::path::PathBuf> {
    let path = folder.join(name);
    std::fs::create_dir_all(&path)?;
    Ok(path)
}
