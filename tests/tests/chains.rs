//! A device's chain that cannot go on, in a real Chromium: a command whose bytes are damaged, and a profile that was copied.
use std::path::Path;

use anyhow::{Result, ensure};
use shared::time::Day;
use tests::browser::{Page, Screen, with_browser};
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

#[tokio::test(flavor = "multi_thread")]
async fn case_26_a_damaged_command_is_told_and_holds_up_no_other() -> Result<()> {
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
        page.reload().await?;
        tablet::wait_for_cards(&page, 4).await?;
        for name in &place.names {
            tablet::say_here(&page, name).await?;
        }
        tablet::wait_for_marks(&page, 4, "wait").await?;
        tablet::spoil(&page, 2).await?;
        let _server = launch.start().await?;
        page.reload().await?;
        tablet::wait_for_cards(&page, 4).await?;
        arrived(&page, place.today, 3).await?;
        let outbox = tablet::outbox(&page).await?;
        let numbers: Vec<u64> = outbox.iter().map(|(no, _, _)| *no).collect();
        ensure!(numbers == [1, 2, 3], "{numbers:?}");
        ensure!(
            outbox[1].1.is_none(),
            "the second begins a chain of its own"
        );
        ensure!(
            outbox[2].1.as_ref() == Some(&outbox[1].2),
            "the third holds on to it"
        );
        page.open(&format!("{here}/device")).await?;
        page.wait_for_text("Något gick förlorat på enheten", SEEN_MAX)
            .await?;
        // It is said again, in the new chain.
        tablet::open_site(&page, &here, place.id, 4).await?;
        let cards = tablet::cards(&page).await?;
        let lost: Vec<_> = cards
            .iter()
            .filter(|(_, _, marks)| !marks.contains("ok"))
            .collect();
        ensure!(lost.len() == 1, "{cards:?}");
        tablet::say_here(&page, &lost[0].0).await?;
        tablet::wait_for_marks(&page, 4, "ok").await
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn case_17_a_copied_profile_and_its_original_both_go_on() -> Result<()> {
    let Some(story) = Story::begin(4).await? else {
        return Ok(());
    };
    let Story {
        folder,
        tablet: own,
        server: _server,
        here,
        place,
    } = story;
    let (today, before) = (place.today, place.today.plus_days(-1));
    with_browser(&own, Screen::TABLET, async |page| {
        first_visit(&page, &here, &place).await?;
        say(&page, today, &place.names[0], 1).await
    })
    .await?;
    let copy = folder.path().join("copy");
    copy_folder(&own, &copy)?;
    with_browser(&copy, Screen::TABLET, async |page| {
        tablet::open_site(&page, &here, place.id, 4).await?;
        say(&page, before, &place.names[1], 1).await
    })
    .await?;
    with_browser(&own, Screen::TABLET, async |page| {
        tablet::open_site(&page, &here, place.id, 4).await?;
        let chain = tablet::outbox(&page).await?;
        ensure!(chain.len() == 1, "{chain:?}");
        // The server has another second command: what is said here goes on in a chain of its own.
        say(&page, before, &place.names[2], 2).await?;
        let chain = tablet::outbox(&page).await?;
        ensure!(chain.len() == 2 && chain[1].1.is_none(), "{chain:?}");
        say(&page, before, &place.names[3], 3).await
    })
    .await
}

/// Says that somebody was there, until so many of the day have arrived.
async fn say(page: &Page, day: Day, name: &str, count: usize) -> Result<()> {
    wait::until(&format!("{name}'s card"), SEEN_MAX, async || {
        // The page may be loaded anew under the finger: its chain is left as soon as the server is heard.
        let is_there = tablet::choose_day(page, day).await.is_ok();
        Ok((is_there && tablet::say_here(page, name).await.is_ok()).then_some(()))
    })
    .await?;
    arrived(page, day, count).await
}

/// Waits until so many of a day have arrived.
async fn arrived(page: &Page, day: Day, count: usize) -> Result<()> {
    wait::until(
        &format!("{count} that have arrived"),
        SEEN_MAX,
        async || {
            // The page is loaded anew when its chain is left.
            if tablet::choose_day(page, day).await.is_err() {
                return Ok(None);
            }
            let cards = tablet::cards(page).await.unwrap_or_default();
            let ok = cards.iter().filter(|(_, _, marks)| marks.contains("ok"));
            Ok((ok.count() == count).then_some(()))
        },
    )
    .await
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (kind, target) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
