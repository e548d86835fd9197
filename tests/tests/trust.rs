//! What waits on a device and what came of it, in a real Chromium: one tap from every screen, in plain words, and a way out of each
//! conflict. And the demo, by role with one press.

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::{self, Page, Screen, with_browser};
use tests::server::Launch;
use tests::story::{Story, first_visit};
use tests::tablet::{self, SEEN_MAX};
use tests::{desk, program, wait};

/// Waits until one of what a selector names says all of these.
async fn says(page: &Page, selector: &str, words: &[&str]) -> Result<()> {
    let script = "return [...document.querySelectorAll(args[0])].some((one) => args[1].every((word) => one.textContent.includes(word)))";
    let what = format!("{selector}: {words:?}");
    desk::until(page, &what, script, vec![json!(selector), json!(words)]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_told_one_tap_away_with_why_and_since_when() -> Result<()> {
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
        says(&page, ".sync-mark", &["✓"]).await?;
        let launch = server.kill().await?;
        tablet::choose_day(&page, place.today).await?;
        tablet::say_here(&page, &place.names[0]).await?;
        says(&page, ".sync-mark", &["○", "1"]).await?;
        desk::press(&page, ".sync-mark").await?;
        // The device has network and the server is gone: the two are told apart.
        says(&page, ".notice h2", &["Servern svarar inte"]).await?;
        says(&page, ".list > li", &["Närvaro", &place.names[0], "Sparad på enheten"]).await?;
        let used = "return [...document.querySelectorAll('.facts dd')].some((fact) => /\\d (MB|GB)$/.test(fact.textContent))";
        desk::until(&page, "how much is used", used, vec![]).await?;
        let server = launch.start().await?;
        desk::press(&page, ".card header button").await?;
        says(&page, ".card", &["Inget väntar.", "Senast klara"]).await?;
        says(&page, ".notice h2", &["Allt är framme"]).await?;
        server.kill().await.map(drop)
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_shows_both_sides_and_a_way_out() -> Result<()> {
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
    let launch = with_browser(&own, Screen::TABLET, async |page| {
        first_visit(&page, &here, &place).await?;
        let launch = server.kill().await?;
        tablet::choose_day(&page, place.today).await?;
        for name in &place.names[..2] {
            tablet::say_here(&page, name).await?;
        }
        wait::until("two commands kept", SEEN_MAX, async || {
            Ok((tablet::outbox(&page).await?.len() == 2).then_some(()))
        })
        .await?;
        Ok(launch)
    })
    .await?;
    // Meanwhile the caseworker ends one placement, and says of another trainee that they were away.
    let server = launch.start().await?;
    place.end(0, place.today.plus_days(-3)).await?;
    place.away(1, place.today).await?;
    with_browser(&own, Screen::TABLET, async |page| {
        page.open(&format!("{here}/inbox")).await?;
        // The dispute comes with the rows, a refusal before them: said again by then, it would be taken once more.
        disputed(&page, &place.names[1]).await?;
        refused(&page, &place.names[0]).await?;
        // What was accepted stays accepted when the app is opened again.
        page.reload().await?;
        disputed(&page, &place.names[1]).await?;
        let gone = "return ![...document.querySelectorAll('li.card')].some((card) => card.textContent.includes(args[0]))";
        desk::until(&page, "no card of it", gone, vec![json!(place.names[0])]).await?;
        // The other side, whose statement the server had first, is right.
        let agree = "const card = [...document.querySelectorAll('li.card')].find((card) => card.textContent.includes(args[0])); \
            const key = [...card.querySelectorAll('button')].find((key) => key.textContent === 'Godta den andra sidans'); key?.click(); return key !== undefined";
        desk::until(&page, "to agree", agree, vec![json!(place.names[1])]).await?;
        desk::until(&page, "no dispute", gone, vec![json!(place.names[1])]).await
    })
    .await?;
    server.kill().await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_trainee_objects_to_stands_beside_what_they_say() -> Result<()> {
    let Some(story) = Story::begin(2).await? else {
        return Ok(());
    };
    let Story {
        folder,
        here,
        place,
        ..
    } = &story;
    let day = place.today.plus_days(-1);
    place.objected(0, day).await?;
    let own = tablet::profile(folder.path(), "caseworker")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        tablet::sign_in(&page, here, "handlaggare").await?;
        page.open(&format!("{here}/inbox")).await?;
        let card = [
            &*place.names[0],
            "Omstridd",
            "Praktikanten säger att det inte stämmer",
        ];
        says(&page, "li.card", &card).await?;
        says(&page, "li.card table th", &["Den andra sidan", "Maria Lind"]).await?;
        says(&page, "li.card table th", &["Praktikanten"]).await?;
        says(&page, "li.card table td", &["Stämmer inte: Här, 8\u{a0}h"]).await?;
        // Whoever settles it sees it there too.
        let settle = "const card = [...document.querySelectorAll('li.card')].find((card) => card.textContent.includes(args[0])); \
            [...(card?.querySelectorAll('a') ?? [])].find((link) => link.textContent === 'Avgör dagen')?.click(); \
            return location.pathname.startsWith('/placements/')";
        desk::until(&page, "the placement", settle, vec![json!(place.names[0])]).await?;
        let open = "const seen = document.querySelector('main .notice[data-tone=bad]') !== null; \
            if (!seen) document.querySelector('.calendar button[data-tone=disputed]')?.click(); return seen";
        desk::until(&page, "the day", open, vec![]).await?;
        says(&page, "main .notice", &["Praktikanten säger att det inte stämmer"]).await
    })
    .await
}

/// The refused day beside what stands; said again it is refused at once, and then what stands is accepted.
async fn refused(page: &Page, name: &str) -> Result<()> {
    says(
        page,
        "li.card",
        &[
            name,
            "Gick inte",
            "efter placeringens sista dag",
            "Du sa",
            "Står nu",
            "Här, 8\u{a0}h",
        ],
    )
    .await?;
    let press = "const card = [...document.querySelectorAll('li.card')].find((card) => card.textContent.includes(args[0])); \
        const key = [...(card?.querySelectorAll('button') ?? [])].find((key) => key.textContent === args[1]); key?.click(); return key !== undefined";
    desk::until(
        page,
        "to say it again",
        press,
        vec![json!(name), json!("Säg igen")],
    )
    .await?;
    says(
        page,
        "li.card .notice",
        &["Det gick inte", "efter placeringens sista dag"],
    )
    .await?;
    desk::until(
        page,
        "to accept",
        press,
        vec![json!(name), json!("Godta det som står")],
    )
    .await?;
    let gone = "return ![...document.querySelectorAll('li.card')].some((card) => card.textContent.includes(args[0]))";
    desk::until(page, "no card of it", gone, vec![json!(name)]).await
}

/// Both statements with their authors.
async fn disputed(page: &Page, name: &str) -> Result<()> {
    says(
        page,
        "li.card",
        &[
            name,
            "Omstridd",
            "Du sa",
            "Den andra sidan",
            "Här, 8\u{a0}h",
            "Kommunen",
            "Sjuk",
        ],
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_entered_by_role_with_one_press_and_left_for_another() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let own = tablet::profile(folder.path(), "visitor")?;
    let as_role = "const key = [...document.querySelectorAll('main button.list-row')].find((key) => key.textContent.startsWith(args[0])); \
        key?.click(); return key !== undefined";
    with_browser(&own, Screen::OFFICE, async |page| {
        page.open(&format!("{here}/sign-in")).await?;
        page.run(
            "localStorage.setItem('fotfaste.language', 'sv'); return true",
            vec![],
        )
        .await?;
        page.reload().await?;
        desk::until(
            &page,
            "the contract manager's key",
            as_role,
            vec![json!("Kontraktsansvarig")],
        )
        .await?;
        says(&page, ".nav-foot", &["Karin Holm", "Byt roll"]).await?;
        desk::press(&page, ".nav-foot a[href='/sign-in']").await?;
        desk::until(
            &page,
            "the caseworker's key",
            as_role,
            vec![json!("Handläggare")],
        )
        .await?;
        says(&page, ".nav-foot", &["Hanna Berg"]).await?;
        let names: Value = page
            .run(
                "return document.querySelector('.nav-foot').textContent.includes('Karin')",
                vec![],
            )
            .await?;
        ensure!(names == json!(false), "the one before is still there");
        server.kill().await.map(drop)
    })
    .await
}
