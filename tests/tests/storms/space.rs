//! No space: what is not kept is told, and what was called saved is not lost by it. Everything cleared: the device begins anew.
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{Screen, with_browser};
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

use crate::{REPLICA, each_arrives_once, outbox_of};

/// Changes the time of the first trainee, once more and once less in turn.
const MORE: &str = "[...document.querySelector('.person').querySelectorAll('.more button')].at(args[0] % 2).click()";
const FULL_MAX: Duration = Duration::from_secs(120);

#[tokio::test(flavor = "multi_thread")]
async fn case_23_without_space_a_record_is_refused_aloud_and_what_was_saved_stays() -> Result<()> {
    let Some(story) = Story::begin(4).await? else {
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
        for name in &place.names[..2] {
            tablet::say_here(&page, name).await?;
        }
        outbox_of(&page, 2).await?;
        let small = json!({ "origin": here, "quotaSize": 1 });
        page.devtools("Storage.overrideQuotaForOrigin", small)
            .await?;
        // The browser looks at its space only now and then: more is recorded until it does.
        let mut saved = 2;
        let refused = wait::until("to be refused", FULL_MAX, async || {
            page.run(MORE, vec![json!(saved)]).await?;
            wait::until("an answer", SEEN_MAX, async || {
                let count = tablet::outbox(&page).await?.len();
                let is_told = page.text().await?.contains("inte sparad");
                if count > saved {
                    saved = count;
                    return Ok(Some(None));
                }
                Ok(is_told.then_some(Some(())))
            })
            .await
        });
        refused
            .await
            .with_context(|| format!("{saved} are saved"))?;
        outbox_of(&page, saved).await?;
        let banner = page.text().await?;
        ensure!(
            banner.contains("kan inte spara just nu"),
            "no screen says it: {banner}"
        );
        println!("refused aloud after {} more", saved - 2);
        // There is space again.
        let whole = json!({ "origin": here });
        page.devtools("Storage.overrideQuotaForOrigin", whole)
            .await?;
        for name in &place.names[2..] {
            tablet::say_here(&page, name).await?;
        }
        outbox_of(&page, saved + 2).await?;
        let _server = launch.start().await?;
        page.reload().await?;
        tablet::wait_for_cards(&page, 4).await?;
        each_arrives_once(&here, &page).await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn after_everything_was_cleared_the_device_begins_a_chain_of_its_own() -> Result<()> {
    let Some(story) = Story::begin(4).await? else {
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
        outbox_of(&page, 4).await?;
        let first = page.run(REPLICA, vec![]).await?;
        page.open("about:blank").await?;
        let all = json!({ "origin": here, "storageTypes": "all" });
        page.devtools("Storage.clearDataForOrigin", all).await?;
        let _server = launch.start().await?;
        first_visit(&page, &here, &place).await?;
        let second = page.run(REPLICA, vec![]).await?;
        ensure!(
            first != second,
            "what was cleared goes on under its old name"
        );
        for name in &place.names {
            tablet::say_here(&page, name).await?;
        }
        tablet::wait_for_marks(&page, 4, "ok").await?;
        outbox_of(&page, 4).await?;
        each_arrives_once(&here, &page).await
    })
    .await
}
