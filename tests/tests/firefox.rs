//! The story without network in Firefox, where it is there: opened, recorded on, killed, opened again; everything arrives once.

use anyhow::{Result, ensure};
use tests::firefox::{Firefox, is_present};
use tests::program;
use tests::server::Launch;
use tests::site::Site;
use tests::story::first_visit;
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

const TRAINEES: u16 = 4;

#[tokio::test(flavor = "multi_thread")]
async fn days_recorded_without_network_outlive_a_kill_and_arrive_once_in_firefox() -> Result<()> {
    if !is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "firefox")?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let place = Site::begun(&here, TRAINEES, 10).await?;
    let days: Vec<_> = (0..3).map(|back| place.today.plus_days(-back)).collect();
    let count = days.len() * place.names.len();

    let first = Firefox::open(&own).await?;
    first_visit(&first.page, &here, &place).await?;
    let launch = server.kill().await?;
    // The driver's own way to load a page again passes the service worker by.
    tablet::open_site(&first.page, &here, place.id, place.names.len()).await?;
    for day in &days {
        tablet::choose_day(&first.page, *day).await?;
        for name in &place.names {
            tablet::say_here(&first.page, name).await?;
        }
        tablet::wait_for_marks(&first.page, place.names.len(), "wait").await?;
    }
    first.kill().await?;

    let second = Firefox::open(&own).await?;
    tablet::open_site(&second.page, &here, place.id, place.names.len()).await?;
    let kept = tablet::outbox(&second.page).await?;
    ensure!(
        kept.len() == count,
        "{} of {count} are there after the kill",
        kept.len()
    );
    tablet::ensure_chain(&kept)?;
    let server = launch.start().await?;
    for day in &days {
        tablet::choose_day(&second.page, *day).await?;
        tablet::wait_for_marks(&second.page, place.names.len(), "ok").await?;
    }
    let after = tablet::outbox(&second.page).await?;
    ensure!(after == kept, "the outbox is another one");
    second.page.open(&format!("{here}/inbox")).await?;
    wait::until("nothing that needs somebody", SEEN_MAX, async || {
        let cards = second
            .page
            .run("return document.querySelectorAll('li.card').length", vec![])
            .await?;
        Ok((cards == 0).then_some(()))
    })
    .await?;
    second.close().await?;
    server.kill().await.map(drop)
}
