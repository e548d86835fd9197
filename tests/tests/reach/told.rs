//! Somebody without an account says what is wrong; an administrator reads it and is done with it. Without network the form says so
//! before anything is pressed.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{self, with_browser};
use tests::server::Launch;
use tests::{desk, program, tablet};

#[tokio::test(flavor = "multi_thread")]
async fn a_word_without_an_account_reaches_the_administrator_and_help_unfolds_by_keys() -> Result<()>
{
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let folder = tempfile::tempdir()?;
    let nobody = tablet::profile(folder.path(), "nobody")?;
    with_browser(&nobody, super::fit::WIDE, async |page| {
        page.open(&format!("{here}/sign-in")).await?;
        page.run("localStorage.setItem('fotfaste.language', 'sv'); return true", vec![]).await?;
        page.reload().await?;
        desk::see(&page, "footer a[href='/feedback']").await?;
        desk::press(&page, "footer a[href='/feedback']").await?;
        desk::see(&page, "#feedback-what").await?;
        // Help is the browser's own, and says what happens to what is written.
        page.run("document.querySelector('.help > summary').focus(); return true", vec![]).await?;
        desk::keys(&page, &["Enter"]).await?;
        desk::see(&page, ".help[open] > p").await?;
        // What is missing is listed above, and leads to its field.
        desk::press(&page, "form button[type=submit]").await?;
        desk::see(&page, ".notice[data-tone=bad] a[href='#feedback-what']").await?;
        desk::press(&page, ".notice[data-tone=bad] a[href='#feedback-what']").await?;
        let field = "const field = document.activeElement; return [field.id, field.getAttribute('aria-invalid'), \
            field.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ').trim() !== '']";
        let field = page.run(field, vec![]).await?;
        ensure!(field == json!(["feedback-what", "true", true]), "{field}");
        desk::write(&page, "feedback-kind", "0").await?;
        desk::write(&page, "feedback-what", "Jag når inte knappen med tangenter.").await?;
        desk::write(&page, "feedback-contact", "kim@example.se").await?;
        desk::press(&page, "form button[type=submit]").await?;
        page.wait_for_text("Tack. Din synpunkt är skickad.", tablet::SEEN_MAX).await
    })
    .await?;
    let office = tablet::profile(folder.path(), "office")?;
    with_browser(&office, super::fit::WIDE, async |page| {
        tablet::sign_in(&page, &here, "admin").await?;
        desk::go(&page, "/feedback/received", "main .list-row button").await?;
        let text = page.text().await?;
        for part in [
            "Jag når inte knappen med tangenter.",
            "kim@example.se",
            "/sign-in",
        ] {
            ensure!(text.contains(part), "{part} is not told: {text}");
        }
        desk::press(&page, "main .list-row button").await?;
        desk::see(&page, "main .list-row .chip[data-tone=ok]").await?;
        let focus = "return document.activeElement.tagName";
        ensure!(
            page.run(focus, vec![]).await? == json!("H1"),
            "the focus is lost"
        );
        desk::go(&page, "/feedback", "#feedback-what").await?;
        let launch = server.kill().await?;
        page.run("dispatchEvent(new Event('offline')); return true", vec![])
            .await?;
        page.wait_for_text(
            "Det här går att skicka när nätet är tillbaka",
            tablet::SEEN_MAX,
        )
        .await?;
        drop(launch);
        Ok(())
    })
    .await
}
