//! What a caseworker does.

use anyhow::Result;
use serde_json::json;
use tests::keyboard::{Keyboard, key};
use tests::words::word;

use super::tenders::day;

/// Everybody who is placed below: registered here, or of the demo.
const NEW: &str = "Tangent";

/// A minimal card.
pub async fn candidate(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/candidates").await?;
    keyboard.unfold(&word("candidates.new")).await?;
    keyboard.write("given", NEW).await?;
    keyboard.write("family", "Bordsson").await?;
    keyboard.write("alias", "Praktikant 99").await?;
    keyboard.write("wants", "Snickeri").await?;
    keyboard.date("available", day(-3)).await?;
    keyboard.send().await?;
    keyboard.hear(&word("candidates.saved")).await
}

/// Each from today; the last for today only, so that it can be completed.
pub async fn plan(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/matching").await?;
    for (number, who, last) in [
        ("1", NEW, None),
        ("2", "Tomas", None),
        ("3", "Noor", Some(day(0))),
    ] {
        keyboard.see("#plan-slot").await?;
        keyboard
            .choose(
                "plan-slot",
                &format!(
                    "{} · {} {number}",
                    super::tenders::TITLE,
                    word("contract.slot")
                ),
            )
            .await?;
        keyboard.choose("plan-candidate", who).await?;
        keyboard.date("plan-starts", day(0)).await?;
        if let Some(last) = last {
            keyboard.date("plan-ends", last).await?;
        }
        keyboard.send().await?;
        keyboard.until("one slot less", &format!("return document.getElementById('plan-slot') === null || ![...document.getElementById('plan-slot').options].some((one) => one.text.endsWith('{} {number}') && one.text.includes({}))", word("contract.slot"), json!(super::tenders::TITLE))).await?;
    }
    Ok(())
}

/// To somebody's placement from the caseworker's list.
pub async fn open(keyboard: &mut Keyboard<'_>, who: &str) -> Result<()> {
    keyboard.go("/cases").await?;
    keyboard.to_words("main a", who).await?;
    keyboard.enter().await?;
    keyboard.until(who, "return location.pathname.startsWith('/placements/') && document.activeElement.tagName === 'H1'").await
}

async fn press_within(keyboard: &mut Keyboard<'_>, part: &str) -> Result<()> {
    keyboard.unfold(&word(part)).await
}

async fn begin(keyboard: &mut Keyboard<'_>, who: &str) -> Result<()> {
    open(keyboard, who).await?;
    press_within(keyboard, "placement.start").await?;
    keyboard.to("#start-on").await?;
    keyboard.send().await?;
    keyboard.hear(&word("placement.end_early")).await
}

/// On its planned day.
pub async fn start(keyboard: &mut Keyboard<'_>) -> Result<()> {
    begin(keyboard, NEW).await
}

async fn end_early(keyboard: &mut Keyboard<'_>, who: &str) -> Result<()> {
    open(keyboard, who).await?;
    press_within(keyboard, "placement.end_early").await?;
    keyboard.date("end-on", day(0)).await?;
    keyboard
        .choose("end-reason", &word("end_reason.got_job"))
        .await?;
    keyboard.send().await?;
    keyboard
        .until(
            "no more to end",
            "return document.getElementById('end-on') === null",
        )
        .await
}

/// With a reason.
pub async fn end(keyboard: &mut Keyboard<'_>) -> Result<()> {
    end_early(keyboard, NEW).await
}

/// Amina's, so that her month can be signed on the site.
pub async fn end_on_site(keyboard: &mut Keyboard<'_>) -> Result<()> {
    end_early(keyboard, "Amina").await
}

/// Started, and over on the same day.
pub async fn complete(keyboard: &mut Keyboard<'_>) -> Result<()> {
    begin(keyboard, "Noor").await?;
    press_within(keyboard, "placement.complete").await?;
    keyboard.to("#complete-on").await?;
    keyboard.send().await?;
    keyboard
        .until(
            "no more to complete",
            "return document.getElementById('complete-on') === null",
        )
        .await
}

/// With a reason.
pub async fn no_start(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "Tomas").await?;
    press_within(keyboard, "placement.no_start").await?;
    keyboard
        .choose("no-start-reason", &word("no_start.trainee_declined"))
        .await?;
    keyboard.send().await?;
    keyboard
        .until(
            "no more to say",
            "return document.getElementById('no-start-reason') === null",
        )
        .await
}

/// The day of Josef's that both sides tell differently.
pub async fn settle(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "Josef").await?;
    keyboard.to(".calendar button[data-tone=disputed]").await?;
    keyboard.enter().await?;
    keyboard
        .choose("what", &word("absence.agreed_leave"))
        .await?;
    keyboard.write("why", "Enligt samtal med båda").await?;
    keyboard.send().await?;
    keyboard
        .until(
            "no dispute",
            "return document.querySelector('.calendar button[data-tone=disputed]') === null",
        )
        .await
}

/// Amina's last one, which was signed on the site.
pub async fn confirm(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "Amina").await?;
    keyboard
        .to_words("main form", &word("month.confirm"))
        .await?;
    keyboard.enter().await?;
    keyboard.until("nothing to confirm", &format!("return ![...document.querySelectorAll('main form button')].some((one) => one.textContent === {})", json!(word("month.confirm")))).await
}

/// Of the month that is signed.
pub async fn correct(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.to(".calendar button[data-tone=here]").await?;
    keyboard.enter().await?;
    keyboard
        .choose("what", &word("absence.language_class"))
        .await?;
    keyboard.write("why", "Fel dag skrevs").await?;
    keyboard.send().await?;
    keyboard.hear("Fel dag skrevs").await?;
    keyboard.press(&key::TAB.to_string()).await
}
