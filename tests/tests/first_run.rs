//! The first hour of an installation in a real Chromium, one person alone: from the one-time link to a tablet on the site that its
//! supervisor has opened, by nothing but what the screens offer next. Counted in presses and signs.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use backend::auth::founding;
use serde_json::json;
use tests::browser::{self, Page, Screen, with_browser};
use tests::desk;
use tests::pairing::{self, STANDING};
use tests::program;
use tests::server::{Launch, Server};
use tests::tablet::{SEEN_MAX, profile};
use tests::walk::Hand;

/// From a notice to a contract whose slots are offered.
const CONTRACT_MAX: Duration = Duration::from_secs(180);
/// From the link to a tablet that a supervisor has opened on the site.
const WHOLE_MAX: Duration = Duration::from_secs(480);

/// A key of a keyboard; see `tests::walk`.
const DIGIT: Duration = Duration::from_millis(280);

/// A notice as the authority's own system hands it out (OCDS 1.1).
const NOTICE: &str = r#"{"uri": "https://example.org/r", "version": "1.1", "publishedDate": "2026-11-20T10:00:00Z", "publisher": {"name": "Palmköpings kommun"},
  "releases": [{"ocid": "ocds-example-118", "id": "118-1", "date": "2026-11-20T10:00:00Z", "tag": ["tender"], "initiationType": "tender", "language": "sv",
    "parties": [{"id": "SE-2120002528", "name": "Palmköpings kommun", "roles": ["buyer"]}], "buyer": {"id": "SE-2120002528", "name": "Palmköpings kommun"},
    "tender": {"id": "118", "title": "Palmcrantzskolan, ombyggnad", "mainProcurementCategory": "works", "procurementMethod": "open",
      "value": {"amount": 42000000, "currency": "SEK"}, "tenderPeriod": {"endDate": "2026-12-18T23:59:00+01:00"},
      "classification": {"scheme": "CPV", "id": "45214200"}}}]}"#;

async fn empty() -> Result<Option<(tempfile::TempDir, Server, String)>> {
    if !browser::is_present() {
        return Ok(None);
    }
    program::site()?;
    let folder = tempfile::tempdir()?;
    let data = profile(folder.path(), "data")?;
    // How a second factor is set up has a walk of its own (`factor_walk`).
    let settings = folder.path().join("settings.json");
    std::fs::write(&settings, r#"{"second_factor": "offered"}"#)?;
    let settings = settings.to_string_lossy();
    let launch = Launch::in_folder(&data).variable("FOTFASTE_SETTINGS", &settings);
    let server = launch.start().await?;
    let link = std::fs::read_to_string(data.join(founding::FILE_NAME))?;
    let (_, secret) = link.trim().split_once('#').context("no secret")?;
    let secret = secret.to_owned();
    Ok(Some((folder, server, secret)))
}

/// The step that is next, by its title.
async fn step(page: &Page, title: &str) -> Result<()> {
    let script = "return document.querySelector('.first-steps li[aria-current=step] strong')?.textContent === args[0]";
    desk::until(page, title, script, vec![json!(title)]).await
}

/// A day is written into a field for days part by part: a press and eight digits.
async fn write_day(page: &Page, hand: &mut Hand<'_>, id: &str, day: &str) -> Result<()> {
    hand.tap(id, &format!("[id='{id}']")).await?;
    hand.spend(DIGIT * 8).await;
    desk::write(page, id, day).await
}

async fn next_step(page: &Page, hand: &mut Hand<'_>, title: &str) -> Result<()> {
    step(page, title).await?;
    hand.tap(title, ".first-steps li[aria-current=step] a.button")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_comes_from_the_link_to_an_open_tablet_on_the_site() -> Result<()> {
    let Some((folder, server, secret)) = empty().await? else {
        return Ok(());
    };
    let here = server.url("");
    let own = profile(folder.path(), "office")?;
    with_browser(&own, Screen::OFFICE, async |page| {
        page.open(&here).await?;
        page.run(
            "localStorage.setItem('fotfaste.language', 'sv'); return true",
            vec![],
        )
        .await?;
        page.open(&format!("{here}/start#{secret}")).await?;
        let mut hand = Hand::new(&page).await?;
        found(&mut hand).await?;
        for (title, role) in [
            ("Bjud in en upphandlare", "Procurement"),
            ("Bjud in en kontraktsansvarig", "ContractManager"),
            ("Bjud in en handläggare", "Caseworker"),
        ] {
            step(&page, title).await.context(role)?;
            hand.tap(role, ".first-steps li[aria-current=step] button")
                .await?;
        }
        // What a role brings has to come before its first page is of use.
        step(&page, "Lägg in den första upphandlingen").await?;
        let mut contract = Hand::new(&page).await?;
        from_notice_to_contract(&page, &mut contract).await?;
        println!(
            "from a notice to a contract with offered slots: {}",
            contract.told()
        );
        ensure!(
            contract.took() <= CONTRACT_MAX,
            "from notice to contract: {}",
            contract.told()
        );
        add(&mut hand, &contract);
        let other = profile(folder.path(), "tablet")?;
        with_browser(&other, STANDING, async |tablet| {
            tablet_and_supervisor(&page, &tablet, &mut hand, &here).await
        })
        .await?;
        println!(
            "from the link to an open tablet on the site: {}",
            hand.told()
        );
        ensure!(hand.took() <= WHOLE_MAX, "the first run: {}", hand.told());
        let errors = page.console_errors().await?;
        ensure!(errors.is_empty(), "{errors:#?}");
        Ok(())
    })
    .await
}

/// The authority and its first administrator.
async fn found(hand: &mut Hand<'_>) -> Result<()> {
    for (field, text) in [
        ("authority", "Palmköpings kommun"),
        ("number", "212000-2528"),
        ("name", "Eva Ek"),
        ("login", "eva"),
        ("password", "kvast lykta groda"),
    ] {
        hand.write(field, text).await?;
    }
    hand.tap_words("Skapa").await
}

async fn from_notice_to_contract(page: &Page, hand: &mut Hand<'_>) -> Result<()> {
    next_step(page, hand, "Lägg in den första upphandlingen").await?;
    hand.tap_words("Läs in annonser").await?;
    give(page, hand).await?;
    hand.write("reference", "TEK 2026/118").await?;
    hand.tap_words("Lägg in upphandlingen").await?;
    hand.tap_words("Till upphandlingen").await?;
    write_day(page, hand, "first-start", "2027-03-01").await?;
    hand.tap_words("Spara kravet").await?;
    hand.write("org-name", "Fjällbygg AB").await?;
    hand.write("org-number", "556677-8899").await?;
    hand.tap_words("Spara").await?;
    desk::until(
        page,
        "the contractor, chosen",
        "return (document.getElementById('contractor')?.value ?? '') !== ''",
        vec![],
    )
    .await?;
    hand.tap_words("Tilldela").await?;
    write_day(page, hand, "ends", "2028-06-30").await?;
    hand.tap_words("Lägg in kontraktet").await?;
    hand.write("site-name", "Palmcrantzskolan").await?;
    hand.tap_words("Spara").await?;
    hand.write("offer-trade", "Snickeri").await?;
    hand.tap_words("Erbjud de valda").await?;
    let offered = "return [...document.querySelectorAll('.axis-table tbody tr')].length === 4 \
        && [...document.querySelectorAll('.axis-table tbody tr')].every((row) => row.textContent.includes('Snickeri'))";
    desk::until(page, "four offered slots", offered, vec![]).await
}

/// Gives the notice to the field for files, as choosing it there does: the list of files is opened, the file found and taken.
async fn give(page: &Page, hand: &mut Hand<'_>) -> Result<()> {
    hand.spend(DIGIT * 10).await;
    hand.taps += 3;
    let script = "const files = new DataTransfer(); files.items.add(new File([args[0]], 'annons.json')); \
        const field = document.getElementById('files'); field.files = files.files; \
        field.dispatchEvent(new Event('change', { bubbles: true })); return true";
    desk::see(page, "#files").await?;
    page.run(script, vec![json!(NOTICE)]).await.map(drop)
}

/// The site's tablet is connected, and its supervisor opens it with a PIN of their own.
async fn tablet_and_supervisor(
    page: &Page,
    tablet: &Page,
    hand: &mut Hand<'_>,
    here: &str,
) -> Result<()> {
    home(hand).await?;
    next_step(page, hand, "Koppla en surfplatta").await?;
    pairing::open(tablet, here).await?;
    let paired = pairing::pair(page, tablet, "Palmcrantzskolan").await?;
    add(hand, &paired.desk);
    add(hand, &paired.site);
    home(hand).await?;
    next_step(page, hand, "Lägg till en handledare").await?;
    let code = pairing::add_supervisor(hand, "Palmcrantzskolan", "Maria Lind").await?;
    let mut site = Hand::new(tablet).await?;
    pairing::choose_pin(&mut site, "Maria Lind", &code, "284917").await?;
    add(hand, &site);
    tablet
        .wait_for_text("Praktikanten står här när", SEEN_MAX)
        .await?;
    // What remains is for whoever takes trainees in.
    home(hand).await?;
    step(page, "Lägg in en deltagare").await
}

async fn home(hand: &mut Hand<'_>) -> Result<()> {
    hand.tap("home", "nav .brand").await
}

/// Another hand's work is this person's too; what the machines needed passes on the clock by itself.
fn add(hand: &mut Hand<'_>, other: &Hand<'_>) {
    hand.taps += other.taps;
    hand.keys += other.keys;
    hand.person += other.person;
}
