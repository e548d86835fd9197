//! The device's copy in a real Chromium: the story without network, two tabs, and a browser that is killed.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{self, Screen, with_browser};
use tests::site::Site;
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

#[tokio::test(flavor = "multi_thread")]
async fn days_recorded_without_network_arrive_once_and_a_late_day_is_shown_with_its_reason()
-> Result<()> {
    let Some(story) = Story::begin(4).await? else {
        return Ok(());
    };
    let Story {
        folder,
        tablet: own,
        server,
        here,
        place,
    } = story;
    let address = server.address();
    let days: Vec<_> = (0..5).map(|back| place.today.plus_days(-back)).collect();

    // Signs in, then the server is gone: five days of four trainees.
    let launch = with_browser(&own, Screen::TABLET, async |page| {
        first_visit(&page, &here, &place).await?;
        let launch = server.kill().await?;
        ensure!(
            std::net::TcpStream::connect(address).is_err(),
            "the server still answers"
        );
        page.reload().await?;
        tablet::wait_for_cards(&page, 4).await?;
        for day in &days {
            tablet::choose_day(&page, *day).await?;
            for name in &place.names {
                tablet::say_here(&page, name).await?;
            }
            tablet::wait_for_marks(&page, 4, "wait").await?;
        }
        wait::until("twenty commands in the outbox", SEEN_MAX, async || {
            Ok((tablet::outbox(&page).await?.len() == 20).then_some(()))
        })
        .await?;
        Ok(launch)
    })
    .await?;

    // In the meantime the caseworker ends one placement two days ago; the tablet hears nothing of it.
    let server = launch.start().await?;
    place.end(3, days[2]).await?;
    let launch = server.kill().await?;

    with_browser(&own, Screen::TABLET, async |page| {
        tablet::open_site(&page, &here, place.id, 4).await?;
        for day in &days {
            tablet::choose_day(&page, *day).await?;
            tablet::wait_for_marks(&page, 4, "wait").await?;
        }
        tablet::ensure_chain(&tablet::outbox(&page).await?)?;

        // The server is back: everything arrives.
        let server = launch.start().await?;
        tablet::choose_day(&page, days[4]).await?;
        tablet::wait_for_marks(&page, 4, "ok").await?;
        for day in [days[3], days[2]] {
            tablet::choose_day(&page, day).await?;
            tablet::wait_for_marks(&page, 4, "ok").await?;
        }
        for day in [days[1], days[0]] {
            tablet::choose_day(&page, day).await?;
            tablet::wait_for_marks(&page, 3, "ok").await?;
        }
        page.open(&server.url("/inbox")).await?;
        page.wait_for_text("efter placeringens sista dag", SEEN_MAX)
            .await?;
        office(folder.path(), &here, &place).await?;
        server.kill().await.map(drop)
    })
    .await
}

/// The office sees what was served with the days behind it, and the day that came too late with its reason.
async fn office(folder: &std::path::Path, here: &str, place: &Site) -> Result<()> {
    let own = tablet::profile(folder, "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        tablet::sign_in(&page, here, "avtal").await?;
        page.open(&format!("{here}/contracts/{}", place.contract))
            .await?;
        let behind = "document.querySelectorAll('details').forEach((part) => { part.open = true }); \
            return document.body.innerText";
        for figures in [
            "11 dagar fullgjorda · 5 här · 0 borta",
            "9 dagar fullgjorda · 3 här · 0 borta",
        ] {
            wait::until(figures, SEEN_MAX, async || {
                let text = page.run(behind, vec![]).await?;
                let is_there = text.as_str().is_some_and(|text| text.contains(figures));
                Ok(is_there.then_some(()))
            })
            .await?;
        }
        page.open(&format!("{here}/inbox")).await?;
        page.wait_for_text("efter placeringens sista dag", SEEN_MAX)
            .await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_record_at_once_make_one_chain() -> Result<()> {
    let Some(story) = Story::begin(6).await? else {
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
        tablet::sign_in(&page, &here, "arbetsledare").await?;
        tablet::open_site(&page, &here, place.id, 6).await?;
        let launch = server.kill().await?;
        let first = page.session.window().await?;
        let second = page.session.new_tab().await?;
        page.session.switch_to_window(second.clone()).await?;
        tablet::open_site(&page, &here, place.id, 6).await?;
        // Each tab changes the time of three trainees again and again; no tab waits for the other.
        let script = "const cards = () => [...document.querySelectorAll('.person')].slice(args[0], args[0] + 3); \
            window.recording = (async () => { for (let turn = 0; turn < 20; turn++) for (const card of cards()) { \
                const plus = [...card.querySelectorAll('.more button')].at(turn % 2); \
                (plus ?? card.querySelector('[data-answer=here]')).click(); \
                await new Promise((next) => setTimeout(next, 4)) } return true })(); return true";
        page.run(script, vec![json!(3)]).await?;
        page.session.switch_to_window(first).await?;
        page.run(script, vec![json!(0)]).await?;
        page.run("return await window.recording", vec![]).await?;
        page.session.switch_to_window(second).await?;
        page.run("return await window.recording", vec![]).await?;
        let made = wait::until("the commands of both tabs", SEEN_MAX, async || {
            let outbox = tablet::outbox(&page).await?;
            Ok((outbox.len() >= 100).then_some(outbox))
        })
        .await?;
        tablet::ensure_chain(&made)?;
        launch.start().await.map(drop)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_called_saved_is_there_after_the_browser_was_killed() -> Result<()> {
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
    let day = place.today;
    let launch = with_browser(&own, Screen::TABLET, async |page| {
        first_visit(&page, &here, &place).await?;
        server.kill().await
    })
    .await?;
    for (round, name) in place.names.iter().enumerate() {
        let browser = browser::Browser::open(&own, Screen::TABLET).await?;
        tablet::open_site(&browser.page, &here, place.id, 4).await?;
        tablet::choose_day(&browser.page, day).await?;
        tablet::say_here(&browser.page, name).await?;
        wait::until("the mark of being saved", SEEN_MAX, async || {
            let cards = tablet::cards(&browser.page).await?;
            let saved = cards
                .iter()
                .filter(|(_, _, marks)| marks.contains("wait"))
                .count();
            Ok((saved == round + 1).then_some(()))
        })
        .await?;
        browser.kill(&own).await?;
    }
    with_browser(&own, Screen::TABLET, async |page| {
        tablet::open_site(&page, &here, place.id, 4).await?;
        tablet::wait_for_marks(&page, 4, "wait").await?;
        tablet::ensure_chain(&tablet::outbox(&page).await?)
    })
    .await?;
    launch.start().await.map(drop)
}
