//! The first administrator of an installation, at a real browser: link, password, authenticator app, recovery codes.
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use backend::store::{self, SessionRow, StoreError};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use crate::browser::Page;
use crate::desk::{go, press, see, until, write};
use crate::still::Still;

const SEEN_MAX: Duration = Duration::from_secs(30);
/// What they sign in with.
pub const LOGIN: &str = "eva.ek@palmkoping.example";
/// And their password.
pub const PASSWORD: &str = "kvast lykta groda";

/// Presses the button or line of a part that says exactly this, once it is there.
///
/// # Errors
/// When it is not there in time.
pub async fn press_words(page: &Page, within: &str, words: &str) -> Result<()> {
    let script = "const found = [...document.querySelectorAll(`${args[0]} :is(button, summary)`)].find((one) => one.checkVisibility() \
        && one.innerText.trim() === args[1]); found?.click(); return found !== undefined";
    until(page, words, script, vec![json!(within), json!(words)]).await
}

/// The code that the authenticator app shows, so many steps on.
#[must_use]
pub fn code(still: &Still, totp: &Totp, steps: i64) -> String {
    let second = still.app.now().0 / 1_000 + 30 * steps;
    totp.generate(second.try_into().unwrap_or_default())
        .to_string()
}

/// Comes from the link to the first screen. `look` is called where something is to be written.
///
/// # Errors
/// When a step does not come in time, lets somebody pass who should not, and those of the one who looks.
pub async fn found(
    page: &Page,
    still: &Still,
    mut look: impl AsyncFnMut(&'static str) -> Result<()>,
) -> Result<Totp> {
    let secret = still.founding().await?;
    page.open(&still.url(&format!("/start#{secret}"))).await?;
    see(page, "#authority").await?;
    look("start").await?;
    for (id, text) in [
        ("authority", "Palmköpings kommun"),
        ("number", "212000-2528"),
        ("name", "Eva Ek"),
        ("login", LOGIN),
        ("password", PASSWORD),
    ] {
        write(page, id, text).await?;
    }
    press(page, "form button[type=submit]").await?;
    page.wait_for_text("Ett steg till", SEEN_MAX).await?;
    // Nothing else opens, whatever the address.
    go(page, "/people", "h1").await?;
    page.wait_for_text("Ett steg till", SEEN_MAX).await?;
    press_words(page, "main", "Ställ in kodapp").await?;
    see(page, "svg.qr path").await?;
    look("app").await?;
    let secret = page
        .run(
            "return document.getElementById('totp-secret').textContent",
            vec![],
        )
        .await?;
    let secret = secret.as_str().context("a secret")?.replace(' ', "");
    let secret = Secret::try_from_base32(secret).ok().context("Base32")?;
    let totp = Builder::new().with_secret(secret).build()?;
    write(page, "totp-code", "000000").await?;
    press_words(page, "main", "Bekräfta").await?;
    page.wait_for_text("Koden stämmer inte", SEEN_MAX).await?;
    write(page, "totp-code", &code(still, &totp, 0)).await?;
    press_words(page, "main", "Bekräfta").await?;
    see(page, "#recovery-kept").await?;
    look("codes").await?;
    let codes = page
        .run(
            "return document.querySelectorAll('.recovery code').length",
            vec![],
        )
        .await?;
    ensure!(codes == 10, "{codes} recovery codes");
    press(page, "#recovery-kept").await?;
    see(page, "nav .nav-foot").await?;
    Ok(totp)
}

/// Signs out.
///
/// # Errors
/// When the page for signing in does not come.
pub async fn sign_out(page: &Page) -> Result<()> {
    press_words(page, "nav", "Logga ut").await?;
    see(page, "#login").await
}

/// Lets time pass for all open sessions.
///
/// # Errors
/// When the store does not answer.
pub async fn pass(still: &Still, change: fn(&mut SessionRow)) -> Result<()> {
    store::write::<_, StoreError, _>(still.app.store.as_ref(), move |tx| {
        Box::pin(async move {
            for tenant in tx.tenants().await? {
                for user in tx.users(tenant.id).await? {
                    for mut row in tx.sessions_of(user.id).await? {
                        change(&mut row);
                        tx.put_session(&row).await?;
                    }
                }
            }
            Ok(())
        })
    })
    .await?;
    Ok(())
}
