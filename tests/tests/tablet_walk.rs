//! A site tablet's whole life in real browsers: connected from the office at a person's pace, a PIN chosen, the day reported without
//! network, locked, taken over by a colleague, seen at the office under the right names, disconnected.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shared::id::{UserId, derived};
use tests::browser::{Page, Screen, with_browser};
use tests::story::Story;
use tests::tablet::{self, SEEN_MAX};
use tests::wait;
use tests::walk::Hand;

const TRAINEES: usize = 4;
const PAIRING_MAX: Duration = Duration::from_secs(60);
const SITE: &str = "Verkstaden, gården";
const PIN: &str = "284917";
const OTHER_PIN: &str = "5093716";
/// The tablet of a site, standing.
const STANDING: Screen = Screen {
    width: 800,
    height: 1280,
    scale: 1.0,
    touch: true,
};

async fn text_of(page: &Page, selector: &str) -> Result<String> {
    let script = format!(
        "return [...document.querySelectorAll({})].find((one) => one.checkVisibility())?.innerText ?? null",
        json!(selector)
    );
    let mut found = Value::Null;
    let seen = wait::until(selector, Duration::from_secs(20), async || {
        found = page.run(&script, vec![]).await?;
        Ok(found.is_string().then_some(()))
    })
    .await;
    if let Err(error) = seen {
        let (text, said) = (page.text().await?, page.console_errors().await?);
        return Err(error.context(format!("the page holds: {text}; the console: {said:?}")));
    }
    Ok(found.as_str().unwrap_or_default().trim().to_owned())
}

/// Connects the tablet: both people's time is counted.
async fn pair(office: &Page, tablet: &Page, here: &str) -> Result<()> {
    office.open(&format!("{here}/tablets")).await?;
    office.wait_for_text(SITE, SEEN_MAX).await?;
    tablet.open(&format!("{here}/pair")).await?;
    tablet
        .run("localStorage.setItem('fotfaste.language', 'sv')", vec![])
        .await?;
    tablet.reload().await?;
    let mut desk = Hand::new(office).await?;
    let mut site = Hand::new(tablet).await?;
    desk.read(10).await;
    desk.choose("tablet-site", SITE).await?;
    desk.tap_words("Visa en kod").await?;
    let code = text_of(office, ".connect .big-code").await?;
    // What a camera reads is the address with the same code.
    let qr = office
        .run(
            "return document.querySelector('.connect .qr path').getAttribute('d').length",
            vec![],
        )
        .await?;
    ensure!(
        qr.as_u64().is_some_and(|length| length > 1_000),
        "no picture"
    );
    site.write("code", &code.to_lowercase()).await?;
    site.tap_words("Koppla").await?;
    let words = text_of(tablet, ".three-words").await?;
    let same = text_of(office, ".connect .three-words").await?;
    ensure!(words == same && !words.is_empty(), "{words:?} and {same:?}");
    desk.read(6).await;
    desk.tap_words("Samma ord").await?;
    tablet.wait_for_text("Vem är du?", SEEN_MAX).await?;
    let took = desk.person + site.took().max(desk.took());
    println!(
        "pairing: office {}, tablet {}; both after one another {:.1} s",
        desk.told(),
        site.told(),
        took.as_secs_f64()
    );
    ensure!(took <= PAIRING_MAX, "{took:?}");
    Ok(())
}

/// A start code for somebody, as the office shows it once.
async fn start_code(office: &Page, press: &str) -> Result<String> {
    let mut desk = Hand::new(office).await?;
    desk.choose("leader-site", SITE).await?;
    if press == "Olle Ek" {
        desk.write("leader-name", press).await?;
        desk.tap_words("Lägg till och visa startkod").await?;
    } else {
        desk.tap(
            "a new code",
            &format!("button[aria-label='Ny startkod för {press}']"),
        )
        .await?;
    }
    office
        .wait_for_text(&format!("Startkod för {press}"), SEEN_MAX)
        .await?;
    text_of(office, ".notice .big-code").await
}

async fn choose_pin(tablet: &Page, name: &str, code: &str, pin: &str) -> Result<()> {
    let mut hand = Hand::new(tablet).await?;
    hand.tap_found(name, &who(name)).await?;
    hand.write("start-code", code).await?;
    for (easy, why) in [("123456", "för lätt att gissa"), (pin, "")] {
        for field in ["new-pin", "new-pin-again"] {
            tablet
                .run("document.getElementById(args[0]).value = ''; document.getElementById(args[0]).dispatchEvent(new Event('input', { bubbles: true })); return true", vec![json!(field)])
                .await?;
            hand.write(field, easy).await?;
        }
        hand.tap_words("Spara och öppna").await?;
        if !why.is_empty() {
            tablet.wait_for_text(why, SEEN_MAX).await?;
        }
    }
    is_open(tablet, name).await
}

fn who(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('.who-button')].find((one) => one.innerText.includes({}))",
        json!(name)
    )
}

async fn is_open(tablet: &Page, name: &str) -> Result<()> {
    tablet
        .wait_for_text(&format!("{name} rapporterar"), SEEN_MAX)
        .await?;
    tablet::wait_for_cards(tablet, TRAINEES).await
}

/// Digit by digit on the large keys.
async fn unlock(tablet: &Page, name: &str, pin: &str) -> Result<()> {
    let mut hand = Hand::new(tablet).await?;
    hand.tap_found(name, &who(name)).await?;
    type_pin(&mut hand, pin).await
}

async fn type_pin(hand: &mut Hand<'_>, pin: &str) -> Result<()> {
    for digit in pin.chars() {
        let key = format!(
            "[...document.querySelectorAll('.keys button')].find((one) => one.innerText.trim() === '{digit}')"
        );
        hand.tap_found("a digit", &key).await?;
    }
    hand.tap("the PIN's key", ".keys [type=submit]").await
}

async fn lock(tablet: &Page) -> Result<()> {
    Hand::new(tablet).await?.tap_words("Lås").await?;
    tablet.wait_for_text("Vem är du?", SEEN_MAX).await?;
    let left = tablet
        .run("return document.documentElement.outerHTML", vec![])
        .await?;
    let left = left.as_str().unwrap_or_default();
    ensure!(!left.contains("Prov0"), "a name is left in the locked page");
    Ok(())
}

/// What on the day's list is too small, or too near to another.
const TARGETS: &str = "const all = [...document.querySelectorAll('.site-page :is(a, button, input, select, summary)')] \
    .filter((one) => one.checkVisibility()).map((one) => ({ one, box: one.getBoundingClientRect() })); \
    const bad = []; const told = (one) => one.innerText.trim() || one.getAttribute('aria-label'); \
    for (const { one, box } of all) if (box.width < 75 || box.height < 75) bad.push([told(one), box.width, box.height]); \
    const gap = (a, b) => Math.max(Math.max(a.left, b.left) - Math.min(a.right, b.right), Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom)); \
    const sticky = (one) => one.closest('.site-end') !== null; \
    for (let i = 0; i < all.length; i++) for (let j = 0; j < i; j++) { \
        if (sticky(all[i].one) !== sticky(all[j].one)) continue; \
        const near = gap(all[i].box, all[j].box); if (near < 23.9) bad.push([told(all[i].one), told(all[j].one), near]) } \
    return [all.length, bad]";

async fn targets(tablet: &Page) -> Result<()> {
    let found = tablet.run(TARGETS, vec![]).await?;
    println!("targets of the day's list at 800×1280: {}", found[0]);
    ensure!(found[0].as_u64().is_some_and(|count| count > 15), "{found}");
    ensure!(found[1] == json!([]), "too small or too near: {found:#}");
    Ok(())
}

async fn say(tablet: &Page, number: usize) -> Result<()> {
    let find = format!("document.querySelectorAll('.person [data-answer=here]')[{number}]");
    Hand::new(tablet).await?.tap_found("here", &find).await
}

async fn marks(tablet: &Page, count: usize, tone: &str) -> Result<()> {
    let script =
        format!("return document.querySelectorAll('.person .more .chip[data-tone={tone}]').length");
    wait::until(&format!("{count} marks {tone}"), SEEN_MAX, async || {
        Ok((tablet.run(&script, vec![]).await? == json!(count)).then_some(()))
    })
    .await
}

/// The last links of the trail, asked for in the office's page.
async fn trail(page: &Page) -> Result<Vec<(Value, Value)>> {
    let script = "const out = []; let after = ''; for (;;) { \
        const page = await (await fetch(`/api/v1/audit${after}`)).json(); out.push(...page.items); \
        if (page.next == null) break; after = `?after=${page.next}` } \
        return out.filter((link) => link.kind === 'record_attendance' && link.device).map((link) => [link.actor, link.device])";
    let rows = page.run(script, vec![]).await?;
    serde_json::from_value(rows).context("the trail does not read")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_tablet_from_its_pairing_to_its_end() -> Result<()> {
    let Some(story) = Story::begin(u16::try_from(TRAINEES)?).await? else {
        return Ok(());
    };
    let (folder, here, server) = (story.folder, story.here, story.server);
    let desk = tablet::profile(folder.path(), "desk")?;
    with_browser(&desk, Screen::OFFICE, async |office| {
        with_browser(&story.tablet, STANDING, async |page| {
            tablet::sign_in(&office, &here, "foretag").await?;
            pair(&office, &page, &here).await?;
            let code = start_code(&office, "Maria Lind").await?;
            page.wait_for_text("Maria Lind", SEEN_MAX).await?;
            choose_pin(&page, "Maria Lind", &code, PIN).await?;
            page.wait_for_service_worker().await?;
            targets(&page).await?;
            if let Some(pictures) = std::env::var_os("FOTFASTE_PICTURES") {
                let pictures = std::path::PathBuf::from(pictures);
                page.picture(&pictures.join("day.png")).await?;
                office.picture(&pictures.join("office.png")).await?;
            }
            let other = start_code(&office, "Olle Ek").await?;

            // Without network: said, locked, a wrong PIN refused, opened again by the right one.
            say(&page, 0).await?;
            marks(&page, 1, "ok").await?;
            Hand::new(&page)
                .await?
                .tap("away", ".person:nth-of-type(2) [data-answer=away]")
                .await?;
            targets(&page).await?;
            Hand::new(&page)
                .await?
                .tap("away", ".person:nth-of-type(2) [data-answer=away]")
                .await?;
            let stopped = server.kill().await?;
            say(&page, 1).await?;
            marks(&page, 1, "wait").await?;
            lock(&page).await?;
            page.wait_for_text("1 registrering väntar på nät", SEEN_MAX)
                .await?;
            if let Some(pictures) = std::env::var_os("FOTFASTE_PICTURES") {
                page.picture(&std::path::PathBuf::from(pictures).join("locked.png"))
                    .await?;
            }
            unlock(&page, "Maria Lind", OTHER_PIN).await?;
            page.wait_for_text("Fel PIN", SEEN_MAX).await?;
            if let Some(pictures) = std::env::var_os("FOTFASTE_PICTURES") {
                page.picture(&std::path::PathBuf::from(pictures).join("pin.png"))
                    .await?;
            }
            type_pin(&mut Hand::new(&page).await?, PIN).await?;
            is_open(&page, "Maria Lind").await?;
            // The page opens without network too, and is locked then.
            page.reload().await?;
            page.wait_for_text("Vem är du?", SEEN_MAX).await?;
            unlock(&page, "Maria Lind", PIN).await?;
            is_open(&page, "Maria Lind").await?;
            lock(&page).await?;

            // What waits is sent while the tablet is locked; a colleague takes over.
            let server = stopped.start().await?;
            wait::until("all to be sent", SEEN_MAX, async || {
                Ok((!page.text().await?.contains("väntar på nät")).then_some(()))
            })
            .await?;
            page.wait_for_text("Olle Ek", SEEN_MAX).await?;
            choose_pin(&page, "Olle Ek", &other, OTHER_PIN).await?;
            say(&page, 2).await?;
            marks(&page, 3, "ok").await?;
            privacy(&page).await?;

            // The office sees who said what on which tablet.
            let auditing = tablet::profile(folder.path(), "auditor")?;
            let seen = with_browser(&auditing, Screen::OFFICE, async |auditor| {
                tablet::sign_in(&auditor, &here, "revisor").await?;
                trail(&auditor).await
            })
            .await?;
            let maria = UserId::from(derived(&[b"fotfaste demo", b"user arbetsledare"]));
            let by_maria = seen
                .iter()
                .filter(|(actor, _)| *actor == json!(maria))
                .count();
            ensure!(by_maria == 2 && seen.len() == 3, "{seen:?}");
            ensure!(
                seen.iter()
                    .all(|(_, device)| *device == json!("Surfplatta 1")),
                "{seen:?}"
            );

            // Disconnected: it says so, and shows nothing more.
            office.open(&format!("{here}/tablets")).await?;
            let mut hand = Hand::new(&office).await?;
            hand.tap("disconnect", ".list details summary").await?;
            hand.tap("disconnect", ".list details form button").await?;
            office.wait_for_text("Frånkopplad", SEEN_MAX).await?;
            page.wait_for_text("Surfplattan är frånkopplad", SEEN_MAX)
                .await?;
            page.wait_for_text("är skickat", SEEN_MAX).await?;
            let left = page.text().await?;
            ensure!(!left.contains("Prov0"), "{left}");
            drop(server);
            Ok(())
        })
        .await
    })
    .await
}

/// Names are covered by the switch, shown by a tap, and the choice is kept.
async fn privacy(page: &Page) -> Result<()> {
    let name = "return document.querySelector('.person .name').innerText";
    let mut hand = Hand::new(page).await?;
    ensure!(
        page.run(name, vec![])
            .await?
            .as_str()
            .is_some_and(|name| name.starts_with("Prov"))
    );
    hand.tap_words("Dölj namn").await?;
    wait::until("initials", SEEN_MAX, async || {
        Ok((page.run(name, vec![]).await? == json!("PT")).then_some(()))
    })
    .await?;
    hand.tap("a person", ".person .who").await?;
    wait::until("the name", SEEN_MAX, async || {
        let seen = page.run(name, vec![]).await?;
        Ok(seen
            .as_str()
            .is_some_and(|name| name.starts_with("Prov"))
            .then_some(()))
    })
    .await?;
    hand.tap_words("Dölj namn").await
}
