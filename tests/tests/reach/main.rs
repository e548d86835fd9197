//! Everybody reaches everything: each screen fits 320 px and text twice as large with nothing cut off, says where one has come, and
//! has help in the same place.
//!
//! - `screens`: who sees what, the list that the looks are walked by
//! - `arrive`: focus, title and what is said, at every address, after signing in and out and in another language
//! - `fit`: no sideways scrolling, nothing clipped, nothing hidden by what stands fixed
//! - `media`: no motion where none is wanted; edges where the user's own colours hold
//! - `tablets`: what only a connected tablet shows
//! - `told`: a word about the product, from nobody to an administrator

mod arrive;
mod fit;
mod media;
#[path = "../looks/screens.rs"]
#[expect(dead_code, reason = "the walk of the looks uses the rest")]
mod screens;
mod tablets;
mod told;
mod troubles;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tests::browser::{self, Page, with_browser};
use tests::server::Launch;
use tests::tablet::{self, SEEN_MAX};
use tests::{program, wait};

use self::screens::{PEOPLE, Place};

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_reached_read_and_used_on_a_narrow_screen_and_with_large_text() -> Result<()>
{
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let server = Launch::temporary()?.argument("--demo").start().await?;
    let here = server.url("");
    let mut faults = Vec::new();
    let mut looked = 0;
    for (login, places) in PEOPLE {
        let folder = tempfile::tempdir()?;
        let profile = tablet::profile(folder.path(), "own")?;
        let found = with_browser(&profile, fit::WIDE, async |page| {
            match login {
                Some(login) => tablet::sign_in(&page, &here, login).await?,
                // The first page that is opened keeps the focus where the browser has it.
                None => {
                    page.open(&format!("{here}/start")).await?;
                    settled(&page).await?;
                }
            }
            if login.is_some() {
                arrive::check(&page).await.context("after signing in")?;
            }
            let mut found = Vec::new();
            for place in places {
                go(&page, *place).await?;
                if let Err(error) = arrive::check(&page).await {
                    found.push(format!("{error:#}"));
                }
                unfold(&page).await?;
                found.extend(fit::check(&page, false).await?);
                found.extend(media::check(&page, "").await?);
            }
            if login == Some("avtal") {
                arrive::language_and_menu_and_sign_out(&page).await?;
            }
            Ok(found)
        })
        .await
        .with_context(|| format!("as {login:?}"))?;
        looked += places.len();
        faults.extend(
            found
                .into_iter()
                .map(|fault| format!("{}: {fault}", login.unwrap_or("nobody"))),
        );
    }
    println!("{looked} screens, each at {} sizes", fit::SIZES.len());
    ensure!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
    Ok(())
}

async fn go(page: &Page, place: Place) -> Result<()> {
    let path = match place {
        Place::At(path) => path.to_owned(),
        Place::First { from, link } => {
            if from != "/site" {
                to(page, from).await?;
            }
            let find = "return document.querySelector(args[0])?.getAttribute('href')";
            wait::until(link, SEEN_MAX, async || {
                let path = page.run(find, vec![json!(link)]).await?;
                Ok(path.as_str().map(str::to_owned))
            })
            .await?
        }
    };
    to(page, &path).await
}

/// Within the app, as a link does.
async fn to(page: &Page, path: &str) -> Result<()> {
    let go = "history.pushState({}, '', args[0]); dispatchEvent(new PopStateEvent('popstate'))";
    page.run(go, vec![json!(path)]).await?;
    settled(page).await
}

/// A heading is there, and no module is on its way.
async fn settled(page: &Page) -> Result<()> {
    let script = format!(
        "{DRAWN} return document.querySelector('main h1') !== null && !document.querySelector('main > .muted[role=status]')"
    );
    wait::until("the screen", SEEN_MAX, async || {
        Ok((page.run(&script, vec![]).await? == json!(true)).then_some(()))
    })
    .await
    .with_context(|| "no heading is drawn")
}

/// All that is folded is opened: help and forms too.
async fn unfold(page: &Page) -> Result<()> {
    let open = format!(
        "document.querySelectorAll('main details').forEach((part) => (part.open = true)); {DRAWN} return true"
    );
    page.run(&open, vec![]).await.map(|_done| ())
}

/// Two frames later everything that was set is drawn.
const DRAWN: &str =
    "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));";

/// What is lost of a page in one of its states, at each size and in the user's own colours.
async fn look(page: &Page, touch: bool, state: &str) -> Result<Vec<String>> {
    let mut found = fit::check(page, touch).await?;
    found.extend(media::check(page, state).await?);
    let told = found.into_iter().map(|fault| format!("{state}: {fault}"));
    Ok(told.collect())
}

/// Nothing is, in so many states.
fn none_of(states: usize, faults: &[String]) -> Result<()> {
    println!("{states} states, each at {} sizes", fit::SIZES.len());
    let count = faults.len();
    ensure!(faults.is_empty(), "{count} faults\n{}", faults.join("\n"));
    Ok(())
}
