//! A real Firefox, driven through geckodriver, where both are there: the second engine, with another storage and other locks.
//! `FOTFASTE_GECKODRIVER` names a driver that is not in the path (`cargo install geckodriver`).

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use thirtyfour::{FirefoxCapabilities, WebDriver};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::browser::{Page, descendants, find};

/// A browser with one page.
pub struct Firefox {
    /// What tests work with; what is Chromium's own (`devtools`, `set_screen`, `console_errors`) is not there.
    pub page: Arc<Page>,
    driver: WebDriver,
    geckodriver: Child,
}

fn geckodriver() -> Option<PathBuf> {
    let named = std::env::var_os("FOTFASTE_GECKODRIVER").map(PathBuf::from);
    named
        .filter(|path| path.is_file())
        .or_else(|| find("geckodriver"))
}

fn firefox() -> Option<PathBuf> {
    ["firefox-esr", "firefox"].into_iter().find_map(find)
}

/// Whether this machine has what these tests need; says in one line what is missing.
#[must_use]
pub fn is_present() -> bool {
    let missing = geckodriver().is_none() || firefox().is_none();
    if missing {
        eprintln!(
            "skipped: no firefox-esr and geckodriver (Debian: apt-get install firefox-esr; cargo install geckodriver)"
        );
    }
    !missing
}

impl Firefox {
    /// Starts Firefox with the profile folder `profile`, which stays as it is left.
    ///
    /// # Errors
    /// When geckodriver or Firefox does not start.
    pub async fn open(profile: &Path) -> Result<Self> {
        let program = geckodriver().context("no geckodriver")?;
        let mut geckodriver = Command::new(program)
            .args(["--host", "127.0.0.1", "--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let out = geckodriver.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(out).lines();
        let port = loop {
            let line = lines
                .next_line()
                .await?
                .context("geckodriver ended before it listened")?;
            if let Some((_, address)) = line.split_once("Listening on ") {
                let (_, port) = address.rsplit_once(':').context("no port")?;
                break port.trim().to_owned();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let mut capabilities = FirefoxCapabilities::new();
        capabilities.add_arg("-headless")?;
        capabilities.add_arg("-profile")?;
        capabilities.add_arg(&profile.to_string_lossy())?;
        let binary = firefox().context("no firefox")?;
        capabilities.set_firefox_binary(&binary.to_string_lossy())?;
        let driver = WebDriver::new(&format!("http://127.0.0.1:{port}"), capabilities).await?;
        driver
            .set_script_timeout(std::time::Duration::from_secs(60))
            .await?;
        let page = Arc::new(Page {
            session: driver.handle().clone(),
        });
        Ok(Self {
            page,
            driver,
            geckodriver,
        })
    }

    /// Closes Firefox.
    ///
    /// # Errors
    /// When geckodriver no longer answers.
    pub async fn close(mut self) -> Result<()> {
        let quit = self.driver.quit().await;
        self.geckodriver.kill().await?;
        Ok(quit?)
    }

    /// Kills Firefox with all its processes (SIGKILL), as a power cut would, then geckodriver.
    ///
    /// # Errors
    /// When there is no Firefox to kill.
    pub async fn kill(mut self) -> Result<()> {
        let parent = self.geckodriver.id().context("geckodriver has ended")?;
        let processes = descendants(parent);
        ensure!(!processes.is_empty(), "no Firefox to kill");
        Command::new("kill")
            .arg("-9")
            .args(processes.iter().map(ToString::to_string))
            .stderr(Stdio::null())
            .status()
            .await?;
        self.driver.leak()?;
        Ok(self.geckodriver.kill().await?)
    }
}
