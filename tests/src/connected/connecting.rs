//! Code, words and start code, on both screens. The first time the words are said to differ.

use anyhow::{Result, ensure};
use serde_json::json;

use super::{NAME, PLACE, Round, Whose};
use crate::desk;
use crate::pairing::text_of;

const CHOOSE: &str = "const list = document.getElementById(args[0]); \
    const entry = [...(list?.options ?? [])].find((one) => one.text.includes(args[1])); if (!entry) return false; \
    list.value = entry.value; list.dispatchEvent(new Event('change', { bubbles: true })); return true";

impl<L: AsyncFnMut(Whose, &'static str) -> Result<()>> Round<'_, L> {
    /// Connects the tablet; gives the start code of a supervisor.
    pub(super) async fn connect(&mut self) -> Result<String> {
        let code = self.code().await?;
        self.look(Whose::Office, "code", ".connect .big-code")
            .await?;
        self.type_code(&code).await?;
        self.look(Whose::Tablet, "words", "main .three-words")
            .await?;
        self.look(Whose::Office, "compare", ".connect .three-words")
            .await?;
        desk::press(self.office, ".connect .actions [data-look=grave]").await?;
        self.look(Whose::Tablet, "refused", ".pair .notice[data-tone=bad]")
            .await?;
        self.press(".pair > button").await?;
        let code = self.code().await?;
        self.type_code(&code).await?;
        let words = text_of(self.tablet, ".three-words").await?;
        let same = text_of(self.office, ".connect .three-words").await?;
        ensure!(words == same && !words.is_empty(), "{words:?} and {same:?}");
        desk::press(self.office, ".connect .actions button").await?;
        // By then the office knows that it has been seen, and asks no more.
        desk::see(self.tablet, ".who-list").await?;
        let start = self.supervisor().await?;
        let paired = ".two:has(.connect .notice[data-tone=ok]):has(.notice .big-code)";
        self.look(Whose::Office, "paired", paired).await?;
        Ok(start)
    }

    /// The office has a code shown.
    async fn code(&self) -> Result<String> {
        let arguments = vec![json!("tablet-site"), json!(PLACE)];
        desk::until(self.office, PLACE, CHOOSE, arguments).await?;
        desk::press(self.office, ".connect form button[type=submit]").await?;
        text_of(self.office, ".connect .big-code").await
    }

    async fn type_code(&self, code: &str) -> Result<()> {
        desk::see(self.tablet, "#code").await?;
        desk::write(self.tablet, "code", &code.to_lowercase()).await?;
        desk::press(self.tablet, "main form button[type=submit]").await?;
        desk::see(self.tablet, "main .three-words").await
    }

    async fn supervisor(&self) -> Result<String> {
        let arguments = vec![json!("leader-site"), json!(PLACE)];
        desk::until(self.office, PLACE, CHOOSE, arguments).await?;
        desk::write(self.office, "leader-name", NAME).await?;
        let add = "document.getElementById('leader-name').form.requestSubmit(); return true";
        self.office.run(add, vec![]).await?;
        text_of(self.office, ".notice .big-code").await
    }
}
