//! A new release on a device that has the app: fetched beside the old one, taken only between two uses; and the kill switch.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::{self, Page, Screen, with_browser};
use tests::front::{Front, Release};
use tests::program;
use tests::server::Launch;
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

/// What the device has kept, and what it says of a new version.
const KEPT: &str = "const registration = await navigator.serviceWorker.getRegistration(); return { \
    caches: (await caches.keys()).length, update: document.documentElement.dataset.update ?? null, \
    release: document.documentElement.dataset.release ?? null, waits: Boolean(registration?.waiting), \
    installs: Boolean(registration?.installing), controlled: Boolean(navigator.serviceWorker.controller), \
    active: registration?.active?.state ?? null }";

async fn look(page: &Page) -> Result<Value> {
    page.run(KEPT, vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_release_waits_until_no_form_is_open() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let profile = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let front = Front::start(server.address()).await?;
    let look_for_update = "try { await (await navigator.serviceWorker.getRegistration()).update(); return true } \
        catch { return false }";
    let typed = "return document.querySelector('input[name=login]').value";
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&front.url("/sign-in")).await?;
        page.wait_for_service_worker().await?;
        page.reload().await?;
        wait::until("the sign-in form", SEEN_MAX, async || {
            let fill = "const field = document.querySelector('input[name=login]'); if (!field) return false; \
                field.value = 'arbetsl'; field.dispatchEvent(new Event('input', { bubbles: true })); return true";
            Ok((page.run(fill, vec![]).await? == json!(true)).then_some(()))
        })
        .await?;
        let before = look(&page).await?;
        ensure!(before["caches"] == 1 && before["waits"] == false, "{before}");

        // A deployment that is half done changes nothing on the device and leaves nothing behind.
        front.set(Release::HalfDone);
        page.run(look_for_update, vec![]).await?;
        wait::until("the half release to be given up", SEEN_MAX, async || {
            Ok((look(&page).await? == before).then_some(()))
        })
        .await?;

        // The whole one is fetched and waits; the half-filled form stands.
        front.set(Release::Next);
        page.run(look_for_update, vec![]).await?;
        wait::until("the new release to wait", SEEN_MAX, async || {
            let now = look(&page).await?;
            Ok((now["update"] == "ready" && now["waits"] == true).then_some(()))
        })
        .await?;
        let now = look(&page).await?;
        ensure!(now["release"].is_null() && now["caches"] == 2, "{now}");
        ensure!(page.run(typed, vec![]).await? == json!("arbetsl"), "the form was lost");

        // Loading the page again leaves it waiting, and says so; the version at hand works without network.
        let launch = server.kill().await?;
        page.reload().await?;
        page.wait_for_text("Fotfäste", SEEN_MAX).await?;
        wait::until("the new release to be told of", SEEN_MAX, async || {
            let now = look(&page).await?;
            Ok((now["update"] == "ready" && now["release"].is_null()).then_some(()))
        })
        .await?;
        drop(launch);
        Ok(())
    })
    .await?;

    // Closed and opened again: the new one has taken over, the old one is gone. Still without network.
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&front.url("/sign-in")).await?;
        page.wait_for_text("Fotfäste", SEEN_MAX).await?;
        wait::until("the new release", SEEN_MAX, async || {
            let now = look(&page).await?;
            Ok(
                (now["release"] == "next" && now["caches"] == 1 && now["waits"] == false)
                    .then_some(()),
            )
        })
        .await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_kill_switch_takes_the_kept_app_away_and_no_record() -> Result<()> {
    let Some(story) = Story::begin(2).await? else {
        return Ok(());
    };
    let Story {
        tablet: own,
        server,
        here,
        place,
        ..
    } = story;
    with_browser(&own, Screen::TABLET, async |page| {
        first_visit(&page, &here, &place).await?;
        let launch = server.kill().await?;
        for name in &place.names {
            tablet::say_here(&page, name).await?;
        }
        tablet::wait_for_marks(&page, 2, "wait").await?;

        let launch = launch.variable("FOTFASTE_OFFLINE", "off");
        let server = launch.start().await?;
        page.reload().await?;
        wait::until("the kept app to be gone", SEEN_MAX, async || {
            let now = look(&page).await?;
            Ok((now["caches"] == 0 && now["active"].is_null()).then_some(()))
        })
        .await?;
        // What was recorded is still there, and arrives.
        tablet::wait_for_marks(&page, 2, "ok").await?;
        page.reload().await?;
        tablet::wait_for_marks(&page, 2, "ok").await?;
        server.kill().await?;
        ensure!(
            page.reload().await.is_err() || !page.text().await?.contains("Fotfäste"),
            "the app is still kept"
        );
        Ok(())
    })
    .await
}
