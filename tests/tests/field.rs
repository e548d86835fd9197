//! The caseworker in the field, in a real Chromium: a three-party note by touch and without network within a minute, seen by the case
//! circle and by nobody else; the same by keyboard alone; what is typed and not saved is kept.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;
use tests::browser::{Page, Screen, with_browser};
use tests::desk;
use tests::field::{PHONE, holds, is_checked, kept};
use tests::keyboard::{Keyboard, key};
use tests::story::Story;
use tests::tablet::{self, SEEN_MAX};
use tests::wait;
use tests::walk::Hand;

const NOTE_MAX: Duration = Duration::from_secs(60);
const TAPS_MAX: usize = 15;
/// Stands in the note and nowhere else.
const CANARY: &str = "Kanarieord";
const SAID: &str = "Kanarieord: gick bra idag.";

/// The office's part, which has the caseworker's screens, is kept on the device.
async fn office_is_kept(page: &Page) -> Result<()> {
    let script = "for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) \
        if (request.url.includes('office')) return true; return false";
    desk::until(page, "the office's part to be kept", script, vec![]).await
}

async fn path_is(page: &Page, path: &str) -> Result<()> {
    desk::until(
        page,
        path,
        "return location.pathname === args[0]",
        vec![json!(path)],
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_written_by_touch_without_network_within_a_minute_and_is_the_circles_alone()
-> Result<()> {
    let Some(story) = Story::begin(1).await? else {
        return Ok(());
    };
    let (here, place) = (story.here.clone(), &story.place);
    let placement = format!("/placements/{}", place.placements[0]);
    let launch = with_browser(&story.tablet, PHONE, async |page| {
        tablet::sign_in(&page, &here, "handlaggare").await?;
        page.open(&format!("{here}/cases")).await?;
        page.wait_for_text(&place.names[0], SEEN_MAX).await?;
        page.wait_for_service_worker().await?;
        office_is_kept(&page).await?;
        let launch = story.server.kill().await?;
        page.reload().await?;
        page.wait_for_text(&place.names[0], SEEN_MAX).await?;

        let mut hand = Hand::in_real_time(&page).await?;
        let case = format!("a.case-name[href='{placement}']");
        hand.tap("the case", &case).await?;
        path_is(&page, &placement).await?;
        hand.tap("a new note", "#notes a.button").await?;
        is_checked(&page, "note-kind-0").await?;
        for choice in [
            "note-present-0",
            "note-present-1",
            "note-trainee-0",
            "note-work-0",
            "note-supervision-1",
            "note-agreed-0",
            "note-agreed-5",
        ] {
            hand.tap(choice, &format!("#{choice}")).await?;
            is_checked(&page, choice).await?;
        }
        hand.tap("in a month", "#note-next label:nth-of-type(3) input").await?;
        hand.write("note-text", SAID).await?;
        holds(&page, "note-text", SAID).await?;
        page.wait_for_text("Utkast sparat", SEEN_MAX).await?;
        hand.tap("save", "form button[type=submit]").await?;
        path_is(&page, &placement).await?;
        page.wait_for_text(SAID, SEEN_MAX).await?;
        let took = hand.took();
        println!("a three-party note from the list of cases, without network: {}", hand.told());
        ensure!(hand.taps <= TAPS_MAX, "{} taps", hand.taps);
        ensure!(took <= NOTE_MAX, "{took:?}");
        // The next meeting was planned along with it, and the draft is gone.
        page.wait_for_text("Trepartssamtal", SEEN_MAX).await?;
        desk::see(&page, "#notes .chip[data-tone=wait]").await?;
        ensure!(
            !page.text().await?.contains("Inget möte är planerat"),
            "no next meeting"
        );
        wait::until("the draft to be gone", SEEN_MAX, async || {
            let script = "const name = (await indexedDB.databases()).map((db) => db.name).find((name) => /^fotfaste-[0-9a-f]{24}$/.test(name)); \
                const db = await new Promise((done) => { const r = indexedDB.open(name); r.onsuccess = () => done(r.result) }); \
                const keys = await new Promise((done) => { const r = db.transaction('meta').objectStore('meta').getAllKeys(); r.onsuccess = () => done(r.result) }); \
                db.close(); return keys.some((key) => String(key).startsWith('draft'))";
            Ok((page.run(script, vec![]).await? == json!(false)).then_some(()))
        })
        .await?;
        Ok(launch)
    })
    .await?;

    // The server is back; the device sends what it kept.
    let server = launch.start().await?;
    with_browser(&story.tablet, PHONE, async |page| {
        page.open(&format!("{here}{placement}")).await?;
        desk::see(&page, "#notes .chip[data-tone=ok]").await
    })
    .await?;

    // A colleague of the circle reads it; matching, office, the site and the contractor do not have it anywhere.
    for (login, screen, has_it) in [
        ("handlaggare2", PHONE, true),
        ("matchning", Screen::OFFICE, false),
        ("avtal", Screen::OFFICE, false),
        ("arbetsledare", Screen::TABLET, false),
        ("foretag", Screen::OFFICE, false),
    ] {
        let profile = tablet::profile(story.folder.path(), login)?;
        with_browser(&profile, screen, async |page| {
            tablet::sign_in(&page, &here, login).await?;
            page.open(&format!("{here}{placement}")).await?;
            page.wait_for_text("Verkstaden", SEEN_MAX).await?;
            if has_it {
                page.wait_for_text(SAID, SEEN_MAX).await?;
            }
            // The rows are on the disk once the whole of them was taken.
            let trainee = &place.names[0];
            wait::until("the rows to be kept", SEEN_MAX, async || {
                Ok((kept(&page, trainee).await? > 0).then_some(()))
            })
            .await?;
            let count = kept(&page, CANARY).await?;
            ensure!((count > 0) == has_it, "{login} keeps {count} of the words");
            let is_shown = page.text().await?.contains(CANARY);
            ensure!(is_shown == has_it, "{login} is shown the words: {is_shown}");
            Ok(())
        })
        .await?;
    }
    drop(server);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_survives_leaving_reloading_and_signing_out_and_a_note_takes_only_keys()
-> Result<()> {
    let Some(story) = Story::begin(1).await? else {
        return Ok(());
    };
    let (here, place) = (story.here.clone(), &story.place);
    let placement = format!("/placements/{}", place.placements[0]);
    let note = format!("{placement}/note");
    with_browser(&story.tablet, PHONE, async |page| {
        tablet::sign_in(&page, &here, "handlaggare").await?;
        page.open(&format!("{here}{note}")).await?;
        desk::see(&page, "#note-text").await?;
        desk::press(&page, "#note-work-1").await?;
        desk::write(&page, "note-text", SAID).await?;
        page.wait_for_text("Utkast sparat", SEEN_MAX).await?;

        // Left and entered again; loaded anew; signed out and in again.
        desk::go(&page, "/cases", ".cases").await?;
        desk::go(&page, &note, "#note-text").await?;
        holds(&page, "note-text", SAID).await?;
        page.reload().await?;
        desk::see(&page, "#note-text").await?;
        holds(&page, "note-text", SAID).await?;
        is_checked(&page, "note-work-1").await?;
        desk::press(&page, ".nav-foot button:last-of-type").await?;
        desk::see(&page, "#login, input[name=login]").await?;
        tablet::sign_in(&page, &here, "handlaggare").await?;
        // Within the app: a page that is loaded before the device has noted who came is one of somebody who has left.
        desk::see(&page, ".nav-foot").await?;
        desk::go(&page, &note, "#note-text").await?;
        holds(&page, "note-text", SAID).await?;
        page.wait_for_text("Utkast sparat", SEEN_MAX).await?;
        let local =
            "return JSON.stringify({ ...localStorage, ...sessionStorage }).includes(args[0])";
        ensure!(
            page.run(local, vec![json!(CANARY)]).await? == json!(false),
            "the draft lies in local storage"
        );

        // Thrown away, it is gone from the device.
        desk::press(&page, ".draft button").await?;
        holds(&page, "note-text", "").await?;
        wait::until("the draft to be gone", SEEN_MAX, async || {
            Ok((kept(&page, CANARY).await? == 0).then_some(()))
        })
        .await?;

        // By keys alone, past the help: the choices are native groups, so arrows and space choose in them.
        let focus = "document.querySelector('main h1').focus(); return true";
        page.run(focus, vec![]).await?;
        let mut keyboard = Keyboard::new(&page);
        let (tab, down) = (key::TAB, key::DOWN);
        keyboard
            .press(&format!("{tab}{tab}{down}{tab} {tab} "))
            .await?;
        is_checked(&page, "note-kind-1").await?;
        is_checked(&page, "note-present-0").await?;
        is_checked(&page, "note-present-1").await?;
        // Past the other three, into the scale, and so on to the button.
        keyboard
            .press(&format!("{tab}{tab}{tab}{tab} {tab}{down}"))
            .await?;
        is_checked(&page, "note-trainee-0").await?;
        is_checked(&page, "note-work-1").await?;
        keyboard.press(&key::ENTER.to_string()).await?;
        println!("a note by keyboard alone: {} keys", keyboard.pressed);
        path_is(&page, &placement).await?;
        page.wait_for_text("Besök", SEEN_MAX).await?;

        // Corrected: the first version stays.
        desk::press(&page, "#notes li a").await?;
        desk::see(&page, "#note-text").await?;
        desk::write(&page, "note-text", SAID).await?;
        desk::press(&page, "form button[type=submit]").await?;
        path_is(&page, &placement).await?;
        page.wait_for_text(SAID, SEEN_MAX).await?;
        page.wait_for_text("Tidigare versioner (1)", SEEN_MAX).await
    })
    .await
}
