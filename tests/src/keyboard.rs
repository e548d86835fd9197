//! Somebody who has a keyboard and nothing else: real key events through WebDriver, and what has the focus.
//!
//! Nothing is focused, clicked or written by script. What is read by script is where the focus is and what is shown.
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use shared::time::Day;

use crate::browser::Page;
use crate::{desk, wait};

/// Keys by WebDriver's own code points.
pub mod key {
    /// Forward through what can be focused.
    pub const TAB: char = '\u{e004}';
    /// Sends a form, opens a link.
    pub const ENTER: char = '\u{e007}';
    /// Presses a button, ticks a box.
    pub const SPACE: char = ' ';
    /// Closes what is open.
    pub const ESCAPE: char = '\u{e00c}';
    /// Held while others are pressed.
    pub const SHIFT: char = '\u{e008}';
    /// Held while others are pressed.
    pub const CONTROL: char = '\u{e009}';
    /// To the left.
    pub const LEFT: char = '\u{e012}';
    /// Up.
    pub const UP: char = '\u{e013}';
    /// To the right.
    pub const RIGHT: char = '\u{e014}';
    /// Down.
    pub const DOWN: char = '\u{e015}';
    /// To the first.
    pub const HOME: char = '\u{e011}';
    /// To the last.
    pub const END: char = '\u{e010}';
}

/// More stops than this are no way.
const STOPS_MAX: usize = 160;
const SEEN_MAX: Duration = Duration::from_secs(20);
/// Kept for what goes wrong: where the focus is.
const HERE: &str = "const one = document.activeElement; return `${one.tagName} ${one.id} ${(one.getAttribute('aria-label') ?? one.textContent ?? '').slice(0, 60)}`";

/// A keyboard at a page.
pub struct Keyboard<'a> {
    /// The page, to read from.
    pub page: &'a Page,
    /// Keys pressed so far.
    pub pressed: usize,
}

impl<'a> Keyboard<'a> {
    /// Nothing is pressed yet.
    #[must_use]
    pub fn new(page: &'a Page) -> Self {
        Self { page, pressed: 0 }
    }

    /// Presses keys one after another.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn press(&mut self, keys: &str) -> Result<()> {
        self.pressed += keys.chars().count();
        let chain = self.page.session.action_chain();
        Ok(chain.send_keys(keys).perform().await?)
    }

    /// Presses a key while another is held.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn hold(&mut self, held: char, key: char) -> Result<()> {
        self.pressed += 1;
        let chain = self.page.session.action_chain();
        let chain = chain.key_down(held).send_keys(key).key_up(held);
        Ok(chain.perform().await?)
    }

    /// Whether the focus is on what a selector names.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn is_on(&self, selector: &str) -> Result<bool> {
        let script = "return document.activeElement?.matches(args[0]) ?? false";
        Ok(self.page.run(script, vec![json!(selector)]).await? == json!(true))
    }

    /// Goes forward until the focus is on what a selector names.
    ///
    /// # Errors
    /// When it does not come there.
    pub async fn to(&mut self, selector: &str) -> Result<()> {
        let script = format!(
            "return document.activeElement?.matches({}) ?? false",
            json!(selector)
        );
        self.tab_until(selector, &script, None).await
    }

    /// Goes back until the focus is on what a selector names.
    ///
    /// # Errors
    /// When it does not come there.
    pub async fn back_to(&mut self, selector: &str) -> Result<()> {
        let script = format!(
            "return document.activeElement?.matches({}) ?? false",
            json!(selector)
        );
        self.tab_until(selector, &script, Some(key::SHIFT)).await
    }

    /// Goes forward until the focus is on a button, link or fold that says this; within what a selector names.
    ///
    /// # Errors
    /// When it does not come there.
    pub async fn to_words(&mut self, within: &str, words: &str) -> Result<()> {
        let script = format!(
            "const one = document.activeElement; return one !== document.body && one?.closest({}) !== null && one.innerText.replace(/\\s+/g, ' ').trim().startsWith({})",
            json!(within),
            json!(words)
        );
        self.tab_until(words, &script, None).await
    }

    /// Goes forward until a script about `document.activeElement` answers `true`.
    ///
    /// # Errors
    /// When it does not come there.
    pub async fn to_that(&mut self, what: &str, script: &str) -> Result<()> {
        self.tab_until(what, script, None).await
    }

    async fn tab_until(&mut self, what: &str, script: &str, held: Option<char>) -> Result<()> {
        // What is looked for may not be drawn yet: twice around, slowly.
        for n in 0..STOPS_MAX {
            if self.page.run(script, vec![]).await? == json!(true) {
                return Ok(());
            }
            match held {
                Some(held) => self.hold(held, key::TAB).await?,
                None => self.press(&key::TAB.to_string()).await?,
            }
            if n % 40 == 39 {
                tokio::time::sleep(Duration::from_millis(150)).await;
            }
        }
        let at = self.page.run(HERE, vec![]).await?;
        bail!(
            "no key leads to {what}; the focus is on {at}; the page holds: {}",
            self.page.text().await?
        )
    }

    /// To a screen by the menu, from wherever one is.
    ///
    /// # Errors
    /// When the menu does not lead there.
    pub async fn go(&mut self, path: &str) -> Result<()> {
        let here = "return location.pathname === args[0]";
        let is_here = self.page.run(here, vec![json!(path)]).await? == json!(true);
        self.back_to(&format!("nav a[href='{path}']")).await?;
        self.enter().await?;
        // Where one is already, the focus stays in the menu.
        let script = "return location.pathname === args[0] && (args[1] || document.activeElement?.tagName === 'H1')";
        desk::until(self.page, path, script, vec![json!(path), json!(is_here)]).await
    }

    /// Enter.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn enter(&mut self) -> Result<()> {
        self.press(&key::ENTER.to_string()).await
    }

    /// Opens what is folded, if it is: the fold within what a selector names that says this.
    ///
    /// # Errors
    /// When it does not come there.
    pub async fn unfold(&mut self, words: &str) -> Result<()> {
        self.to_words("summary", words).await?;
        let is_open = "return document.activeElement.parentElement.open";
        if self.page.run(is_open, vec![]).await? != json!(true) {
            self.enter().await?;
        }
        Ok(())
    }

    /// Writes into a field instead of what stands there.
    ///
    /// # Errors
    /// When there is no way to the field.
    pub async fn write(&mut self, id: &str, text: &str) -> Result<()> {
        self.to(&format!("[id='{id}']")).await?;
        self.hold(key::CONTROL, 'a').await?;
        self.press(text).await?;
        let value = self.value().await?;
        ensure!(value == text, "{id} holds {value}, not {text}");
        Ok(())
    }

    async fn value(&self) -> Result<String> {
        let value = self
            .page
            .run("return document.activeElement.value", vec![])
            .await?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// Writes a day as the browser's own field of days wants it.
    ///
    /// # Errors
    /// When the field does not take it.
    pub async fn date(&mut self, id: &str, day: Day) -> Result<()> {
        self.to(&format!("[id='{id}']")).await?;
        let order = "return new Intl.DateTimeFormat(navigator.language).formatToParts(new Date(0)).map(({ type }) => type).filter((type) => type !== 'literal').join()";
        let order = self.page.run(order, vec![]).await?;
        let iso = day.to_string();
        let parts: Vec<&str> = iso.split('-').collect();
        let [year, month, date] = parts.as_slice() else {
            bail!("a day of another form: {iso}")
        };
        let keys = match order.as_str() {
            Some("month,day,year") => format!("{month}{date}{year}"),
            Some("day,month,year") => format!("{date}{month}{year}"),
            _ => format!("{year}{}{month}{date}", key::RIGHT),
        };
        self.press(&keys).await?;
        let value = self.value().await?;
        ensure!(value == iso, "{id} holds {value}, not {iso} ({order})");
        // Past the parts of the field.
        Ok(())
    }

    /// Chooses the entry of a list that holds these words, with the arrows.
    ///
    /// # Errors
    /// When the list has no such entry.
    pub async fn choose(&mut self, id: &str, words: &str) -> Result<()> {
        self.to(&format!("[id='{id}']")).await?;
        self.press(&key::HOME.to_string()).await?;
        let chosen = "const one = document.activeElement; return [one.selectedOptions[0]?.text.trim() ?? '', one.options.length]";
        for _ in 0..STOPS_MAX {
            let now = self.page.run(chosen, vec![]).await?;
            if now[0].as_str().is_some_and(|text| text.contains(words)) {
                return Ok(());
            }
            self.press(&key::DOWN.to_string()).await?;
        }
        let all = "return [...document.activeElement.options].map(({ text }) => text)";
        bail!("{id} has no {words}: {}", self.page.run(all, vec![]).await?)
    }

    /// Sends the form that the focus is in by its button.
    ///
    /// # Errors
    /// When the focus is in none.
    pub async fn send(&mut self) -> Result<()> {
        let mark = "document.querySelectorAll('[data-heard]').forEach((one) => one.removeAttribute('data-heard')); \
            document.activeElement.closest('form')?.setAttribute('data-heard', ''); return document.activeElement.closest('form') !== null";
        let is_form = self.page.run(mark, vec![]).await? == json!(true);
        ensure!(is_form, "the focus is in no form");
        self.to("[data-heard] button[type=submit]").await?;
        self.enter().await
    }

    /// Waits until a script answers `true`.
    ///
    /// # Errors
    /// When it does not in time; says what the page holds.
    pub async fn until(&self, what: &str, script: &str) -> Result<()> {
        let seen = wait::until(what, SEEN_MAX, async || {
            Ok((self.page.run(script, vec![]).await? == json!(true)).then_some(()))
        });
        match seen.await {
            Ok(()) => Ok(()),
            Err(error) => {
                Err(error.context(format!("the page holds: {}", self.page.text().await?)))
            }
        }
    }

    /// Waits for what a selector names.
    ///
    /// # Errors
    /// When it is not seen in time.
    pub async fn see(&self, selector: &str) -> Result<()> {
        let script = format!(
            "return document.querySelector({}) !== null",
            json!(selector)
        );
        self.until(selector, &script).await
    }

    /// Waits until the page says this.
    ///
    /// # Errors
    /// When it is not said in time.
    pub async fn hear(&self, words: &str) -> Result<()> {
        let script = format!(
            "return document.body.innerText.includes({0}) || document.getElementById('said')?.textContent.includes({0}) === true",
            json!(words)
        );
        self.until(words, &script).await
    }

    /// Reads something of the page.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn read(&self, script: &str) -> Result<Value> {
        self.page
            .run(script, vec![])
            .await
            .context("nothing to read")
    }
}
