//! The app in a real Chromium: opens, breaks no content policy, and opens again when the server is gone.

use std::time::Duration;

use anyhow::{Result, ensure};
use tests::browser::{self, Page, Screen, with_browser};
use tests::desk;
use tests::program;
use tests::server::Launch;
use tests::tablet;
use tests::wait;

const DRAWN_MAX: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread")]
async fn the_app_opens_again_when_the_server_is_gone() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let profile = tempfile::tempdir()?;
    let server = Launch::temporary()?.start().await?;
    let (address, home, deep) = (
        server.address(),
        server.url("/"),
        server.url("/a/page/deep/inside"),
    );
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&home).await?;
        page.wait_for_text("Fotfäste", DRAWN_MAX).await?;
        page.wait_for_service_worker().await?;
        // A first visit asks who is signed in: nobody, which is no fault.
        let errors = page.console_errors().await?;
        ensure!(errors.is_empty(), "the console shows errors: {errors:#?}");
        let launch = server.kill().await?;
        ensure!(
            std::net::TcpStream::connect(address).is_err(),
            "the server still answers"
        );
        page.reload().await?;
        page.wait_for_text("Fotfäste", DRAWN_MAX).await?;
        page.open(&deep).await?;
        page.wait_for_text("Fotfäste", DRAWN_MAX).await?;
        launch.start().await?;
        Ok(())
    })
    .await
}

/// The office's screens come in a module of their own: fetched when they are first opened, on a tablet never.
#[tokio::test(flavor = "multi_thread")]
async fn an_office_screen_opened_once_opens_without_network_and_a_tablet_never_fetches_it()
-> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let fetched = "const kept = []; for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) \
        if (request.url.includes('office')) kept.push(request.url); return kept.length";
    with_browser(
        &tablet::profile(folder.path(), "site")?,
        Screen::TABLET,
        async |page| {
            tablet::sign_in(&page, &here, "malare").await?;
            page.wait_for_text("Månaden", DRAWN_MAX).await?;
            page.wait_for_service_worker().await?;
            page.reload().await?;
            page.wait_for_text("Månaden", DRAWN_MAX).await?;
            ensure!(
                page.run(fetched, vec![]).await? == 0,
                "the tablet fetched the office's part"
            );
            Ok(())
        },
    )
    .await?;
    with_browser(
        &tablet::profile(folder.path(), "field")?,
        Screen::TABLET,
        async |page| {
            tablet::sign_in(&page, &here, "handlaggare").await?;
            page.open(&format!("{here}/cases")).await?;
            page.wait_for_text("Mina placeringar", DRAWN_MAX).await?;
            page.wait_for_service_worker().await?;
            wait::until("the office's part to be kept", DRAWN_MAX, async || {
                Ok((page.run(fetched, vec![]).await? == 1).then_some(()))
            })
            .await?;
            server.kill().await?;
            page.reload().await?;
            page.wait_for_text("Mina placeringar", DRAWN_MAX).await
        },
    )
    .await
}

/// Texts that only later screens say, cut off from the page. How often they were asked for stands in `window.asked`.
const CUT: &str = "const own = window.fetch; window.asked = 0; window.cut = true; window.fetch = async (...what) => { \
    if (!String(what[0]).includes('/en-later')) return own(...what); \
    window.asked += 1; if (window.cut) throw new TypeError('cut off'); return own(...what) }; return true";
const IN_SWEDISH: &str = "Det här gick inte att göra";
const IN_ENGLISH: &str = "These could not be done";

async fn asked(page: &Page, times: u32) -> Result<()> {
    let script = "return window.asked === args[0]";
    desk::until(page, "to be asked for", script, vec![times.into()]).await
}

/// The inbox, drawn anew until it says this.
async fn inbox_says(page: &Page, text: &str) -> Result<()> {
    wait::until(text, DRAWN_MAX, async || {
        desk::go(page, "/device", "main h1").await?;
        desk::go(page, "/inbox", "main .page > *").await?;
        Ok(page.text().await?.contains(text).then_some(()))
    })
    .await
}

/// An English device that could not have the later texts says them in Swedish, asks again at the next screen and when the network is
/// back, and speaks English from then on.
#[tokio::test(flavor = "multi_thread")]
async fn texts_that_could_not_be_had_are_asked_for_again() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let own = tablet::profile(folder.path(), "english")?;
    with_browser(&own, Screen::TABLET, async |page| {
        tablet::sign_in(&page, &here, "malare").await?;
        page.wait_for_text("Månaden", DRAWN_MAX).await?;
        page.run("localStorage.setItem('fotfaste.language', 'en')", vec![])
            .await?;
        for is_back in [false, true] {
            page.open(&here).await?;
            page.wait_for_text("The month", DRAWN_MAX).await?;
            page.run(CUT, vec![]).await?;
            desk::go(&page, "/inbox", "main .page > *").await?;
            page.wait_for_text(IN_SWEDISH, DRAWN_MAX).await?;
            asked(&page, 1).await?;
            if is_back {
                let back =
                    "window.cut = false; window.dispatchEvent(new Event('online')); return true";
                page.run(back, vec![]).await?;
                asked(&page, 2).await?;
            } else {
                desk::go(&page, "/device", "main h1").await?;
                asked(&page, 2).await?;
                page.run("window.cut = false; return true", vec![]).await?;
            }
            inbox_says(&page, IN_ENGLISH).await?;
        }
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_that_could_run_is_blocked_and_the_workers_api_answers_are_not_kept() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let profile = tempfile::tempdir()?;
    let server = Launch::temporary()?.start().await?;
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&server.url("/")).await?;
        page.wait_for_service_worker().await?;
        let script = "try { document.createElement('div').innerHTML = args[0]; return 'taken' } catch { return 'blocked' }";
        for (markup, outcome) in [
            ("<p class=\"x\">on time</p>", "taken"),
            ("<img src=x onerror=alert(1)>", "blocked"),
            ("<script>alert(1)</script>", "blocked"),
            ("<svg><a href=\"javascript:alert(1)\">", "blocked"),
        ] {
            let seen = page.run(script, vec![markup.into()]).await?;
            ensure!(seen == outcome, "{markup} was {seen}");
        }
        let kept = "await fetch('/api/openapi.json'); await fetch('/health/live'); \
            const names = await caches.keys(); const urls = []; \
            for (const name of names) for (const key of await (await caches.open(name)).keys()) urls.push(new URL(key.url).pathname); \
            return urls";
        let urls = page.run(kept, vec![]).await?;
        let urls: Vec<&str> = urls.as_array().into_iter().flatten().filter_map(|url| url.as_str()).collect();
        ensure!(urls.contains(&"/index.html"), "the page is not kept: {urls:?}");
        ensure!(
            !urls.iter().any(|url| ["/api", "/auth", "/sync", "/health"].iter().any(|path| url.starts_with(path))),
            "data are kept: {urls:?}"
        );
        Ok(())
    })
    .await
}
