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

/// One after the other.
pub async fn offer(keyboard: &mut Keyboard<'_>) -> Result<()> {
    for (number, trade) in [("1", "Snickeri"), ("2", "Målning"), ("3", "Mark")] {
        open(keyboard, "contracts", TITLE).await?;
        keyboard.unfold(&word("contract.offer_slot")).await?;
        keyboard
            .choose("offer-slot", &format!("{} {number}", word("contract.slot")))
            .await?;
        keyboard.choose("offer-site", "Tangenternas gård").await?;
        keyboard.write("offer-trade", trade).await?;
        keyboard.date("offer-from", day(-1)).await?;
        keyboard.send().await?;
        keyboard.hear(trade).await?;
    }
    Ok(())
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
