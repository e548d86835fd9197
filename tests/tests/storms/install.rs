//! A new version that was killed while it came in: the one before still opens, without network too; the next try brings the new one.
use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::{self as driven, Page, Screen, with_browser};
use tests::front::{Front, Release};
use tests::program;
use tests::server::Launch;
use tests::tablet::SEEN_MAX;
use tests::wait;

use crate::browser;

const LOOK: &str = "const registration = await navigator.serviceWorker.getRegistration(); return { \
    installs: Boolean(registration?.installing), waits: Boolean(registration?.waiting), \
    release: document.documentElement.dataset.release ?? null, caches: (await caches.keys()).length }";
/// Does not wait for what never comes.
const UPDATE: &str = "navigator.serviceWorker.getRegistration().then((one) => one.update()).catch(() => {}); return true";

async fn look(page: &Page) -> Result<Value> {
    page.run(LOOK, vec![]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_killed_while_it_came_in_leaves_the_one_before() -> Result<()> {
    if !driven::is_present() {
        return Ok(());
    }
    program::site()?;
    let profile = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let front = Front::start(server.address()).await?;
    let here = front.url("/sign-in");
    let open = browser(profile.path()).await?;
    open.page.open(&here).await?;
    open.page.wait_for_service_worker().await?;
    open.page.reload().await?;
    open.page.wait_for_text("Fotfäste", SEEN_MAX).await?;
    front.set(Release::Stuck);
    open.page.run(UPDATE, vec![]).await?;
    wait::until("a version on its way", SEEN_MAX, async || {
        Ok((look(&open.page).await?["installs"] == true).then_some(()))
    })
    .await?;
    open.kill(profile.path()).await?;

    // Without network: the old one, whole.
    let launch = server.kill().await?;
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&here).await?;
        page.wait_for_text("Fotfäste", SEEN_MAX).await?;
        let now = look(&page).await?;
        ensure!(now["release"].is_null() && now["waits"] == false, "{now}");
        Ok(())
    })
    .await?;

    let _server = launch.start().await?;
    front.set(Release::Next);
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&here).await?;
        page.wait_for_text("Fotfäste", SEEN_MAX).await?;
        page.run(UPDATE, vec![]).await?;
        wait::until("the new version to wait", SEEN_MAX, async || {
            Ok((look(&page).await?["waits"] == true).then_some(()))
        })
        .await
    })
    .await?;
    with_browser(profile.path(), Screen::TABLET, async |page| {
        page.open(&here).await?;
        wait::until(
            "the new version, and what was half there is gone",
            SEEN_MAX,
            async || {
                let now = look(&page).await?;
                Ok((now["release"] == json!("next") && now["caches"] == 1).then_some(()))
            },
        )
        .await
    })
    .await
}
