//! What a caseworker does between two visits: meetings, notes, tasks, whom to call. All about Amina, who has no meeting planned.

use anyhow::Result;
use serde_json::json;
use tests::keyboard::{Keyboard, key};
use tests::words::word;

use super::cases::open;
use super::tenders::day;

const WHO: &str = "Amina";
const NEXT: &str = "#next-meeting";

/// Goes on to a fold within a part of the page, and opens it.
async fn unfold_within(keyboard: &mut Keyboard<'_>, part: &str, words: &str) -> Result<()> {
    keyboard
        .to_words(&format!("{part} summary"), &word(words))
        .await?;
    keyboard.enter().await
}

async fn plan_on(keyboard: &mut Keyboard<'_>, days: i64) -> Result<()> {
    open(keyboard, WHO).await?;
    unfold_within(keyboard, NEXT, "meeting.plan").await?;
    keyboard.to("[name='meeting-kind']").await?;
    keyboard.date("meeting-on", day(days)).await?;
    keyboard.send().await?;
    keyboard.hear(&word("meeting.planned")).await
}

/// On a day of one's own.
pub async fn plan(keyboard: &mut Keyboard<'_>) -> Result<()> {
    plan_on(keyboard, 8).await
}

/// A day later.
pub async fn postpone(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, WHO).await?;
    unfold_within(keyboard, NEXT, "meeting.move_").await?;
    keyboard.date("meeting-on", day(9)).await?;
    keyboard.send().await?;
    keyboard.hear(&word("meeting.moved")).await
}

/// The fold asks for one more key.
pub async fn cancel(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, WHO).await?;
    unfold_within(keyboard, NEXT, "meeting.cancel").await?;
    keyboard
        .to_words(&format!("{NEXT} form"), &word("meeting.cancel"))
        .await?;
    keyboard.enter().await?;
    keyboard.hear(&word("meeting.cancelled")).await
}

/// Choices by arrows and the space bar, no word typed; the next meeting is planned with it.
pub async fn note(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, WHO).await?;
    keyboard
        .to_words("#notes header a", &word("note.new"))
        .await?;
    keyboard.enter().await?;
    keyboard
        .until(
            "the form",
            "return location.pathname.endsWith('/note') && document.activeElement.tagName === 'H1'",
        )
        .await?;
    for choice in [
        "[name='note-present']",
        "[name='note-trainee']",
        "[name='note-work']",
    ] {
        keyboard.to(choice).await?;
        keyboard.press(" ").await?;
    }
    // "Not now" is chosen; the arrow goes on to the choice before it.
    keyboard.to("[name='note-next']").await?;
    keyboard.press(&key::UP.to_string()).await?;
    keyboard.send().await?;
    keyboard
        .until(
            "the placement",
            "return /^\\/placements\\/[^/]+$/.test(location.pathname)",
        )
        .await?;
    keyboard.hear(&word("meeting.cancel")).await
}

/// What stood before stays as an earlier version.
pub async fn correct(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, WHO).await?;
    keyboard
        .to_words("#notes li a", &word("note.correct"))
        .await?;
    keyboard.enter().await?;
    keyboard.see("[id='note-text']").await?;
    keyboard.write("note-text", "Skrivet med tangenter").await?;
    keyboard.send().await?;
    keyboard.hear("Skrivet med tangenter").await
}

/// With a day.
pub async fn task(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, WHO).await?;
    unfold_within(keyboard, "#tasks", "task.new").await?;
    keyboard.write("task-title", "Fråga om nyckeln").await?;
    keyboard.date("task-due", day(1)).await?;
    keyboard.send().await?;
    keyboard.hear("Fråga om nyckeln").await
}

/// By the button beside it.
pub async fn done(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, WHO).await?;
    keyboard
        .to("#tasks .list-row button[aria-label*='Fråga om nyckeln']")
        .await?;
    keyboard.enter().await?;
    let gone = format!(
        "return document.querySelector({}) === null",
        json!("#tasks .list-row button[aria-label*='Fråga om nyckeln']")
    );
    keyboard.until("nothing left of it to do", &gone).await
}

/// Out of the list of what is done.
pub async fn again(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.to("#tasks details:has(ul) > summary").await?;
    keyboard.enter().await?;
    keyboard
        .to("#tasks details button[aria-label*='Fråga om nyckeln']")
        .await?;
    keyboard.enter().await?;
    let open = format!(
        "return document.querySelector({}) !== null",
        json!("#tasks .list-row button[aria-label*='Fråga om nyckeln']")
    );
    keyboard.until("it to be done again", &open).await
}

/// Of the site's supervisor.
pub async fn contact(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, WHO).await?;
    keyboard.to("#contact button[aria-expanded=false]").await?;
    keyboard.press(" ").await?;
    keyboard.write("contact-phone", "070-174 06 77").await?;
    keyboard.send().await?;
    keyboard.hear("070-174 06 77").await
}
