//! Before the locked tablet: the PIN's keys, a wrong PIN, a new one; and a trainee with a card.

use anyhow::Result;
use serde_json::json;

use super::ready::CARD;
use super::{Round, Whose};
use crate::desk;

const WRONG_PIN: &str = "739164";
const WRONG_CARD: &str = "000001";

impl<L: AsyncFnMut(Whose, &'static str) -> Result<()>> Round<'_, L> {
    /// Both, and back to "who are you?".
    pub(super) async fn locked(&mut self) -> Result<()> {
        self.choose().await?;
        self.look(Whose::Tablet, "pin", "#pin").await?;
        self.digits(WRONG_PIN).await?;
        self.press(".keys [type=submit]").await?;
        let wrong = ".pin-words[data-tone=bad]";
        self.look(Whose::Tablet, "pin_wrong", wrong).await?;
        self.press("main .row button[data-look=quiet]:nth-of-type(2)")
            .await?;
        self.look(Whose::Tablet, "forgot", "#start-code").await?;
        self.press("main .row button[data-look=quiet]").await?;
        self.own_days().await?;
        self.own_language().await
    }

    /// A trainee's language is theirs: whoever has the tablet next reads what was read before.
    async fn own_language(&mut self) -> Result<()> {
        let spoken = "return document.documentElement.lang";
        let before = self.tablet.run(spoken, vec![]).await?;
        let is_spoken = "return document.documentElement.lang === args[0]";
        self.press("button[lang=fi]").await?;
        desk::until(self.tablet, "Finnish", is_spoken, vec![json!("fi")]).await?;
        self.press("main .row button[data-look=quiet]").await?;
        desk::see(self.tablet, ".who-list").await?;
        desk::until(
            self.tablet,
            "the language of before",
            is_spoken,
            vec![before],
        )
        .await?;
        let offered = "return document.querySelector('button[lang=fi]') === null";
        desk::until(
            self.tablet,
            "Finnish offered to supervisors",
            offered,
            vec![],
        )
        .await
    }

    async fn own_days(&mut self) -> Result<()> {
        self.press("main .who-button:not(li *)").await?;
        self.look(Whose::Tablet, "card", "#card").await?;
        self.digits(WRONG_CARD).await?;
        let wrong = ".pin-words[data-tone=bad]";
        self.look(Whose::Tablet, "card_wrong", wrong).await?;
        self.digits(CARD).await?;
        let own = "main:has([data-answer=here]) .own-days button";
        self.look(Whose::Tablet, "own", own).await?;
        self.press("main [data-answer=here]").await?;
        desk::see(self.tablet, "main .notice[data-tone=ok]").await?;
        self.press("main .own-days button").await?;
        let objected = "main:has(.notice[data-tone=ok]) .own-days .chip[data-tone=wait]";
        self.look(Whose::Tablet, "objected", objected).await
    }
}
