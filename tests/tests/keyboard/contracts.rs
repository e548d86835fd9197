//! What a contract manager does.

use anyhow::Result;
use tests::keyboard::Keyboard;
use tests::words::word;

use super::tenders::{TITLE, day, open};

/// At the contractor's own.
pub async fn site(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "contracts", TITLE).await?;
    keyboard.unfold(&word("contract.new_site")).await?;
    keyboard.write("site-name", "Tangenternas gård").await?;
    keyboard.send().await?;
    keyboard.hear(&word("form.saved")).await
}

/// All at once: those that are promised are ticked already.
pub async fn offer(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "contracts", TITLE).await?;
    keyboard.unfold(&word("contract.offer_slots")).await?;
    keyboard.choose("offer-site", "Tangenternas gård").await?;
    keyboard.write("offer-trade", "Snickeri").await?;
    keyboard.date("offer-from", day(-1)).await?;
    keyboard.send().await?;
    keyboard
        .until(
            "three slots offered",
            "return (document.querySelector('main').innerText.match(/Snickeri/g) ?? []).length >= 3",
        )
        .await
}

/// One that is registered.
pub async fn engage(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "contracts", TITLE).await?;
    keyboard.unfold(&word("contract.engage")).await?;
    keyboard.choose("sub", "Norrmåleri").await?;
    keyboard.send().await?;
    keyboard.hear("Norrmåleri").await
}

/// Trainees of the new site check in by themselves.
pub async fn check_in(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "contracts", TITLE).await?;
    keyboard.unfold(&word("check_in.title")).await?;
    keyboard
        .to_words("main .own-days li button", &word("check_in.turn_on"))
        .await?;
    keyboard.enter().await?;
    keyboard.hear(&word("check_in.turn_off")).await
}
