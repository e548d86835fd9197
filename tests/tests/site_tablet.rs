//! A site tablet is connected from the office, in two real browsers at a person's pace: code, picture, three words.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};
use tests::browser::{Page, Screen, with_browser};
use tests::story::Story;
use tests::tablet::{self, SEEN_MAX};
use tests::wait;
use tests::walk::Hand;

const TRAINEES: usize = 4;
const PAIRING_MAX: Duration = Duration::from_secs(60);
const SITE: &str = "Verkstaden, gården";
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

#[tokio::test(flavor = "multi_thread")]
async fn a_site_tablet_is_connected_within_a_minute() -> Result<()> {
    let Some(story) = Story::begin(u16::try_from(TRAINEES)?).await? else {
        return Ok(());
    };
    let here = story.here.clone();
    let desk = tablet::profile(story.folder.path(), "desk")?;
    with_browser(&desk, Screen::OFFICE, async |office| {
        with_browser(&story.tablet, STANDING, async |page| {
            tablet::sign_in(&office, &here, "foretag").await?;
            pair(&office, &page, &here).await
        })
        .await
    })
    .await
}
