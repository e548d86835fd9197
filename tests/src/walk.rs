//! Somebody's hand at a page, as slow as a hand is, and counted: taps, keys, and the time that it all takes.
//!
//! What a person needs is worked out, what the machine needs is measured, and both are added: the result is an upper bound,
//! for a person thinks while the machine works. The figures are of people who know the screen and do not hurry:
//!
//! - before each tap or field, **one second** to look and to decide (the "mental operator" of the keystroke-level model is
//!   1.2–1.35 s for a decision and nothing for what follows from it; here every tap pays);
//! - **travel** by Fitts's law from the last tap to this one, `0.1 + 0.15 · log2(distance / size + 1)` seconds, `size` being
//!   the smaller side of what is tapped: a small target far away costs 0.8 s, a large one beside the last 0.2 s;
//! - **0.33 seconds a letter**: people type 36 words a minute on glass (Palin and others, 2019);
//! - **0.28 seconds** for a key of a keyboard (keystroke-level model, average typist);
//! - **0.3 seconds a word** to read what has to be read (200 words a minute).
//!
//! Taps are real ones: a finger on touch screens, else the mouse, at the middle of the element, which must be in sight, large
//! enough for its pointer and covered by nothing else. [`Hand::in_real_time`] also waits the person's time out.
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::browser::Page;
use crate::tablet::SEEN_MAX;
use crate::wait;

const DECIDE: Duration = Duration::from_millis(1000);
const LETTER_ON_GLASS: Duration = Duration::from_millis(330);
const KEY: Duration = Duration::from_millis(280);
const WORD_READ: Duration = Duration::from_millis(300);

/// Where the finger was, and the middle and smaller side of what is tapped next: what Fitts's law makes of it.
fn travel(from: Option<(f64, f64)>, to: (f64, f64), size: f64) -> Duration {
    let distance = from.map_or(400.0, |(x, y)| (x - to.0).hypot(y - to.1));
    let seconds = 0.1 + 0.15 * (distance / size.max(1.0) + 1.0).log2();
    Duration::from_millis((seconds * 1_000.0) as u64)
}

/// A hand at a page.
pub struct Hand<'a> {
    page: &'a Page,
    is_touch: bool,
    waits: bool,
    at: Option<(f64, f64)>,
    begun: Instant,
    slept: Duration,
    /// What a person would have needed so far.
    pub person: Duration,
    /// Taps (or presses of the mouse) so far.
    pub taps: usize,
    /// Keys and letters so far.
    pub keys: usize,
    smallest: f64,
}

impl<'a> Hand<'a> {
    /// Counts from now on; the person's time is added, not waited out.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn new(page: &'a Page) -> Result<Self> {
        let touch = page
            .run("return navigator.maxTouchPoints > 0", vec![])
            .await?;
        Ok(Self {
            page,
            is_touch: touch == json!(true),
            waits: false,
            at: None,
            begun: Instant::now(),
            slept: Duration::ZERO,
            person: Duration::ZERO,
            taps: 0,
            keys: 0,
            smallest: f64::INFINITY,
        })
    }

    /// The page that it is at.
    #[must_use]
    pub const fn page(&self) -> &'a Page {
        self.page
    }

    /// As [`Hand::new`], and the person's time passes on the clock too.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn in_real_time(page: &'a Page) -> Result<Self> {
        let mut hand = Self::new(page).await?;
        hand.waits = true;
        Ok(hand)
    }

    /// A person takes this long.
    pub async fn spend(&mut self, time: Duration) {
        self.person += time;
        if self.waits {
            tokio::time::sleep(time).await;
            self.slept += time;
        }
    }

    /// Reads words on the screen, so many.
    pub async fn read(&mut self, words: u32) {
        self.spend(WORD_READ * words).await;
    }

    /// Taps what a selector names, as soon as it is there.
    ///
    /// # Errors
    /// When it is not there in time, or lies under something else.
    pub async fn tap(&mut self, what: &str, selector: &str) -> Result<()> {
        let find = format!("document.querySelector({})", json!(selector));
        self.tap_found(what, &find).await
    }

    /// Taps the button or link that says exactly this.
    ///
    /// # Errors
    /// When it is not there in time, or lies under something else.
    pub async fn tap_words(&mut self, words: &str) -> Result<()> {
        let find = format!(
            "[...document.querySelectorAll('button, a, summary, label')].find((one) => one.checkVisibility() && one.innerText.trim() === {})",
            json!(words)
        );
        self.tap_found(words, &find).await
    }

    /// Taps the element that an expression finds, as soon as it is there.
    ///
    /// # Errors
    /// When it is not there in time, or lies under something else.
    pub async fn tap_found(&mut self, what: &str, expression: &str) -> Result<()> {
        let (x, y, size) = self.find(what, expression).await?;
        self.spend(DECIDE + travel(self.at, (x, y), size)).await;
        // It may have moved while the hand did.
        let (x, y, size) = self.find(what, expression).await?;
        let least = if self.is_touch { 44.0 } else { 24.0 };
        ensure!(size >= least - 0.5, "{what} is only {size} px");
        self.smallest = self.smallest.min(size);
        self.point(x, y).await?;
        self.at = Some((x, y));
        self.taps += 1;
        Ok(())
    }

    /// Taps the field with this id and writes, letter by letter, with real keys.
    ///
    /// # Errors
    /// When there is no such field.
    pub async fn write(&mut self, id: &str, text: &str) -> Result<()> {
        self.tap(id, &format!("[id='{id}']")).await?;
        let letters = u32::try_from(text.chars().count())?;
        let letter = if self.is_touch { LETTER_ON_GLASS } else { KEY };
        self.spend(letter * letters).await;
        self.page
            .devtools("Input.insertText", json!({ "text": text }))
            .await?;
        self.keys += text.chars().count();
        Ok(())
    }

    /// Chooses the entry of a list (`select`) that says this: two taps.
    ///
    /// # Errors
    /// When there is no such list or entry.
    pub async fn choose(&mut self, id: &str, words: &str) -> Result<()> {
        self.tap(id, &format!("[id='{id}']")).await?;
        // The browser draws the list outside of the page: its entry is chosen as the browser would.
        self.spend(DECIDE).await;
        self.taps += 1;
        let script = "const list = document.getElementById(args[0]); \
            const entry = [...list.options].find((one) => one.text.trim().includes(args[1])); if (!entry) return false; \
            list.value = entry.value; list.dispatchEvent(new Event('change', { bubbles: true })); return true";
        let done = self.page.run(script, vec![json!(id), json!(words)]).await?;
        ensure!(done == json!(true), "{id} has no entry {words}");
        Ok(())
    }

    /// What it came to: the person's time and the machine's.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.person + self.begun.elapsed().saturating_sub(self.slept)
    }

    /// In one line: taps, keys, seconds.
    #[must_use]
    pub fn told(&self) -> String {
        format!(
            "{} taps, {} letters, {:.1} s ({:.1} s of them the person's), smallest target {:.0} px",
            self.taps,
            self.keys,
            self.took().as_secs_f64(),
            self.person.as_secs_f64(),
            self.smallest
        )
    }

    /// Where it is, and its smaller side; scrolled into sight, covered by nothing, able to answer.
    async fn find(&self, what: &str, expression: &str) -> Result<(f64, f64, f64)> {
        let script = format!(
            "let found = {expression}; if (!found) return 'is not there'; if (found.disabled) return 'does not answer'; \
             const label = found.matches('input[type=checkbox], input[type=radio]') ? found.closest('label') : null; found = label ?? found; \
             found.scrollIntoView({{ block: 'nearest', behavior: 'instant' }}); let box = found.getBoundingClientRect(); \
             const at = () => document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2); \
             if (!at() || !(found.contains(at()) || at().contains(found))) {{ found.scrollIntoView({{ block: 'center', behavior: 'instant' }}); box = found.getBoundingClientRect() }} \
             const seen = at(); if (!seen || !(found.contains(seen) || seen.contains(found))) return 'is covered by ' + (seen?.outerHTML.slice(0, 120) ?? 'nothing'); \
             return [box.x + box.width / 2, box.y + box.height / 2, Math.min(box.width, box.height)]"
        );
        let mut last = Value::Null;
        let found = wait::until(what, SEEN_MAX, async || {
            last = self.page.run(&script, vec![]).await?;
            Ok(last.is_array().then(|| last.clone()))
        })
        .await;
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                let holds = self.page.text().await?;
                return Err(error.context(format!("{what} {last}; the page holds: {holds}")));
            }
        };
        serde_json::from_value(found).context("no place")
    }

    async fn point(&self, x: f64, y: f64) -> Result<()> {
        if self.is_touch {
            let start = json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y }] });
            self.page
                .devtools("Input.dispatchTouchEvent", start)
                .await?;
            let end = json!({ "type": "touchEnd", "touchPoints": [] });
            self.page.devtools("Input.dispatchTouchEvent", end).await?;
        } else {
            for kind in ["mousePressed", "mouseReleased"] {
                let press =
                    json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
                self.page
                    .devtools("Input.dispatchMouseEvent", press)
                    .await?;
            }
        }
        Ok(())
    }
}
