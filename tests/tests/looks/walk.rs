//! Through all screens in one language, in every state, width and theme.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::browser::{Page, with_browser};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

use super::engines::{Engines, Fault};
use super::screens::{PEOPLE, Place, THEMES, WIDTHS};

/// What was found on the way.
#[derive(Default)]
pub struct Found {
    /// Pages looked at.
    pub looked: usize,
    /// Their addresses.
    pub paths: BTreeSet<String>,
    /// Violations, each with where it was seen.
    pub faults: BTreeMap<Fault, Vec<String>>,
    for_people: u64,
}

impl Found {
    /// Adds what another walk found.
    pub fn join(&mut self, other: Self) {
        self.looked += other.looked;
        self.paths.extend(other.paths);
        self.for_people += other.for_people;
        for (fault, seen) in other.faults {
            self.faults.entry(fault).or_default().extend(seen);
        }
    }

    /// What a person might look at.
    pub fn notes(&self) -> String {
        format!(
            "{} times IBM's would have a person look as well",
            self.for_people
        )
    }

    /// All violations, in words.
    pub fn told(&self) -> String {
        let lines = self.faults.iter().map(|(fault, seen)| {
            format!(
                "{} {}: {}\n    {}\n    {} times, first {}",
                fault.engine,
                fault.rule,
                fault.place,
                fault.why,
                seen.len(),
                seen[0]
            )
        });
        format!(
            "{} violations\n{}",
            self.faults.len(),
            lines.collect::<Vec<_>>().join("\n")
        )
    }
}

/// Two frames later everything that was set is drawn.
const DRAWN: &str =
    "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";

/// Walks in one language.
pub async fn all(here: &str, engines: &Engines, language: &str) -> Result<Found> {
    let mut found = Found::default();
    for (login, places) in PEOPLE {
        let profile = tempfile::tempdir()?;
        let profile = tablet::profile(profile.path(), "own")?;
        let walked = with_browser(&profile, WIDTHS[0], async |page| {
            match login {
                Some(login) => tablet::sign_in(&page, here, login).await?,
                None => page.open(&format!("{here}/sign-in")).await?,
            }
            let speak = "localStorage.setItem('fotfaste.language', args[0])";
            page.run(speak, vec![json!(language)]).await?;
            page.reload().await?;
            engines.load(&page).await?;
            // What is half on its way from one theme's colour to the next one's has a contrast of its own.
            let still =
                json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
            page.devtools("Emulation.setEmulatedMedia", still).await?;
            let mut walk = Walk {
                page: &page,
                engines,
                who: format!("{} {language}", login.unwrap_or("nobody")),
                found: Found::default(),
            };
            for place in places {
                walk.go(*place).await?;
                walk.look("filled").await?;
                if walk.break_a_form().await? {
                    walk.look("error").await?;
                }
            }
            walk.offline(places[0]).await?;
            walk.nothing_broke().await?;
            Ok(walk.found)
        })
        .await
        .with_context(|| format!("{login:?} in {language}"))?;
        found.join(walked);
    }
    Ok(found)
}

struct Walk<'a> {
    page: &'a Page,
    engines: &'a Engines,
    who: String,
    found: Found,
}

impl Walk<'_> {
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
        let go = "history.pushState({}, '', args[0]); dispatchEvent(new PopStateEvent('popstate'))";
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
    async fn look(&mut self, state: &str) -> Result<()> {
        let path = self.page.run("return location.pathname", vec![]).await?;
        let path = path.as_str().unwrap_or_default().to_owned();
        for screen in WIDTHS {
            self.page.set_screen(screen).await?;
            for theme in THEMES {
                let set = format!(
                    "localStorage.setItem('fotfaste-theme', args[0]); dispatchEvent(new Event('fotfaste:theme')); {DRAWN}"
                );
                self.page.run(&set, vec![json!(theme)]).await?;
                let (faults, for_people) = self.engines.look(self.page).await?;
                self.found.looked += 1;
                self.found.for_people += for_people;
                for fault in faults {
                    let seen = format!(
                        "{path} as {}, {state}, {} px, {theme}",
                        self.who, screen.width
                    );
                    self.found.faults.entry(fault).or_default().push(seen);
                }
            }
        }
        self.page.set_screen(WIDTHS[0]).await?;
        self.found.paths.insert(path);
        Ok(())
    }

    /// Sends the first form of the page as it is, which is wrong where something has to be filled in. All that is folded is opened.
    async fn break_a_form(&self) -> Result<bool> {
        let send = format!(
            "document.querySelectorAll('main details').forEach((part) => (part.open = true)); {DRAWN} \
            const button = document.querySelector('main form button[type=submit]'); if (!button) return false; \
            button.click(); {DRAWN} {DRAWN} return document.querySelector('main [data-tone=bad]') !== null"
        );
        Ok(self.page.run(&send, vec![]).await? == json!(true))
    }

    /// No screen threw, and none broke the content policy.
    async fn nothing_broke(&self) -> Result<()> {
        let errors = self.page.console_errors().await?;
        let of_the_app = |error: &&String| !error.contains("Failed to load resource");
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
