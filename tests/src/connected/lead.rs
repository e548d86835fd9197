//! What a supervisor sees: the first PIN, the day under its bar, covered names, a new card, a month to sign.

use anyhow::Result;
use serde_json::json;

use super::{NAME, PIN, Round, Whose};
use crate::desk;

impl<L: AsyncFnMut(Whose, &'static str) -> Result<()>> Round<'_, L> {
    /// From the start code to the tablet that is locked again.
    pub(super) async fn lead(&mut self, code: &str) -> Result<()> {
        // The site's name, both supervisors, and the way in for trainees.
        let who = ".closed:has(.who-list li + li):has(.who-button:not(li *))";
        self.look(Whose::Tablet, "who", who).await?;
        self.choose().await?;
        self.look(Whose::Tablet, "first_pin", "#new-pin").await?;
        self.press("main form button[type=submit]").await?;
        let wrong = "main .notice[data-tone=bad] a[href='#start-code']";
        self.look(Whose::Tablet, "first_pin_wrong", wrong).await?;
        for (field, text) in [
            ("start-code", code),
            ("new-pin", PIN),
            ("new-pin-again", PIN),
        ] {
            desk::write(self.tablet, field, text).await?;
        }
        self.press("main form button[type=submit]").await?;
        self.is_open().await?;
        self.look(Whose::Tablet, "day", ".tablet-bar").await?;
        self.press(".tablet-bar [aria-pressed=false]").await?;
        let covered = ".frame:has(.tablet-bar [aria-pressed=true]) .person";
        self.look(Whose::Tablet, "covered", covered).await?;
        self.press(".tablet-bar [aria-pressed=true]").await?;
        self.press(".site-head a[href$='/cards']").await?;
        self.press(".own-days li:nth-child(2) button").await?;
        self.look(Whose::Tablet, "cards", ".card-code strong")
            .await?;
        desk::go(self.tablet, "/", ".person").await?;
        self.press(".site-head a[href*='/20']:not([href*='/week/'])")
            .await?;
        self.press("main section.card button[aria-expanded=false]")
            .await?;
        self.look(Whose::Tablet, "sign", ".sign .keys").await?;
        desk::go(self.tablet, "/", ".person").await?;
        self.lock().await
    }

    /// The supervisor speaks, and everybody of the day is listed.
    pub(super) async fn is_open(&self) -> Result<()> {
        let open = "return document.querySelector('.tablet-bar strong')?.textContent.includes(args[0]) === true \
            && document.querySelectorAll('.person').length === 2";
        desk::until(self.tablet, "to be open", open, vec![json!(NAME)]).await
    }
}
