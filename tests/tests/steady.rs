//! What somebody is in the middle of stays: over a change of language, a second press, an answer that is drawn, and midnight.
use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::desk::{go, press, see, until, write};
use tests::founder::press_words;
use tests::program;
use tests::server::Launch;
use tests::tablet::{SEEN_MAX, profile, sign_in};

/// Somebody of the demo at a browser of their own.
async fn as_person(login: &str, act: impl AsyncFnOnce(&Page) -> Result<()>) -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let own = profile(folder.path(), login)?;
    with_browser(&own, Screen::OFFICE, async |page| {
        sign_in(&page, &server.url(""), login).await?;
        act(&page).await
    })
    .await
}

async fn value(page: &Page, id: &str) -> Result<String> {
    let value = "return document.getElementById(args[0]).value";
    let value = page.run(value, vec![json!(id)]).await?;
    Ok(value.as_str().unwrap_or_default().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_and_unfolded_stays_in_another_language() -> Result<()> {
    as_person("upphandlare", async |page| {
        go(page, "/tenders", "#title").await?;
        press(page, "main section details > summary").await?;
        write(page, "title", "Skolgården").await?;
        write(page, "nature", "1").await?;
        press_words(page, "nav", "English").await?;
        page.wait_for_text("Sign out", SEEN_MAX).await?;
        let is_back = "return document.getElementById('title')?.value === 'Skolgården' && document.getElementById('nature').value === '1' \
            && document.getElementById('title').checkVisibility()";
        until(page, "what was typed", is_back, vec![]).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_press_changes_nothing() -> Result<()> {
    as_person("admin", async |page| {
        go(page, "/feedback", "#feedback-what").await?;
        let count = "window.sent = 0; const ask = window.fetch; window.fetch = (...all) => { if (String(all[0].url ?? all[0]).endsWith(args[0])) window.sent += 1; \
            return ask(...all) }; return true";
        page.run(count, vec![json!("/api/v1/feedback")]).await?;
        write(page, "feedback-kind", "1").await?;
        write(page, "feedback-what", "Texten är liten").await?;
        let twice = "const button = document.querySelector('main form button[type=submit]'); button.click(); button.click(); return true";
        page.run(twice, vec![]).await?;
        page.wait_for_text("Tack", SEEN_MAX).await?;
        let sent = page.run("return window.sent", vec![]).await?;
        ensure!(sent == json!(1), "sent {sent} times");
        // And it can be sent again when it has been answered.
        write(page, "feedback-what", "Den är stor nu").await?;
        page.run(twice, vec![]).await?;
        until(page, "a second one", "return window.sent === 2", vec![]).await
    })
    .await
}

/// Presses what has the focus by Enter's own effect, and says where the focus is when all is drawn.
async fn press_in_place(page: &Page, selector: &str, within: &str) -> Result<()> {
    see(page, selector).await?;
    let press =
        "const one = document.querySelector(args[0]); one.focus(); one.click(); return true";
    page.run(press, vec![json!(selector)]).await?;
    let is_held = "return document.activeElement?.closest(args[0]) !== null && document.querySelector(args[1])?.contains(document.activeElement) !== false";
    let is_there = "const frame = () => new Promise(requestAnimationFrame); for (let n = 0; n < 6; n += 1) await frame(); \
        return document.activeElement !== document.body";
    until(page, &format!("a focus after {selector}"), is_there, vec![]).await?;
    until(page, within, is_held, vec![json!(within), json!("body")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_focus_goes_on_to_what_is_next() -> Result<()> {
    as_person("malare", async |page| {
        see(page, ".person").await?;
        press_in_place(page, ".person [data-answer=away]", ".person").await?;
        press_in_place(page, ".reasons .answer", ".person").await?;
        press_in_place(page, ".undo button", ".site-page").await?;
        page.wait_for_text("Ångrat", SEEN_MAX).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_stands_on_today_stands_on_today_after_midnight() -> Result<()> {
    as_person("malare", async |page| {
        see(page, ".person").await?;
        let heading = "return document.querySelector('main h1').innerText";
        let before = page.run(heading, vec![]).await?;
        let pass = "const now = Date.now; Date.now = () => now() + 86400000; document.dispatchEvent(new Event('visibilitychange')); return true";
        page.run(pass, vec![]).await?;
        let is_next = "return document.querySelector('main h1').innerText !== args[0] && document.querySelector('.day-button[aria-pressed=true]').innerText.includes('idag')";
        until(page, "the next day", is_next, vec![before]).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_of_another_kind_leaves_the_planned_meeting_alone() -> Result<()> {
    as_person("handlaggare", async |page| {
        go(page, "/cases", ".due a[href*='/note/']").await?;
        let due = "return document.querySelector(\".due a[href*='/note/']\").getAttribute('href')";
        let due = page.run(due, vec![]).await?;
        let due = due.as_str().unwrap_or_default().to_owned();
        let new = due.rsplit_once('/').map(|(note, _)| note.to_owned()).unwrap_or_default();
        go(page, &new, "#note-on").await?;
        let planned = value(page, "note-on").await?;
        let choose = "const all = [...document.querySelectorAll('input[name=note-kind]')]; const other = all.find((one) => !one.checked); other.click(); \
            document.querySelector('input[name=note-present]').click(); return true";
        page.run(choose, vec![]).await?;
        let is_moved = "return document.getElementById('note-on').value !== args[0]";
        until(page, "today", is_moved, vec![json!(planned)]).await?;
        press(page, "main form button[type=submit]").await?;
        see(page, "main h1").await?;
        let link = format!(".due a[href='{due}']");
        go(page, "/cases", &link).await
    })
    .await
}
