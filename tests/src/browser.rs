//! A real Chromium, driven through chromedriver.
//!
//! Going offline is killing the server: what Chromium emulates on a page does not reach its service worker. The profile
//! folder is the caller's, so a browser can be closed and opened again with all that it kept.

use std::ffi::OsString;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use futures::FutureExt;
use serde_json::{Value, json};
use thirtyfour::session::handle::SessionHandle;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, LoggingPrefsLogLevel, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::wait;

const START_MAX: Duration = Duration::from_secs(60);
const SCRIPT_MAX: Duration = Duration::from_secs(60);
const STARTS_MAX: u32 = 3;
/// What a page has done when it may be used: a service worker of this version answers for it.
const WORKER_MAX: Duration = Duration::from_secs(30);
/// Pixels of the window that are the browser's own: its bars.
const WINDOW_EDGE: u32 = 200;
/// No sandbox, for tests run as root in containers; nothing that would speak to the network by itself.
const FLAGS: [&str; 15] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
    "--metrics-recording-only",
    // More than 200 addresses in ten seconds are left out without a word otherwise; no person is as fast as a test.
    "--disable-ipc-flooding-protection",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
];

/// A screen as a device has it, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    pub width: u32,
    pub height: u32,
    pub scale: f64,
    pub touch: bool,
}

impl Screen {
    /// The tablet of a site, lying.
    pub const TABLET: Self = Self {
        width: 1180,
        height: 820,
        scale: 2.0,
        touch: true,
    };
    /// A small telephone.
    pub const PHONE: Self = Self {
        width: 360,
        height: 740,
        scale: 3.0,
        touch: true,
    };
    /// An office screen.
    pub const OFFICE: Self = Self {
        width: 1440,
        height: 900,
        scale: 1.0,
        touch: false,
    };
}

/// Whether this machine has what these tests need; says in one line what is missing.
#[must_use]
pub fn is_present() -> bool {
    let missing = find("chromedriver").is_none() || chromium().is_none();
    if missing {
        eprintln!(
            "skipped: no chromium and chromedriver (Debian: apt-get install chromium chromium-driver)"
        );
    }
    !missing
}

/// Opens a browser, lets `story` use it, and closes it whatever happens.
///
/// # Errors
/// Those of the story, and when the browser does not start.
///
/// # Panics
/// As the story does, after the browser is closed.
pub async fn with_browser<T>(
    profile: &Path,
    screen: Screen,
    story: impl AsyncFnOnce(Arc<Page>) -> Result<T>,
) -> Result<T> {
    let browser = Browser::open(profile, screen).await?;
    let outcome = match browser.page.set_screen(screen).await {
        Ok(()) => {
            AssertUnwindSafe(story(browser.page.clone()))
                .catch_unwind()
                .await
        }
        Err(error) => Ok(Err(error)),
    };
    let closed = browser.close().await;
    match outcome {
        Ok(outcome) => outcome.and_then(|value| closed.map(|()| value)),
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// A browser with one page.
pub struct Browser {
    /// What tests work with.
    pub page: Arc<Page>,
    driver: WebDriver,
    chromedriver: Child,
}

/// The page of a browser.
#[derive(Debug)]
pub struct Page {
    /// For what this type has no method for.
    pub session: Arc<SessionHandle>,
}

impl Browser {
    /// Starts Chromium with the profile folder `profile` in a window that `screen` lies in: what is outside of it is drawn, but
    /// counts as seen only when something inside is drawn too.
    ///
    /// # Errors
    /// When chromedriver or Chromium does not start.
    pub async fn open(profile: &Path, screen: Screen) -> Result<Self> {
        let (chromedriver, address) = start_chromedriver().await?;
        let mut capabilities = ChromeCapabilities::new();
        for flag in FLAGS {
            capabilities.add_arg(flag)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.display()))?;
        let pixels = |side: u32| (f64::from(side) * screen.scale) as u32 + WINDOW_EDGE;
        capabilities.add_arg(&format!(
            "--window-size={},{}",
            pixels(screen.width),
            pixels(screen.height)
        ))?;
        let binary = chromium().context("no chromium")?;
        capabilities.set_binary(&binary.to_string_lossy())?;
        capabilities.set_logging_prefs("browser", LoggingPrefsLogLevel::All)?;
        let driver = WebDriver::new(&address, capabilities).await?;
        driver.set_script_timeout(SCRIPT_MAX).await?;
        let page = Arc::new(Page {
            session: driver.handle().clone(),
        });
        Ok(Self {
            page,
            driver,
            chromedriver,
        })
    }

    /// Closes Chromium, then chromedriver: killed first, chromedriver would leave Chromium running.
    ///
    /// # Errors
    /// When chromedriver no longer answers.
    pub async fn close(mut self) -> Result<()> {
        let quit = self.driver.quit().await;
        self.chromedriver.kill().await?;
        Ok(quit?)
    }
}

impl Browser {
    /// Kills Chromium with all its processes (SIGKILL), as a power cut would, then chromedriver. `profile` stays as it was at
    /// that moment, but for the mark of the process that used it.
    ///
    /// # Errors
    /// When there is no Chromium to kill.
    pub async fn kill(mut self, profile: &Path) -> Result<()> {
        let parent = self.chromedriver.id().context("chromedriver has ended")?;
        let processes = descendants(parent);
        anyhow::ensure!(!processes.is_empty(), "no Chromium to kill");
        let numbers = processes.iter().map(ToString::to_string);
        // Some end by themselves as soon as the first is gone.
        Command::new("kill")
            .arg("-9")
            .args(numbers)
            .stderr(Stdio::null())
            .status()
            .await?;
        self.driver.leak()?;
        self.chromedriver.kill().await?;
        for mark in ["SingletonLock", "SingletonSocket", "SingletonCookie"] {
            let path = profile.join(mark);
            if path.is_symlink() {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

/// All processes below this one; each is listed under the thread that started it.
pub(crate) fn descendants(parent: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{parent}/task"));
    let lists = threads.into_iter().flatten().flatten();
    let texts =
        lists.filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok());
    let children: Vec<u32> = texts
        .flat_map(|text| {
            text.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter_map(|pid| pid.parse().ok())
        .collect();
    let below: Vec<u32> = children
        .iter()
        .flat_map(|child| descendants(*child))
        .collect();
    [children, below].concat()
}

/// It chooses a free port and takes it a moment later: when several start at once another may have taken it, and it ends.
async fn start_chromedriver() -> Result<(Child, String)> {
    let mut tries = 0;
    loop {
        tries += 1;
        match try_chromedriver().await {
            Err(_) if tries < STARTS_MAX => {}
            outcome => return outcome,
        }
    }
}

async fn try_chromedriver() -> Result<(Child, String)> {
    let program = find("chromedriver").context("no chromedriver")?;
    let mut child = Command::new(program)
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
    let port = tokio::time::timeout(START_MAX, async {
        while let Some(line) = lines.next_line().await? {
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                return Ok(port.trim_end_matches('.').to_owned());
            }
        }
        Err(anyhow!("chromedriver ended before it listened"))
    })
    .await??;
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok((child, format!("http://127.0.0.1:{port}")))
}

impl Page {
    /// Goes to `url` and waits for the page's load event.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn open(&self, url: &str) -> Result<()> {
        Ok(self.session.goto(url).await?)
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When nothing answers.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.session.refresh().await?)
    }

    /// Runs `script` as the body of an async function in the page; `arguments` is its array of arguments.
    ///
    /// # Errors
    /// When it throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        let wrapped = format!("return (async (...args) => {{ {script} }})(...arguments)");
        Ok(self
            .session
            .execute(wrapped, arguments)
            .await?
            .json()
            .clone())
    }

    /// Sets the size of the screen: the window's own size is not that of what is drawn.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn set_screen(&self, screen: Screen) -> Result<()> {
        let metrics = json!({
            "width": screen.width, "height": screen.height,
            "deviceScaleFactor": screen.scale, "mobile": screen.touch,
        });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        let touch = json!({ "enabled": screen.touch });
        self.devtools("Emulation.setTouchEmulationEnabled", touch)
            .await?;
        Ok(())
    }

    /// Sends one command of the Chrome `DevTools` protocol.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub async fn devtools(&self, method: &str, parameters: Value) -> Result<Value> {
        let devtools = thirtyfour::cdp::Cdp::new(self.session.clone());
        Ok(devtools.send_raw(method, parameters).await?)
    }

    /// Waits until the page's text holds `text`.
    ///
    /// # Errors
    /// When it does not in time; says what the page held.
    pub async fn wait_for_text(&self, text: &str, deadline: Duration) -> Result<()> {
        let seen = wait::until(text, deadline, async || {
            let body = self.text().await?;
            Ok(body.contains(text).then_some(()))
        });
        match seen.await {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(format!("the page holds: {}", self.text().await?))),
        }
    }

    /// The visible text.
    ///
    /// # Errors
    /// When the page is gone.
    pub async fn text(&self) -> Result<String> {
        let text = self
            .run("return document.body?.innerText ?? ''", vec![])
            .await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until a service worker answers for the page: from then on it opens without network.
    ///
    /// # Errors
    /// When none does in time.
    pub async fn wait_for_service_worker(&self) -> Result<()> {
        wait::until("a service worker in control", WORKER_MAX, async || {
            let script = "return (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated' \
                && navigator.serviceWorker.controller !== null";
            Ok((self.run(script, vec![]).await? == json!(true)).then_some(()))
        })
        .await
    }

    /// What the console said since the last call, errors only (refused by the content policy, thrown, not found).
    ///
    /// # Errors
    /// When chromedriver no longer answers.
    pub async fn console_errors(&self) -> Result<Vec<String>> {
        let entries = self.session.browser_log().await?;
        let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE");
        Ok(errors.map(|entry| entry.message).collect())
    }

    /// Writes a picture of the screen.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn picture(&self, path: &Path) -> Result<()> {
        Ok(self.session.screenshot(path).await?)
    }
}

/// Where Chromium is.
#[must_use]
pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find_map(find)
}

pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path: OsString = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
