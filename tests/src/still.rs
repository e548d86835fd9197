//! A server whose clock hardly moves, and a browser that believes it: what is shown is the same in every run.
//!
//! It is the server itself, run within the test, with another clock at its one door for time; the page is given the same one
//! before anything of it runs. A hundredth of the time passes, so that nothing waits for ever and no minute turns.
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, anyhow, ensure};
use axum::Router;
use backend::accept::{Deps, Order, execute_local};
use backend::app::{App, Clock};
use backend::cli::demo;
use backend::settings::Settings;
use backend::site::Offline;
use backend::vault::Vault;
use backend::{router, site, store};
use serde_json::json;
use shared::command::Command;
use shared::time::Millis;
use shared::verdict::Outcome;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::browser::Page;
use crate::pusher::wide_settings;

/// Wednesday 25 November 2026, ten past nine in Sweden.
pub const AT: i64 = 1_795_594_200_000;
/// Sweden in winter, minutes.
const TZ: i32 = 60;

struct Slow(Instant);

impl Clock for Slow {
    fn now(&self) -> Millis {
        let passed = i64::try_from(self.0.elapsed().as_millis() / 100).unwrap_or_default();
        Millis(AT + passed)
    }
}

/// What a server begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filling {
    /// The demo's municipality.
    Demo,
    /// Nothing: it waits for its first administrator.
    Nothing,
}

/// The running server; ended when it is dropped.
pub struct Still {
    address: SocketAddr,
    /// The server's own parts.
    pub app: Arc<App>,
    serving: JoinHandle<()>,
    folder: TempDir,
}

impl Drop for Still {
    fn drop(&mut self) {
        self.app.close();
        self.serving.abort();
    }
}

impl Still {
    /// Starts one on a free port, with data of its own.
    ///
    /// # Errors
    /// When its data cannot be made or there is no port.
    pub async fn start(filling: Filling) -> Result<Self> {
        Self::with(filling, |_settings| {}).await
    }

    /// Starts one with settings of the test's own.
    ///
    /// # Errors
    /// When its data cannot be made or there is no port.
    pub async fn with(filling: Filling, change: impl FnOnce(&mut Settings)) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut settings: Settings = serde_json::from_value(wide_settings())?;
        change(&mut settings);
        let store = store::open(None, folder.path()).await?;
        let vault = Vault::open(folder.path())?;
        vault.bind(&*store).await?;
        let deps = Deps {
            store: store.clone(),
            vault: vault.clone(),
        };
        let clock = Arc::new(Slow(Instant::now()));
        let app = App::new(store, vault, clock, settings);
        let app = Arc::new(app.map_err(|error| anyhow!("{error:?}"))?);
        if filling == Filling::Demo {
            demo::fill(&app, &deps, |_| {}).await?;
        }
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        let routes: Router = router::router(app.clone()).merge(site::router(Offline::On));
        let service =
            site::with_security_headers(routes).into_make_service_with_connect_info::<SocketAddr>();
        let serving = tokio::spawn(async move {
            drop(axum::serve(listener, service).await);
        });
        Ok(Self {
            address,
            app,
            serving,
            folder,
        })
    }

    /// The address of `path` for a browser.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// The data folder.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    /// Somebody of the demo does something now.
    ///
    /// # Errors
    /// When it is not applied.
    pub async fn say(&self, login: &str, command: impl Into<Command>) -> Result<()> {
        let order = Order {
            tenant: demo::named("tenant"),
            actor: demo::named(&format!("user {login}")),
            command: command.into(),
            occurred_at: self.app.now(),
            tz: TZ,
            extra: Vec::new(),
        };
        let said = execute_local(&self.app.deps(), self.app.moment(), vec![order]).await?;
        for verdict in said {
            let is_applied = matches!(verdict.outcome, Outcome::Applied { .. });
            ensure!(is_applied, "{login}: {:?}", verdict.outcome);
        }
        Ok(())
    }

    /// The secret of the link that makes the first administrator.
    ///
    /// # Errors
    /// When there is an administrator already.
    pub async fn founding(&self) -> Result<String> {
        let path = backend::auth::founding::issue(&self.app).await;
        let path = path.map_err(|error| anyhow!("{error:?}"))?;
        let path = path.context("there is an authority already")?;
        let (_, secret) = path.split_once('#').context("no secret in the link")?;
        Ok(secret.to_owned())
    }
}

/// From its next load on the page has the server's clock, and nothing moves by itself.
///
/// # Errors
/// When Chromium refuses.
pub async fn keep_still(page: &Page) -> Result<()> {
    let clock = format!(
        "(() => {{ const Real = Date; const now = () => {AT} + Math.floor(performance.now() / 100); \
         globalThis.Date = class Date extends Real {{ constructor(...parts) {{ if (parts.length) super(...parts); else super(now()) }} \
         static now() {{ return now() }} }} }})()"
    );
    page.devtools(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({ "source": clock }),
    )
    .await?;
    // What is half on its way from one theme's colour to the next one's has a contrast of its own.
    let still = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.devtools("Emulation.setEmulatedMedia", still).await?;
    Ok(())
}
