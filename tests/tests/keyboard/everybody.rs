//! What everybody does: sign in and out, search, tables, theme and language, this device.

use anyhow::{Result, ensure};
use backend::cli::demo::PASSWORD;
use serde_json::json;
use tests::keyboard::{Keyboard, key};
use tests::trouble;
use tests::words::word;

/// From the screen that asks for it.
pub async fn sign_in(keyboard: &mut Keyboard<'_>, login: &str) -> Result<()> {
    keyboard.see("#password").await?;
    keyboard.write("login", login).await?;
    keyboard.write("password", PASSWORD).await?;
    keyboard.enter().await?;
    keyboard.until("to be signed in", "return location.pathname === '/' && document.querySelector('nav .nav-foot') !== null && document.querySelector('main h1') !== null").await
}

/// By the button at the foot of the menu.
pub async fn sign_out(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.back_to(".nav-foot > button:last-of-type").await?;
    keyboard.enter().await?;
    keyboard.see("#password").await
}

/// Control-K, the beginning of a name, arrows, Enter; then once more, and Escape gives the focus back.
pub async fn search(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.hold(key::CONTROL, 'k').await?;
    keyboard
        .until(
            "the field",
            "return document.activeElement.id === 'search-field'",
        )
        .await?;
    keyboard.press("palmcr").await?;
    keyboard
        .see("#search [role=option][aria-selected=true]")
        .await?;
    keyboard.press(&format!("{}{}", key::DOWN, key::UP)).await?;
    keyboard.enter().await?;
    keyboard.until("what was found", "return /^\\/(tenders|contracts|placements)\\/./.test(location.pathname) && document.activeElement.tagName === 'H1'").await?;
    keyboard.back_to("nav a[href='/tenders']").await?;
    keyboard.hold(key::CONTROL, 'k').await?;
    keyboard
        .until(
            "the field",
            "return document.activeElement.id === 'search-field'",
        )
        .await?;
    keyboard.press(&key::ESCAPE.to_string()).await?;
    keyboard
        .until(
            "the focus where it was",
            "return document.activeElement.matches(\"nav a[href='/tenders']\")",
        )
        .await
}

const COUNT: &str =
    "return Number(document.getElementById('tenders').getAttribute('aria-rowcount')) - 1";

/// The head's cells and the rows by arrows, the filter by its field, rows by the space bar.
pub async fn table(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/tenders").await?;
    keyboard.see("#tenders tbody tr").await?;
    let all = keyboard.read(COUNT).await?;
    keyboard.write("tenders-find", "palmcrantz").await?;
    keyboard
        .until(
            "fewer rows",
            "return document.getElementById('tenders').getAttribute('aria-rowcount') === '2'",
        )
        .await?;
    keyboard.hold(key::CONTROL, 'a').await?;
    keyboard.press("\u{e017}").await?;
    keyboard
        .until("all rows", &format!("{COUNT} === {all}"))
        .await?;
    keyboard
        .choose("tenders-pick-state", &word("tender_state.awarded"))
        .await?;
    keyboard
        .until("the awarded", &format!("{COUNT} < {all}"))
        .await?;
    keyboard.press(&key::HOME.to_string()).await?;
    keyboard
        .until("all rows", &format!("{COUNT} === {all}"))
        .await?;
    keyboard.to("#tenders").await?;
    // To the first row, up into the head, to the name's cell, and turn its order.
    keyboard.hold(key::CONTROL, key::HOME).await?;
    keyboard
        .press(&format!("{}{}", key::UP, key::RIGHT))
        .await?;
    keyboard.enter().await?;
    keyboard
        .see("#tenders th[aria-sort]:is([aria-sort=ascending], [aria-sort=descending])")
        .await?;
    keyboard
        .press(&format!("{} {} ", key::DOWN, key::DOWN))
        .await?;
    keyboard
        .until(
            "two rows chosen",
            "return document.querySelectorAll('#tenders tr[aria-selected=true]').length === 2",
        )
        .await?;
    keyboard.press(&format!(" {} ", key::UP)).await?;
    keyboard
        .until(
            "no row chosen",
            "return document.querySelector('#tenders tr[aria-selected=true]') === null",
        )
        .await
}

/// A column less, under a name, and that view again.
pub async fn view(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/tenders").await?;
    keyboard.to(".table-menu > summary").await?;
    keyboard.enter().await?;
    keyboard.to("#tenders-show-reference").await?;
    keyboard.press(" ").await?;
    let less = format!(
        "return ![...document.querySelectorAll('#tenders thead th')].some((th) => th.textContent.includes({}))",
        json!(word("tenders.reference"))
    );
    keyboard.until("one column less", &less).await?;
    keyboard.write("tenders-view-name", "Utan nummer").await?;
    keyboard.send().await?;
    keyboard.until("the view", "return [...document.querySelectorAll('.table-views button')].some((one) => one.textContent === 'Utan nummer')").await?;
    keyboard
        .to_words(".table-menu li", &word("table.drop_view"))
        .await?;
    keyboard.enter().await?;
    keyboard.until("no view", "return ![...document.querySelectorAll('.table-views button')].some((one) => one.textContent === 'Utan nummer')").await
}

/// The file is handed over by the browser; here it is told.
pub async fn csv(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/tenders").await?;
    keyboard.to_words(".table-head", &word("table.csv")).await?;
    keyboard.enter().await?;
    keyboard.hear(&word("table.csv_done")).await
}

/// By the key in the menu.
pub async fn theme(keyboard: &mut Keyboard<'_>) -> Result<()> {
    for theme in ["sun", "light"] {
        keyboard.back_to(".nav-foot button[aria-pressed]").await?;
        keyboard.press(" ").await?;
        keyboard
            .until(
                theme,
                &format!(
                    "return document.documentElement.dataset.theme === {}",
                    json!(theme)
                ),
            )
            .await?;
    }
    Ok(())
}

/// By the button that says the other language in that language.
pub async fn language(keyboard: &mut Keyboard<'_>) -> Result<()> {
    for language in ["en", "sv"] {
        keyboard
            .to(&format!(".nav-foot button[lang={language}]"))
            .await?;
        keyboard.enter().await?;
        keyboard
            .until(
                language,
                &format!(
                    "return document.documentElement.lang === {}",
                    json!(language)
                ),
            )
            .await?;
    }
    Ok(())
}

/// The screen of this device.
pub async fn device(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/device").await
}

/// The inbox.
pub async fn inbox(keyboard: &mut Keyboard<'_>) -> Result<()> {
    keyboard.go("/inbox").await?;
    let heading = keyboard
        .read("return document.querySelector('main h1').textContent")
        .await?;
    ensure!(heading != json!(""), "no heading");
    Ok(())
}

/// The office's inbox: judged once more, and put aside when that did not help.
pub async fn settle(keyboard: &mut Keyboard<'_>) -> Result<()> {
    trouble::send_unreadable(keyboard.page).await?;
    keyboard.go("/device").await?;
    keyboard.go("/inbox").await?;
    keyboard.see("main details summary").await?;
    let before = keyboard
        .read("return document.querySelectorAll('main details').length")
        .await?;
    keyboard.to_words("main", "Pröva igen").await?;
    keyboard.enter().await?;
    keyboard
        .until(
            "the focus on what came of it",
            "return document.activeElement.id === 'judged-same'",
        )
        .await?;
    keyboard.unfold("Lägg undan").await?;
    keyboard.to_words("main", "Inget behövs").await?;
    keyboard.enter().await?;
    keyboard.hear("Undanlagd").await?;
    let after = keyboard
        .read("return document.querySelectorAll('main details').length")
        .await?;
    ensure!(
        after.as_u64() < before.as_u64(),
        "{before} and then {after}"
    );
    Ok(())
}
