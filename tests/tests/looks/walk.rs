//! Through all screens of one person in one language, in every state, width and theme.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::browser::{Page, with_browser};
use tests::still;
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

use super::dialogs::{DIALOGS, Dialog};
use super::engines::{Engines, Rules};
use super::focus;
use super::found::Found;
use super::keep::{Keep, slug};
use super::screens::{Person, Place, THEMES, WIDTHS};

/// Two frames later everything that was set is drawn.
const DRAWN: &str =
    "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";
const LIGHT: &str =
    "localStorage.setItem('fotfaste-theme', 'light'); dispatchEvent(new Event('fotfaste:theme'))";
/// All that a rule which is not about colours can depend on: the elements, where they are, and whether they are seen.
const SAME: &str = "const theme = document.documentElement.dataset.theme; delete document.documentElement.dataset.theme; \
    const text = location.pathname + document.documentElement.outerHTML; document.documentElement.dataset.theme = theme; \
    let hash = 2166136261; const add = (value) => { hash = Math.imul(hash ^ value, 16777619) >>> 0 }; \
    for (let n = 0; n < text.length; n += 1) add(text.charCodeAt(n)); \
    for (const one of document.querySelectorAll('body *')) { const box = one.getBoundingClientRect(); \
    for (const side of [box.x, box.y, box.width, box.height]) add(Math.round(side * 8)); add(one.checkVisibility({ visibilityProperty: true }) ? 1 : 0) } \
    return hash";

/// A page that is the same so many times, with such a pause between, is at rest.
const TIMES_AT_REST: u32 = 5;
const PAUSE: Duration = Duration::from_millis(300);

/// What a walk is over.
#[derive(Clone, Copy)]
pub struct Walked<'a> {
    /// The server's address.
    pub here: &'a str,
    /// The password of everybody there.
    pub password: &'a str,
    /// What the screens hold: `filled` or `empty`.
    pub filling: &'static str,
    /// Where nothing else is asked for than what is kept.
    pub engines: Option<&'a Engines>,
    pub keep: &'a Keep,
}

/// One person's screens in one language.
pub async fn of(walked: Walked<'_>, (login, places): Person, language: &str) -> Result<Found> {
    let profile = tempfile::tempdir()?;
    let profile = tablet::profile(profile.path(), "own")?;
    let Walked {
        here,
        password,
        engines,
        ..
    } = walked;
    let found = with_browser(&profile, WIDTHS[0], async |page| {
        still::keep_still(&page).await?;
        match login {
            Some(login) => tablet::sign_in_with(&page, here, login, password).await?,
            None => page.open(&format!("{here}/sign-in")).await?,
        }
        let mut walk = Walk::begin(&page, walked, login.unwrap_or("nobody"), language).await?;
        for place in places {
            let walked = walk.see(*place).await;
            walk.keep_failure(walked.with_context(|| format!("{place:?}")));
        }
        if walked.filling == "filled" && (engines.is_some() || walked.keep.shots().is_some()) {
            let own = DIALOGS.iter().filter(|dialog| Some(dialog.who) == login);
            for dialog in own {
                let opened = walk.open_dialog(dialog).await;
                walk.keep_failure(opened.with_context(|| format!("{dialog:?}")));
            }
            walk.offline(places[0]).await?;
        }
        let broke = walk.nothing_broke().await;
        walk.keep_failure(broke);
        Ok(walk.found)
    })
    .await;
    found.with_context(|| format!("{login:?} in {language}, {}", walked.filling))
}

/// Waits until nothing is drawn any more: the rows of a device that has just been signed in come one after another.
async fn come_to_rest(page: &Page) -> Result<()> {
    let length = "return document.documentElement.outerHTML.length";
    let (mut before, mut times) = (Value::Null, 0);
    wait::until("a page at rest", SEEN_MAX, async || {
        tokio::time::sleep(PAUSE).await;
        let now = page.run(length, vec![]).await?;
        times = if now == before { times + 1 } else { 0 };
        before = now;
        Ok((times >= TIMES_AT_REST).then_some(()))
    })
    .await
}

/// Through the screens of one page.
pub struct Walk<'a> {
    page: &'a Page,
    walked: Walked<'a>,
    login: &'static str,
    language: &'a str,
    whole: bool,
    looked: BTreeSet<u64>,
    named: BTreeSet<String>,
    /// So far.
    pub found: Found,
}

impl<'a> Walk<'a> {
    /// Whatever the page shows, it shows it anew in this language.
    pub async fn begin(
        page: &'a Page,
        walked: Walked<'a>,
        login: &'static str,
        language: &'a str,
    ) -> Result<Self> {
        let speak = "localStorage.setItem('fotfaste.language', args[0])";
        page.run(speak, vec![json!(language)]).await?;
        page.reload().await?;
        come_to_rest(page).await?;
        Ok(Self {
            page,
            walked,
            login,
            language,
            whole: std::env::var_os("FOTFASTE_LOOKS_WHOLE").is_some(),
            looked: BTreeSet::new(),
            named: BTreeSet::new(),
            found: Found::default(),
        })
    }

    /// One screen in its states.
    async fn see(&mut self, place: Place) -> Result<()> {
        let start = Instant::now();
        self.go(place).await?;
        self.spent("going there", start);
        self.look(self.walked.filling).await?;
        if self.walked.filling == "filled" {
            self.stops(None).await?;
        }
        if self.walked.engines.is_none() && self.walked.keep.shots().is_none() {
            return Ok(());
        }
        let is_opened = self.open_all().await?;
        if self.break_a_form().await? {
            self.look("error").await?;
        } else if is_opened {
            self.look("opened").await?;
        }
        Ok(())
    }

    /// Where the tabulator stops, in one language.
    pub async fn stops(&mut self, state: Option<&str>) -> Result<()> {
        if self.language != "sv" {
            return Ok(());
        }
        let start = Instant::now();
        if self.walked.engines.is_none() {
            // Otherwise it has been looked at for seconds, last in the light theme.
            self.page.run(LIGHT, vec![]).await?;
            come_to_rest(self.page).await?;
        }
        let tabulated = self.tabulate(state).await;
        self.spent("the tabulator", start);
        self.keep_failure(tabulated);
        Ok(())
    }

    /// What went wrong is told at the end, with everything else.
    pub fn keep_failure(&mut self, outcome: Result<()>) {
        if let Err(error) = outcome {
            let (login, language) = (self.login, self.language);
            let told = format!("{login} in {language}: {error:#}");
            self.found.broken.push(told);
        }
    }

    fn spent(&mut self, part: &'static str, start: Instant) {
        *self.found.took.entry(part).or_default() += start.elapsed();
    }

    async fn go(&self, place: Place) -> Result<()> {
        match place {
            Place::At(path) => self.to(path).await,
            Place::First { from, link } => {
                if from != "/site" {
                    self.to(from).await?;
                }
                let find = "return document.querySelector(args[0])?.getAttribute('href')";
                let path = wait::until(link, SEEN_MAX, async || {
                    let path = self.page.run(find, vec![json!(link)]).await?;
                    Ok(path.as_str().map(str::to_owned))
                })
                .await?;
                self.to(&path).await
            }
        }
    }

    /// Within the app, as a link does.
    async fn to(&self, path: &str) -> Result<()> {
        let go = "document.querySelectorAll('dialog[open]').forEach((one) => one.close()); history.pushState({}, '', args[0]); dispatchEvent(new PopStateEvent('popstate')); scrollTo(0, 0)";
        self.page.run(go, vec![json!(path)]).await?;
        self.settled().await
    }

    /// A heading is there, and nothing is still being fetched.
    async fn settled(&self) -> Result<()> {
        let script = format!(
            "{DRAWN} return document.querySelector('main h1') !== null && !document.querySelector('main > .muted[role=status]') \
            && !['Öppnar …', 'Opening …'].includes(document.querySelector('main').innerText.trim())"
        );
        let seen = wait::until("the screen", SEEN_MAX, async || {
            Ok((self.page.run(&script, vec![]).await? == json!(true)).then_some(()))
        });
        match seen.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(
                self.page
                    .run("return location.pathname + document.body.innerHTML", vec![])
                    .await?
                    .to_string(),
            )),
        }
    }

    /// At every width and in every theme.
    pub async fn look(&mut self, state: &str) -> Result<()> {
        let path = self.page.run("return location.pathname", vec![]).await?;
        let path = path.as_str().unwrap_or_default().to_owned();
        let mut name = format!("{}.{}.{state}", slug(&path), self.login);
        while !self.named.insert(name.clone()) {
            name.push('+');
        }
        if self.walked.engines.is_none() && self.walked.keep.shots().is_none() {
            self.found.paths.insert(path);
            return Ok(());
        }
        if let Some(engines) = self.walked.engines {
            engines.load(self.page).await?;
        }
        let page_name = format!("{name}.{}", self.language);
        self.walked.keep.page(self.page, &page_name).await?;
        for screen in WIDTHS {
            self.page.set_screen(screen).await?;
            for theme in THEMES {
                let set = format!(
                    "localStorage.setItem('fotfaste-theme', args[0]); dispatchEvent(new Event('fotfaste:theme')); {DRAWN}"
                );
                self.page.run(&set, vec![json!(theme)]).await?;
                let seen = format!(
                    "{path} as {} {}, {state}, {} px, {theme}",
                    self.login, self.language, screen.width
                );
                self.judge(&seen).await?;
                if self.language == "sv" {
                    let start = Instant::now();
                    let shot = format!("{name}.{}.{theme}", screen.width);
                    self.walked.keep.shot(self.page, &shot).await?;
                    self.spent("pictures", start);
                }
            }
        }
        self.page.set_screen(WIDTHS[0]).await?;
        self.page.run(LIGHT, vec![]).await?;
        self.found.states.insert(state.to_owned());
        self.found.paths.insert(path);
        Ok(())
    }

    /// Every rule of both engines; of a page that is the same but for its colours, those about colours.
    async fn judge(&mut self, seen: &str) -> Result<()> {
        self.found.looked += 1;
        let Some(engines) = self.walked.engines else {
            return Ok(());
        };
        let hash = self.page.run(SAME, vec![]).await?;
        let hash = hash.as_u64().context("no hash")?;
        let rules = if self.looked.insert(hash) || self.whole {
            Rules::All
        } else {
            self.found.in_colours_only += 1;
            Rules::Colours
        };
        let start = Instant::now();
        let (faults, for_people) = engines.look(self.page, rules).await?;
        self.spent(
            match rules {
                Rules::All => "all rules",
                Rules::Colours => "rules about colours",
            },
            start,
        );
        self.found.for_people += for_people;
        for fault in faults {
            let all = self.found.faults.entry(fault).or_default();
            all.push(seen.to_owned());
        }
        Ok(())
    }

    /// The title, and where the tabulator stops; a screen that has several states of which that is told names them.
    async fn tabulate(&mut self, state: Option<&str>) -> Result<()> {
        let path = self.page.run("return location.pathname", vec![]).await?;
        let path = path.as_str().unwrap_or_default().to_owned();
        let line = focus::walk(self.page)
            .await
            .with_context(|| format!("{path} as {}", self.login))?;
        let state = state.map(|state| format!(", {state}")).unwrap_or_default();
        let place = format!(
            "/{} as {}{state}",
            slug(&path).replace("home", ""),
            self.login
        );
        self.found.stops.insert(place, line);
        Ok(())
    }

    /// Opens all that is folded.
    pub async fn open_all(&self) -> Result<bool> {
        let open = format!(
            "const folded = [...document.querySelectorAll('main details:not([open])')]; folded.forEach((part) => (part.open = true)); {DRAWN} \
            return folded.length > 0"
        );
        Ok(self.page.run(&open, vec![]).await? == json!(true))
    }

    /// Sends the first form of the page as it is, which is wrong where something has to be filled in.
    async fn break_a_form(&self) -> Result<bool> {
        let send = format!(
            "const button = document.querySelector('main form button[type=submit]'); if (!button) return false; \
            button.click(); {DRAWN} {DRAWN} return document.querySelector('main [data-tone=bad]') !== null"
        );
        Ok(self.page.run(&send, vec![]).await? == json!(true))
    }

    /// Opens one, looks, and leaves it.
    async fn open_dialog(&mut self, dialog: &Dialog) -> Result<()> {
        self.go(dialog.place).await?;
        for what in dialog.open {
            let press = "const found = document.querySelector(args[0]); found?.click(); return found !== null";
            self.until(what, press, vec![json!(what)]).await?;
        }
        if let Some((field, text)) = dialog.write {
            let write = "const field = document.getElementById(args[0]); if (!field) return false; field.value = args[1]; \
                field.dispatchEvent(new Event('input', { bubbles: true })); return true";
            self.until(field, write, vec![json!(field), json!(text)])
                .await?;
        }
        let shown = "return document.querySelector(args[0]) !== null";
        self.until(dialog.shown, shown, vec![json!(dialog.shown)])
            .await?;
        self.look("dialog").await?;
        ensure!(
            self.page.run(shown, vec![json!(dialog.shown)]).await? == json!(true),
            "it closed while it was looked at"
        );
        let leave = format!(
            "document.querySelectorAll('dialog[open]').forEach((one) => one.close()); document.querySelector('.undo button')?.click(); \
            document.querySelector('.nav[data-open=yes] .nav-toggle')?.click(); {DRAWN}"
        );
        self.page.run(&leave, vec![]).await?;
        Ok(())
    }

    async fn until(&self, what: &str, script: &str, arguments: Vec<Value>) -> Result<()> {
        wait::until(what, SEEN_MAX, async || {
            Ok((self.page.run(script, arguments.clone()).await? == json!(true)).then_some(()))
        })
        .await
    }

    /// No screen threw, and none broke the content policy.
    pub async fn nothing_broke(&self) -> Result<()> {
        self.nothing_broke_but("Failed to load resource").await
    }

    /// The same where the app is to say so, besides what the browser says of resources.
    pub async fn nothing_broke_but(&self, expected: &str) -> Result<()> {
        let errors = self.page.console_errors().await?;
        let known = ["Failed to load resource", expected];
        let of_the_app = |error: &&String| !known.iter().any(|known| error.contains(known));
        let broke: Vec<_> = errors.iter().filter(of_the_app).collect();
        ensure!(broke.is_empty(), "the console says {broke:#?}");
        Ok(())
    }

    /// Without network, with the line that says so.
    async fn offline(&mut self, place: Place) -> Result<()> {
        let cut = |is_off: bool| json!({ "offline": is_off, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        self.page
            .devtools("Network.enable", Value::Object(serde_json::Map::new()))
            .await?;
        self.page
            .devtools("Network.emulateNetworkConditions", cut(true))
            .await?;
        self.page
            .run("dispatchEvent(new Event('offline'))", vec![])
            .await?;
        self.go(place).await?;
        self.look("offline").await?;
        self.page
            .devtools("Network.emulateNetworkConditions", cut(false))
            .await?;
        Ok(())
    }
}
