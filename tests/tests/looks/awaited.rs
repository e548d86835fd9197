//! Before anything of a person's has come to the device: no list says that it is empty.

use anyhow::{Context, Result};
use serde_json::json;
use tests::browser::with_browser;
use tests::still::keep_still;
use tests::{desk, tablet};

use super::found::Found;
use super::screens::WIDTHS;
use super::walk::{Walk, Walked};

const WHO: &str = "avtal";

/// One screen that waits for its rows, in one language.
pub async fn of(walked: Walked<'_>, language: &str) -> Result<Found> {
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "own")?;
    let found = with_browser(&own, WIDTHS[0], async |page| {
        keep_still(&page).await?;
        page.devtools("Network.enable", json!({})).await?;
        let rows = json!({ "urls": ["*/sync/v1/pull"] });
        page.devtools("Network.setBlockedURLs", rows).await?;
        tablet::sign_in_with(&page, walked.here, WHO, walked.password).await?;
        let mut walk = Walk::begin(&page, walked, WHO, language).await?;
        desk::go(&page, "/contracts", "main h1").await?;
        let is_said = "const text = document.querySelector('main .empty')?.innerText ?? ''; return document.querySelector('main table') === null \
            && ['Uppgifterna är på väg', 'Your data is on its way'].some((words) => text.includes(words))";
        desk::until(&page, "that rows are awaited", is_said, vec![]).await?;
        walk.look("awaited").await?;
        Ok(walk.found)
    })
    .await;
    found.with_context(|| format!("what is awaited, in {language}"))
}
