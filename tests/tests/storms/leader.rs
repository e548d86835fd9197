//! The tab that talks to the server dies, or is frozen by the browser: another one goes on, and what was recorded arrives once.
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{Page, Screen, with_browser};
use tests::server::{Launch, Server};
use tests::site::Site;
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;
use thirtyfour::WindowHandle;

use crate::{each_arrives_once, outbox_of};

/// Whether this page holds the lock of the tab that leads: its own name is that of whoever holds a lock that it has just asked for.
const LEADS: &str = "return navigator.locks.request(`probe-${Math.random()}`, async (probe) => { \
    const { held } = await navigator.locks.query(); const own = held.find((one) => one.name === probe.name).clientId; \
    return held.some((one) => one.name.startsWith('sync:') && one.clientId === own) })";

async fn leads(page: &Page) -> Result<bool> {
    Ok(page.run(LEADS, vec![]).await? == json!(true))
}

/// Two tabs without network, the first of which leads and has two records to send; the first is in front. Gives how to start the server,
/// and the second tab.
async fn two_tabs(
    page: &Page,
    server: Server,
    here: &str,
    place: &Site,
) -> Result<(Launch, WindowHandle)> {
    first_visit(page, here, place).await?;
    let leader = page.session.window().await?;
    wait::until("the first tab to lead", SEEN_MAX, async || {
        Ok(leads(page).await?.then_some(()))
    })
    .await?;
    let follower = page.session.new_tab().await?;
    page.session.switch_to_window(follower.clone()).await?;
    tablet::open_site(page, here, place.id, place.names.len()).await?;
    ensure!(!leads(page).await?, "two tabs lead");
    let launch = server.kill().await?;
    page.session.switch_to_window(leader).await?;
    for name in &place.names[..2] {
        tablet::say_here(page, name).await?;
    }
    outbox_of(page, 2).await?;
    Ok((launch, follower))
}

#[tokio::test(flavor = "multi_thread")]
async fn case_28_a_leader_that_dies_is_followed_by_another_tab_and_nothing_is_doubled() -> Result<()>
{
    let Some(story) = Story::begin(4).await? else {
        return Ok(());
    };
    let Story {
        folder: _folder,
        tablet: own,
        server,
        here,
        place,
    } = story;
    with_browser(&own, Screen::TABLET, async |page| {
        let (launch, follower) = two_tabs(&page, server, &here, &place).await?;
        // The process that draws it is gone at once; the browser's own answer to the question is that it crashed.
        let crashed = tokio::time::timeout(
            Duration::from_secs(5),
            page.devtools("Page.crash", json!({})),
        );
        drop(crashed.await);
        page.session.switch_to_window(follower).await?;
        wait::until("the other tab to lead", SEEN_MAX, async || {
            Ok(leads(&page).await?.then_some(()))
        })
        .await?;
        for name in &place.names[2..] {
            tablet::say_here(&page, name).await?;
        }
        outbox_of(&page, 4).await?;
        let _server = launch.start().await?;
        page.run("window.dispatchEvent(new Event('online'))", vec![])
            .await?;
        each_arrives_once(&here, &page).await?;
        tablet::wait_for_marks(&page, 4, "ok").await
    })
    .await
}
