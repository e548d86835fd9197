//! Every way in, in a real Chromium: the first administrator's authenticator, a passkey of Chromium's own virtual authenticator, and
//! showing once more who one is.
use std::time::Duration;

use anyhow::Result;
use backend::settings::SecondFactor;
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::desk::{go, press, see, until, write};
use tests::founder::{LOGIN, PASSWORD, code, found, pass, press_words, sign_out};
use tests::program;
use tests::still::{Filling, Still};

const SEEN_MAX: Duration = Duration::from_secs(30);

async fn gone(page: &Page, selector: &str) -> Result<()> {
    let script = "return document.querySelector(args[0]) === null";
    until(
        page,
        &format!("{selector} to be gone"),
        script,
        vec![json!(selector)],
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_in_works_and_what_is_guarded_asks_once_more() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let profile = tempfile::tempdir()?;
    let still = Still::with(Filling::Nothing, |settings| {
        settings.second_factor = SecondFactor::Required
    })
    .await?;
    with_browser(profile.path(), Screen::OFFICE, async |page| {
        let page = &*page;
        let totp = found(page, &still, async |step| {
            // They are shown only once: another language shows them again.
            if step == "codes" {
                press_words(page, "footer", "English").await?;
                page.wait_for_text("Your recovery codes", SEEN_MAX).await?;
                press_words(page, "footer", "Svenska").await?;
                page.wait_for_text("Dina reservkoder", SEEN_MAX).await?;
            }
            Ok(())
        })
        .await?;

        // A passkey: made, and signed in with.
        page.devtools("WebAuthn.enable", json!({})).await?;
        let device = json!({ "options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true, "automaticPresenceSimulation": true,
        } });
        page.devtools("WebAuthn.addVirtualAuthenticator", device).await?;
        go(page, "/account", "#passkey-name").await?;
        press_words(page, "main", "Lägg till en passnyckel").await?;
        press_words(page, "main", "Skapa passnyckel").await?;
        page.wait_for_text("Skapad ", SEEN_MAX).await?;
        sign_out(page).await?;
        press_words(page, "main", "Logga in med passnyckel").await?;
        see(page, "nav .nav-foot").await?;
        go(page, "/account", "#passkey-name").await?;
        page.wait_for_text("Använd ", SEEN_MAX).await?;
        page.wait_for_text("med passnyckel", SEEN_MAX).await?;

        // By password and code.
        sign_out(page).await?;
        write(page, "login", LOGIN).await?;
        write(page, "password", PASSWORD).await?;
        press(page, "form button[type=submit]").await?;
        see(page, "#code").await?;
        write(page, "code", &code(&still, &totp, 1)).await?;
        press(page, "form button[type=submit]").await?;
        see(page, "nav .nav-foot").await?;

        // What is guarded asks once more, and then does by itself what was asked for.
        go(page, "/people", "#invite-login").await?;
        let invite = async |login: &str| {
            write(page, "invite-name", "Ny Person").await?;
            write(page, "invite-login", login).await?;
            let choose = "const list = document.getElementById(args[0]); list.selectedIndex = [...list.options].findIndex((one) => one.text.includes(args[1])); \
                list.dispatchEvent(new Event('change', { bubbles: true })); return list.selectedIndex > 0";
            until(page, "the organisation", choose, vec![json!("invite-organisation"), json!("Palmköping")]).await?;
            until(page, "the role", choose, vec![json!("invite-role"), json!("Revisor")]).await?;
            press_words(page, "main", "Skapa länk").await
        };
        pass(&still, |row| row.auth_time -= 11 * 60_000).await?;
        invite("ny@palmkoping.example").await?;
        see(page, "dialog#sudo[open]").await?;
        press_words(page, "#sudo", "Avbryt").await?;
        gone(page, "#sudo").await?;
        page.wait_for_text("Det här kräver att du visar att det är du", SEEN_MAX).await?;
        press_words(page, "main", "Skapa länk").await?;
        see(page, "dialog#sudo[open]").await?;
        press_words(page, "#sudo", "Logga in med passnyckel").await?;
        see(page, "#invite-link").await?;
        gone(page, "#sudo").await?;
        pass(&still, |row| row.auth_time -= 11 * 60_000).await?;
        press_words(page, "main", "Ny länk").await?;
        see(page, "dialog#sudo[open]").await?;
        write(page, "sudo-password", PASSWORD).await?;
        press_words(page, "#sudo", "Fortsätt").await?;
        see(page, "#sudo-code").await?;
        press_words(page, "#sudo", "Logga in med passnyckel").await?;
        see(page, "#renewed-link").await?;

        // Two minutes before the end by idling, one press keeps the session. On a screen that asks the server nothing: what a
        // screen fetches counts as being there.
        go(page, "/device", "h1").await?;
        pass(&still, |row| row.last_seen -= 28 * 60_000 + 30_000).await?;
        page.reload().await?;
        see(page, "nav .nav-foot").await?;
        page.wait_for_text("Du loggas snart ut", SEEN_MAX).await?;
        press_words(page, "[role=alert]", "Stanna kvar").await?;
        gone(page, "[role=alert]").await?;
        Ok(())
    })
    .await
}
