//! A tablet is connected from the office, by two people at two real browsers: code, picture, three words, and a supervisor's first PIN.
use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::browser::{Page, Screen};
use crate::tablet::SEEN_MAX;
use crate::wait;
use crate::walk::Hand;

/// The tablet of a site, standing.
pub const STANDING: Screen = Screen {
    width: 800,
    height: 1280,
    scale: 1.0,
    touch: true,
};

/// What the two did, and how long it took when one waits for the other.
pub struct Paired<'a> {
    /// Who sits at the office.
    pub desk: Hand<'a>,
    /// Who stands on the site.
    pub site: Hand<'a>,
    /// Both after one another.
    pub took: Duration,
}

/// The text of the first element in sight that a selector names.
///
/// # Errors
/// When there is none in time; says what the page and its console hold.
pub async fn text_of(page: &Page, selector: &str) -> Result<String> {
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

/// A browser that has never been here opens the page for connecting, in Swedish.
///
/// # Errors
/// When nothing answers there.
pub async fn open(tablet: &Page, here: &str) -> Result<()> {
    tablet.open(&format!("{here}/pair")).await?;
    tablet
        .run("localStorage.setItem('fotfaste.language', 'sv')", vec![])
        .await?;
    tablet.reload().await
}

/// Connects the tablet: the office has the page of tablets before it, the tablet the one for connecting.
///
/// # Errors
/// When the office does not show a code and a picture, both do not show the same words, or the tablet is not let in.
pub async fn pair<'a>(office: &'a Page, tablet: &'a Page, place: &str) -> Result<Paired<'a>> {
    let mut desk = Hand::new(office).await?;
    let mut site = Hand::new(tablet).await?;
    desk.read(10).await;
    desk.choose("tablet-site", place).await?;
    desk.tap_words("Visa en kod").await?;
    let code = text_of(office, ".connect .big-code").await?;
    // What a camera reads is the address with the same code.
    let picture = "return document.querySelector('.connect .qr path').getAttribute('d').length";
    let picture = office.run(picture, vec![]).await?;
    ensure!(
        picture.as_u64().is_some_and(|length| length > 1_000),
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
    Ok(Paired { desk, site, took })
}

/// A new supervisor's start code, as the office shows it once.
///
/// # Errors
/// When it shows none.
pub async fn add_supervisor(desk: &mut Hand<'_>, place: &str, name: &str) -> Result<String> {
    desk.choose("leader-site", place).await?;
    desk.write("leader-name", name).await?;
    desk.tap_words("Lägg till och visa startkod").await?;
    start_code(desk.page(), name).await
}

/// The start code that the office shows for somebody.
///
/// # Errors
/// When it shows none.
pub async fn start_code(office: &Page, name: &str) -> Result<String> {
    let shown = format!("Startkod för {name}");
    office.wait_for_text(&shown, SEEN_MAX).await?;
    text_of(office, ".notice .big-code").await
}

/// The button with somebody's name on the locked tablet, as an expression.
#[must_use]
pub fn who(name: &str) -> String {
    format!(
        "[...document.querySelectorAll('.who-button')].find((one) => one.innerText.includes({}))",
        json!(name)
    )
}

/// With a start code somebody chooses a PIN and opens the tablet.
///
/// # Errors
/// When it does not open.
pub async fn choose_pin(hand: &mut Hand<'_>, name: &str, code: &str, pin: &str) -> Result<()> {
    hand.tap_found(name, &who(name)).await?;
    hand.write("start-code", code).await?;
    for field in ["new-pin", "new-pin-again"] {
        hand.write(field, pin).await?;
    }
    hand.tap_words("Spara och öppna").await?;
    let open = format!("{name} rapporterar");
    hand.page().wait_for_text(&open, SEEN_MAX).await
}
