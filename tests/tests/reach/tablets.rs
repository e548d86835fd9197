//! What only a connected tablet shows, under fingers: the same sizes, the same large text, the same colours of the user's own.

use anyhow::Result;
use tests::browser::{self, with_browser};
use tests::connected::{self, STATES, Whose};
use tests::still::{Filling, Still, keep_still};
use tests::{desk, program, tablet};

use super::{fit, look, none_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_connected_tablet_is_read_and_used_on_a_narrow_screen_and_with_large_text() -> Result<()>
{
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let still = Still::start(Filling::Demo).await?;
    connected::ready(&still).await?;
    let here = still.url("");
    let folder = tempfile::tempdir()?;
    let own = tablet::profile(folder.path(), "office")?;
    let other = tablet::profile(folder.path(), "tablet")?;
    let mut faults = Vec::new();
    with_browser(&own, fit::WIDE, async |office| {
        keep_still(&office).await?;
        tablet::sign_in(&office, &here, "admin").await?;
        desk::go(&office, "/tablets", "#tablet-site").await?;
        with_browser(&other, fit::WIDE, async |site| {
            keep_still(&site).await?;
            site.open(&format!("{here}/pair")).await?;
            connected::round(&office, &site, async |whose, state| {
                let (page, touch) = match whose {
                    Whose::Office => (&office, false),
                    Whose::Tablet => (&site, true),
                };
                faults.extend(look(page, touch, state).await?);
                Ok(())
            })
            .await
        })
        .await
    })
    .await?;
    none_of(STATES.len(), &faults)
}
