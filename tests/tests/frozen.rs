//! A page that the browser freezes over a database half made does not let the next one wait, and a way back opens the app anew.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::program;
use tests::server::Launch;
use tests::wait;

const DRAWN_MAX: Duration = Duration::from_secs(20);
/// How often it is tried; the page is left a little later each time.
const ROUNDS: u32 = 8;
/// The device's own database is deleted and made anew, which goes on until the page is left. Whether the browser froze it stands in
/// the tab's own storage.
const LEAVE: &str = "const gone = indexedDB.deleteDatabase('fotfaste-device'); \
    await new Promise((done) => { gone.onsuccess = done; gone.onerror = done }); \
    addEventListener('pagehide', (event) => sessionStorage.setItem('frozen', event.persisted)); \
    const made = indexedDB.open('fotfaste-device', 1); \
    made.onupgradeneeded = () => { const store = made.result.createObjectStore('accounts'); \
        const go_on = () => { store.get(1).onsuccess = go_on }; go_on() }; \
    setTimeout(() => { location.href = '/sign-in?left' }, args[0]); return true";
const FORM: &str = "input[name=login], #login";

async fn is_drawn(page: &Page, what: &str) -> Result<()> {
    let script = "return document.querySelector(args[0]) !== null";
    wait::until(what, DRAWN_MAX, async || {
        // Between two pages nothing is answered.
        let found = page.run(script, vec![json!(FORM)]).await;
        Ok(found.is_ok_and(|found| found == json!(true)).then_some(()))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_frozen_over_a_database_half_made_holds_up_nobody() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let profile = tempfile::tempdir()?;
    let server = Launch::temporary()?.start().await?;
    let home = server.url("/sign-in");
    with_browser(profile.path(), Screen::TABLET, async |page| {
        let mut frozen = 0;
        for round in 0..ROUNDS {
            page.open(&home).await?;
            is_drawn(&page, "the form").await?;
            page.run(LEAVE, vec![json!(round * 20)]).await?;
            wait::until("to have left", DRAWN_MAX, async || {
                let left = page.run("return location.search", vec![]).await;
                Ok(left.is_ok_and(|left| left == json!("?left")).then_some(()))
            })
            .await?;
            is_drawn(&page, &format!("the page after round {round}")).await?;
            let was = "return sessionStorage.getItem('frozen')";
            frozen += u32::from(page.run(was, vec![]).await? == json!("true"));
        }
        println!("{frozen} of {ROUNDS} pages were frozen when they were left");
        ensure!(frozen > 0, "this browser froze no page: nothing was tried");
        Ok(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_back_opens_the_app_anew() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let profile = tempfile::tempdir()?;
    let server = Launch::temporary()?.start().await?;
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&server.url("/sign-in")).await?;
        is_drawn(&page, "the form").await?;
        let leave = "window.stayed = true; \
            addEventListener('pagehide', (event) => sessionStorage.setItem('frozen', event.persisted)); \
            location.href = '/manifest.webmanifest'; return true";
        page.run(leave, vec![]).await?;
        wait::until("the other page", DRAWN_MAX, async || {
            let there = page.run("return location.pathname", vec![]).await;
            Ok(there.is_ok_and(|there| there == json!("/manifest.webmanifest")).then_some(()))
        })
        .await?;
        let was = page.run("return sessionStorage.getItem('frozen')", vec![]).await?;
        ensure!(was == json!("true"), "the page was not frozen: nothing was tried");
        page.run("setTimeout(() => history.back(), 0); return true", vec![]).await?;
        let anew = "return location.pathname === '/sign-in' && window.stayed === undefined && document.querySelector(args[0]) !== null";
        wait::until("the app anew", DRAWN_MAX, async || {
            let found = page.run(anew, vec![json!(FORM)]).await;
            Ok(found.is_ok_and(|found| found == json!(true)).then_some(()))
        })
        .await
    })
    .await
}
