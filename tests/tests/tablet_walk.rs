//! A site tablet's whole life in real browsers: connected from the office at a person's pace, a PIN chosen, the day reported without
//! network, locked by hand and by itself, taken over by a colleague, a month signed, seen at the office under the right names,
//! disconnected.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shared::id::{UserId, derived};
use tests::browser::{Page, Screen, with_browser};
use tests::desk;
use tests::pairing::{self, STANDING, who};
use tests::story::Story;
use tests::tablet::{self, SEEN_MAX};
use tests::wait;
use tests::walk::Hand;

const TRAINEES: usize = 4;
/// The month before this one is over, whatever today is, and somebody was here then.
const BEGUN_DAYS_AGO: i64 = 45;
const PAIRING_MAX: Duration = Duration::from_secs(60);
const SITE: &str = "Verkstaden, gården";
/// The shortest time that can be chosen.
const LOCKS_AFTER: Duration = Duration::from_secs(60);
const PIN: &str = "284917";
const OTHER_PIN: &str = "5093716";
/// Connects the tablet: both people's time is counted.
async fn pair(office: &Page, tablet: &Page, here: &str) -> Result<()> {
    office.open(&format!("{here}/tablets")).await?;
    office.wait_for_text(SITE, SEEN_MAX).await?;
    pairing::open(tablet, here).await?;
    let paired = pairing::pair(office, tablet, SITE).await?;
    println!(
        "pairing: office {}, tablet {}; both after one another {:.1} s",
        paired.desk.told(),
        paired.site.told(),
        paired.took.as_secs_f64()
    );
    ensure!(paired.took <= PAIRING_MAX, "{:?}", paired.took);
    Ok(())
}

/// A start code for Maria Lind, whose account is there already.
async fn start_code(office: &Page) -> Result<String> {
    let mut desk = Hand::new(office).await?;
    desk.choose("leader-site", SITE).await?;
    let button = "button[aria-label='Ny startkod för Maria Lind']";
    desk.tap("a new code", button).await?;
    pairing::start_code(office, "Maria Lind").await
}

/// A PIN that is easy to guess is not taken; another one is.
async fn choose_pin(tablet: &Page, name: &str, code: &str, pin: &str) -> Result<()> {
    let mut hand = Hand::new(tablet).await?;
    hand.tap_found(name, &who(name)).await?;
    hand.write("start-code", code).await?;
    for (pin, why) in [("123456", "för lätt att gissa"), (pin, "")] {
        for field in ["new-pin", "new-pin-again"] {
            desk::write(tablet, field, "").await?;
            hand.write(field, pin).await?;
        }
        hand.tap_words("Spara och öppna").await?;
        if !why.is_empty() {
            tablet.wait_for_text(why, SEEN_MAX).await?;
        }
    }
    is_open(tablet, name).await
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

/// What of a part of the page is too small, or too near to another.
const TARGETS: &str = "const all = [...document.querySelectorAll(`${args[0]} :is(a, button, input, select, summary)`)] \
    .filter((one) => one.checkVisibility()).map((one) => ({ one, box: one.getBoundingClientRect() })); \
    const bad = []; const told = (one) => one.innerText.trim() || one.getAttribute('aria-label'); \
    for (const { one, box } of all) if (box.width < 75 || box.height < 75) bad.push([told(one), box.width, box.height]); \
    const gap = (a, b) => Math.max(Math.max(a.left, b.left) - Math.min(a.right, b.right), Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom)); \
    const sticky = (one) => one.closest('.site-end') !== null; \
    for (let i = 0; i < all.length; i++) for (let j = 0; j < i; j++) { \
        if (sticky(all[i].one) !== sticky(all[j].one)) continue; \
        const near = gap(all[i].box, all[j].box); if (near < 23.9) bad.push([told(all[i].one), told(all[j].one), near]) } \
    return [all.length, bad]";

async fn targets(tablet: &Page, what: &str, part: &str, least: u64) -> Result<()> {
    let found = tablet.run(TARGETS, vec![json!(part)]).await?;
    println!("targets of {what} at 800×1280: {}", found[0]);
    ensure!(
        found[0].as_u64().is_some_and(|count| count >= least),
        "{found}"
    );
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

/// Left alone for the shortest time that can be chosen, an open tablet locks itself; the next touch does not open it.
async fn locks_by_itself(page: &Page) -> Result<()> {
    Hand::new(page)
        .await?
        .tap("a shorter time", ".stepper button")
        .await?;
    page.wait_for_text("1 min", SEEN_MAX).await?;
    unlock(page, "Maria Lind", PIN).await?;
    let left_alone = Instant::now();
    is_open(page, "Maria Lind").await?;
    let deadline = LOCKS_AFTER + Duration::from_secs(15);
    page.wait_for_text("Vem är du?", deadline).await?;
    let took = left_alone.elapsed();
    println!(
        "left alone, it locks itself after {:.0} s",
        took.as_secs_f64()
    );
    ensure!(took >= LOCKS_AFTER - Duration::from_secs(3), "{took:?}");
    let text = page.text().await?;
    ensure!(!text.contains("Prov0"), "{text}");
    Ok(())
}

/// The month before is over: one trainee's is signed by the PIN, which is asked for once more.
async fn sign_a_month(page: &Page) -> Result<()> {
    let mut hand = Hand::new(page).await?;
    let link = "[...document.querySelectorAll('.site-head a')].find((one) => one.innerText.startsWith('Attestera'))";
    hand.tap_found("the month to sign", link).await?;
    let button = "main section.card .actions button";
    hand.tap("to sign", button).await?;
    page.wait_for_text("Jag signerar", SEEN_MAX).await?;
    desk::see(page, ".sign .keys").await?;
    targets(page, "a month to sign", "main", 16).await?;
    picture(page, "sign").await?;
    two_are_asked(page).await?;
    type_pin(&mut hand, PIN).await?;
    page.wait_for_text("Fel PIN", SEEN_MAX).await?;
    type_pin(&mut hand, OTHER_PIN).await?;
    let signed = "return [...document.querySelectorAll('main section.card .row .chip')].map((one) => one.innerText.trim())";
    let mut chips = Value::Null;
    let seen = wait::until("a signed month", SEEN_MAX, async || {
        chips = page.run(signed, vec![]).await?;
        let all = chips.as_array().into_iter().flatten();
        Ok((all.filter(|one| **one == json!("Attesterad")).count() == 1).then_some(()))
    });
    if let Err(error) = seen.await {
        let (holds, said) = (page.text().await?, page.console_errors().await?);
        return Err(error.context(format!("{chips}; the page holds: {holds}; {said:?}")));
    }
    println!("signing a month: {}", hand.told());
    hand.tap_words("Till dagen").await
}

/// Two months may be open at once: each label belongs to the field beside it, and no id stands twice. The second is closed again.
async fn two_are_asked(page: &Page) -> Result<()> {
    let press =
        "document.querySelectorAll('main section.card .actions button[aria-expanded]')[1].click()";
    let asked = "return document.querySelectorAll('.sign .keys').length";
    page.run(press, vec![]).await?;
    wait::until("two PINs asked for", SEEN_MAX, async || {
        Ok((page.run(asked, vec![]).await? == json!(2)).then_some(()))
    })
    .await?;
    let wrong = "const ids = [...document.querySelectorAll('[id]')].map((one) => one.id); \
        const strays = [...document.querySelectorAll('.sign label')].filter((label) => !label.closest('form').contains(label.control)); \
        return [...ids.filter((id, at) => ids.indexOf(id) !== at), ...strays.map((label) => label.innerText)]";
    let wrong = page.run(wrong, vec![]).await?;
    ensure!(wrong == json!([]), "ids twice and labels astray: {wrong}");
    page.run(press, vec![]).await?;
    wait::until("one PIN asked for", SEEN_MAX, async || {
        Ok((page.run(asked, vec![]).await? == json!(1)).then_some(()))
    })
    .await
}

/// For the eye, where a folder is named.
async fn picture(page: &Page, name: &str) -> Result<()> {
    let Some(folder) = std::env::var_os("FOTFASTE_PICTURES") else {
        return Ok(());
    };
    let file = std::path::PathBuf::from(folder).join(format!("{name}.png"));
    page.picture(&file).await
}

/// The last links of the trail, asked for in the office's page.
async fn trail(page: &Page, kind: &str) -> Result<Vec<(Value, Value)>> {
    let script = "const out = []; let after = ''; for (;;) { \
        const page = await (await fetch(`/api/v1/audit${after}`)).json(); out.push(...page.items); \
        if (page.next == null) break; after = `?after=${page.next}` } \
        return out.filter((link) => link.kind === args[0] && link.device).map((link) => [link.actor, link.device])";
    let rows = page.run(script, vec![json!(kind)]).await?;
    serde_json::from_value(rows).context("the trail does not read")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_tablet_from_its_pairing_to_its_end() -> Result<()> {
    let Some(story) = Story::begun(u16::try_from(TRAINEES)?, BEGUN_DAYS_AGO).await? else {
        return Ok(());
    };
    let (folder, here, server) = (story.folder, story.here, story.server);
    let desk_profile = tablet::profile(folder.path(), "desk")?;
    with_browser(&desk_profile, Screen::OFFICE, async |office| {
        with_browser(&story.tablet, STANDING, async |page| {
            tablet::sign_in(&office, &here, "foretag").await?;
            pair(&office, &page, &here).await?;
            let code = start_code(&office).await?;
            page.wait_for_text("Maria Lind", SEEN_MAX).await?;
            choose_pin(&page, "Maria Lind", &code, PIN).await?;
            page.wait_for_service_worker().await?;
            targets(&page, "the day's list", ".site-page", 16).await?;
            picture(&page, "day").await?;
            picture(&office, "office").await?;
            let mut desk = Hand::new(&office).await?;
            let other = pairing::add_supervisor(&mut desk, SITE, "Olle Ek").await?;

            // Without network: said, locked, a wrong PIN refused, opened again by the right one.
            say(&page, 0).await?;
            marks(&page, 1, "ok").await?;
            Hand::new(&page)
                .await?
                .tap("away", ".person:nth-of-type(2) [data-answer=away]")
                .await?;
            desk::see(&page, ".reasons").await?;
            targets(&page, "the reasons", ".site-page", 23).await?;
            picture(&page, "reasons").await?;
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
            targets(&page, "the locked tablet", "main", 4).await?;
            picture(&page, "locked").await?;
            unlock(&page, "Maria Lind", OTHER_PIN).await?;
            page.wait_for_text("Fel PIN", SEEN_MAX).await?;
            targets(&page, "the PIN's keys", "main", 15).await?;
            picture(&page, "pin").await?;
            type_pin(&mut Hand::new(&page).await?, PIN).await?;
            is_open(&page, "Maria Lind").await?;
            // The page opens without network too, and is locked then.
            page.reload().await?;
            page.wait_for_text("Vem är du?", SEEN_MAX).await?;
            locks_by_itself(&page).await?;

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
            sign_a_month(&page).await?;

            // The office sees who said what on which tablet.
            let auditing = tablet::profile(folder.path(), "auditor")?;
            let [seen, signed] = with_browser(&auditing, Screen::OFFICE, async |auditor| {
                tablet::sign_in(&auditor, &here, "revisor").await?;
                Ok([
                    trail(&auditor, "record_attendance").await?,
                    trail(&auditor, "attest_month").await?,
                ])
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

            ensure!(
                signed.len() == 1 && signed[0].0 != json!(maria),
                "{signed:?}"
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
