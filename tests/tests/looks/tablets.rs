//! What only a connected tablet shows, and the office while it connects one: on a server of their own, for what is done on the way
//! would be seen by others.

use anyhow::{Context, Result, anyhow};
use backend::cli::demo;
use backend::qr;
use serde_json::json;
use tests::browser::with_browser;
use tests::connected::{self, Whose};
use tests::still::{Filling, Still, keep_still};
use tests::{desk, tablet};

use super::found::Found;
use super::screens::WIDTHS;
use super::walk::{Walk, Walked};

const EXAMPLE: &str = "https://localhost/pair#7K3QX-M9P2D";
/// What is drawn by lot, and the port, are written over: the picture is the same in every run.
const EXAMPLES: &str = "const write = (what, text) => document.querySelectorAll(what).forEach((one) => (one.textContent = text)); \
    write('.big-code', '7K3QX-M9P2D'); write('.card-code strong', '004 218'); \
    write('.stack-s > .list-row .small + .small', '09:10'); \
    document.querySelectorAll('.three-words').forEach((list) => ['abborre', 'fönster', 'ärta'].forEach((word, n) => (list.children[n].textContent = word))); \
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); \
    while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/localhost:[0-9]+/, 'localhost'); \
    for (const picture of document.querySelectorAll('.connect .qr')) { picture.setAttribute('viewBox', `0 0 ${args[0]} ${args[0]}`); \
    picture.querySelector('path').setAttribute('d', args[1]) } return true";

/// All of it in one language.
pub async fn of(walked: Walked<'_>, language: &str) -> Result<Found> {
    let example = qr::draw(EXAMPLE).map_err(|error| anyhow!("{error:?}"))?;
    let example = vec![json!(example.size), json!(example.path)];
    let still = Still::start(Filling::Demo).await?;
    connected::ready(&still).await?;
    let here = still.url("");
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "office")?;
    let other = tablet::profile(folder.path(), "tablet")?;
    let found = with_browser(&own, WIDTHS[0], async |office| {
        keep_still(&office).await?;
        tablet::sign_in_with(&office, &here, "admin", demo::PASSWORD).await?;
        office.open(&format!("{here}/tablets")).await?;
        with_browser(&other, WIDTHS[0], async |site| {
            keep_still(&site).await?;
            site.open(&format!("{here}/pair")).await?;
            let mut desk = Walk::begin(&office, walked, "office", language).await?;
            let mut hand = Walk::begin(&site, walked, "tablet", language).await?;
            desk::see(&office, "#tablet-site").await?;
            let round = connected::round(&office, &site, async |whose, state| {
                let (page, walk) = match whose {
                    Whose::Office => (&office, &mut desk),
                    Whose::Tablet => (&site, &mut hand),
                };
                page.run(EXAMPLES, example.clone()).await?;
                walk.look(state).await?;
                walk.stops(Some(state)).await
            })
            .await;
            for walk in [&mut desk, &mut hand] {
                let broke = walk.nothing_broke().await;
                walk.keep_failure(broke);
            }
            hand.keep_failure(round);
            let mut found = desk.found;
            found.join(hand.found);
            Ok(found)
        })
        .await
    })
    .await;
    found.with_context(|| format!("a connected tablet in {language}"))
}
