//! What a device lost, what came back to it, and the office's inbox with what can be done about it: on a server of their own, for what is
//! done on the way would be seen by others.

use anyhow::{Context, Result};
use backend::cli::demo;
use tests::browser::with_browser;
use tests::still::{Filling, Still, keep_still};
use tests::tablet;
use tests::trouble::{self, Whose};

use super::found::Found;
use super::screens::WIDTHS;
use super::walk::{Walk, Walked};

/// All of it in one language, with everything unfolded.
pub async fn of(walked: Walked<'_>, language: &str) -> Result<Found> {
    let still = Still::start(Filling::Demo).await?;
    let here = still.url("");
    let folder = tempfile::tempdir()?;
    let [own, other] = ["office", "site"].map(|name| tablet::profile(folder.path(), name));
    let found = with_browser(&own?, WIDTHS[0], async |office| {
        keep_still(&office).await?;
        tablet::sign_in_with(&office, &here, "avtal", demo::PASSWORD).await?;
        with_browser(&other?, WIDTHS[0], async |site| {
            keep_still(&site).await?;
            tablet::sign_in_with(&site, &here, "arbetsledare", demo::PASSWORD).await?;
            let mut desk = Walk::begin(&office, walked, "avtal", language).await?;
            let mut hand = Walk::begin(&site, walked, "arbetsledare", language).await?;
            let round = trouble::round(&still, &site, &office, async |whose, state| {
                let walk = match whose {
                    Whose::Office => &mut desk,
                    Whose::Site => &mut hand,
                };
                walk.open_all().await?;
                walk.look(state).await?;
                walk.stops(Some(state)).await
            })
            .await;
            hand.keep_failure(round);
            let broke = desk.nothing_broke().await;
            desk.keep_failure(broke);
            let broke = hand.nothing_broke_but(trouble::SAID).await;
            hand.keep_failure(broke);
            let mut found = desk.found;
            found.join(hand.found);
            Ok(found)
        })
        .await
    })
    .await;
    found.with_context(|| format!("what went wrong, in {language}"))
}
