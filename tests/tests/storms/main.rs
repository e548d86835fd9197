//! What befalls a device's browser: it is killed the moment something is called saved, two tabs write without end, the tab that talks
//! to the server freezes, the space runs out, all is cleared, a new version is killed while it comes in.
//!
//! - `kills`: `FOTFASTE_KILLS` names how many
//! - `tabs`: `FOTFASTE_WRITES` names how many of each tab
//! - `leader`: the tab that leads is frozen
//! - `space`: no space, and everything cleared
//! - `install`: a version that never came in whole

mod install;
mod kills;
mod leader;
mod space;
mod tabs;

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use backend::cli::demo::PASSWORD;
use serde_json::{Value, json};
use tests::browser::{Browser, Page, Screen};
use tests::tablet::{self, SEEN_MAX};
use tests::wait;

/// How long anything may take that is done hundreds of times.
const MANY_MAX: Duration = Duration::from_secs(600);

fn named(variable: &str, otherwise: usize) -> usize {
    let named = std::env::var(variable).ok();
    named
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

/// A browser that is killed in the end, or now.
async fn browser(profile: &Path) -> Result<Browser> {
    let browser = Browser::open(profile, Screen::TABLET).await?;
    browser.page.set_screen(Screen::TABLET).await?;
    Ok(browser)
}

/// The chain of the copy that is open.
const REPLICA: &str = "const done = (r) => new Promise((yes, no) => { r.onsuccess = () => yes(r.result); r.onerror = () => no(r.error) }); \
    const names = (await indexedDB.databases()).map((d) => d.name).filter((name) => /^fotfaste-[0-9a-f]{24}$/.test(name)); \
    const db = await done(indexedDB.open(names[0])); const bytes = await done(db.transaction('meta').objectStore('meta').get('origin')); \
    db.close(); return JSON.parse(new TextDecoder().decode(bytes.slice(1))).replica";

/// Waits until the server has done every command of the outbox, and sees that it did each once and nothing beside.
async fn each_arrives_once(server: &str, page: &Page) -> Result<()> {
    let made = tablet::outbox(page).await?;
    tablet::ensure_chain(&made)?;
    let hashes: BTreeSet<&String> = made.iter().map(|(_, _, hash)| hash).collect();
    ensure!(hashes.len() == made.len(), "a command lies there twice");
    let replica = page.run(REPLICA, vec![]).await?;
    let replica = replica.as_str().context("no chain")?;
    let wanted: Vec<u64> = made.iter().map(|(no, _, _)| *no).collect();
    let mut found = Vec::new();
    let all = wait::until("the commands at the server", MANY_MAX, async || {
        found = chain(server, replica).await?;
        Ok((found.len() >= wanted.len()).then_some(()))
    })
    .await;
    all.with_context(|| format!("{} of {}", found.len(), wanted.len()))?;
    found.sort_unstable();
    ensure!(found == wanted, "{wanted:?} were made, {found:?} were done");
    Ok(())
}

/// The numbers of a chain's commands that were done, one for each time, as the auditor reads them.
async fn chain(server: &str, replica: &str) -> Result<Vec<u64>> {
    let http = reqwest::Client::new();
    let login = json!({ "login": "revisor", "password": PASSWORD });
    let sign_in = http
        .post(format!("{server}/auth/v1/login"))
        .header("origin", server)
        .json(&login);
    let answer = sign_in.send().await?.error_for_status()?;
    let line = answer
        .headers()
        .get("set-cookie")
        .context("no session")?
        .to_str()?;
    let session = line.split(';').next().unwrap_or_default().to_owned();
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let ask = http
            .get(format!("{server}/api/v1/audit?after={after}"))
            .header("cookie", &session);
        let page: Value = ask.send().await?.error_for_status()?.json().await?;
        ensure!(
            page["is_intact"] == true,
            "the chain is broken: {}",
            page["fault"]
        );
        let items = page["items"].as_array().context("no links")?.iter();
        let own = items.filter(|item| item["replica"] == replica);
        all.extend(own.filter_map(|item| item["cmd_no"].as_u64()));
        match page["next"].as_i64() {
            Some(next) => after = next,
            None => return Ok(all),
        }
    }
}

/// Waits until the outbox holds so many.
async fn outbox_of(page: &Page, count: usize) -> Result<()> {
    let mut last = 0;
    let found = wait::until(&format!("{count} commands"), SEEN_MAX, async || {
        last = tablet::outbox(page).await?.len();
        Ok((last == count).then_some(()))
    })
    .await;
    found.with_context(|| format!("there are {last}"))
}
