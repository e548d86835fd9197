//! What a procurement officer does.

use anyhow::{Context, Result};
use serde_json::json;
use tests::keyboard::{Keyboard, key};
use tests::still;
use tests::words::word;

/// What is registered by hand, here and on from here.
pub const TITLE: &str = "Tangenternas hus";

/// Days from the day that stands still.
pub fn day(days: i64) -> shared::time::Day {
    backend::app::day_in_sweden(shared::time::Millis(still::AT)).plus_days(days)
}

/// All fields of the form.
pub async fn by_hand(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/tenders").await?;
    keyboard.unfold(&word("tenders.new")).await?;
    keyboard.write("title", TITLE).await?;
    keyboard.write("reference", "TEK 2026/301").await?;
    keyboard.write("cpv", "45214210").await?;
    keyboard.choose("nature", &word("nature.works")).await?;
    keyboard.date("deadline", day(-40)).await?;
    keyboard.send().await?;
    // One is led to it, and its heading has the focus.
    keyboard
        .until(
            "the tender",
            "return location.pathname.startsWith('/tenders/') && document.activeElement.tagName === 'H1'",
        )
        .await?;
    keyboard.hear(TITLE).await
}

/// The file is chosen in the browser's own window, which no page sees: WebDriver hands it over as that window would.
pub async fn from_notice(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/import").await?;
    keyboard.to("#files").await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("notice.json");
    let release = json!({ "releases": [{ "ocid": "ocds-tangent-1", "id": "tangent-1", "tag": ["tender"],
        "tender": { "title": "Annonserad med tangenter", "mainProcurementCategory": "works",
            "classification": { "scheme": "CPV", "id": "45214210" }, "tenderPeriod": { "endDate": "2026-12-20T12:00:00Z" } } }] });
    std::fs::write(&file, release.to_string())?;
    let field = keyboard.page.session.active_element().await?;
    field.send_keys(file.to_str().context("a path")?).await?;
    keyboard.hear("Annonserad med tangenter").await?;
    keyboard.unfold(&word("import.register_title")).await?;
    keyboard.write("reference", "TEK 2026/302").await?;
    keyboard.send().await?;
    keyboard.see("main a[href^='/tenders/']").await
}

/// To the tender: the table's field, its row, Enter.
pub async fn open(keyboard: &mut Keyboard<'_>, table: &str, title: &str) -> Result<()> {
    keyboard.go(&format!("/{table}")).await?;
    keyboard.see(&format!("#{table}")).await?;
    keyboard.write(&format!("{table}-find"), title).await?;
    let one =
        format!("return document.getElementById('{table}').getAttribute('aria-rowcount') === '2'");
    keyboard.until("one row", &one).await?;
    keyboard.to(&format!("#{table}")).await?;
    keyboard.press(&key::DOWN.to_string()).await?;
    keyboard.enter().await?;
    let there = format!(
        "return /^\\/{table}\\/./.test(location.pathname) && document.activeElement.tagName === 'H1'"
    );
    keyboard.until(title, &there).await
}

/// Three places of four months.
pub async fn requirement(keyboard: &mut Keyboard<'_>) -> Result<()> {
    open(keyboard, "tenders", TITLE).await?;
    keyboard.write("places", "3").await?;
    keyboard.write("months", "4").await?;
    keyboard.date("first-start", day(30)).await?;
    keyboard.send().await?;
    keyboard.see("#contractor").await
}

/// To a contractor of the list.
pub async fn award(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.choose("contractor", "Fjällbygg").await?;
    keyboard.date("award-on", day(-10)).await?;
    keyboard.send().await?;
    keyboard.see("#contract-title").await
}

/// With its three slots.
pub async fn contract(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.date("signed", day(-5)).await?;
    keyboard.date("starts", day(-2)).await?;
    keyboard.date("ends", day(300)).await?;
    keyboard.send().await?;
    keyboard
        .until(
            "the contract",
            "return location.pathname.startsWith('/contracts/') && document.activeElement.tagName === 'H1'",
        )
        .await
}
