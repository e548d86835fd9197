//! Ways in that nobody of the demo goes every day: without signing in, as an installation's first administrator, and on a tablet.

use std::collections::BTreeSet;

use anyhow::Result;
use backend::cli::demo;
use backend::settings::SecondFactor;
use tests::browser::{Screen, with_browser};
use tests::connected::{self, Whose};
use tests::founder::{LOGIN, PASSWORD, code, found, pass, sign_out};
use tests::pairing::STANDING;
use tests::still::{Filling, Still};
use tests::{desk, tablet};

use super::page;

/// Without signing in.
pub async fn nobody(here: &str, payloads: &[String]) -> Result<BTreeSet<String>> {
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "nobody")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        page::listen(&page).await?;
        page.open(&format!("{here}/sign-in")).await?;
        desk::see(&page, "#login").await?;
        let mut fields = page::type_all(&page, payloads, true).await?;
        page.open(&format!("{here}/start#{}", "x".repeat(40)))
            .await?;
        fields.extend(page::type_all(&page, payloads, true).await?);
        page::ensure_calm(&page, "nobody").await?;
        Ok(fields.into_iter().collect())
    })
    .await
}

/// The first administrator: link, authenticator app, signing in with its code, and showing once more who it is.
pub async fn founder(payloads: &[String]) -> Result<BTreeSet<String>> {
    let still = Still::with(Filling::Nothing, |settings| {
        settings.second_factor = SecondFactor::Required;
    })
    .await?;
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "founder")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        page::listen(&page).await?;
        let mut fields = BTreeSet::new();
        let totp = found(&page, &still, async |_| {
            fields.extend(page::type_all(&page, payloads, false).await?);
            Ok(())
        })
        .await?;
        sign_out(&page).await?;
        desk::write(&page, "login", LOGIN).await?;
        desk::write(&page, "password", PASSWORD).await?;
        desk::press(&page, "form button[type=submit]").await?;
        desk::see(&page, "#code").await?;
        fields.extend(page::type_all(&page, payloads, false).await?);
        desk::write(&page, "code", &code(&still, &totp, 1)).await?;
        desk::press(&page, "form button[type=submit]").await?;
        desk::see(&page, "nav .nav-foot").await?;
        desk::go(&page, "/account", "#passkey-name").await?;
        fields.extend(page::type_all(&page, payloads, false).await?);
        pass(&still, |row| row.auth_time -= 11 * 60_000).await?;
        desk::write(&page, "passkey-name", "Nyckel").await?;
        let add = "[...document.querySelectorAll('main form')].find((form) => form.querySelector('#passkey-name')).querySelector('button[type=submit]').click(); return true";
        page.run(add, vec![]).await?;
        desk::see(&page, "dialog#sudo[open]").await?;
        desk::write(&page, "sudo-password", PASSWORD).await?;
        desk::press(&page, "#sudo button[type=submit]").await?;
        desk::see(&page, "#sudo-code").await?;
        fields.extend(page::type_all(&page, payloads, false).await?);
        page::ensure_quiet_console(&page).await?;
        Ok(fields)
    })
    .await
}

/// A tablet's whole life, and the office that connects it.
pub async fn tablets(payloads: &[String]) -> Result<BTreeSet<String>> {
    let still = Still::start(Filling::Demo).await?;
    connected::ready(&still).await?;
    let here = still.url("");
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "office")?;
    let other = tablet::profile(folder.path(), "tablet")?;
    with_browser(&own, Screen::OFFICE, async |office| {
        page::listen(&office).await?;
        tablet::sign_in_with(&office, &here, "admin", demo::PASSWORD).await?;
        office.open(&format!("{here}/tablets")).await?;
        with_browser(&other, STANDING, async |site| {
            page::listen(&site).await?;
            site.open(&format!("{here}/pair")).await?;
            desk::see(&office, "#tablet-site").await?;
            let mut fields = BTreeSet::new();
            fields.extend(page::type_all(&office, payloads, false).await?);
            fields.extend(page::type_all(&site, payloads, false).await?);
            connected::round(&office, &site, async |whose, state| {
                // What is wrong is no longer said when somebody types.
                if state.ends_with("_wrong") {
                    return Ok(());
                }
                let page = match whose {
                    Whose::Office => &office,
                    Whose::Tablet => &site,
                };
                fields.extend(page::type_all(page, payloads, false).await?);
                Ok(())
            })
            .await?;
            Ok(fields)
        })
        .await
    })
    .await
}
