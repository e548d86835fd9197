//! What came back to a device, and the office's inbox, under fingers: the same sizes, the same large text, the same colours of the user's
//! own.

use anyhow::Result;
use tests::browser::{self, with_browser};
use tests::still::{Filling, Still, keep_still};
use tests::trouble::{self, STATES, Whose};
use tests::{program, tablet};

use super::{fit, look, none_of};

#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_is_read_and_settled_on_a_narrow_screen_and_with_large_text() -> Result<()> {
    if !browser::is_present() {
        return Ok(());
    }
    program::site()?;
    let still = Still::start(Filling::Demo).await?;
    let here = still.url("");
    let folder = tempfile::tempdir()?;
    let [own, other] = ["office", "site"].map(|name| tablet::profile(folder.path(), name));
    let mut faults = Vec::new();
    with_browser(&own?, fit::WIDE, async |office| {
        keep_still(&office).await?;
        tablet::sign_in(&office, &here, "avtal").await?;
        with_browser(&other?, fit::WIDE, async |site| {
            keep_still(&site).await?;
            tablet::sign_in(&site, &here, "arbetsledare").await?;
            trouble::round(&still, &site, &office, async |whose, state| {
                let (page, touch) = match whose {
                    Whose::Office => (&office, false),
                    Whose::Site => (&site, true),
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
