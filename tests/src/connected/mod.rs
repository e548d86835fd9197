//! All that only a connected tablet shows, and what the office sees while it connects one: state after state, in any language, for the
//! way is found by what a thing is and not by what it says. Whoever calls looks at each.
//!
//! - `ready`: what stands on the server before · `connecting`: code, words, start code · `lead`: the supervisor's first PIN, the day, the
//!   month · `locked`: the PIN, and a trainee's own days · `cut`: without network, and disconnected

mod connecting;
mod cut;
mod lead;
mod locked;
mod ready;

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::browser::Page;
use crate::desk;

pub use self::ready::ready;

/// The site whose tablet it is; check-in is on there.
const PLACE: &str = "Palmcrantzskolan, huvudbyggnaden";
/// A supervisor without an account.
const NAME: &str = "Tage Tangent";
const PIN: &str = "284917";

/// Whose page is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of whoever connects the tablet, from the office.
    Office,
    /// The tablet's.
    Tablet,
}

/// What is looked at, in this order.
pub const STATES: [&str; 22] = [
    "code",
    "words",
    "compare",
    "refused",
    "paired",
    "who",
    "first_pin",
    "first_pin_wrong",
    "day",
    "covered",
    "cards",
    "sign",
    "pin",
    "pin_wrong",
    "forgot",
    "card",
    "card_wrong",
    "own",
    "objected",
    "cut",
    "waiting",
    "gone",
];

/// One round through all of it.
struct Round<'a, L> {
    office: &'a Page,
    tablet: &'a Page,
    look: L,
    seen: Vec<&'static str>,
}

/// Goes round. The office is signed in as an administrator and has the page of tablets before it, the tablet the one for connecting.
///
/// # Errors
/// When a state is not reached in time or is gone while it is looked at, and those of the one who looks.
pub async fn round(
    office: &Page,
    tablet: &Page,
    look: impl AsyncFnMut(Whose, &'static str) -> Result<()>,
) -> Result<()> {
    let mut round = Round {
        office,
        tablet,
        look,
        seen: Vec::new(),
    };
    let code = round.connect().await.context("while connecting")?;
    round.lead(&code).await.context("as a supervisor")?;
    round.locked().await.context("before the locked tablet")?;
    round.cut().await.context("without network")?;
    ensure!(round.seen == STATES, "only {:?} was looked at", round.seen);
    Ok(())
}

impl<L: AsyncFnMut(Whose, &'static str) -> Result<()>> Round<'_, L> {
    /// Waits until something shows that the state is there, looks, and sees to it that it still is.
    async fn look(&mut self, whose: Whose, state: &'static str, shown: &str) -> Result<()> {
        let page = match whose {
            Whose::Office => self.office,
            Whose::Tablet => self.tablet,
        };
        desk::see(page, shown).await?;
        (self.look)(whose, state).await.context(state)?;
        let still = "return document.querySelector(args[0]) !== null";
        let still = page.run(still, vec![json!(shown)]).await?;
        ensure!(
            still == json!(true),
            "{state} closed while it was looked at"
        );
        self.seen.push(state);
        Ok(())
    }

    /// Presses what a selector names, as soon as it is there.
    async fn press(&self, selector: &str) -> Result<()> {
        desk::see(self.tablet, selector).await?;
        desk::press(self.tablet, selector).await
    }

    /// Presses the digits on the large keys.
    async fn digits(&self, digits: &str) -> Result<()> {
        let press = "for (const digit of args[0]) [...document.querySelectorAll('.keys button')] \
            .find((one) => one.textContent.trim() === digit).click(); return true";
        desk::see(self.tablet, ".keys").await?;
        self.tablet
            .run(press, vec![json!(digits)])
            .await
            .map(|_done| ())
    }

    /// Chooses the supervisor on the locked tablet.
    async fn choose(&self) -> Result<()> {
        let find = format!("{} ?? null", crate::pairing::who(NAME));
        let there = format!("return ({find}) !== null");
        desk::until(self.tablet, NAME, &there, vec![]).await?;
        let press = format!("({find}).click(); return true");
        self.tablet.run(&press, vec![]).await.map(|_done| ())
    }

    async fn lock(&self) -> Result<()> {
        self.press(".tablet-bar .row > button:last-of-type").await?;
        desk::see(self.tablet, ".who-list").await
    }
}
