//! What a supervisor does; the tablet may have a keyboard, and whoever cannot tap has one.

use anyhow::Result;
use shared::id::{SiteId, derived};
use tests::keyboard::Keyboard;

const ANSWERED: &str =
    "document.querySelectorAll('.person .answer[data-answer][aria-pressed=true]').length";

/// The site of several trainees.
async fn today(keyboard: &mut Keyboard<'_>) -> Result<()> {
    let site: SiteId = derived(&[b"fotfaste demo", b"site skolan"]).into();
    keyboard
        .back_to(&format!("nav a[href='/site/{site}']"))
        .await?;
    keyboard.enter().await?;
    keyboard.see(".person").await
}

async fn answered(keyboard: &Keyboard<'_>, test: &str) -> Result<()> {
    keyboard
        .until(
            &format!("answers {test}"),
            &format!("return {ANSWERED} {test}"),
        )
        .await
}

/// One key says it, the next takes it back.
pub async fn copy(keyboard: &mut Keyboard<'_>) -> Result<()> {
    today(keyboard).await?;
    answered(keyboard, "=== 0").await?;
    keyboard.to("[data-does=copy]").await?;
    keyboard.enter().await?;
    answered(keyboard, "> 0").await?;
    keyboard.back_to(".undo button").await?;
    keyboard.enter().await?;
    answered(keyboard, "=== 0").await
}

/// All others are here.
pub async fn all(keyboard: &mut Keyboard<'_>) -> Result<()> {
    today(keyboard).await?;
    keyboard.to(".site-foot .button:not([data-does])").await?;
    keyboard.enter().await?;
    answered(keyboard, "> 1").await?;
    keyboard.back_to(".undo button").await?;
    keyboard.enter().await?;
    answered(keyboard, "=== 0").await
}

/// The focus stays on the answer, the stepper is the next stop.
pub async fn here(keyboard: &mut Keyboard<'_>) -> Result<()> {
    today(keyboard).await?;
    keyboard
        .to(".person [data-answer=here]:not([aria-pressed=true])")
        .await?;
    keyboard.press(" ").await?;
    answered(keyboard, "=== 1").await?;
    keyboard.see(".stepper output").await?;
    let shown = "return document.querySelector('.stepper output').textContent";
    let before = keyboard.read(shown).await?;
    keyboard.to(".stepper button").await?;
    keyboard.enter().await?;
    keyboard
        .until(
            "a shorter day",
            &format!("return document.querySelector('.stepper output').textContent !== {before}"),
        )
        .await
}

/// The reasons open after the answer.
pub async fn away(keyboard: &mut Keyboard<'_>) -> Result<()> {
    today(keyboard).await?;
    keyboard
        .to(".person:nth-of-type(2) [data-answer=away]")
        .await?;
    keyboard.press(" ").await?;
    keyboard.see(".reasons .answer").await?;
    keyboard.to(".reasons .answer").await?;
    keyboard.press(" ").await?;
    answered(keyboard, "=== 2").await
}

/// Without saying anything.
pub async fn look_around(keyboard: &mut Keyboard<'_>) -> Result<()> {
    today(keyboard).await?;
    keyboard.to(".day-button:not([disabled])").await?;
    keyboard.press(" ").await?;
    keyboard.see(".day-button[aria-pressed=true]").await?;
    for (link, there) in [
        ("main a[href*='/week/']", ".week"),
        ("main a[href$='/muster']", ".muster"),
    ] {
        today(keyboard).await?;
        keyboard.to(link).await?;
        keyboard.enter().await?;
        keyboard.see(there).await?;
    }
    Ok(())
}

/// Amina's, whose placement is over.
pub async fn attest(keyboard: &mut Keyboard<'_>) -> Result<()> {
    today(keyboard).await?;
    keyboard.to("main .actions a[href$='/2026-11']").await?;
    keyboard.enter().await?;
    keyboard.see("main form button[type=submit]").await?;
    keyboard.to("main form button[type=submit]").await?;
    keyboard.enter().await?;
    keyboard
        .until(
            "nothing to attest",
            "return document.querySelector('main form button[type=submit]') === null",
        )
        .await
}

/// A new card for the first trainee: the digits are shown this once.
pub async fn card(keyboard: &mut Keyboard<'_>) -> Result<()> {
    today(keyboard).await?;
    keyboard.to("main a[href$='/cards']").await?;
    keyboard.enter().await?;
    keyboard.see("main .own-days button").await?;
    keyboard.to("main .own-days button").await?;
    keyboard.enter().await?;
    keyboard.see(".card-code strong").await
}
