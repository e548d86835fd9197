//! What is done on a connected tablet, by the keys of a keyboard or of a reader of cards: a card made, the tablet locked, and a
//! trainee who checks in and says that a day is not right. Connecting it and the first PIN stand in `tablet_walk`.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{Page, Screen, with_browser};
use tests::keyboard::Keyboard;
use tests::pairing::{self, STANDING};
use tests::still::{Filling, Still, keep_still};
use tests::tablet::{self, SEEN_MAX};
use tests::words::word;

use super::tasks;

/// The commands that are given here.
pub const GIVES: [&str; 3] = ["issue_card", "check_in_trainee", "object_to_day"];

const PLACE: &str = "Palmcrantzskolan, huvudbyggnaden";
const NAME: &str = "Tage Tangent";
const PIN: &str = "284917";

/// All of it, on a server of its own.
pub async fn run() -> Result<()> {
    let still = Still::start(Filling::Demo).await?;
    let before = tasks::given(&still).await?;
    let here = still.url("");
    let folder = tempfile::tempdir()?;
    let (own, other) = (
        tablet::profile(folder.path(), "office")?,
        tablet::profile(folder.path(), "site")?,
    );
    with_browser(&own, Screen::OFFICE, async |office| {
        keep_still(&office).await?;
        tablet::sign_in(&office, &here, "admin").await?;
        office.open(&format!("{here}/tablets")).await?;
        office.wait_for_text(PLACE, SEEN_MAX).await?;
        with_browser(&other, STANDING, async |site| {
            keep_still(&site).await?;
            pairing::open(&site, &here).await?;
            let mut paired = pairing::pair(&office, &site, PLACE).await?;
            let code = pairing::add_supervisor(&mut paired.desk, PLACE, NAME).await?;
            pairing::choose_pin(&mut paired.site, NAME, &code, PIN).await?;
            let mut keyboard = Keyboard::new(&site);
            let card = card(&mut keyboard, &site).await?;
            trainee(&mut keyboard, &card).await?;
            println!("a tablet by keyboard: {} keys", keyboard.pressed);
            tasks::ensure_given(&still, &before, &GIVES).await
        })
        .await
    })
    .await
}

/// A new card for the first trainee of the site; its digits.
async fn card(keyboard: &mut Keyboard<'_>, site: &Page) -> Result<String> {
    keyboard.to("main a[href$='/cards']").await?;
    keyboard.enter().await?;
    keyboard.see("main .own-days button").await?;
    keyboard.to("main .own-days button").await?;
    keyboard.enter().await?;
    keyboard.see(".card-code strong").await?;
    let shown = "return document.querySelector('.card-code strong').textContent";
    let shown = site.run(shown, vec![]).await?;
    let digits: String = shown
        .as_str()
        .context("no digits")?
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    ensure!(digits.len() == 6, "a card of {digits}");
    keyboard
        .to_words("main .actions, main header", &word("tablet.to_day"))
        .await?;
    keyboard.enter().await?;
    keyboard.see(".person").await?;
    Ok(digits)
}

/// Locks the tablet; the trainee opens it by the card.
async fn trainee(keyboard: &mut Keyboard<'_>, card: &str) -> Result<()> {
    keyboard.to_words("body", &word("lock.lock")).await?;
    keyboard.enter().await?;
    keyboard.hear(&word("lock.who")).await?;
    keyboard.to_words("main", &word("lock.trainee")).await?;
    keyboard.enter().await?;
    keyboard.to("#card").await?;
    keyboard.press(card).await?;
    keyboard.hear(&word("trainee.days")).await?;
    keyboard.to("main [data-answer=here]").await?;
    keyboard.enter().await?;
    keyboard.hear(&word("trainee.checked_in")).await?;
    let count = "document.querySelectorAll('main .own-days button').length";
    let before = keyboard.read(&format!("return {count}")).await?;
    ensure!(before != json!(0), "no day that one can object to");
    keyboard
        .to_words("main .own-days", &word("trainee.not_right"))
        .await?;
    keyboard.enter().await?;
    keyboard.hear(&word("trainee.objected")).await
}
