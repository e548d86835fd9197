//! Where one has come: the heading has the focus, the title names the page, a screen reader is told, and help stands where it always
//! stands.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::browser::{Page, Screen};
use tests::tablet::SEEN_MAX;
use tests::{desk, wait};

/// Everything that an arrival must have done.
pub async fn check(page: &Page) -> Result<()> {
    let script = "const heads = [...document.querySelectorAll('main h1')]; const head = heads[0]?.textContent.trim(); const faults = []; \
        const name = `${head} – Fotfäste`; \
        if (heads.length !== 1) faults.push(`${heads.length} headings of the first rank`); \
        if (document.activeElement !== heads[0]) faults.push(`the focus is on ${document.activeElement?.outerHTML.slice(0, 80)}`); \
        if (document.title !== name) faults.push(`the title is ${document.title}, not ${name}`); \
        if (document.getElementById('said').textContent !== name) faults.push(`said is ${document.getElementById('said').textContent}`); \
        const help = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href')).filter((to) => ['/feedback', '/accessibility'].includes(to)); \
        if (help.indexOf('/feedback') < 0 || help.indexOf('/feedback') > help.lastIndexOf('/accessibility')) faults.push(`help is ${help}`); \
        return [location.pathname, faults.join('; ')]";
    let mut last = Value::Null;
    let seen = wait::until("to have arrived", SEEN_MAX / 6, async || {
        last = page.run(script, vec![]).await?;
        Ok((last[1] == json!("")).then_some(()))
    });
    seen.await.with_context(|| format!("{last}"))
}

/// Another language, the menu of a narrow screen, and signing out.
pub async fn language_and_menu_and_sign_out(page: &Page) -> Result<()> {
    desk::press(page, ".nav-foot button[lang=en]").await?;
    desk::until(
        page,
        "English",
        "return document.documentElement.lang === 'en'",
        vec![],
    )
    .await?;
    check(page).await.context("in English")?;
    desk::press(page, ".nav-foot button[lang=sv]").await?;
    check(page).await.context("in Swedish again")?;
    page.set_screen(Screen {
        width: 320,
        height: 640,
        scale: 1.0,
        touch: true,
    })
    .await?;
    page.run(
        "document.querySelector('.nav-toggle').focus(); return true",
        vec![],
    )
    .await?;
    desk::keys(page, &["Enter"]).await?;
    desk::see(page, ".nav-toggle[aria-expanded=true]").await?;
    desk::keys(page, &["Tab", "Escape"]).await?;
    let closed = "return document.activeElement === document.querySelector('.nav-toggle[aria-expanded=false]')";
    desk::until(page, "the menu closed and the focus back", closed, vec![]).await?;
    page.set_screen(super::fit::WIDE).await?;
    let out = "[...document.querySelectorAll('.nav-foot button')].at(-1).click(); return true";
    page.run(out, vec![]).await?;
    desk::see(page, "#password").await?;
    check(page).await.context("after signing out")?;
    // Whoever manages passwords by a program may: fields are named for it, and nothing stops a paste.
    let fields = "const paste = (id) => { const event = new ClipboardEvent('paste', { bubbles: true, cancelable: true }); \
        return document.getElementById(id).dispatchEvent(event) && document.getElementById(id).autocomplete }; \
        return [paste('login'), paste('password')]";
    let fields = page.run(fields, vec![]).await?;
    ensure!(
        fields == json!(["username", "current-password"]),
        "{fields}"
    );
    Ok(())
}
